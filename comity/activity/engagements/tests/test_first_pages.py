"""The first page of a long list is found at once, by whoever reads nearly all and by whoever reads next to nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comity.activity.engagements.models import Engagement
from comity.activity.engagements.queries import engagements, listed, page_of
from comity.foundation.labels.queries import FEW, marking_for
from comity.foundation.labels.rules.label import Reader, label
from comity.foundation.record.queries import Entry, history

from .builders import a_concept

ROWS = 8000
LITTLE = Reader("XND", frozenset({("DEMO", "SECRET")}))
MUCH = Reader("XHM", frozenset({("DEMO", "SECRET")}))
LIST, RECORD = "engagements_engagement", "record_entry"


@pytest.fixture
def long(house):
    """A long list and a long record. Of what is added to each, `LITTLE` reads three."""
    it = a_concept(house, marked="RESTRICTED")
    wide, narrow = (marking_for(label("DEMO", "RESTRICTED", releasable_to=[to])).pk for to in ("XHM", "XND"))
    marked = f"CASE WHEN n % {ROWS // 3} = 7 THEN {narrow} ELSE {wide} END"
    fresh = "gen_random_uuid()" if connection.vendor == "postgresql" else "lower(hex(randomblob(16)))"
    _copies(
        Engagement,
        f"id = '{it.pk if connection.vendor == 'postgresql' else it.pk.hex}'",
        {
            "id": fresh,
            "reference": "'GEN-' || n",
            "source_key": "'generated:' || n",
            "marking_id": marked,
        },
    )
    last = Entry.objects.whole("it goes on where the record ends").latest("seq").seq
    _copies(Entry, f"seq = {last}", {"seq": f"{last} + n", "marking_id": marked})
    if connection.vendor == "postgresql":  # as its own housekeeping does; the embedded database has none
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _copies(model, of, changed):
    columns = [field.column for field in model._meta.concrete_fields]
    named = ", ".join(f'"{one}"' for one in columns)
    said = ", ".join(changed.get(one, f't."{one}"') for one in columns)
    numbers = f"WITH RECURSIVE num(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM num WHERE n < {ROWS})"
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"{numbers} INSERT INTO {table} ({named}) SELECT {said} FROM {table} t, num WHERE t.{of} ORDER BY n"
        )


def first_page(reader):
    return page_of(listed(engagements(reader).named_if_few(reader))).rows


def newest(reader):
    return list(history(reader=reader).named_if_few(reader).select_related("marking")[:50])


def plans(page, reader, table):
    """How the database goes about the look into the index, and about the page itself."""
    with CaptureQueriesContext(connection) as asked:
        page(reader)
    found = []
    for one in asked.captured_queries:
        if table in one["sql"]:
            with connection.cursor() as cursor:
                word = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
                cursor.execute(f"{word} {one['sql']}")
                found.append(" ".join(str(line[-1]) for line in cursor.fetchall()))
    return found


@pytest.mark.parametrize(
    ("page", "table", "index"), [(first_page, LIST, "engagement_few"), (newest, RECORD, "record_entry_few")]
)
def test_who_reads_little_is_shown_it_without_a_walk_past_what_they_may_not_read(long, page, table, index):
    assert 3 <= len(page(LITTLE)) < 25
    look, shown = plans(page, LITTLE, table)
    assert index in look
    for walk in (f"Seq Scan on {table}", f"SCAN {table}"):
        assert walk not in look + shown


@pytest.mark.parametrize(
    ("page", "table", "order"), [(first_page, LIST, "engagement_list"), (newest, RECORD, "record_entry")]
)
def test_who_reads_much_meets_it_in_its_order_and_nothing_is_sorted(long, page, table, order):
    assert len(plans(page, MUCH, table)) == 2  # the first time it is looked up whether they are few
    assert len(page(MUCH)) in {25, 50}
    (shown,) = plans(page, MUCH, table)
    assert order in shown
    assert "Sort" not in shown.replace("Incremental Sort", "")
    assert "TEMP B-TREE" not in shown


def test_the_pages_are_the_same_whichever_way_they_are_found(long, monkeypatch):
    for few in (0, FEW):
        monkeypatch.setattr("comity.foundation.labels.queries.FEW", few)
        assert [row.pk for row in first_page(LITTLE)] == [row.pk for row in engagements(LITTLE)[:25]]
        assert [row.pk for row in newest(LITTLE)] == list(history(reader=LITTLE).values_list("pk", flat=True)[:50])
