"""A query over marked rows that names no reader does not run, however it is put; one that does sees only theirs."""

import random

import pytest
from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Subquery
from django.test.utils import CaptureQueriesContext

from comity.foundation.labels.models import Marking
from comity.foundation.labels.queries import (
    Unfiltered,
    forget_decisions,
    joined,
    label_of,
    level_of,
    marking_for,
    page_marking,
    policies,
    readable,
    readable_marking_ids,
)
from comity.foundation.labels.rules.admission import Admission, admission
from comity.foundation.labels.rules.label import label
from comity.foundation.labels.rules.reading import reads

from .builders import NOW, Folder, Paper, a_paper, a_reader, lay_tables, some_label, some_reader

pytestmark = pytest.mark.django_db
WHY = "a test looks at every row"


@pytest.fixture(autouse=True)
def tables(db):
    lay_tables()


RUNS = {
    "iterating": list,
    "length": len,
    "truth": bool,
    "indexing": lambda rows: rows[0],
    "slicing": lambda rows: list(rows[:2]),
    "stepping": lambda rows: rows[:4:2],
    "membership": lambda rows: Paper(pk=1) in rows,
    "get": lambda rows: rows.get(pk=1),
    "first": lambda rows: rows.first(),
    "last": lambda rows: rows.order_by("pk").last(),
    "latest": lambda rows: rows.latest("pk"),
    "earliest": lambda rows: rows.earliest("pk"),
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "contains": lambda rows: rows.contains(Paper(pk=1)),
    "aggregate": lambda rows: rows.aggregate(n=Count("pk")),
    "iterator": lambda rows: list(rows.iterator()),
    "in_bulk": lambda rows: rows.in_bulk([1]),
    "values": lambda rows: list(rows.values("title")),
    "values_list": lambda rows: list(rows.values_list("title", flat=True)),
    "filtered": lambda rows: list(rows.filter(pk=1).exclude(pk=2).order_by("-pk")),
    "distinct": lambda rows: list(rows.distinct()),
    "annotated": lambda rows: list(rows.annotate(same=F("pk"))),
    "only": lambda rows: list(rows.only("title").defer("title")),
    "related": lambda rows: list(rows.select_related("folder")),
    "prefetching": lambda rows: list(rows.prefetch_related("folder")),
    "union": lambda rows: list(rows.union(Paper.objects.all())),
    "locking": lambda rows: list(rows.select_for_update()),
    "reversed": lambda rows: list(rows.order_by("pk").reverse()),
    "dates": lambda rows: list(rows.values_list("pk").distinct()),
    "update": lambda rows: rows.update(title="Changed"),
    "delete": lambda rows: rows.delete(),
    "update_or_create": lambda rows: rows.update_or_create(pk=1, defaults={"title": "Changed"}),
    "get_or_create": lambda rows: rows.get_or_create(pk=1),
    "subquery of ids": lambda rows: list(Folder.objects.filter(papers__in=rows)),
    "subquery of values": lambda rows: list(Folder.objects.filter(pk__in=rows.values("folder_id"))),
    "exists subquery": lambda rows: list(Folder.objects.filter(Exists(rows.filter(folder=OuterRef("pk"))))),
    "scalar subquery": lambda rows: list(Folder.objects.annotate(t=Subquery(rows.values("title")[:1]))),
    "condition": lambda rows: list(Folder.objects.filter(Q(pk=1) | Q(papers__in=rows))),
    "explain": lambda rows: rows.explain(),
    "raw SQL": lambda rows: list(rows.raw("SELECT * FROM labels_tests_paper")),
    "or": lambda rows: list(Paper.objects.whole(WHY) | rows),
    "or, the other way round": lambda rows: list(rows | Paper.objects.whole(WHY)),
    "union with an open one": lambda rows: list(Paper.objects.whole(WHY).union(rows)),
    "intersection with an open one": lambda rows: list(Paper.objects.whole(WHY).intersection(rows)),
    "aggregate over a subquery": lambda rows: rows.values("folder").annotate(n=Count("pk")).count(),
    "having": lambda rows: list(rows.values("folder").annotate(n=Count("pk")).filter(n__gt=0)),
    "pickling": lambda rows: __import__("pickle").dumps(rows),
}


@pytest.mark.parametrize("way", RUNS)
def test_a_query_without_its_reader_does_not_run(way):
    folder = Folder.objects.create(id=1)
    a_paper(1, folder=folder)
    with CaptureQueriesContext(connection) as asked, pytest.raises(Unfiltered, match="readable_by"):
        RUNS[way](Paper.objects.all())
    assert not [query for query in asked if "labels_tests_paper" in query["sql"]], "it raised too late"
    assert Paper.objects.whole(WHY).get().title == "Paper 1"


def test_the_manager_itself_and_the_things_of_another_are_no_way_round():
    folder = Folder.objects.create(id=1)
    a_paper(1, folder=folder)
    for rows in (Paper.objects, folder.papers):
        for run in (lambda r: r.count(), lambda r: r.first(), lambda r: list(r.all()), lambda r: r.get(pk=1)):
            with pytest.raises(Unfiltered):
                run(rows)
    with pytest.raises(Unfiltered):
        list(Folder.objects.prefetch_related("papers"))
    with pytest.raises(Unfiltered):
        list(Folder.objects.prefetch_related(Prefetch("papers", Paper.objects.all())))
    with pytest.raises(Unfiltered):
        list(Paper.objects.raw("SELECT * FROM labels_tests_paper"))


def test_what_was_opened_stays_open_through_every_refinement():
    folder = Folder.objects.create(id=1)
    a_paper(1, folder=folder)
    rows = Paper.objects.readable_by(a_reader())
    assert rows.filter(pk=1).order_by("title").distinct().count() == 1
    assert rows.exclude(pk=2).values_list("title", flat=True)[0] == "Paper 1"
    assert folder.papers.readable_by(a_reader()).exists()
    assert Folder.objects.filter(papers__in=rows).exists()
    prefetched = Folder.objects.prefetch_related(Prefetch("papers", rows))
    assert [paper.pk for one in prefetched for paper in one.papers.all()] == [1]


def test_opening_one_query_opens_no_other():
    a_paper(1)
    closed = Paper.objects.all()
    assert closed.readable_by(a_reader()).exists()
    assert closed.whole(WHY).exists()
    with pytest.raises(Unfiltered):
        closed.exists()


def test_to_see_every_row_one_says_why():
    a_paper(1)
    with pytest.raises(Unfiltered, match="say why"):
        Paper.objects.whole("")
    assert Paper.objects.whole(WHY).count() == 1


def test_a_row_without_a_marking_is_not_stored():
    from django.db import IntegrityError, transaction

    with pytest.raises((IntegrityError, ValueError)), transaction.atomic():
        Paper.objects.create(id=9, title="Bare")


def test_the_filter_in_the_database_decides_as_the_rule_does():
    chance = random.Random(2026)
    labels = [some_label(chance, chance.choice(["DEMO", "DEMO", "OTHER"])) for _ in range(150)]
    for number, one in enumerate(labels):
        Paper.objects.create(id=number, title="p", marking=marking_for(one))
    seen = 0
    for _ in range(60):
        reader = some_reader(chance)
        expected = {n for n, one in enumerate(labels) if reads(one, reader, policies(), NOW).allowed}
        assert set(Paper.objects.readable_by(reader).values_list("pk", flat=True)) == expected
        assert Paper.objects.readable_by(reader).count() == len(expected)
        seen += len(expected)
    assert seen > 200


def test_each_distinct_label_is_one_row():
    first = marking_for(label("DEMO", "SECRET", releasable_to=["XTS", "FJI"]))
    again = marking_for(label("DEMO", "SECRET", releasable_to=["FJI", "XTS"]))
    assert first.pk == again.pk
    assert marking_for(label("DEMO", "SECRET")).pk != first.pk
    assert label_of(first.pk) == first.label == label("DEMO", "SECRET", releasable_to=["FJI", "XTS"])
    assert str(first) == "SECRET · Releasable To FJI, XTS"
    assert Marking.objects.filter(digest=first.digest).count() == 1


def test_a_decision_is_taken_once_per_marking_and_reader(monkeypatch):
    from comity.foundation.labels import queries

    taken = []

    class Counted(Admission):
        def admits(self, label):
            taken.append(label)
            return super().admits(label)

    monkeypatch.setattr(
        queries, "admission", lambda *a: Counted(*(getattr(admission(*a), name) for name in Admission.__slots__))
    )
    marking_for(label("DEMO", "RESTRICTED"))
    readable_marking_ids(a_reader())
    once = len(taken)
    readable_marking_ids(a_reader())
    assert len(taken) == once > 0
    marking_for(label("DEMO", "CONFIDENTIAL"))
    readable_marking_ids(a_reader())
    assert len(taken) == once + 1
    readable_marking_ids(a_reader(level="RESTRICTED"))
    assert len(taken) > once + 1


def test_what_is_kept_in_memory_outlives_no_rollback_under_another_label():
    """A database may give the id of a row that was taken back to the next one."""
    from django.db import transaction

    with transaction.atomic():
        low = marking_for(label("DEMO", "UNCLASSIFIED"))
        assert low.pk in readable_marking_ids(a_reader(level="UNCLASSIFIED"))
        transaction.set_rollback(True)
    high = Marking.objects.create(
        pk=low.pk, digest=label("DEMO", "SECRET").digest(), data=label("DEMO", "SECRET").as_data(), words="SECRET"
    )
    assert high.pk not in readable_marking_ids(a_reader(level="UNCLASSIFIED"))


def test_memory_is_bounded(monkeypatch):
    from comity.foundation.labels import queries

    monkeypatch.setattr(queries, "_KEPT", 3)
    forget_decisions()
    for nation in ("AAA", "BBB", "CCC", "DDD", "EEE"):
        readable_marking_ids(a_reader(nation))
    assert len(queries._decided) <= 3


def test_a_page_carries_the_join_of_what_it_shows():
    restricted = marking_for(label("DEMO", "RESTRICTED", releasable_to=["XTS", "FJI"]))
    secret = marking_for(label("DEMO", "SECRET", releasable_to=["XTS"]))
    assert joined([restricted, secret]) == label("DEMO", "SECRET", releasable_to=["XTS"])
    assert page_marking([restricted, secret, restricted]) == {"text": "SECRET · Releasable To XTS", "level": 3}
    assert page_marking([])["level"] == 0
    assert page_marking([restricted])["text"] == "RESTRICTED · Releasable To FJI, XTS"


def test_parts_that_cannot_be_joined_are_named_each_at_the_highest_level():
    demo = marking_for(label("DEMO", "RESTRICTED"))
    other = marking_for(label("ELSEWHERE", "ODD"))
    assert page_marking([demo, other]) == {"text": "ODD | RESTRICTED", "level": 9}
    assert level_of(label("ELSEWHERE", "ODD")) == 9


def test_reading_gives_its_reasons():
    verdict = readable(label("DEMO", "SECRET"), a_reader(level="RESTRICTED"))
    assert (verdict.allowed, verdict.reasons) == (False, ("cleared to RESTRICTED, and this is SECRET",))
