"""Consensus with silence: one letter breaks it, and neither a ruling, a reason nor a key overrides it."""

from datetime import UTC, datetime, timedelta

import pytest

from comity.foundation.access.rules.verdict import Refused
from comity.procedure.clearance.actions.amend_subject import amend_subject
from comity.procedure.clearance.actions.elevate_objection import elevate_objection
from comity.procedure.clearance.jobs import tick
from comity.procedure.clearance.models import Dossier
from comity.procedure.clearance.queries import consultations_for, silence_of, unresolved_objections
from comity.procedure.clearance.rules.consensus import Letter, Silence, bars, may_grant
from comity.procedure.clearance.rules.life import State
from comity.procedure.clearance.rules.opinion import OpinionKind

from .builders import FRAMEWORK, MONDAY, a_house, a_subject, an_open_dossier, answer, asked, consolidated, now, turned

LATER = MONDAY + timedelta(days=7)
COUNCIL = """
  - key: talks
    title: Talks, agreed under silence
    classes: [talks, courtesy]
    consensus: true
    instrument: silence-rule
    why: consensus
    stages:
      - key: silence
        title: Silence
        steps:
          - {key: desk, post: desk, needs: concurrence, why: Asked., instrument: act, clock: {days: 2},
             information: runs, on_lapse: {do: silence, instrument: silence-rule}}
          - {key: counsel, post: counsel, needs: concurrence, why: Asked., instrument: act, clock: {days: 2},
             information: runs, on_lapse: {do: silence, instrument: silence-rule}}
          - {key: money, post: budget, needs: consultation, why: Advice., instrument: act, clock: {days: 2},
             on_lapse: {do: proceed}}
    consolidate: {days: 5}
    elevate: [deputies]
    keys:
      - {post: director, instrument: act, clock: {days: 3}, on_lapse: {do: tell}}
    material: {personnel: {percent: 10}, cost: {percent: 10}}
"""
BY_CONSENSUS = FRAMEWORK.partition("  - key: talks\n    title: Clearance")[0].rstrip() + COUNCIL


@pytest.mark.parametrize(
    ("needs", "ruled", "consensus", "stands"),
    [
        ("concurrence", False, False, True),
        ("concurrence", True, False, False),
        ("concurrence", False, True, True),
        ("concurrence", True, True, True),
        ("consultation", False, True, False),
        ("coordination", False, False, False),
    ],
)
def test_by_consensus_no_ruling_lifts_an_objection_and_no_adviser_bars(needs, ruled, consensus, stands):
    assert bars(needs, ruled=ruled, consensus=consensus) is stands


def test_a_grant_over_a_broken_silence_is_denied_with_its_source():
    verdict = may_grant(["Desk", "Counsel"], consensus=True, source="Silence Rule")
    assert not verdict
    assert verdict.source == "Silence Rule"
    assert "Desk, Counsel broke the silence" in verdict.why
    assert may_grant([], consensus=True, source="Silence Rule")
    assert may_grant(["Desk"], consensus=False, source="Act")


def test_one_letter_breaks_a_silence_however_many_agreed():
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert Silence(noon, agreed=("A",), silent=("B",)).state == "running"
    assert Silence(None, agreed=("A",), counted=("B",)).state == "kept"
    broken = Silence(noon, agreed=("A", "B"), silent=("C",), broken=(Letter("D", noon, "x", "y"),))
    assert (broken.state, broken.asked) == ("broken", 4)


@pytest.fixture
def house(db):
    return a_house(BY_CONSENSUS)


@pytest.fixture
def dossier(house):
    return an_open_dossier(house, kind="talks", cost="100")


def broken(house, dossier):
    answer(house, dossier, "desk", OpinionKind.NONCONCUR, basis="The sum is not agreed.", cure="Halve it.")
    tick(LATER)


def shown(house, dossier):
    return silence_of(now(dossier), consultations_for(dossier, house.as_("planner").reader))


def test_silence_that_nobody_breaks_is_agreement_and_is_declared(house, dossier):
    answer(house, dossier, "counsel")
    assert (shown(house, dossier).state, shown(house, dossier).silent) == ("running", ("Desk Officer",))
    tick(LATER)
    kept = shown(house, dossier)
    assert (kept.state, kept.agreed, kept.counted) == ("kept", ("Legal Counsel",), ("Desk Officer",))
    consolidated(house, dossier, at=LATER)
    turned(house, dossier, "director", at=LATER)
    assert now(dossier).state == State.GRANTED


def test_no_ruling_of_the_body_above_makes_up_for_a_nation_that_objects(house, dossier):
    broken(house, dossier)
    elevate_objection(
        asked(dossier, "desk").pk, actor=house.as_("planner"), at=LATER, reason="Two meetings did not settle it."
    )
    answer(house, dossier, "deputies", at=LATER)
    assert [o.post.key for o in unresolved_objections(now(dossier))] == ["desk"]
    with pytest.raises(Refused, match=r"Desk Officer broke the silence.*Silence Rule.*Amend the text"):
        consolidated(house, dossier, at=LATER)
    answer(house, dossier, "desk", at=LATER)  # it takes its objection back itself
    consolidated(house, dossier, at=LATER)


def test_no_key_and_no_reason_grants_over_a_broken_silence(house, dossier):
    """The guard of the decision itself, were a dossier ever to come before the deciders all the same."""
    broken(house, dossier)
    Dossier.objects.whole("a test puts it where no act does").filter(pk=dossier.pk).update(state=State.DECIDING)
    with pytest.raises(Refused, match=r"Desk Officer broke the silence.*Silence Rule"):
        turned(house, dossier, "director", over_objection="It is urgent.", at=LATER)
    assert not now(dossier).signatures.exists()
    turned(house, dossier, "director", grant=False, reason="There is no consensus.", at=LATER)
    assert now(dossier).state == State.REFUSED


def test_an_adviser_who_dissents_is_heard_and_does_not_bar(house, dossier):
    answer(house, dossier, "budget", OpinionKind.NONCONCUR, basis="Dear.", cure="Nothing would.")
    tick(LATER)
    consolidated(house, dossier, at=LATER)
    turned(house, dossier, "director", over_objection="The ten agree.", at=LATER)
    assert now(dossier).state == State.GRANTED


def test_a_broken_text_is_amended_and_put_under_silence_again(house, dossier):
    broken(house, dossier)
    changed = a_subject(house, version=2, kind="talks", cost="50")
    assert amend_subject(dossier.pk, actor=house.as_("planner"), at=LATER, subject=changed, why="Halved.")
    again = shown(house, dossier)
    assert (again.state, again.broken, len(again.silent)) == ("running", (), 2)
    tick(LATER + timedelta(days=7))
    assert shown(house, dossier).state == "kept"
    consolidated(house, dossier, at=LATER + timedelta(days=7))
