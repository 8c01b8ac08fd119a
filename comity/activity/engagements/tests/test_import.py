"""Taking in a file of exercises: each row decided by the same rules, all or nothing written."""

import csv
import io
import json
import os
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError

from comity.activity.engagements.actions import import_exercises as importing
from comity.activity.engagements.actions.import_exercises import import_exercises
from comity.activity.engagements.actions.propose_engagement import propose_engagement
from comity.activity.engagements.actions.save_concept import save_concept
from comity.activity.engagements.models import Engagement, Numbering
from comity.activity.engagements.queries import end_of, snapshot_of, start_of
from comity.activity.engagements.rules.dates import read, shown
from comity.activity.engagements.rules.exercises import (
    COLUMNS,
    FLAGS,
    KnownStates,
    Rejected,
    read_row,
    source_key,
)
from comity.activity.engagements.rules.particulars import Party
from comity.foundation.access.rules.verdict import NotAllowed
from comity.foundation.record.queries import history
from comity.mandate.institutions.queries import state_named

from .builders import NOON, a_snapshot

DATA = Path(os.environ.get("COMITY_DATA", Path(__file__).parents[5] / "shared" / "data"))
REAL = DATA / "multinational_exercises.csv"
real_data = pytest.mark.skipif(not REAL.exists(), reason=f"the real exercises are not at {REAL}; set COMITY_DATA")

CODES = {"philippines": "PHL", "yugoslavia": "YUG", "home state": "XHM"}
KNOWN = KnownStates(lambda name: CODES.get(name.casefold()), {"YUG": 2003})


def a_row(**different):
    whole = dict.fromkeys(COLUMNS, "") | dict.fromkeys(FLAGS, "0")
    whole |= {
        "mme_id": "mme1",
        "name": "Calm Water 94",
        "location": "Subic Bay",
        "lat": "14.8",
        "lon": "120.3",
        "start": "1994-03-05",
        "start_precision": "day",
        "end": "1994-03",
        "end_precision": "month",
        "focus": "sea lift",
        "sea": "1",
        "participants": "Philippines|NATO",
        "n_participants": "2",
    }
    return whole | different


def read_it(**different):
    return read_row(a_row(**different), row=2, states=KNOWN)


def test_a_row_is_kept_as_imprecise_as_it_is():
    row = read_it()
    assert shown(row.said.start) == "5 March 1994"
    assert shown(row.said.end) == "March 1994"
    assert row.said.parties == (Party("Philippines", "PHL"), Party("NATO", None))
    assert any("NATO" in warning for warning in row.warnings)


def test_missing_coordinates_stay_missing():
    row = read_it(lat="", lon="")
    assert (row.said.latitude, row.said.longitude) == (None, None)


def test_a_row_without_a_name_gets_a_title_that_says_so():
    row = read_it(name="", series="Calm Water")
    assert row.said.title == "Calm Water, Subic Bay, 1994 (unnamed in source)"


@pytest.mark.parametrize(
    ("different", "reason"),
    [
        ({"end": "1994-02"}, "it ends (February 1994) before it starts (5 March 1994)"),
        ({"lat": "91"}, "lat 91 is not between -90 and 90"),
        ({"lon": "east"}, "lon “east” is not a figure"),
        ({"lon": ""}, "a position needs both lat and lon"),
        ({"start": "05/03/94"}, "start “05/03/94” is not a date"),
        ({"start": "1994-02-30", "end": ""}, "start “1994-02-30” is not a date"),
        ({"start_precision": "month"}, "start “1994-03-05” is not precise to the month"),
        ({"mme_id": ""}, "it has no id (mme_id)"),
        ({"sea": "yes"}, "sea is “yes”, not 0 or 1"),
        ({"name": "x" * 201}, "name is longer than 200 characters"),
        ({"focus": None}, "it has fewer cells than the heading"),
        ({"lat": "NaN"}, "lat NaN is not between -90 and 90"),
    ],
)
def test_a_row_that_cannot_be_right_is_left_out_with_its_reason(different, reason):
    row = read_it(**different)
    assert isinstance(row, Rejected)
    assert reason in row.reasons


def test_a_row_with_more_cells_than_the_heading_is_left_out():
    row = read_row(a_row() | {None: ["more"]}, row=2, states=KNOWN)
    assert "it has more cells than the heading" in row.reasons


def test_every_reason_is_given_not_only_the_first():
    assert len(read_it(lat="91", end="1993", end_precision="year").reasons) == 2


def test_a_state_that_had_ended_is_kept_as_what_it_is_with_a_remark():
    row = read_it(participants="Yugoslavia", start="2004-05-17", end="2004-05-18", end_precision="day")
    assert row.said.parties == (Party("Yugoslavia", "YUG"),)
    assert any("had ended in 2003" in warning for warning in row.warnings)


def test_two_rows_of_one_id_are_two_and_exact_repeats_are_counted():
    one, other = source_key(a_row()), source_key(a_row(location="Manila"))
    assert one != other
    assert source_key(a_row(), 1) == f"{one}/2"


def importer(house, rows, **options):
    return import_exercises(rows, actor=house.planner, at=NOON, source="test.csv", **options)


def test_good_rows_go_in_and_bad_ones_are_reported(house):
    done = importer(house, [a_row(), a_row(mme_id="mme2", end="1990", end_precision="year")])
    assert done.taken == 1
    assert [(row.row, row.id) for row in done.rejected] == [(3, "mme2")]
    it = Engagement.objects.whole("a test").get()
    assert (it.state, it.lead_post_id, it.marking.words) == ("concept", house.planner.post_id, "UNCLASSIFIED")
    entry = history(reader=house.planner.reader, kind="engagement.imported").get()
    assert entry.sentence.endswith("was imported as a concept from test.csv, row 2.")


def test_a_dry_run_says_the_same_and_writes_nothing(house):
    rows = [a_row(), a_row(mme_id="mme2", lat="91")]
    dry = importer(house, rows, dry_run=True)
    assert not Engagement.objects.whole("a test").exists()
    assert not Numbering.objects.exists()
    wet = importer(house, rows)
    assert (dry.taken, dry.rejected, dry.warnings) == (wet.taken, wet.rejected, wet.warnings)


def test_strict_takes_nothing_when_a_row_must_be_left_out(house):
    done = importer(house, [a_row(), a_row(mme_id="mme2", lat="91")], strict=True)
    assert (done.taken, done.stopped) == (0, True)
    assert not Engagement.objects.whole("a test").exists()


def test_the_same_file_again_is_recognised_row_by_row(house):
    rows = [a_row(), a_row()]
    assert importer(house, rows).taken == 2
    again = importer(house, [*rows, a_row(mme_id="mme2")])
    assert again.taken == 1
    assert [row.reasons for row in again.rejected] == [
        ("already here as ENG-2026-0001",),
        ("already here as ENG-2026-0002",),
    ]


def test_a_crash_half_way_leaves_nothing(house, monkeypatch):
    real = importing.import_engagement
    count = 0

    def failing(row, **options):
        nonlocal count
        count += 1
        if count == 2:
            raise IntegrityError("the disk is full")
        return real(row, **options)

    monkeypatch.setattr(importing, "import_engagement", failing)
    with pytest.raises(IntegrityError):
        importer(house, [a_row(), a_row(mme_id="mme2")])
    assert not Engagement.objects.whole("a test").exists()
    assert not history(reader=house.planner.reader, kind="engagement.imported").exists()


def test_nobody_imports_without_the_mandate(house):
    with pytest.raises(NotAllowed):
        import_exercises([a_row()], actor=house.desk, at=NOON, source="test.csv")


def test_an_imported_concept_can_be_brought_up_to_date_and_proposed(house):
    importer(house, [a_row()])
    it = Engagement.objects.whole("a test").get()
    save_concept(it.pk, actor=house.planner, at=NOON, said=a_snapshot(), seen_version=1)
    propose_engagement(it.pk, actor=house.planner, at=NOON, seen_version=2)
    it.refresh_from_db()
    assert it.state == "in_clearance"


@pytest.fixture
def a_file(tmp_path):
    def written(*rows, columns=COLUMNS):
        path = tmp_path / "exercises.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, columns, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)
        return path

    return written


def run(*arguments):
    out = io.StringIO()
    call_command("import_exercises", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_the_command_prints_a_report_that_programs_can_read(house, a_file):
    told = json.loads(run(a_file(a_row(), a_row(mme_id="mme2", lat="91")), "--json", "--dry-run"))
    assert told["file"] == "exercises.csv"
    assert (told["dry_run"], told["taken"]) == (True, 1)
    assert told["rejected"] == [{"row": 3, "id": "mme2", "reasons": ["lat 91 is not between -90 and 90"]}]


def test_the_command_tells_people_which_rows_were_left_out_and_why(house, a_file):
    told = run(a_file(a_row(lat="91")))
    assert "row 2 (mme1) left out: lat 91 is not between -90 and 90" in told
    assert "0 taken, 1 left out" in told


@pytest.mark.parametrize("post", ["nobody", "desk"])
def test_the_command_refuses_a_post_that_cannot_import(house, a_file, post):
    with pytest.raises(CommandError) as refusal:
        run(a_file(a_row()), "--post", post)
    assert refusal.value.returncode == 2


def test_the_command_says_which_columns_are_lacking(house, a_file):
    with pytest.raises(CommandError, match="lacks the columns: focus"):
        run(a_file(a_row(), columns=[c for c in COLUMNS if c != "focus"]))


def test_the_command_asks_for_a_framework_first(db, a_file):
    with pytest.raises(CommandError, match="adopt a framework first"):
        run(a_file(a_row()))


def test_the_command_with_strict_ends_with_an_error(house, a_file):
    with pytest.raises(CommandError) as refusal:
        run(a_file(a_row(), a_row(lat="91")), "--strict")
    assert refusal.value.returncode == 1


@real_data
def test_the_real_exercises_come_in_as_what_they_are(house):
    told = json.loads(run(REAL, "--json"))
    assert told["taken"] == 3421
    assert sorted(row["id"] for row in told["rejected"]) == [
        "mme1872",
        "mme2365",
        "mme281",
        "mme3156",
        "mme3681",
        "mme395",
    ]
    assert all("before it starts" in row["reasons"][0] for row in told["rejected"])
    rows = Engagement.objects.whole("a test")
    assert history(reader=house.planner.reader, kind="engagement.imported").count() == rows.count() == 3421
    safe_pass = rows.get(source_key__startswith="mme:mme90#")
    names = {party.name: party.state for party in snapshot_of(safe_pass).parties}
    assert names["Federal Republic of Germany"] == "FRG"
    assert state_named("FRG").until_year == 1990
    skies = rows.get(source_key__startswith="mme:mme88#")
    assert (start_of(skies), shown(end_of(skies))) == (read("1980-01"), "January 1980")
    assert rows.filter(source_key__startswith="mme:mme3460#").count() == 2
    unknown = {w for row in told["warnings"] for w in row["warnings"] if "not a state" in w}
    assert unknown == {
        "“NATO” is not a state known here: kept as written",
        "“Baltic States” is not a state known here: kept as written",
    }
    again = json.loads(run(REAL, "--json"))
    assert (again["taken"], len(again["rejected"])) == (0, 3427)
