"""Which plans get in each other's way, and what comes next for one."""

from datetime import date, timedelta

import pytest

from comity.activity.engagements.rules.clashes import Plan, clashes
from comity.activity.engagements.rules.next_step import Next, next_step

DAY = timedelta(days=1)
FIRST = date(2026, 10, 5)


def a_plan(reference, first=FIRST, days=5, **different):
    return Plan(reference, reference.title(), first, first + (days - 1) * DAY, **different)


def test_two_in_the_same_country_on_the_same_days_clash():
    found = clashes([a_plan("a", host="PHL", host_name="Philippines"), a_plan("b", FIRST + 4 * DAY, host="PHL")], {})
    assert [(c.one.reference, c.other.reference, c.first, c.last) for c in found] == [
        ("a", "b", FIRST + 4 * DAY, FIRST + 4 * DAY)
    ]
    assert found[0].why == "both in Philippines"


def test_the_day_after_is_no_clash_nor_another_country():
    assert clashes([a_plan("a", host="PHL"), a_plan("b", FIRST + 5 * DAY, host="PHL")], {}) == []
    assert clashes([a_plan("a", host="PHL"), a_plan("b", host="FJI")], {}) == []
    assert clashes([a_plan("a"), a_plan("b")], {}) == []


def test_whoever_stays_for_months_is_in_no_visits_way():
    assert clashes([a_plan("a", host="PHL", days=90), a_plan("b", host="PHL")], {}) == []


def test_a_unit_is_in_one_place_at_a_time_however_it_was_written():
    one = a_plan("a", host="PHL", units=frozenset({("XHM", "1st  Marine Battalion")}))
    other = a_plan("b", host="FJI", units=frozenset({("XHM", "1st marine battalion")}))
    assert [clash.why for clash in clashes([one, other], {})] == ["the same unit: 1st  Marine Battalion"]
    stranger = a_plan("c", host="FJI", units=frozenset({("PHL", "1st marine battalion")}))
    assert clashes([one, stranger], {}) == []


def test_a_day_off_in_the_host_country_is_named():
    found = clashes([a_plan("a", host="PHL", host_name="Philippines")], {"PHL": [FIRST + DAY, FIRST + 9 * DAY]})
    assert [(clash.first, clash.why) for clash in found] == [(FIRST + DAY, "a day off in Philippines")]


TODAY = FIRST - 30 * DAY
OWED = Next("Book the flights", "Planner", TODAY + 5 * DAY)


@pytest.mark.parametrize(
    ("state", "facts", "what", "blocking"),
    [
        ("concept", {}, "Propose it, or give it up", False),
        ("concept", {"start": TODAY}, "Propose it, or give it up", True),
        ("in_clearance", {"clearing": Next("On hold: x", "Counsel", None, True), "owed": OWED}, "On hold: x", True),
        ("in_clearance", {}, "Clearance", False),
        ("authorised", {"start": FIRST}, "Begin", False),
        ("authorised", {"start": FIRST, "owed": OWED}, "Book the flights", False),
        ("authorised", {"start": FIRST, "owed": Next("Visas", "Desk", TODAY - DAY)}, "Visas", True),
        ("authorised", {"start": TODAY - DAY}, "Say that it has begun", True),
        ("under_way", {"end": TODAY - DAY}, "Say that it is over", True),
        ("suspended", {}, "Lift the suspension, or cancel", True),
        ("completed", {}, "Write what it achieved", False),
        ("closed", {}, "Nothing more", False),
    ],
)
def test_one_thing_comes_next(state, facts, what, blocking):
    found = next_step(state, lead="Planner", today=TODAY, **facts)
    assert (found.what, found.blocking) == (what, blocking)
