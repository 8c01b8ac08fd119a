"""Joining is a lattice, and what it admits is exactly what every part admits, at every moment."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.foundation.labels.rules.joining import CannotJoin, dominates, join, with_one_limit
from comity.foundation.labels.rules.label import Category, CategoryKind, Label
from comity.foundation.labels.rules.reading import reads

from .drawn import MOMENTS, NOON, a_label, a_reader, three_policies

POLICIES = three_policies()
ORDINARY = settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
chances = st.randoms(use_true_random=False)


def joined(*labels):
    """The join, or the word by which two refusals are alike."""
    try:
        return join(labels, POLICIES, NOON)
    except CannotJoin:
        return "refused"


def drawn(chance, times):
    return [a_label(chance, POLICIES) for _ in range(times)]


@ORDINARY
@given(chances)
def test_repeating_and_reordering_change_nothing(chance):
    a, b, c = drawn(chance, 3)
    assert joined(a, b) == joined(b, a)
    assert joined(a, b, a, c) == joined(c, b, a)
    once = joined(a)
    assert once == "refused" or joined(once, a) == once


@ORDINARY
@given(chances)
def test_it_does_not_matter_what_is_joined_first(chance):
    a, b, c = drawn(chance, 3)
    left = joined(a, b) if joined(a, b) == "refused" else joined(joined(a, b), c)
    right = joined(b, c) if joined(b, c) == "refused" else joined(a, joined(b, c))
    assert left == right == joined(a, b, c)


@ORDINARY
@given(chances)
def test_who_reads_the_join_reads_every_part_and_the_other_way_round(chance):
    parts = drawn(chance, chance.randint(1, 3))
    whole = joined(*parts)
    if whole == "refused":
        return
    for _ in range(4):
        reader, at = a_reader(chance, POLICIES), chance.choice(MOMENTS)
        alone = all(reads(part, reader, POLICIES, at).allowed for part in parts)
        assert reads(whole, reader, POLICIES, at).allowed is alone


@ORDINARY
@given(chances)
def test_a_join_dominates_its_parts_and_what_dominates_still_does_when_both_are_joined(chance):
    a, b, c = drawn(chance, 3)
    ab, abc, ac = joined(a, b), joined(a, b, c), joined(a, c)
    if ab == "refused":
        return
    assert dominates(ab, a, POLICIES, NOON)
    assert dominates(ab, b, POLICIES, NOON)
    if abc != "refused":
        assert dominates(abc, ac, POLICIES, NOON)


@ORDINARY
@given(chances)
def test_whoever_reads_under_the_higher_reads_under_the_lower(chance):
    a, b = drawn(chance, 2)
    reader, at = a_reader(chance, POLICIES), chance.choice(MOMENTS)
    for higher, lower in ((a, b), (b, a), (joined(a, b), a)):
        if higher != "refused" and dominates(higher, lower, POLICIES, NOON):
            assert not reads(higher, reader, POLICIES, at).allowed or reads(lower, reader, POLICIES, at).allowed


@ORDINARY
@given(chances)
def test_the_lowest_changes_nothing_and_the_highest_admits_nobody(chance):
    some = joined(a_label(chance, {"NORTH": POLICIES["NORTH"]}))
    if some == "refused":
        return
    assert joined(some, Label("NORTH", "OPEN")) == some
    nobody = Label("NORTH", "PEAK", frozenset({Category("Releasable To", CategoryKind.PERMISSIVE, frozenset())}))
    whole = joined(some, nobody)
    assert not reads(whole, a_reader(chance, POLICIES), POLICIES, NOON).allowed


@ORDINARY
@given(chances)
def test_one_limit_for_each_tag_never_admits_more(chance):
    whole = joined(*drawn(chance, 3))
    if whole == "refused":
        return
    one, reader = with_one_limit(whole, POLICIES, NOON), a_reader(chance, POLICIES)
    assert not reads(one, reader, POLICIES, NOON).allowed or reads(whole, reader, POLICIES, NOON).allowed
    for part in one.each():
        limits = [category.tag for category in part.categories if category.kind is CategoryKind.PERMISSIVE]
        assert len(limits) == len(set(limits))


def test_the_laws_are_tried_on_joins_that_exist():
    """Otherwise they would hold of refusals alone."""
    from random import Random

    chance = Random(6)
    pairs = [joined(*drawn(chance, 2)) for _ in range(400)]
    made = [whole for whole in pairs if whole != "refused"]
    assert len(made) > 150
    assert sum(bool(whole.also) for whole in made) > 30
    assert sum(bool(whole.succession) for whole in made) > 30
