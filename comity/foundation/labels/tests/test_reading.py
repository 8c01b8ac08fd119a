"""Who may read under a label, and what a page that shows several things must carry."""

import random

import pytest

from comity.foundation.labels.rules.joining import CannotJoin, join
from comity.foundation.labels.rules.label import Category, CategoryKind, Label, Reader, from_data, label
from comity.foundation.labels.rules.reading import reads

from .builders import LEVELS, NOW, POLICIES, a_reader, some_label, some_reader


def reading(a_label, reader):
    return reads(a_label, reader, POLICIES, NOW)


@pytest.mark.parametrize("held", LEVELS)
@pytest.mark.parametrize("needed", LEVELS)
def test_a_clearance_reads_its_level_and_all_below(held, needed):
    found = reading(label("DEMO", needed), a_reader(level=held))
    assert found.allowed is (LEVELS.index(held) >= LEVELS.index(needed))
    assert found.reasons


def test_whoever_has_no_clearance_reads_nothing_not_even_the_lowest():
    found = reading(label("DEMO", "UNCLASSIFIED"), a_reader(level=None))
    assert (found.allowed, found.reasons) == (False, ("no clearance under the policy DEMO",))


def test_a_clearance_of_one_policy_is_none_of_another():
    assert not reading(label("DEMO", "UNCLASSIFIED"), a_reader(policy="OTHER", level="CLOSED")).allowed


@pytest.mark.parametrize(
    ("policy", "level"), [("UNKNOWN", "RESTRICTED"), ("DEMO", "COSMIC"), ("", ""), ("DEMO", "restricted")]
)
def test_what_nobody_knows_nobody_reads(policy, level):
    found = reading(label(policy, level), Reader("XTS", frozenset({(policy, level), ("DEMO", "SECRET")})))
    assert not found.allowed
    assert "does not know" in found.reasons[0]


def test_a_clearance_of_an_unknown_level_is_none():
    assert not reading(label("DEMO", "UNCLASSIFIED"), a_reader(level="COSMIC")).allowed


def test_releasable_to_needs_one_of_its_nations():
    marked = label("DEMO", "RESTRICTED", releasable_to=["XTS", "FJI"])
    assert reading(marked, a_reader("FJI")).allowed
    assert reading(marked, a_reader("PHL")).reasons == ("Releasable To FJI, XTS: not PHL",)
    assert not reading(marked, a_reader("")).allowed


def test_releasable_to_nobody_is_read_by_nobody():
    assert not reading(label("DEMO", "UNCLASSIFIED", releasable_to=[]), a_reader("XTS")).allowed


def test_need_to_know_needs_every_group():
    marked = label("DEMO", "RESTRICTED", need_to_know=["budget", "crypto"])
    assert reading(marked, a_reader(groups=["budget", "crypto", "medical"])).allowed
    assert reading(marked, a_reader(groups=["budget"])).reasons == ("Need To Know crypto: not held",)


def test_every_reason_that_refuses_is_given():
    marked = label("DEMO", "SECRET", releasable_to=["FJI"], need_to_know=["crypto"])
    assert len(reading(marked, a_reader("XTS", "RESTRICTED")).reasons) == 3


def test_a_category_of_an_unknown_tag_admits_nobody_unless_it_only_informs():
    def marked(kind):
        return Label("DEMO", "RESTRICTED", frozenset({Category("Codeword", kind, frozenset({"lamp"}))}))

    reader = a_reader(groups=["lamp"])
    assert reading(marked(CategoryKind.INFORMATIVE), reader).allowed
    assert not reading(marked(CategoryKind.RESTRICTIVE), reader).allowed
    assert not reading(marked(CategoryKind.PERMISSIVE), reader).allowed


def test_labels_that_say_the_same_are_one():
    one = label("DEMO", "SECRET", releasable_to=["FJI", "XTS"], need_to_know=["b", "a"])
    other = label("DEMO", "SECRET", releasable_to=["XTS", "FJI"], need_to_know=["a", "b"])
    assert one == other
    assert one.digest() == other.digest()
    assert one.digest() != label("DEMO", "SECRET", releasable_to=["XTS"]).digest()
    assert from_data(one.as_data()) == one


def test_a_limit_to_nobody_is_another_label_than_no_limit():
    assert label("DEMO", "SECRET", releasable_to=[]).digest() != label("DEMO", "SECRET").digest()


def test_the_banner_says_all_of_it():
    marked = label("DEMO", "SECRET", releasable_to=["XTS", "AUS"], need_to_know=["budget"])
    assert marked.in_words() == "SECRET · Releasable To AUS, XTS · Need To Know budget"
    assert label("DEMO", "SECRET", releasable_to=[]).in_words() == "SECRET · Releasable To nobody"


@pytest.mark.parametrize("data", [{}, {"policy": "A", "classification": "B", "categories": "none"}])
def test_what_is_no_label_is_not_read_as_one(data):
    with pytest.raises((KeyError, ValueError)):
        from_data(data)


# -- joining ---------------------------------------------------------------------------------------------


def test_a_join_takes_the_highest_level_the_common_nations_and_every_group():
    joined = join(
        [
            label("DEMO", "RESTRICTED", releasable_to=["XTS", "FJI"], need_to_know=["budget"]),
            label("DEMO", "SECRET", releasable_to=["FJI", "PHL"], need_to_know=["crypto"]),
            label("DEMO", "UNCLASSIFIED"),
        ],
        POLICIES,
    )
    assert joined == label("DEMO", "SECRET", releasable_to=["FJI"], need_to_know=["budget", "crypto"])


def test_two_that_share_no_nation_are_releasable_to_nobody():
    joined = join(
        [label("DEMO", "RESTRICTED", releasable_to=["FJI"]), label("DEMO", "RESTRICTED", releasable_to=["PHL"])],
        POLICIES,
    )
    assert joined.releasable_to == frozenset()
    assert not reading(joined, a_reader("FJI")).allowed


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [label("DEMO", "SECRET"), label("OTHER", "OPEN")],
        [label("UNKNOWN", "SECRET")],
        [label("DEMO", "COSMIC"), label("DEMO", "SECRET")],
    ],
)
def test_what_has_no_join_is_not_given_one(parts):
    with pytest.raises(CannotJoin):
        join(parts, POLICIES)


def test_whoever_reads_a_join_reads_every_part_and_the_other_way_round():
    chance = random.Random(4774)
    joined = refused = 0
    for _ in range(3000):
        parts = [some_label(chance) for _ in range(chance.randint(1, 4))]
        try:
            whole = join(parts, POLICIES)
        except CannotJoin:
            refused += 1
            continue
        joined += 1
        assert join([whole, *parts], POLICIES) == whole
        assert join(parts[::-1], POLICIES) == whole
        for _ in range(3):
            reader = some_reader(chance)
            assert reading(whole, reader).allowed is all(reading(part, reader).allowed for part in parts)
    assert joined > 2000
    assert refused > 0
