"""What may be written down, and what would read differently elsewhere."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.foundation.record.rules.plain import Unwritable, plain, written_time


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Force:
    people: int
    since: date


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, None),
        (True, True),
        (9400, 9400),
        (Colour.RED, "red"),
        (Decimal("1.50"), "1.50"),
        (Decimal("1E+3"), "1000"),
        (date(2026, 3, 1), "2026-03-01"),
        (UUID(int=5), "00000000-0000-0000-0000-000000000005"),
        (("a", ("b", 2)), ["a", ["b", 2]]),
        (frozenset({"b", "a"}), ["a", "b"]),
        ({"k": (1,)}, {"k": [1]}),
        (Force(9400, date(2026, 3, 1)), {"people": 9400, "since": "2026-03-01"}),
        ((Force(1, date(2026, 3, 1)),), [{"people": 1, "since": "2026-03-01"}]),
    ],
)
def test_it_is_written_as(value, written):
    assert plain(value) == written
    assert type(plain(value)) is type(written)


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        2**53,
        -(2**53),
        datetime(2026, 3, 1),
        "a\x00b",
        "\ud800",
        b"x",
        Decimal("NaN"),
        {1: 2},
        object(),
        Force,
    ],
)
def test_it_refuses_what_reads_differently_elsewhere(value):
    with pytest.raises(Unwritable):
        plain(value)
    with pytest.raises(Unwritable):
        plain({"inside": [value]})


def test_times_are_written_in_utc_with_fixed_width():
    canberra = timezone(timedelta(hours=11))
    assert written_time(datetime(2026, 3, 1, 23, 0, tzinfo=canberra)) == "2026-03-01T12:00:00.000000Z"
    assert written_time(datetime(2026, 3, 1, 12, 0, 0, 7, tzinfo=UTC)) == "2026-03-01T12:00:00.000007Z"


_leaves = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text() | st.decimals()
_values = st.recursive(_leaves, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=9)


@given(_values)
def test_what_is_written_is_json_and_reads_back_the_same(value):
    try:
        written = plain(value)
    except Unwritable:
        return
    assert json.loads(json.dumps(written)) == written
    assert plain(written) == written
