"""What the procedure says and writes down, in the language of whoever reads it."""

from datetime import UTC, datetime

import pytest

from comity.foundation.words.rules import said
from comity.foundation.words.rules.said import in_words, say, speak_through
from comity.procedure.clearance import events
from comity.procedure.clearance.rules import material, written
from comity.procedure.clearance.rules.life import Asked, Move, State, Turn
from comity.procedure.clearance.rules.needs import asked_of, needed, to_answer
from comity.procedure.clearance.rules.opinion import Adjudicated, Severity
from comity.procedure.clearance.rules.route import Tolerance

ABOUT = {
    "dossier": "d",
    "reference": "DOS-2026-0001",
    "subject_kind": "engagement",
    "subject_key": "k",
    "subject_reference": "EX-2026-001",
}
OPINION = {"post": "Legal adviser", "words": "As said.", "basis": "Art. 5", "cure": "A date", "digest": "0" * 64}
KEY = {"post": "Minister", "digest": "0" * 64, "cites": "The Act", "under": "D-1", "over_objection": "It must be"}
SENTENCES = {
    "Legal adviser was asked again for concurrence under The Act, by 03 May 2027.": events.ConsultationAsked(
        **ABOUT, post="Legal adviser", needs="concurrence", cites="The Act", due="03 May 2027", again=True
    ),
    "Legal adviser (by in place of the post whose clock lapsed) does not concur. Basis: “Art. 5” What would cure it: "
    "“A date” “As said.”": events.OpinionGiven(
        **ABOUT, **OPINION, opinion="nonconcur", conditions=(), under="in place of the post whose clock lapsed"
    ),
    "Legal adviser concurs with conditions: (1) No live fire; (2) A report. “As said.”": events.OpinionGiven(
        **ABOUT, **OPINION, opinion="concur_with_conditions", conditions=("No live fire.", "A report"), under=""
    ),
    "Legal adviser made a substantive comment on Dates: “Too long”": events.CommentMade(
        **ABOUT, post="Legal adviser", severity="substantive", about="Dates", words="Too long"
    ),
    "The comment “Too long” was accepted with change: “Shorter”": events.CommentAdjudicated(
        **ABOUT, words="Too long", outcome="accepted_with_change", rationale="Shorter"
    ),
    "Legal adviser did not answer in time: it is escalated to Minister (The Act).": events.ConsultationLapsed(
        **ABOUT, post="Legal adviser", outcome=written.escalated_to("Minister"), cites="The Act"
    ),
    "DOS-2026-0001 went on to consolidation by Planner.": events.DossierAdvanced(
        **ABOUT, to=written.consolidation_by("Planner")
    ),
    "Minister (by D-1) granted DOS-2026-0001 under The Act. “So be it” Over the objection: “It must be”": (
        events.KeyTurned(**ABOUT, **KEY, grants=True, reason="So be it")
    ),
    "EX-2026-001 was amended materially (Ships: 4 → not given): Ships more than 10 % away from what was put; it must "
    "now be put to a post that was not asked before. Asked again: nobody.": events.SubjectAmended(
        **ABOUT,
        number=2,
        digest="0" * 64,
        changed=(written.changed("Ships", "4", ""),),
        material=True,
        asked_again=(),
        why="Ships more than 10 % away from what was put; it must now be put to a post that was not asked before.",
    ),
}


@pytest.fixture
def marked():
    """Every template that is translated stands between marks."""
    before = said._Tongue.one, said._Tongue.many, said._Tongue.write
    speak_through(
        lambda template: f"⟦{template}⟧",
        lambda one, many, count: f"⟦{one if count == 1 else many}⟧",
        lambda value, english: f"⟦{english}⟧",
    )
    yield
    speak_through(*before)


@pytest.mark.parametrize("kind", [State, Move, Asked, Turn, Severity, Adjudicated])
def test_every_code_has_words_and_in_english_they_are_its_own(kind, marked):
    for member in kind:
        assert member.words == member.value.replace("_", " ")
        assert in_words(member.words) == f"⟦{member.words}⟧"


@pytest.mark.parametrize(("english", "event"), SENTENCES.items())
def test_the_record_keeps_english_and_a_page_says_the_whole_sentence_again(english, event, marked):
    again = type(event)(**event.body())
    assert str(again.sentence()) == english
    shown = in_words(again.sentence())
    assert shown.startswith("⟦")
    assert shown.replace("⟦", "").replace("⟧", "") == english


def test_what_an_act_wrote_down_is_known_again(marked):
    late = str(written.not_signed("Minister", "DOS-2026-0001", datetime(2027, 5, 3, tzinfo=UTC)))
    assert late == "Minister has not signed DOS-2026-0001, due 03 May 2027."
    assert in_words(written.read(late)) == "⟦Minister has not signed DOS-2026-0001, due ⟦03 May 2027⟧.⟧"
    assert in_words(written.read("It reached its end.")) == "⟦It reached its end.⟧"


def test_what_a_person_wrote_is_never_touched(marked):
    for words in ("Wait for the report.", "", "{braces}"):
        assert in_words(written.read(words)) == words
    assert in_words(written.read_change("nothing of the kind")) == "nothing of the kind"
    assert in_words(written.read_material("No stop at the end", material.WHYS)) == "No stop at the end"


def test_every_reason_of_a_change_is_known_again():
    given = [("a", "1", "2", None), ("a", "1", "2", "any"), ("a", "4", "9", Tolerance(percent=10))]
    given += [("a", "100", "101", Tolerance(percent=10)), ("a", "x", "2", Tolerance(percent=10))]
    given += [("a", "2027-01-01", "2027-03-01", Tolerance(days=7)), ("a", None, "2", Tolerance(days=7))]
    for field, before, after, tolerance in given:
        found = material.changes(_line(field, before), _line(field, after), {field: tolerance} if tolerance else {})
        assert found[0].why.template in {why.template for why in material.WHYS}


def _line(field, value):
    return [] if value is None else [{"field": field, "label": "A", "value": value, "text": value}]


def test_what_is_asked_is_said_whole():
    assert asked_of("concurrence", "Legal adviser") == "Concurrence asked of Legal adviser"
    assert asked_of("a sign", "Legal adviser") == "A sign asked of Legal adviser"
    assert to_answer("coordination") == "Answer: coordination"
    assert needed("a ruling") == "a ruling"
    assert needed("a sign") == say("a sign")
