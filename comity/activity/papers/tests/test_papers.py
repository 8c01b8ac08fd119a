"""Laying papers beside an engagement, and speaking about it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from comity.activity.engagements.queries import thing
from comity.activity.engagements.tests.builders import NOON, a_concept, a_house
from comity.activity.papers.actions.attach_paper import attach_paper
from comity.activity.papers.actions.keep_file import keep_file
from comity.activity.papers.actions.make_remark import make_remark
from comity.activity.papers.actions.restore_paper import restore_paper
from comity.activity.papers.actions.take_back_remark import take_back_remark
from comity.activity.papers.actions.withdraw_paper import withdraw_paper
from comity.activity.papers.models import Paper, Remark
from comity.activity.papers.queries import content_of, drawn, papers_of, remarks_on
from comity.activity.papers.rules import media
from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.foundation.labels.rules.label import Reader
from comity.foundation.record.queries import history

from .test_rules import a_pdf

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=2)


@pytest.fixture
def house():
    return a_house()


@pytest.fixture
def it(house):
    return a_concept(house)


def a_paper(it, actor, content=b"programme of the visit", name="programme.txt", **said):
    return attach_paper(it.pk, actor=actor, at=NOON, kept=keep_file(name, [content]), **said)


def test_a_paper_lies_beside_the_engagement_under_its_marking_and_on_the_record(house, it):
    paper = a_paper(it, house.planner, note="first version")
    assert [row.name for row in papers_of(it.pk, house.desk.reader)] == ["programme.txt"]
    assert content_of(paper) == b"programme of the visit"
    assert paper.marking_id == it.marking_id
    told = history(reader=house.desk.reader, about=thing(it), kind="papers.attached").get()
    assert paper.digest[:12] in told.sentence


def test_whoever_may_not_read_the_engagement_lays_nothing_there(house, it):
    stranger = replace(house.desk, reader=Reader("XHM"))
    with pytest.raises(NotAllowed):
        a_paper(it, stranger)
    assert not Paper.objects.whole("test").exists()


def test_somebody_without_a_post_lays_nothing_there(house, it):
    with pytest.raises(NotAllowed):
        a_paper(it, replace(house.desk, post_id=None))


def test_the_same_content_lies_there_once(house, it):
    a_paper(it, house.planner)
    with pytest.raises(Refused, match="lies here already"):
        a_paper(it, house.desk)


@pytest.mark.parametrize(("name", "content", "why"), [("a.txt", b"", "is empty"), ("..", b"x", "no name")])
def test_what_is_no_paper_is_refused_with_its_reason(name, content, why):
    with pytest.raises(Refused, match=why):
        keep_file(name, [content])


def test_a_paper_that_is_too_large_is_refused_before_it_is_whole(monkeypatch):
    monkeypatch.setattr("comity.activity.papers.actions.keep_file.LARGEST", 1024 * 1024)
    read = []

    def chunks():
        for _ in range(10):
            read.append(1)
            yield b"x" * 700_000

    with pytest.raises(Refused, match="larger than 1 MB"):
        keep_file("big.bin", chunks())
    assert len(read) == 2


def test_a_withdrawn_paper_is_known_and_can_be_restored(house, it):
    paper = a_paper(it, house.planner)
    withdraw_paper(paper.pk, actor=house.planner, at=LATER)
    row = papers_of(it.pk, house.desk.reader).get()
    assert row.withdrawn_by_id == house.planner.person_id
    with pytest.raises(Refused, match="withdrawn already"):
        withdraw_paper(paper.pk, actor=house.planner, at=LATER)
    restore_paper(paper.pk, actor=house.planner, at=LATER)
    assert papers_of(it.pk, house.desk.reader).get().withdrawn_at is None
    kinds = {entry.kind for entry in history(reader=house.desk.reader, about=thing(it), kind="papers.")}
    assert kinds == {"papers.attached", "papers.withdrawn", "papers.restored"}


def test_only_who_laid_it_or_leads_withdraws_it(house, it):
    paper = a_paper(it, house.desk)
    with pytest.raises(NotAllowed):
        withdraw_paper(paper.pk, actor=house.counsel, at=LATER)
    withdraw_paper(paper.pk, actor=house.planner, at=LATER)  # leads it


def test_the_database_keeps_papers_and_remarks_as_they_were(house, it):
    paper = a_paper(it, house.planner)
    remark = make_remark(it.pk, actor=house.planner, at=NOON, words="As agreed.")
    for changing in (
        lambda: Paper.objects.whole("test").filter(pk=paper.pk).update(digest="0" * 64),
        lambda: Remark.objects.whole("test").filter(pk=remark.pk).update(words="Not agreed."),
        lambda: Remark.objects.whole("test").filter(pk=remark.pk)._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            changing()


def test_a_remark_calls_only_those_who_may_read_it(house, it):
    remark = make_remark(it.pk, actor=house.planner, at=NOON, words="@desk, is the date fine? @counsel too")
    assert remark.mentions == ["desk", "counsel"]
    told = history(reader=house.desk.reader, about=thing(it), kind="papers.remark-made").get()
    named = {house.desk.person_id, house.counsel.person_id}
    assert set(told.body["event"]["mentioned"]) == named
    house.people["desk"].clearances = {}
    house.people["desk"].save()
    with pytest.raises(Refused, match="nobody of this name"):
        make_remark(it.pk, actor=house.planner, at=LATER, words="@desk, are you there?")
    with pytest.raises(Refused, match="nobody of this name"):
        make_remark(it.pk, actor=house.planner, at=LATER, words="@atlantis")


def test_a_remark_for_our_side_is_closed_to_a_partner(house, it):
    make_remark(it.pk, actor=house.planner, at=NOON, words="Between us.", ours=True)
    make_remark(it.pk, actor=house.planner, at=NOON, words="To everybody.")
    uncleared = Reader("XHM", frozenset({("DEMO", "UNCLASSIFIED")}))
    assert [row.words for row in remarks_on(it.pk, uncleared)] == ["To everybody."]
    assert remarks_on(it.pk, house.planner.reader).count() == 2


def test_a_remark_is_taken_back_once_by_its_author(house, it):
    remark = make_remark(it.pk, actor=house.planner, at=NOON, words="Wrong engagement.")
    with pytest.raises(NotAllowed):
        take_back_remark(remark.pk, actor=house.desk, at=LATER)
    take_back_remark(remark.pk, actor=house.planner, at=LATER)
    with pytest.raises(Refused):
        take_back_remark(remark.pk, actor=house.planner, at=LATER)
    assert history(reader=house.desk.reader, about=thing(it), kind="papers.remark-taken-back").count() == 1


def test_a_remark_says_something_and_not_too_much(house, it):
    for words in ("  ", "x" * 4001):
        with pytest.raises(Refused):
            make_remark(it.pk, actor=house.planner, at=NOON, words=words)


def test_a_pdf_is_drawn_in_a_process_of_its_own_and_a_broken_one_is_not(house, it):
    picture = drawn(a_paper(it, house.planner, content=a_pdf(), name="map.pdf"), "pages", 1)
    assert picture.pages == 2
    assert picture.png.startswith(b"\x89PNG")
    broken = a_paper(it, house.planner, content=b"%PDF-1.7 and nothing more", name="broken.pdf")
    assert drawn(broken, "pages", 1) is None
    assert media.media_of(b"%PDF-1.7", "x").preview is media.Preview.PAGES
