"""Clocks, material change, opinions, independence, routes, typed facts, digests."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from comity.procedure.clearance.rules.clocks import due, extended
from comity.procedure.clearance.rules.independence import may_sign, may_speak, may_write
from comity.procedure.clearance.rules.material import Change, changes, concerned
from comity.procedure.clearance.rules.opinion import OpinionKind, faults
from comity.procedure.clearance.rules.route import Lapse, Route, Signature, Step, Tolerance
from comity.procedure.clearance.rules.subject import Particular, Subject

FRIDAY = datetime(2026, 3, 6, 15, 30, tzinfo=UTC)


def test_working_days_pass_over_the_weekend_and_days_off():
    assert due(FRIDAY, days=1, count="working") == datetime(2026, 3, 9, 15, 30, tzinfo=UTC)
    assert due(FRIDAY, days=2, count="working", days_off=[date(2026, 3, 10)]) == datetime(
        2026, 3, 11, 15, 30, tzinfo=UTC
    )
    assert due(FRIDAY, days=2, count="calendar") == datetime(2026, 3, 8, 15, 30, tzinfo=UTC)


def test_another_weekend_is_another_deadline():
    assert due(FRIDAY, days=1, count="working", weekend=(5, 6)).date() == date(2026, 3, 8)


def test_a_calendar_without_working_days_is_refused():
    with pytest.raises(ValueError, match="working days"):
        due(FRIDAY, days=1, count="working", weekend=range(1, 8))


@given(st.integers(1, 60), st.sets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=20))
def test_a_working_deadline_counts_exactly_its_working_days(days, days_off):
    end = due(FRIDAY, days=days, count="working", days_off=days_off)
    between = [FRIDAY.date() + timedelta(days=n + 1) for n in range((end.date() - FRIDAY.date()).days)]
    assert sum(1 for day in between if day.isoweekday() < 6 and day not in days_off) == days


def test_a_stopped_clock_is_due_that_much_later():
    assert extended(
        FRIDAY, stopped=FRIDAY - timedelta(days=3), resumed=FRIDAY - timedelta(days=1)
    ) == FRIDAY + timedelta(2)
    assert extended(FRIDAY, stopped=FRIDAY, resumed=FRIDAY - timedelta(days=1)) == FRIDAY


def _p(field, value):
    return Particular(field, field.title(), value, str(value)).as_data()


RULES = {"personnel": Tolerance(percent=10), "start": Tolerance(days=7), "host": "any"}


@pytest.mark.parametrize(
    ("field", "was", "now", "material"),
    [
        ("personnel", 1000, 1100, False),
        ("personnel", 1000, 1101, True),
        ("personnel", 1000, 899, True),
        ("personnel", 0, 1, True),
        ("start", "2026-05-01", "2026-05-08", False),
        ("start", "2026-05-01", "2026-05-09", True),
        ("host", "FJI", "PHL", True),
        ("place", "Suva", "Nadi", False),
        ("personnel", "many", "more", True),
    ],
)
def test_a_change_is_weighed_by_its_tolerance(field, was, now, material):
    (change,) = changes([_p(field, was)], [_p(field, now)], RULES)
    assert change.material is material
    assert change.why


def test_a_figure_that_comes_or_goes_is_material():
    assert changes([], [_p("personnel", 5)], RULES)[0].material
    assert changes([_p("personnel", 5)], [], RULES)[0].material


def test_only_the_concerned_are_asked_again():
    found = [
        Change("personnel", "Personnel", "1", "2", True, ""),
        Change("host", "Host", "a", "b", False, ""),
    ]
    assert concerned(["personnel"], found)
    assert not concerned(["host"], found)
    assert concerned([], found)
    assert not concerned([], [found[1]])


def _faults(kind, **said):
    return faults(
        kind,
        **{"basis": "", "cure": "", "conditions": [], "needs": "concurrence", "open_critical": 0, **said},
    )


def test_an_objection_says_its_basis_and_its_cure():
    assert set(_faults(OpinionKind.NONCONCUR)) == {"basis", "cure"}
    assert not _faults(OpinionKind.NONCONCUR, basis="sovereignty", cure="nothing would")


def test_conditions_belong_to_conditional_concurrence():
    assert "conditions" in _faults(OpinionKind.CONDITIONS)
    assert "conditions" in _faults(OpinionKind.CONCUR, conditions=["a note"])
    assert not _faults(OpinionKind.CONDITIONS, conditions=["a note"])


def test_no_interest_is_no_concurrence():
    assert "kind" in _faults(OpinionKind.NO_INTEREST)
    assert not _faults(OpinionKind.NO_INTEREST, needs="coordination")


def test_an_unaccepted_critical_comment_bars_concurrence():
    assert "kind" in _faults(OpinionKind.CONCUR, open_critical=1)
    assert not _faults(OpinionKind.CONDITIONS, conditions=["mend it"], open_critical=1)


def test_no_person_gives_silence():
    assert "kind" in _faults(OpinionKind.SILENCE)


def test_an_author_neither_speaks_nor_signs():
    assert not may_speak(1, 7, authors=frozenset({1}), spoken=frozenset())
    assert not may_sign(1, authors=frozenset({1}), signed=frozenset())


def test_one_person_one_voice_and_two_keys_two_people():
    assert may_speak(1, 7, authors=frozenset(), spoken=frozenset({(1, 7)}))
    assert not may_speak(1, 8, authors=frozenset(), spoken=frozenset({(1, 7)}))
    assert not may_sign(1, authors=frozenset(), signed=frozenset({1}))


def test_who_spoke_does_not_write_and_the_clock_does_nothing():
    assert not may_write(1, spoken=frozenset({1}))
    assert not may_speak(None, 7, authors=frozenset(), spoken=frozenset())
    assert not may_sign(None, authors=frozenset(), signed=frozenset())
    assert not may_write(None, spoken=frozenset())


STEP = {"key": "a", "post": "p", "needs": "concurrence", "why": "w", "instrument": "i", "clock": {"days": 1}}


def test_silence_needs_an_instrument():
    with pytest.raises(ValidationError, match="instrument"):
        Lapse(do="silence")


def test_concurrence_is_never_passed_over():
    with pytest.raises(ValidationError, match="passed over"):
        Step.model_validate({**STEP, "on_lapse": {"do": "proceed"}})
    with pytest.raises(ValidationError, match="leads somewhere"):
        Step.model_validate({**STEP, "on_lapse": {"do": "tell"}})


@pytest.mark.parametrize("do", ["silence", "proceed"])
def test_time_never_signs(do):
    with pytest.raises(ValidationError):
        Signature.model_validate(
            {"post": "p", "instrument": "i", "clock": {"days": 1}, "on_lapse": {"do": do, "instrument": "i"}}
        )


def test_two_keys_are_two_posts():
    key = {"post": "p", "instrument": "i", "clock": {"days": 1}, "on_lapse": {"do": "tell"}}
    route = {
        "key": "r",
        "title": "R",
        "classes": ["c"],
        "instrument": "i",
        "why": "w",
        "stages": [],
        "consolidate": {"days": 1},
        "material": {},
    }
    with pytest.raises(ValidationError, match="two posts"):
        Route.model_validate({**route, "keys": [key, key]})
    with pytest.raises(ValidationError, match="somebody must decide"):
        Route.model_validate({**route, "keys": []})


def _subject(**facts):
    return Subject(
        kind="k",
        key="1",
        reference="R-1",
        title="t",
        facts=facts,
        particulars=tuple(Particular(k, k, v, str(v)) for k, v in facts.items()),
        lead_post_id=1,
        marking_id=1,
        authors=frozenset({1}),
        version=1,
    )


def test_the_digest_changes_with_every_fact_and_with_nothing_else():
    one = _subject(personnel=5, start=date(2026, 1, 1), cost=Decimal("5.00"))
    same = _subject(personnel=5, start=date(2026, 1, 1), cost=Decimal("5.00"))
    assert one.digest == same.digest
    assert one.digest != _subject(personnel=6, start=date(2026, 1, 1), cost=Decimal("5.00")).digest
