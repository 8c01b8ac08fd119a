"""Can the data be relied on: thresholds, tests, and nothing counted that the auditor may not read."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from comity.activity.engagements.queries import Engagement
from comity.activity.engagements.rules.dates import UNKNOWN
from comity.activity.engagements.rules.particulars import Party
from comity.activity.engagements.tests.builders import NOON, a_concept, a_house, a_person
from comity.scrutiny.oversight.queries import Population, failing, findings
from comity.scrutiny.oversight.rules.reliability import CHECKS, Verdict, check_named, verdict

TODAY = NOON.date()
WHOLE = Population(date(2020, 1, 1), date(2030, 1, 1))


@pytest.mark.parametrize(
    ("population", "tested", "faults", "said"),
    [
        (100, 100, 0, Verdict.SUFFICIENT),
        (100, 100, 5, Verdict.SUFFICIENT),
        (100, 100, 6, Verdict.NOT_SUFFICIENT),
        (9, 9, 0, Verdict.UNDETERMINED),
        (9, 9, 9, Verdict.UNDETERMINED),
        (100, 49, 0, Verdict.UNDETERMINED),
        (0, 0, 0, Verdict.UNDETERMINED),
    ],
)
def test_a_verdict_states_what_it_rests_on(population, tested, faults, said):
    assert verdict(population=population, tested=tested, faults=faults) is said


def a_row(house, *, state="proposed", **different):
    """An engagement beyond concept, written past its life: only what it says is tested here."""
    it = a_concept(house, **different)
    Engagement.objects.whole("a test").filter(pk=it.pk).update(state=state)
    return it


@pytest.fixture
def house(db):
    return a_house()


def faults(house, person="planner"):
    found = findings(WHOLE, house.people[person].reader, TODAY)
    return {finding.check.key: finding.faults for finding in found}


def test_each_kind_of_fault_is_found_and_its_rows_are_listed(house):
    a_row(house, title="Sound")
    a_row(house, title="Empty", purpose="", host=None, host_name="", place="", personnel=None, cost=None)
    a_row(house, title="No days", start=UNKNOWN, end=UNKNOWN)
    a_row(
        house,
        title="Too many",
        personnel=100,
        parties=(Party("Philippines", "PHL", "", 90), Party("Fiji", "FJI", "", 20)),
    )
    a_row(house, title="Dear", cost=Decimal("5000000000"))
    a_row(house, title="Twice")
    a_row(house, title="Twice")
    late = a_row(house, title="Late")
    Engagement.objects.whole("a test").filter(pk=late.pk).update(
        created_at=NOON + timedelta(days=900),
        state="under_way",
        start=TODAY - timedelta(days=200),
        end=TODAY - timedelta(days=100),
    )
    found = faults(house)
    wanted = {"purpose": 1, "host": 1, "place": 1, "start": 1, "end": 1, "personnel": 1, "cost": 1, "parties": 1}
    wanted |= {"cost-range": 1, "twice": 2, "entered": 1, "closed-out": 1, "cleared": 1, "order": 0, "people-range": 0}
    assert {key: found[key] for key in wanted} == wanted
    reader = house.people["planner"].reader
    for check in CHECKS:
        assert failing(check, WHOLE, reader, TODAY).count() == found[check.key], check.key
    assert [row.title for row in failing(check_named("parties"), WHOLE, reader, TODAY)] == ["Too many"]


def test_what_the_reader_may_not_read_is_not_counted(house):
    a_row(house, title="Open", purpose="")
    a_row(house, title="Closed", purpose="", marked="SECRET")
    assert faults(house)["purpose"] == 2
    junior = a_person("junior", clearances={"DEMO": "UNCLASSIFIED"})
    found = findings(WHOLE, junior.reader, TODAY)
    assert {f.population for f in found} == {1}


def test_concepts_and_what_was_given_up_are_not_yet_data(house):
    a_concept(house, purpose="")
    a_row(house, purpose="", state="withdrawn")
    assert faults(house)["purpose"] == 0
