"""What stands before the next step, and what it costs to wait."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comity.foundation.access.rules.verdict import Refused
from comity.procedure.clearance.actions.consolidate_dossier import consolidate_dossier
from comity.procedure.clearance.actions.place_hold import place_hold
from comity.procedure.clearance.queries import (
    consultations_for,
    count_met,
    delays_of,
    dossiers,
    gates_of,
    progress_of,
    waiting_to_sign,
)
from comity.procedure.clearance.rules.blocking import Block, Gravity, in_order
from comity.procedure.clearance.rules.delay import Late, cost_of_delay
from comity.procedure.clearance.rules.ladder import merged
from comity.procedure.clearance.rules.opinion import OpinionKind

from .builders import (
    MONDAY,
    a_house,
    an_open_dossier,
    answer,
    asked,
    before_the_ministers,
    everyone_concurs,
    now,
    turned,
)

DAY = timedelta(days=1)
TODAY = MONDAY.date()


def test_the_gravest_comes_first_and_of_two_alike_the_older():
    hold = Block(Gravity.HOLD, "a", MONDAY, "wait")
    old, new = (Block(Gravity.LATE, who, at, "") for who, at in (("b", MONDAY - DAY), ("c", MONDAY)))
    waiting = Block(Gravity.WAITING, "d", MONDAY - 9 * DAY, "")
    assert in_order([waiting, new, old, hold]) == (hold, old, new, waiting)
    assert not waiting.blocks
    assert hold.blocks


def test_the_ladders_of_several_routes_make_one():
    assert merged([("group", "deputies", "top"), ("training", "top"), ("top",), ()]) == [
        "group",
        "deputies",
        "training",
        "top",
    ]


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"start": None}, ["No first day is known, so no day forces a decision."]),
        ({"start": TODAY + 30 * DAY}, ["It is to begin in 30 days."]),
        ({"start": TODAY + DAY}, ["It is to begin in 1 day."]),
        ({"start": TODAY}, ["It is to begin today."]),
        ({"start": TODAY - 2 * DAY}, ["It was to begin 2 days ago."]),
        (
            {"start": TODAY + 30 * DAY, "decide_by": TODAY + 10 * DAY},
            ["It is needed within 10 days, says the lead: 20 days before it begins.", "It is to begin in 30 days."],
        ),
        (
            {"start": None, "due": MONDAY + DAY, "lapse": Late("Head", True)},
            [
                "No first day is known, so no day forces a decision.",
                "When the clock lapses, Head is told and may sign in its place.",
            ],
        ),
        (
            {"start": TODAY, "due": MONDAY - DAY, "lapse": Late("Head", False)},
            ["It is to begin today.", "The clock has lapsed: Head was told. Nothing is decided by lapse of time."],
        ),
    ],
)
def test_waiting_has_its_price_in_words(facts, told):
    whole = {"today": TODAY, "start": None, "due": None, "decide_by": None, "lapse": None, **facts}
    assert list(cost_of_delay(**whole)) == told


def test_a_day_that_has_passed_is_said_plainly():
    said = cost_of_delay(today=TODAY, start=None, due=None, decide_by=date(2026, 1, 1), lapse=None)
    assert said[0].startswith("It was needed")


def progress(house, dossier, at=MONDAY):
    row = now(dossier)
    return progress_of([row], house.as_("planner").reader, at)[row.pk]


@pytest.mark.django_db
def test_a_dossier_says_whom_it_waits_for_and_what_blocks_it():
    house = a_house()
    dossier = an_open_dossier(house, host="PHL")
    first = progress(house, dossier)
    assert "Legal Counsel" in {block.who for block in first.blocks}
    assert not first.first.blocks
    assert progress(house, dossier, MONDAY + 60 * DAY).first.gravity is Gravity.LATE

    place_hold(
        asked(dossier, "counsel").pk,
        actor=house.as_("counsel"),
        at=MONDAY,
        reason="The treaty is being read.",
        expires=MONDAY + 5 * DAY,
    )
    held = progress(house, dossier).first
    assert (held.gravity, held.words) == (Gravity.HOLD, "The treaty is being read.")
    assert held.sentence == "On hold: The treaty is being read."

    answer(house, dossier, "desk", OpinionKind.NONCONCUR, basis="Too soon.", cure="After the vote.")
    later = progress(house, dossier)
    assert [block.gravity for block in later.blocks][:2] == [Gravity.HOLD, Gravity.OBJECTION]
    assert [opinion.basis for opinion in later.objections] == ["Too soon."]


@pytest.mark.django_db
def test_the_keys_still_to_be_turned_are_waited_for():
    house = a_house()
    dossier = before_the_ministers(house, host="PHL")
    assert len(progress(house, dossier).blocks) == 2
    turned(house, dossier, "defence-minister")
    assert len(progress(house, dossier).blocks) == 1


@pytest.mark.django_db
def test_many_dossiers_cost_no_more_queries_than_one():
    house = a_house()
    signs = house.as_("defence-minister")
    before_the_ministers(house, host="PHL")
    rows = list(dossiers(signs.reader))
    for work in (lambda: progress_of(rows, signs.reader, MONDAY), lambda: waiting_to_sign(signs, MONDAY)):
        work()
        with CaptureQueriesContext(connection) as one:
            work()
        for _ in range(2):
            before_the_ministers(house, host="PHL")
        rows[:] = dossiers(signs.reader)
        with CaptureQueriesContext(connection) as three:
            work()
        assert len(three) == len(one)
    assert len(waiting_to_sign(signs, MONDAY)) == 5


def put_up(house, dossier, **said):
    everyone_concurs(house, dossier)
    return consolidate_dossier(
        dossier.pk, actor=house.as_("planner"), at=MONDAY, summary="All.", recommendation="Authorise.", **said
    )


@pytest.mark.django_db
def test_the_paper_says_by_when_it_is_needed_and_what_happens_otherwise():
    house = a_house()
    dossier = an_open_dossier(house, host="PHL")
    paper = put_up(house, dossier, decide_by=TODAY + 4 * DAY, if_late=" The berth goes to somebody else. ")
    found = progress(house, dossier)
    assert (found.consolidation, paper.if_late) == (paper, "The berth goes to somebody else.")
    said = delays_of([now(dossier)], {dossier.pk: paper}, MONDAY)[dossier.pk]
    assert said[0] == "It is needed within 4 days, says the lead."


@pytest.mark.django_db
def test_a_day_in_the_past_is_refused():
    house = a_house()
    with pytest.raises(Refused) as refusal:
        put_up(house, an_open_dossier(house, host="PHL"), decide_by=TODAY - DAY)
    assert "decide_by" in refusal.value.fields


@pytest.mark.django_db
def test_every_gate_is_met_open_or_not_met():
    house = a_house()
    reader = house.as_("planner").reader
    dossier = before_the_ministers(house, host="PHL")
    turned(house, dossier, "defence-minister")
    row = now(dossier)
    gates = gates_of(row, list(consultations_for(row, reader)), reader, TODAY)
    met = {str(gate.label): gate.met for gate in gates}
    assert met["Concurrence of Legal Counsel"] is True
    assert met["Key of Defence Minister"] is True
    assert met["Key of Foreign Minister"] is None
    assert str(count_met(gates)) == f"{sum(m is True for m in met.values())} of {len(gates)} met"
