"""Facts, particulars, digests and differences of what is said."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from comity.activity.engagements.rules.dates import read
from comity.activity.engagements.rules.particulars import (
    Party,
    ShipLine,
    differences,
    digest,
    facts,
    particulars,
)
from comity.activity.engagements.rules.vocabulary import VOCABULARY

from .builders import a_snapshot

TYPES = {"text": str, "choice": str, "number": int, "money": Decimal, "date": date, "flag": bool, "set": frozenset}

OF_A_RELEASE = {"originators", "technology"}
"""Terms of the same vocabulary, for the classes of release of a framework, that no engagement has facts for."""


def test_every_fact_is_a_term_of_the_vocabulary_and_of_its_type():
    whole = a_snapshot(tanks=1, combat_vehicles=2, guns=3, sorties=4, ships=(ShipLine("frigate", 2, 3600),))
    found = facts(replace(whole, has_ships=True))
    assert set(found) == {term.name for term in VOCABULARY.terms} - OF_A_RELEASE
    for name, value in found.items():
        assert isinstance(value, TYPES[VOCABULARY.term(name).type]), name


def test_what_is_not_said_is_no_fact_and_zero_is_one():
    assert "tanks" not in facts(a_snapshot(tanks=None))
    assert facts(a_snapshot(tanks=0))["tanks"] == 0


def test_no_ships_is_known_only_when_it_is_said():
    assert facts(a_snapshot(has_ships=False))["ships"] == 0
    assert "ships" not in facts(a_snapshot(has_ships=None))


def test_tonnage_counts_each_ship_of_a_line():
    found = facts(a_snapshot(has_ships=True, ships=(ShipLine("frigate", 2, 3600), ShipLine("tug", 1, 400))))
    assert (found["ships"], found["ship_tonnage"]) == (3, 7600)


def test_one_unknown_tonnage_makes_the_whole_unknown():
    it = a_snapshot(has_ships=True, ships=(ShipLine("frigate", 2, 3600), ShipLine("tug", 1)))
    assert facts(it)["ships"] == 3
    assert "ship_tonnage" not in facts(it)


def test_the_leads_own_state_is_not_its_partner():
    assert facts(a_snapshot())["partners"] == frozenset({"PHL"})


def test_an_unrecognised_participant_leaves_the_partners_unknown():
    assert "partners" not in facts(a_snapshot(parties=(Party("NATO"), Party("Philippines", "PHL"))))


def test_a_month_counts_from_its_first_day_to_its_last():
    found = facts(a_snapshot(start=read("2026-10"), end=read("2026-11")))
    assert (found["start"], found["end"]) == (date(2026, 10, 1), date(2026, 11, 30))
    assert "duration_days" not in found


def test_a_year_is_too_vague_to_be_a_fact():
    assert "start" not in facts(a_snapshot(start=read("2026")))


def test_the_digest_does_not_care_how_a_figure_is_spelled():
    assert digest(a_snapshot(cost=Decimal("250000"))) == digest(a_snapshot(cost=Decimal("250000.00")))


def test_the_digest_changes_with_every_field_that_people_read():
    before = digest(a_snapshot())
    changed = {
        "title": "Another",
        "purpose": "Another",
        "personnel": 9401,
        "cost": Decimal("250000.01"),
        "start": read("2026-10-06"),
        "marking": "RESTRICTED",
        "live_fire": True,
        "place": "Manila",
        "parties": (Party("Philippines", "PHL", "Marine brigade", 2301),),
    }
    for name, value in changed.items():
        assert digest(a_snapshot(**{name: value})) != before, name


def test_particulars_leave_out_what_is_not_said():
    fields = {line.field for line in particulars(a_snapshot(personnel=None, cost=None))}
    assert not fields & {"personnel", "cost", "tanks"}


def test_a_difference_says_before_and_after_in_words():
    found = {d.field: d for d in differences(a_snapshot(), a_snapshot(personnel=4200, cost=None))}
    assert (found["personnel"].before, found["personnel"].after) == ("9,400 people", "4,200 people")
    assert str(found["personnel"]) == "personnel from 9,400 people to 4,200 people"
    assert found["cost"].after == ""
    assert set(found) == {"personnel", "cost"}


def test_nothing_changed_is_no_difference():
    assert differences(a_snapshot(), a_snapshot()) == ()
