"""What is promised and not proved is neither founded nor proposed nor approved, and the refusal tells why."""

import ast
from pathlib import Path

import pytest

import comity
from comity.foundation.access.rules.verdict import Refused
from comity.foundation.record.queries import head
from comity.foundation.words.rules.said import known
from comity.mandate.institutions.actions.adopt_framework import adopt_framework
from comity.mandate.institutions.actions.approve_version import approve_version
from comity.mandate.institutions.actions.propose_version import propose_version
from comity.mandate.institutions.queries import framework_in_force, open_proposals
from comity.mandate.institutions.rules.promises import Property
from comity.mandate.institutions.tests.builders import CONSOLE_ACTOR, DAY, FRAMEWORK, MONDAY, House
from comity.procedure.assurance import queries
from comity.procedure.assurance.queries import certificate_of, proof_of
from comity.procedure.assurance.rules.proving import Answer, Verdict
from comity.procedure.assurance.rules.refusing import MOST_TOLD, why_not
from verifier.proof import Checker

SECOND = FRAMEWORK.replace('version: "1"', 'version: "2"')
# Nobody appoints to the embassy, so its attaché, who is asked, could never be replaced.
DEAD_END = "properties: [{hold: no-dead-end}]\n"
# It has no urgent path: nothing can be looked at.
UNDECIDED = "properties: [{hold: urgent-path-is-bounded}]\n"


@pytest.fixture
def an_earlier_release(monkeypatch):
    """One whose prover found nothing wrong; called again, it is this release."""

    def forget(found):
        monkeypatch.setattr(queries, "prove", found)
        queries.proof_of.cache_clear()

    real = queries.prove
    forget(lambda *_: [])
    yield lambda: forget(real)
    queries.proof_of.cache_clear()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("promise", "said"),
    [
        (DEAD_END, ["every clock that lapses leads somewhere. It fails: ", "nobody may fill: Attaché"]),
        (UNDECIDED, ["the urgent path is bounded", "It is not decided within the bound"]),
    ],
)
def test_what_is_not_proved_is_neither_founded_nor_proposed_and_no_trace_of_it_stays(promise, said):
    with pytest.raises(Refused) as refusal:
        adopt_framework(FRAMEWORK + promise, actor=CONSOLE_ACTOR, at=MONDAY)
    assert all(words in str(refusal.value) for words in said)
    assert framework_in_force("smalland") is None
    assert head().size == 0
    house = House()
    before = head().size
    with pytest.raises(Refused) as refusal:
        propose_version(SECOND + promise, actor=house.as_("registrar"), at=MONDAY, why="It promises more.")
    assert all(words in str(refusal.value) for words in said)
    assert open_proposals("smalland") == []
    assert head().size == before


@pytest.mark.django_db
def test_what_an_earlier_release_let_through_is_not_approved_by_this_one(an_earlier_release):
    house = House()
    proposal = propose_version(SECOND + DEAD_END, actor=house.as_("registrar"), at=MONDAY, why="It promises more.")
    an_earlier_release()
    with pytest.raises(Refused, match="nobody may fill"):
        approve_version(proposal.pk, actor=house.as_("minister"), at=MONDAY + DAY, seen_digest=proposal.digest)
    assert framework_in_force("smalland").version == "1"
    assert open_proposals("smalland") == [proposal]


def test_nothing_lays_a_framework_or_keeps_a_proposal_but_the_acts_that_are_listened_to():
    """The listeners ask for the proof (web/wiring.py): whoever wrote a row without announcing would go round them."""
    writers = {"lay": set(), "Framework.objects.create": set(), "VersionProposal.objects.create": set()}
    for path in Path(comity.__file__).parent.rglob("*.py"):
        text = path.read_text("utf-8")
        if "tests" not in path.parts and ("lay(" in text or "objects.create" in text):
            calls = [ast.unparse(n.func) for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Call)]
            for name, found in writers.items():
                if name in calls and (name != "lay" or "institutions" in path.parts):
                    found.add(path.stem)
    assert writers == {
        "lay": {"adopt_framework", "approve_version"},
        "Framework.objects.create": {"lay_framework"},
        "VersionProposal.objects.create": {"propose_version"},
    }


def test_a_refusal_tells_the_first_few_and_how_many_more():
    one = Verdict(Property.TWO_KEYS, known("the route"), Answer.FAILS, known("one person signed it twice"))
    lines = why_not([one] * (MOST_TOLD + 2)).splitlines()
    assert len(lines) == 1 + MOST_TOLD + 1
    assert lines[-1] == "2 more are not proved."
    assert why_not([one] * (MOST_TOLD + 1)).splitlines()[-1] == "One more is not proved."


def test_every_proof_by_exploring_has_a_certificate_that_holds_and_no_other_verdict_has_one():
    proof = proof_of(FRAMEWORK + DEAD_END)
    certified = dict(proof.certifiable())
    assert {one.answer for one in certified.values()} == {Answer.PROVED}
    for number, verdict in enumerate(proof.verdicts, 1):
        if number in certified:
            said = certificate_of(proof, number)
            Checker(said).check()
            assert said["about"] == {
                "framework": "smalland",
                "version": "1",
                "sha256": proof.digest,
                "property": verdict.promise,
                "of": str(verdict.of),
            }
        else:
            with pytest.raises(LookupError):
                certificate_of(proof, number)
