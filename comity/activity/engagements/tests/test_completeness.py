"""What is missing to propose, and why it is asked."""

from datetime import date

import pytest

from comity.activity.engagements.rules.completeness import faults, missing_to_propose
from comity.activity.engagements.rules.dates import UNKNOWN, read
from comity.activity.engagements.rules.particulars import Party

from .builders import a_snapshot

TODAY = date(2026, 6, 1)


def fields(it, **known):
    return [m.field for m in missing_to_propose(it, TODAY, **known)]


def test_nothing_is_missing_from_a_whole_proposal():
    assert fields(a_snapshot()) == []


@pytest.mark.parametrize(
    ("name", "nothing"),
    [
        ("purpose", ""),
        ("objectives", ""),
        ("lead", ""),
        ("host", None),
        ("zone", ""),
        ("place", ""),
        ("start", UNKNOWN),
        ("end", UNKNOWN),
        ("personnel", None),
        ("cost", None),
        ("marking", ""),
    ],
)
def test_each_missing_field_is_named_with_the_reason_why_it_is_asked(name, nothing):
    found = missing_to_propose(a_snapshot(**{name: nothing}), TODAY)
    assert [m.field for m in found] == [name]
    assert len(found[0].why) > 15


def test_personnel_is_asked_because_it_decides_the_clearance():
    assert "which clearance it needs" in missing_to_propose(a_snapshot(personnel=None), TODAY)[0].why


def test_a_start_in_the_past_is_asked_again():
    assert fields(a_snapshot(start=read("1994-03-05"), end=read("1994-03-20"))) == ["start"]


def test_a_start_known_only_to_the_year_is_not_enough():
    assert fields(a_snapshot(start=read("2026"))) == ["start"]


def test_a_month_is_enough():
    assert fields(a_snapshot(start=read("2026-10"))) == []


def test_an_unknown_participant_is_named():
    found = missing_to_propose(a_snapshot(parties=(Party("NATO"),)), TODAY)
    assert [m.field for m in found] == ["partners"]
    assert "NATO" in found[0].why


def test_what_the_route_needs_is_asked_as_well_and_only_once():
    assert fields(a_snapshot(personnel=None), route_needs={"personnel", "tanks"}) == ["personnel", "tanks"]


def test_ships_that_are_said_to_come_must_be_named():
    assert fields(a_snapshot(has_ships=True)) == ["ships"]


def test_an_end_before_the_start_cannot_be_right_however_early_the_draft():
    assert "end" in faults(a_snapshot(start=read("2026-10-05"), end=read("2026-10-01")))
