"""What a lapsed clock leads to: only what the route says."""

from datetime import timedelta

import pytest

from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.procedure.clearance.actions.countersign_dossier import countersign_dossier
from comity.procedure.clearance.actions.lapse_consultation import lapse_consultation
from comity.procedure.clearance.jobs import tick
from comity.procedure.clearance.models import Opinion
from comity.procedure.clearance.queries import told_to
from comity.procedure.clearance.rules.life import State
from comity.procedure.clearance.rules.opinion import OpinionKind

from .builders import (
    MONDAY,
    a_house,
    an_open_dossier,
    answer,
    asked,
    before_the_ministers,
    consolidated,
    everyone_concurs,
    now,
    turned,
)

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=30)


@pytest.fixture
def house():
    return a_house()


def test_nothing_lapses_before_its_time(house):
    dossier = an_open_dossier(house)
    assert tick(MONDAY + timedelta(days=1)) == 0
    with pytest.raises(Refused, match="not run out"):
        lapse_consultation(asked(dossier, "desk").pk, actor=house.as_("planner"), at=MONDAY)


def test_concurrence_that_is_not_given_escalates_to_the_superior_and_is_never_assumed(house):
    dossier = an_open_dossier(house, host="PHL")
    tick(LATER)
    assert asked(dossier, "desk").state == "lapsed"
    assert asked(dossier, "desk-head", "desk").state == "pending"
    assert not Opinion.objects.exists()
    assert now(dossier).state == State.CONSULTING


def test_it_climbs_until_nobody_is_above_and_then_reminds(house):
    dossier = an_open_dossier(house, host="PHL")
    for month in range(6):
        tick(LATER + timedelta(days=40 * month))
    assert asked(dossier, "foreign-minister", "desk").state == "pending"
    assert now(dossier).state == State.CONSULTING
    assert not Opinion.objects.exists()


def test_a_chance_to_comment_passes_where_the_route_says_so(house):
    dossier = an_open_dossier(house, host="PHL")
    answer(house, dossier, "desk")
    answer(house, dossier, "counsel")
    tick(MONDAY + timedelta(days=4))
    assert asked(dossier, "budget").state == "lapsed"
    assert now(dossier).state == State.CONSOLIDATING


def test_silence_concurs_only_under_its_instrument_and_says_so(house):
    dossier = an_open_dossier(house, kind="talks", cost="10")
    tick(LATER)
    opinion = Opinion.objects.get()
    assert (opinion.kind, opinion.person_id, opinion.basis) == (OpinionKind.SILENCE, None, "Silence Rule")
    assert now(dossier).state == State.CONSOLIDATING


def test_a_question_that_stops_the_clock_does_not_lapse(house):
    from comity.procedure.clearance.actions.ask_information import ask_information

    dossier = an_open_dossier(house)
    ask_information(asked(dossier, "counsel").pk, actor=house.as_("counsel"), at=MONDAY, question="What?")
    ask_information(asked(dossier, "budget").pk, actor=house.as_("budget"), at=MONDAY, question="What?")
    tick(LATER)
    assert asked(dossier, "counsel").state == "waiting_for_information"
    assert asked(dossier, "budget").state == "lapsed"


def test_a_late_countersignature_may_be_given_by_the_superior_named(house):
    dossier = an_open_dossier(house, host="PHL")
    everyone_concurs(house, dossier)
    consolidated(house, dossier)
    digest = dossier.subject.digest
    with pytest.raises(NotAllowed):
        countersign_dossier(dossier.pk, actor=house.as_("defence-minister"), at=MONDAY, seen_digest=digest)
    tick(LATER)
    # The superior holds no mandate to countersign here: standing in does not lend a power nobody gave.
    with pytest.raises(NotAllowed, match="mandate"):
        countersign_dossier(dossier.pk, actor=house.as_("defence-minister"), at=LATER, seen_digest=digest)
    assert told_to(house.as_("defence-minister")).count() == 1


def test_a_late_decision_is_told_and_never_decided(house):
    dossier = before_the_ministers(house, host="PHL")
    turned(house, dossier, "defence-minister")
    tick(LATER)
    tick(LATER)
    assert now(dossier).state == State.DECIDING
    assert told_to(house.as_("principals")).count() == 1
    with pytest.raises(NotAllowed):
        turned(house, dossier, "principals", at=LATER)


def test_a_ruling_that_is_late_climbs_as_a_ruling(house):
    from comity.procedure.clearance.actions.elevate_objection import elevate_objection

    dossier = an_open_dossier(house, host="PHL")
    answer(house, dossier, "desk", OpinionKind.NONCONCUR, basis="b", cure="c")
    answer(house, dossier, "counsel")
    answer(house, dossier, "budget")
    elevate_objection(asked(dossier, "desk").pk, actor=house.as_("planner"), at=MONDAY, reason="Rule.")
    tick(LATER)
    row = asked(dossier, "principals")
    assert (row.state, row.elevates_id) == ("pending", asked(dossier, "desk").pk)


def test_a_lead_that_does_not_consolidate_is_told_of_to_its_superior(house):
    dossier = an_open_dossier(house, host="PHL")
    everyone_concurs(house, dossier)
    tick(LATER)
    assert now(dossier).state == State.CONSOLIDATING
    assert "consolidated" in told_to(house.as_("director")).get().why
