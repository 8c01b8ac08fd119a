"""Whoever the framework says is to be told is owed it from the moment it happens, by the clock it says."""

# ruff: noqa: E501  rows of tables, each on its line

from datetime import UTC, date, datetime, timedelta

import pytest

from comity.foundation.access.rules.verdict import Refused
from comity.foundation.record.events import Thing
from comity.mandate.obligations.actions.keep_obligation import keep_obligation
from comity.mandate.obligations.queries import obligations_about
from comity.procedure.clearance.actions.revoke_clearance import revoke_clearance
from comity.procedure.clearance.actions.suspend_clearance import suspend_clearance
from comity.procedure.clearance.actions.withdraw_dossier import withdraw_dossier
from comity.procedure.clearance.models import Dossier
from comity.procedure.clearance.rules.clocks import NoMoreDays, due, extended

from .builders import FRAMEWORK, MONDAY, a_granted_dossier, a_house, an_open_dossier

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)

TOLD = FRAMEWORK.replace(
    "calendars: {home: {weekend: [6, 7], days_off: [2026-03-10]}}",
    """calendars:
  home: {weekend: [6, 7], days_off: [2026-03-10]}
  house: {sitting: [2026-02-26, 2026-03-04, 2026-03-19, 2026-03-20]}
oversight:
  - {key: grants, tell: deputies, by: director, when: granted, classes: [exercise], what: Tell the house., instrument: act,
     article: s. 9, within: {days: 2, count: sitting, calendar: house}}
  - {key: revoked, tell: deputies, when: revoked, what: Tell why., instrument: act, within: {days: 3}}
  - {key: opened, tell: budget, when: opened, classes: [talks], what: Tell the treasury., instrument: act, within: {days: 4, count: calendar}}""",
)


def owed(house, dossier):
    thing = Thing("matter", dossier.subject_key, dossier.subject_reference)
    return list(obligations_about(thing, house.people["deputies"].reader).order_by("raised_at", "what"))


def test_a_grant_of_that_class_is_owed_to_parliament_by_its_own_sitting_days():
    house = a_house(TOLD)
    (row,) = owed(house, a_granted_dossier(house, host="PHL"))
    assert (row.what, row.owed_by.key, row.owed_to.key) == ("Tell the house.", "director", "deputies")
    assert row.due == date(2026, 3, 19)
    assert row.origin == "Chair of the Deputies is to be told of DOS-2026-0001 under Engagement Act, s. 9"
    keep_obligation(row.pk, actor=house.as_("director"), at=MONDAY, words="Laid before the house.")


def test_of_another_class_and_another_event_nothing_is_owed():
    house = a_house(TOLD)
    dossier = an_open_dossier(house, host="PHL")
    withdraw_dossier(dossier.pk, actor=house.as_("planner"), at=MONDAY, reason="No ships.")
    assert owed(house, dossier) == []


def test_each_event_is_owed_by_itself_and_without_a_name_by_the_leading_post():
    house = a_house(TOLD)
    dossier = a_granted_dossier(house, host="PHL")
    suspend_clearance(dossier.pk, actor=house.as_("defence-minister"), at=MONDAY + DAY, reason="A storm.")
    revoke_clearance(dossier.pk, actor=house.as_("defence-minister"), at=MONDAY + DAY, reason="A storm.")
    assert [(row.what, row.owed_by.key, row.due) for row in owed(house, dossier)] == [
        ("Tell the house.", "director", date(2026, 3, 19)),
        ("Tell why.", "planner", date(2026, 3, 6)),
    ]


def test_opening_is_told_of_for_its_class_only():
    house = a_house(TOLD)
    (row,) = owed(house, an_open_dossier(house, kind="talks", cost="500"))
    assert (row.owed_to.key, row.due) == ("budget", date(2026, 3, 6))


def test_where_the_calendar_ends_the_act_is_refused_and_nothing_of_it_stays():
    """A clock whose end nobody knows would lapse too early, or never."""
    house = a_house(TOLD.replace(", 2026-03-19, 2026-03-20", ""))
    with pytest.raises(Refused, match="lists fewer than 2 sitting days from now on"):
        a_granted_dossier(house, host="PHL")
    dossier = Dossier.objects.whole("a test").get()
    assert dossier.state == "deciding"
    assert owed(house, dossier) == []


NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
SITTING = [date(2026, 3, 3), date(2026, 3, 5), date(2026, 3, 18)]


@pytest.mark.parametrize(("days", "day"), [(1, date(2026, 3, 5)), (2, date(2026, 3, 18)), (3, None)])
def test_sitting_days_count_only_what_parliament_has_published(days, day):
    if day is None:
        with pytest.raises(NoMoreDays):
            due(NOON, days=days, count="sitting", sitting=SITTING)
        return
    assert due(NOON, days=days, count="sitting", sitting=SITTING) == datetime.combine(day, NOON.timetz())


def test_a_sitting_clock_that_stood_still_ends_on_a_day_of_sitting():
    end = extended(NOON + 2 * DAY, stopped=NOON, resumed=NOON + DAY, count="sitting", sitting=SITTING)
    assert end.date() == date(2026, 3, 18)
    with pytest.raises(NoMoreDays):
        extended(NOON + 2 * DAY, stopped=NOON, resumed=NOON + 60 * DAY, count="sitting", sitting=SITTING)
