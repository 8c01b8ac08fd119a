"""Pages speak the language of their reader: sentences, states, days, figures and countries; and nobody else's."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.test import Client
from django.urls import reverse
from django.utils import translation

from comity.activity.engagements.rules.changes import change_again, why_again
from comity.activity.engagements.rules.dates import read, shown, span_shown
from comity.activity.engagements.rules.particulars import Party, Snapshot, differences, particulars
from comity.activity.engagements.tests.builders import a_concept, a_house, a_proposed
from comity.foundation.record.models import Entry
from comity.foundation.words.rules.said import either, figure, in_words, listed, nation, say
from comity.foundation.words.rules.texts import text_of

AT = datetime(2026, 3, 12, 9, 40, tzinfo=UTC)


def _drawn(source, language, **context):
    with translation.override(language):
        return Template(source).render(Context({"at": AT, **context}))


@pytest.fixture
def in_french():
    with translation.override("fr"):
        yield


@pytest.mark.parametrize(
    ("code", "english", "french"),
    [
        ("FJI", "Fiji", "Fidji"),
        ("DDR", "German Democratic Republic", "République démocratique allemande"),
        ("PSE", "Palestine", "Palestine"),
        ("", "Australia", "Australie"),
        ("DEU", "Prussia", "Prussia"),
        ("XHM", "Home State", "Home State"),
    ],
)
def test_a_state_is_named_in_the_readers_language_unless_it_was_written_otherwise(in_french, code, english, french):
    assert nation(code, english) == english
    assert in_words(nation(code, english)) == french


def test_days_and_figures_are_written_as_the_language_writes_them(in_french):
    assert in_words(shown(read("5 March 1994"))) == "5 mars 1994"
    assert in_words(span_shown(read("2026-09-28"), read("2026-10-03"))) == "28 septembre – 3 octobre 2026"
    assert in_words(figure(Decimal("1250000.00"))) == "1\u202f250\u202f000"
    assert in_words(listed(["a", "b", "c"])) == "a, b et c"
    assert in_words(either(["a", "b"])) == "a ou b"


def test_what_somebody_wrote_keeps_its_own_direction_inside_an_arabic_sentence():
    sentence = say("{post} does not concur", post="Legal Adviser")
    with translation.override("ar"):
        assert "\u2068Legal Adviser\u2069" in in_words(sentence)
    assert "\u2068" not in sentence + in_words(sentence)


def test_a_mark_drawn_for_one_reader_is_not_shown_to_the_next():
    state, chip = '{% status "in_clearance" %}', '{% marking "RESTRICTED" 2 %}'
    assert "À l’instruction" in _drawn(state, "fr")
    assert "In clearance" in _drawn(state, "en-gb")
    assert "Mention de protection" in _drawn(chip, "fr")
    assert "Marking:" in _drawn(chip, "en-gb")


def test_times_are_told_in_french():
    assert "12 mars 2026, 09:40 UTC" in _drawn("{% moment at %}", "fr")
    assert "échéance dans 2 jours" in _drawn("{% clock due at %}", "fr", due=date(2026, 3, 14))
    assert _drawn("{{ x|capfirst }}", "fr", x=say("the host nation")) == "Le pays hôte"


BEFORE = Snapshot(kind="exercise", title="T", personnel=900, host="FJI", host_name="Fiji")
AFTER = Snapshot(
    kind="training", title="T", personnel=1200, host="AUS", host_name="Australia", parties=(Party("Fiji", "FJI"),)
)


@pytest.mark.parametrize(
    ("field", "french"),
    [
        ("kind", "type\u202f: de Exercice à Formation"),
        ("personnel", "effectif\u202f: de 900 personnes à 1\u202f200 personnes"),
        ("host", "pays hôte\u202f: de Fidji à Australie"),
        ("partners", "partenaires\u202f: Fidji"),
    ],
)
def test_a_change_that_was_written_down_is_told_again(in_french, field, french):
    written = {change.field: str(change) for change in differences(BEFORE, AFTER)}[field]
    assert change_again(written) == written
    assert in_words(change_again(written)) == french


def test_words_that_are_none_of_ours_come_back_as_they_are(in_french):
    for text in ("the fee from 1 to 2", "personnel left open", "begun as a concept, once"):
        assert in_words(change_again(text)) == text
    assert in_words(why_again("Because of the weather")) == "Because of the weather"
    assert in_words(why_again("begun as a concept")) == "créée comme projet"


def test_a_line_that_was_stored_is_told_again_by_its_value_and_free_words_are_left(in_french):
    lines = {p.field: p.as_data() for p in particulars(AFTER)}
    told = {name: in_words(text_of(line["value"], line["text"])) for name, line in lines.items()}
    assert told["kind"] == "Formation"
    assert told["personnel"] == "1\u202f200 personnes"
    assert told["partners"] == "Fidji"
    assert in_words(text_of("Exercise", "Exercise")) == "Exercise", "a title that happens to be a word of ours"


@pytest.mark.django_db
def test_the_pages_of_an_engagement_are_french_and_what_they_did_stays_english_on_the_record():
    house = a_house()
    it = a_proposed(house)
    client = Client(headers={"accept-language": "fr"})
    client.force_login(house.people["planner"])
    page = client.get(f"/engagements/{it.reference}/").text
    assert 'lang="fr"' in page
    assert "En bref" in page
    assert f"{it.reference} «\u202f{it.title}\u202f» a été proposée" in page
    assert "was proposed" not in page
    before = Entry.objects.whole("a test").count()
    client.post(reverse("engagement-move", args=[it.reference, "withdraw"]), {"reason": "assez"})
    written = Entry.objects.whole("a test").filter(seq__gte=before)
    assert any("was withdrawn" in entry.sentence for entry in written)


@pytest.mark.django_db
def test_a_refusal_is_told_in_the_readers_language():
    house = a_house()
    it = a_concept(house)
    client = Client(headers={"accept-language": "fr"})
    client.force_login(house.people["planner"])
    page = client.post(f"/engagements/{it.reference}/propose/", {"seen": "99"}).text
    assert "Le texte en est à la version" in page
