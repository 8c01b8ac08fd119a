"""Sentences that are English for the record and anything for the reader."""

import copy
import pickle

import pytest
from django.template import Context, Template

from comity.foundation.words.rules import said
from comity.foundation.words.rules.said import in_words, say, say_many, series, speak_through

FRENCH = {"cleared to {held}": "habilité {held}", "{count} day": "{count} jour", "the level {name}": "le niveau {name}"}
MANY = {"{count} days": "{count} jours"}


@pytest.fixture
def in_french():
    before = said._Tongue.one, said._Tongue.many
    speak_through(
        lambda template: FRENCH.get(template, template),
        lambda one, many, count: FRENCH[one] if count == 1 else MANY[many],
    )
    yield
    speak_through(*before)


def test_as_a_string_it_is_english_whatever_the_language(in_french):
    assert say("cleared to {held}", held="SECRET") == "cleared to SECRET"
    assert f"{say('cleared to {held}', held='X')}" == "cleared to X"


def test_it_says_itself_in_the_language_of_the_moment(in_french):
    assert in_words(say("cleared to {held}", held="SECRET")) == "habilité SECRET"
    assert in_words(say_many("{count} day", "{count} days", 1)) == "1 jour"
    assert in_words(say_many("{count} day", "{count} days", 3)) == "3 jours"


def test_a_saying_within_a_saying_is_translated_too(in_french):
    inner = say("the level {name}", name="SECRET")
    assert in_words(say("cleared to {held}", held=inner)) == "habilité le niveau SECRET"


def test_a_series_keeps_each_of_its_parts(in_french):
    row = series([say("cleared to {held}", held="A"), "plain"])
    assert row == "cleared to A; plain"
    assert in_words(row) == "habilité A; plain"


def test_a_page_translates_and_escapes_it(in_french):
    page = Template("{{ reason }}").render(Context({"reason": say("cleared to {held}", held="<b>")}))
    assert page == "habilité &lt;b&gt;"


def test_what_is_no_saying_stays_as_it_is():
    assert in_words("plain") == "plain"
    assert in_words(7) == 7


def test_a_missing_value_is_an_error_at_once():
    with pytest.raises(KeyError):
        say("cleared to {held}")


@pytest.mark.parametrize(
    "made", [say("cleared to {held}", held="A"), say_many("{count} day", "{count} days", 2), series(["a", "b"])]
)
def test_it_survives_copying(made, in_french):
    for again in (copy.deepcopy(made), pickle.loads(pickle.dumps(made))):
        assert again == made
        assert in_words(again) == in_words(made)
