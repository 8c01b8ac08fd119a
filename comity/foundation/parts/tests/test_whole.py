"""How part and whole relate: what may stand where, and what a number tells."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from comity.foundation.labels.rules.label import label
from comity.foundation.labels.rules.policy import Policy
from comity.foundation.parts.rules.whole import Row, place_between, seen, why_not_in

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
ONE = Policy("ONE", ("LOW", "HIGH"))
TWO = Policy("TWO", ("LOW", "HIGH"))
POLICIES = {"ONE": ONE, "TWO": TWO}


def test_a_part_may_be_marked_above_and_below_its_whole():
    for part in (label("ONE", "HIGH", releasable_to=["XHM"]), label("ONE", "LOW")):
        assert not why_not_in(part, label("ONE", "LOW", releasable_to=["XHM", "PHL"]), POLICIES, NOON)


def test_a_part_that_has_no_join_with_its_whole_stands_nowhere_in_it():
    assert "cannot stand beside" in why_not_in(label("TWO", "LOW"), label("ONE", "LOW"), POLICIES, NOON)
    assert why_not_in(label("ONE", "UNHEARD OF"), label("ONE", "LOW"), POLICIES, NOON)


rows = st.lists(st.integers(0, 99), unique=True, max_size=12)


@given(rows, rows)
def test_numbers_are_the_same_whatever_stands_there_that_the_reader_may_not_know(known, hidden):
    """What is hidden is not handed to `seen` at all: the numbers run without a gap over what is known."""
    met = seen([Row(str(place), place, None if place % 2 else "words", 1) for place in known])
    assert [one.number for one in met] == list(range(1, len(known) + 1))
    assert [one.line for one in met] == [str(place) for place in sorted(known)]
    assert not {one.line for one in met} & {str(place) for place in set(hidden) - set(known)}


def test_a_place_lies_between_its_neighbours():
    assert place_between(None, None) == 1000
    assert place_between(1000, None) == 2000
    assert place_between(1000, 2000) == 1500
    assert place_between(1000, 1001) is None
