"""What overseers take away: a frozen copy with its manifest, a file of obligations, and whether the record is whole."""

import csv
import json
from hashlib import sha256
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.urls import reverse

from comity.activity.engagements.queries import Engagement
from comity.activity.engagements.tests.builders import NOON, a_concept, a_house
from comity.foundation.access.rules.actor import the_clock
from comity.foundation.access.rules.verdict import NotAllowed
from comity.foundation.labels.queries import marking_for
from comity.foundation.labels.rules.label import label
from comity.foundation.record.queries import history, verify_all
from comity.scrutiny.oversight.actions.take_snapshot import take_snapshot
from comity.scrutiny.oversight.rules.snapshot import COLUMNS, Frozen


@pytest.fixture
def house(db):
    house = a_house()
    for title, marked in (("Calm Water", "UNCLASSIFIED"), ("=cmd()", "UNCLASSIFIED"), ("Hidden Reef", "SECRET")):
        it = a_concept(house, title=title, marked=marked)
        Engagement.objects.whole("a test").filter(pk=it.pk).update(state="proposed")
    return house


def taken(client, **days):
    said = {"first": "2020-01-01", "last": "2030-01-01", **days}
    answer = client.post(reverse("oversight-snapshot"), said)
    assert answer.status_code == 200
    archive = ZipFile(BytesIO(answer.content))
    return archive.read("engagements.csv"), json.loads(archive.read("manifest.json"))


def test_a_snapshot_can_be_checked_against_the_record(house, client):
    client.force_login(house.people["planner"])
    content, manifest = taken(client)
    assert manifest["sha256"] == sha256(content).hexdigest()
    assert manifest["rows"] == 3
    assert manifest["marking"] == "SECRET"
    entry = history(reader=house.people["planner"].reader, kind="snapshot.taken").get()
    assert entry.seq == manifest["record"]["entry_of_this_snapshot"] == manifest["record"]["size"]
    assert manifest["sha256"] in entry.sentence
    assert verify_all().whole


def test_a_snapshot_holds_what_its_taker_may_read_and_nothing_a_spreadsheet_runs(house, client):
    client.force_login(house.stranger_person)
    assert client.post(reverse("oversight-snapshot")).status_code == 403
    client.force_login(house.people["desk"])
    content, _ = taken(client)
    rows = list(csv.reader(StringIO(content.decode())))
    assert tuple(rows[1]) == COLUMNS
    assert "'=cmd()" in {row[1] for row in rows[1:]}


def test_the_clock_takes_no_snapshot(house):
    frozen = Frozen("", 0, NOON.date(), NOON.date(), "", 0, "")
    marking = marking_for(label("DEMO", "UNCLASSIFIED"))
    with pytest.raises(NotAllowed):
        take_snapshot(frozen, actor=the_clock(), at=NOON, marking_id=marking.pk)


def test_the_file_of_obligations_begins_with_its_marking(house, client):
    client.force_login(house.people["planner"])
    answer = client.get(reverse("oversight-obligations"))
    rows = list(csv.reader(StringIO(answer.content.decode())))
    assert rows[0] == ["UNCLASSIFIED"]
    assert rows[1][0] == "reference"


def test_the_record_is_recomputed_when_somebody_asks(house, client):
    client.force_login(house.people["planner"])
    assert b"The record is whole" not in client.get(reverse("oversight-record")).content
    assert b"The record is whole" in client.post(reverse("oversight-record")).content


def test_the_rows_that_fail_a_test_are_a_page_away(house, client):
    client.force_login(house.people["planner"])
    page = client.get(reverse("oversight-failing", args=["cleared"]), {"first": "2020-01-01", "last": "2030-01-01"})
    assert page.status_code == 200
    assert client.get(reverse("oversight-failing", args=["nonsense"])).status_code == 404
