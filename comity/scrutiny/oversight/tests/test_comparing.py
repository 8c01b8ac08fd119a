"""Frozen copies compared: what came, what is gone, what differs; and whether the record knows the file."""

import csv
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from comity.activity.engagements.queries import Engagement
from comity.activity.engagements.tests.builders import a_concept, a_house
from comity.scrutiny.oversight.rules.comparison import Change, Unreadable, compare, read_copy
from comity.scrutiny.oversight.rules.snapshot import COLUMNS

DAYS = {"first": "2020-01-01", "last": "2030-01-01"}


def a_copy(*rows, marking="UNCLASSIFIED", columns=COLUMNS):
    """The text of a copy, out of rows that name some columns."""
    text = StringIO()
    lines = [[row.get(column, "") for column in columns] for row in rows]
    csv.writer(text).writerows([[marking], columns, *lines])
    return text.getvalue()


def a_row(reference, **said):
    return {"reference": reference, "title": reference.title(), "marking": "UNCLASSIFIED", **said}


def test_each_engagement_came_is_gone_changed_or_stayed():
    earlier = read_copy(a_copy(a_row("a", cost="1"), a_row("b"), a_row("c", place="Suva")))
    later = read_copy(a_copy(a_row("c", place="Lautoka"), a_row("d"), a_row("a", cost="1")))
    told = compare(earlier, later)
    assert (told.came, told.gone, told.same) == ((("d", "D"),), (("b", "B"),), 1)
    assert told.changed == (Change("c", "C", "place", "Suva", "Lautoka"),)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no frozen copy"),
        ("UNCLASSIFIED\r\nreference,title\r\n", "no frozen copy"),
        (a_copy(a_row("a"), a_row("a")), "line 4 names an engagement a second time"),
        (a_copy(a_row("a")) + "b,too short\r\n", "line 4 has not the columns"),
        ('"never closed', "no table"),
    ],
)
def test_what_is_no_copy_is_refused_with_its_reason(text, why):
    with pytest.raises(Unreadable, match=why):
        read_copy(text)


@pytest.fixture
def house(db):
    house = a_house()
    for title, marked in (("Calm Water", "UNCLASSIFIED"), ("Hidden Reef", "SECRET")):
        proposed(a_concept(house, title=title, marked=marked))
    return house


def proposed(it):
    Engagement.objects.whole("a test").filter(pk=it.pk).update(state="proposed")
    return it


def taken(client):
    return client.post(reverse("oversight-snapshot"), DAYS).content


def compared(client, earlier, later=None):
    files = {"earlier": SimpleUploadedFile("earlier.zip", earlier)}
    files |= {"later": SimpleUploadedFile("later.zip", later)} if later else {}
    return client.post(reverse("oversight-comparison"), files)


def test_a_copy_is_compared_with_what_its_reader_may_read_now(house, client):
    client.force_login(house.people["planner"])
    before = taken(client)
    Engagement.objects.whole("a test").filter(title="Calm Water").update(place="Another harbour")
    proposed(a_concept(house, title="New Dawn"))
    page = compared(client, before)
    assert page.status_code == 200
    told = page.context["told"]
    assert [title for _, title in told.came] == ["New Dawn"]
    assert [(c.title, c.column, c.after) for c in told.changed] == [("Calm Water", "place", "Another harbour")]
    assert page.context["page_marking"]["text"] == "SECRET"
    assert "The record knows this file" in page.content.decode()
    again = compared(client, before, taken(client))
    assert again.context["told"] == told


def test_nobody_is_told_by_a_comparison_of_what_they_may_not_read(house, client):
    client.force_login(house.people["planner"])
    before = taken(client)
    client.force_login(house.people["desk"])
    house.people["desk"].clearances = {"DEMO": "UNCLASSIFIED"}
    house.people["desk"].save()
    proposed(a_concept(house, title="Second Reef", marked="SECRET"))
    page = compared(client, before)
    assert "Second Reef" not in page.content.decode()
    assert [title for _, title in page.context["told"].gone] == ["Hidden Reef"]  # it stands in the file they hold
    assert page.context["sides"][0]["it"]["entry"] is None  # the entry is marked as the file


def test_a_file_that_was_changed_is_not_known_to_the_record(house, client):
    client.force_login(house.people["planner"])
    with ZipFile(BytesIO(taken(client))) as archive:
        text = archive.read("engagements.csv").decode()
    page = compared(client, text.replace("Calm Water", "Calm Sea").encode())
    assert "No entry that you may read has this digest" in page.content.decode()
    assert [c.column for c in page.context["told"].changed] == ["title"]


def test_a_page_about_a_marking_nobody_here_knows_does_not_state_one(house, client):
    client.force_login(house.people["planner"])
    row = a_row("ELSEWHERE-1", marking="COSMIC")
    page = compared(client, a_copy(row).encode(), a_copy({**row, "place": "x"}).encode())
    assert page.status_code == 200
    assert page.context["page_marking"] is None
    assert 'href="/engagements/ELSEWHERE' in page.content.decode()


def an_archive(**files):
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("_", "."), content)
    return packed.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"PK no archive",
        b"\xff\xfe not text",
        an_archive(manifest_json="{}"),
        an_archive(manifest_json="[", engagements_csv=""),
        an_archive(manifest_json="[]", engagements_csv="nothing"),
    ],
)
def test_what_cannot_be_read_is_said_and_not_an_error(house, client, content):
    client.force_login(house.people["planner"])
    page = compared(client, content)
    assert page.status_code == 422
    assert page.context["compare_form"].non_field_errors()


def test_oversight_stands_in_the_menu_of_those_whose_work_it_is(house, client):
    client.force_login(house.people["planner"])
    page = client.get(reverse("oversight"))
    assert page.status_code == 200
    assert f'href="{reverse("oversight")}"' not in page.content.decode()
    taken(client)
    assert client.get(reverse("oversight")).context["page_marking"]["text"] == "SECRET"
