"""Policies are data: what the library has, what is refused with its line, and how levels of two policies are alike."""

from dataclasses import replace
from datetime import timedelta

import pytest

from comity.foundation.labels.apps import library_can_be_read
from comity.foundation.labels.queries import policies
from comity.foundation.labels.rules.joining import CannotJoin, expressed_in, join, with_one_limit
from comity.foundation.labels.rules.label import Category, CategoryKind, Label, Reader, label
from comity.foundation.labels.rules.policy import completed, policy_called
from comity.foundation.labels.rules.policy_file import BadMarkings, read_policy, read_table
from comity.foundation.labels.rules.reading import reads

from .drawn import HEAD, NOON, NORTH, three_policies

THREE = three_policies()


def allowed(marked, reader, at=NOON, house=THREE):
    return reads(marked, reader, house, at).allowed


def cleared(policy, level, nation="AAA", groups=()):
    return Reader(nation, frozenset({(policy, level)}), frozenset(groups))


def test_the_library_has_the_generic_policies_after_those_of_the_house():
    house = policies()
    assert [name for name, policy in house.items() if not policy.own] == ["EU", "NATIONAL", "NATO", "TLP"]
    assert list(house)[:4] == ["CONCORD", "DEMO", "KESTREL", "RIVERMARK"]
    assert house["NATO"].level("TOP SECRET").banner == "COSMIC TOP SECRET"
    assert [tag.name for tag in house["NATO"].tags if tag.required] == ["Context"]
    assert not house["TLP"].equivalences, "it is no classification"
    assert library_can_be_read() == []


@pytest.mark.parametrize("written", ["NATO", "nato", "OTAN", "urn:oid:1.3.26.1.3.1", "URN:OID:1.3.26.1.3.1"])
def test_a_policy_is_known_by_name_alias_and_identifier(written):
    assert policy_called(written, policies()).name == "NATO"


def test_a_label_from_outside_is_told_in_the_policys_own_names_and_gets_what_every_label_has():
    written = Label("otan", "cosmic", frozenset({Category("rel to", CategoryKind.PERMISSIVE, frozenset({"ABC"}))}))
    known = completed(written, policies())
    assert (known.policy, known.classification) == ("NATO", "TOP SECRET")
    assert known.releasable_to == {"ABC"}
    assert known.values("Context") == {"NATO"}
    assert completed(Label("NOWHERE", "x"), policies()) == Label("NOWHERE", "x")


FAULTS = {
    "policy: X\n" + HEAD: "p.yaml:1:1: “levels” is missing here: add it",
    "policy: X\n" + HEAD + "levels: []\n": "p.yaml:5:9: ",
    "policy: X\n" + HEAD + "levels: [A]\ncolour: red\n": "p.yaml:6:9: “colour” is not a word of this section",
    "policy: X\n" + HEAD + "levels: [A, B, a]\n": "p.yaml:1:1: a is the name of two things here",
    "policy: X\n"
    + HEAD
    + "levels: [A]\ntags:\n  - {tag: T, kind: restrictive, held_by: group, required: true}": "p.yaml:7:5: ",
    "policy: X\n"
    + HEAD
    + "levels: [A]\ntags:\n  - {tag: T, kind: permissive, held_by: group, banner: '{values}'}": "listed",
    "policy: X\n" + HEAD + "levels: [A, B]\naggregation: [{of: B, count: 9, becomes: A}]\n": "higher",
    "policy: [X\n": "p.yaml:2:1: ",
    "policy: &a [*a]\n": "p.yaml",
    "": "p.yaml:1:1: nothing is written here",
    "\x00": "p.yaml:1:1: this is no YAML",
}


@pytest.mark.parametrize("text", FAULTS)
def test_a_faulty_policy_is_refused_with_its_line(text):
    with pytest.raises(BadMarkings) as refusal:
        read_policy(text, "p.yaml")
    assert FAULTS[text] in refusal.value.faults[0]


@pytest.mark.parametrize(
    ("rest", "says"),
    [
        ("between: [NORTH, WEST]\ntwins: []\n", "t.yaml:1:"),
        ("between: [NORTH, EAST]\ntwins: [[OPEN, E9]]\n", "EAST has no level E9"),
        ("between: [NORTH, EAST]\ntwins: [[OPEN, E1]]\nno_twin: {EAST: [E2]}\n", "say of LOW of NORTH"),
        ("between: [NORTH, EAST]\ntwins: [[OPEN, E2], [LOW, E1], [HIGH, E1], [PEAK, E1]]\n", "not lower"),
    ],
)
def test_a_table_says_of_every_level_whether_it_has_a_twin_and_crosses_nothing(rest, says):
    with pytest.raises(BadMarkings) as refusal:
        read_table(rest + HEAD[9:], "t.yaml", THREE)
    assert any(says in fault for fault in refusal.value.faults)


# -- across policies -------------------------------------------------------------------------------------


def test_a_clearance_reads_across_by_a_verified_table_and_says_so():
    found = reads(label("NORTH", "LOW"), cleared("SOUTH", "S1"), THREE, NOON)
    assert found.allowed
    assert [ground.rule for ground in found.grounds] == ["equivalence"]
    assert not allowed(label("NORTH", "HIGH"), cleared("SOUTH", "S2")), "the highest of several twins is asked for"
    assert allowed(label("NORTH", "HIGH"), cleared("SOUTH", "S3"))


def test_a_level_without_twin_is_read_by_nobody_from_across_however_high():
    for level in ("OPEN", "PEAK"):
        assert not allowed(label("NORTH", level), cleared("SOUTH", "S3"))


def test_a_table_holds_on_its_days_and_only_when_it_was_verified():
    marked, reader = label("NORTH", "LOW"), cleared("SOUTH", "S3")
    assert not allowed(marked, reader, NOON + timedelta(days=300)), "it ended on 2027-06-01"
    assert not allowed(label("NORTH", "OPEN"), cleared("EAST", "E2")), "nobody has compared it with the agreement"
    assert not allowed(label("EAST", "E1"), cleared("SOUTH", "S3"), NOON - timedelta(days=30)), "not yet"


def test_a_join_across_policies_keeps_each_policys_own_limit():
    both = join([label("NORTH", "LOW"), label("SOUTH", "S2")], THREE, NOON)
    assert [one.policy for one in both.each()] == ["NORTH", "SOUTH"]
    with pytest.raises(CannotJoin):
        join([label("NORTH", "LOW"), label("EAST", "E1")], THREE, NOON)
    with pytest.raises(CannotJoin):
        join([label("NORTH", "LOW"), label("SOUTH", "S2")], THREE)


def test_a_label_is_told_in_another_policys_words_or_refused():
    told = expressed_in(label("NORTH", "HIGH", releasable_to=["AAA"]), "SOUTH", THREE, NOON)
    assert (told.policy, told.classification, told.releasable_to) == ("SOUTH", "S3", {"AAA"})
    for marked, other in (
        (label("NORTH", "PEAK"), "SOUTH"),
        (label("NORTH", "LOW", need_to_know=["x"]), "SOUTH"),
        (label("NORTH", "LOW"), "WEST"),
    ):
        with pytest.raises(CannotJoin):
            expressed_in(marked, other, THREE, NOON)


def test_a_community_means_its_members_of_the_day():
    marked = label("NORTH", "LOW", releasable_to=["PACT"])
    later = NOON + timedelta(days=1)
    assert allowed(marked, cleared("NORTH", "LOW", "AAA"))
    assert (
        allowed(marked, cleared("NORTH", "LOW", "BBB")),
        allowed(marked, cleared("NORTH", "LOW", "BBB"), later),
    ) == (
        False,
        True,
    )
    assert not allowed(marked, cleared("NORTH", "LOW", "CCC"))


def test_two_limits_by_community_both_hold_and_two_by_nation_are_one():
    pact, union = (label("NORTH", "LOW", releasable_to=[name]) for name in ("PACT", "UNION"))
    both, at = join([pact, union], THREE, NOON), NOON + timedelta(days=1)
    assert both.releasable_to == frozenset(), "nothing is in the words of both"
    assert allowed(both, cleared("NORTH", "LOW", "BBB"), at), "who belongs to both reads"
    assert not allowed(both, cleared("NORTH", "LOW", "AAA"), at)
    assert with_one_limit(both, THREE, at).releasable_to == {"BBB"}, "the nations of both on that day"
    nations = join(
        [label("NORTH", "LOW", releasable_to=list(pair)) for pair in (("AAA", "BBB"), ("BBB", "CCC"))], THREE
    )
    assert len(nations.categories) == 1
    assert nations.releasable_to == {"BBB"}


def test_an_originators_caveat_is_told_as_one():
    marked = Label(
        "NATIONAL", "SECRET", frozenset({Category("Eyes Only", CategoryKind.PERMISSIVE, frozenset({"AUS"}))})
    )
    found = reads(marked, cleared("NATIONAL", "SECRET", "FJI"), policies(), NOON)
    assert [(one.rule, one.admits) for one in found.grounds] == [("clearance", True), ("caveat", False)]


def test_a_tag_that_every_label_has_admits_nobody_when_it_is_missing():
    found = reads(label("NATO", "RESTRICTED"), cleared("NATO", "SECRET"), policies(), NOON)
    assert [one.rule for one in found.grounds if not one.admits] == ["required"]


def test_a_policy_says_what_it_has_against_a_new_label():
    old = "policy: X\n" + HEAD + "levels: [{name: A, until: 2021-07-01}, B]\ntags:\n"
    tags = "  - {tag: T, kind: permissive, held_by: group, values: [one], required: true}\n"
    policy, on = read_policy(old + tags, "p.yaml"), NOON.date()
    fine = Category("T", CategoryKind.PERMISSIVE, frozenset({"one"}))
    assert policy.faults(Label("X", "B", frozenset({fine})), on) == ()
    assert policy.faults(Label("X", "A", frozenset({fine})), on) == ("nothing new is marked A under X",)
    assert policy.faults(Label("X", "A", frozenset({fine})), on.replace(year=2020)) == ()
    odd = {replace(fine, values=frozenset({"two"})), replace(fine, tag="U"), replace(fine, values=frozenset())}
    assert len(policy.faults(Label("X", "C", frozenset(odd)), on)) == 3
    assert policy.faults(Label("X", "B"), on) == ("X asks for T, and the label does not say it",)


def test_a_library_that_cannot_be_read_stops_the_house_with_the_line(settings, tmp_path):
    (tmp_path / "markings").mkdir()
    (tmp_path / "markings" / "bad.yaml").write_text(NORTH + "colour: red\n")
    settings.LIBRARY = tmp_path
    policies.cache_clear()
    try:
        [error] = library_can_be_read()
    finally:
        policies.cache_clear()
    assert "markings/bad.yaml:" in error.msg


def test_the_order_of_communities_and_values_does_not_matter():
    north = THREE["NORTH"]
    other = replace(north, communities=tuple(reversed(north.communities)))
    reader = cleared("NORTH", "LOW", "BBB")
    marked = label("NORTH", "LOW", releasable_to=["UNION", "PACT"])
    assert allowed(marked, reader) is allowed(marked, reader, NOON, {**THREE, "NORTH": other}) is True
