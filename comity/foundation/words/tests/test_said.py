"""Sentences that are English for the record and anything for the reader."""

import copy
import pickle
from datetime import date

import pytest
from django.template import Context, Template

from comity.foundation.words.rules import said
from comity.foundation.words.rules.recalled import recalled
from comity.foundation.words.rules.said import day, figure, in_words, known, say, say_many, series, speak_through, told

FRENCH = {"cleared to {held}": "habilité {held}", "{count} day": "{count} jour", "the level {name}": "le niveau {name}"}
MANY = {"{count} days": "{count} jours"}


@pytest.fixture
def in_french():
    before = said._Tongue.one, said._Tongue.many, said._Tongue.write
    speak_through(
        lambda template: FRENCH.get(template, template),
        lambda one, many, count: FRENCH[one] if count == 1 else MANY[many],
        lambda value, english: f"le {value:%d/%m/%Y}" if isinstance(value, date) else english.replace(",", " "),
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


def test_a_day_is_written_for_its_reader_and_a_stored_one_is_read_back(in_french):
    for given in (date(2027, 3, 1), "01 March 2027"):
        assert day(given) == "01 March 2027"
        assert in_words(say("cleared to {held}", held=day(given))) == "habilité le 01/03/2027"
    assert in_words(day("2027-03-01")) == "le 01/03/2027"
    assert day("2027-03-01") == "2027-03-01"
    assert in_words(day("some day")) == "some day"


def test_a_figure_is_written_for_its_reader(in_french):
    assert figure(12500) == "12,500"
    assert in_words(figure(12500)) == "12 500"


def test_what_another_part_puts_together_is_put_together_in_the_language_of_the_reader(in_french):
    made = told(lambda translate: translate("the level {name}").format(name="X"))
    assert made == "the level X"
    assert in_words(made) == "le niveau X"


def test_words_kept_as_data_are_looked_up_and_may_hold_braces(in_french):
    assert in_words(known("cleared to {held}")) == "cleared to {held}"
    assert known("{odd") == "{odd"


def test_stored_english_is_sayable_again_and_never_changed(in_french):
    level, held = say("the level {name}", name=""), say("cleared to {held}", held="")
    again = recalled("cleared to SECRET, for a while", level, held)
    assert again == "cleared to SECRET, for a while"
    assert in_words(again) == "habilité SECRET, for a while"
    assert recalled("nothing of the kind", level, held) == "nothing of the kind"
    assert not isinstance(recalled("nothing of the kind", level, held), said.Said)


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
