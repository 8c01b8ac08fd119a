"""Papers that are written here, part by part: what each reader meets, and how what was done is undone."""

from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from comity.activity.engagements.tests.builders import NOON, a_concept, a_house
from comity.activity.papers.actions.begin_paper import begin_paper
from comity.activity.papers.actions.move_paragraph import move_paragraph
from comity.activity.papers.actions.remove_paragraph import remove_paragraph
from comity.activity.papers.actions.restore_paragraph import restore_paragraph
from comity.activity.papers.actions.rewrite_paragraph import rewrite_paragraph
from comity.activity.papers.actions.withdraw_written import withdraw_written
from comity.activity.papers.actions.write_paragraph import write_paragraph
from comity.activity.papers.queries import parts_found, thing_of_written, written_called, written_for
from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.foundation.labels.rules.label import Reader, label
from comity.foundation.parts.queries import Part
from comity.foundation.record.queries import history

pytestmark = pytest.mark.django_db
OPEN = label("DEMO", "UNCLASSIFIED")
OURS = label("DEMO", "RESTRICTED", releasable_to=["XHM"])
HIGH = label("DEMO", "SECRET", releasable_to=["XHM"], need_to_know=["landing"])
ABROAD = Reader("PHL", frozenset({("DEMO", "RESTRICTED")}))
CLERK = Reader("XHM", frozenset({("DEMO", "CONFIDENTIAL")}))


@pytest.fixture
def house():
    return a_house()


@pytest.fixture
def paper(house):
    return begin_paper(a_concept(house).pk, actor=house.planner, at=NOON, title="Concept of operations")


def a_paragraph(house, paper, words="It opens at Subic.", marked=OPEN, **said):
    return write_paragraph(paper.pk, actor=said.pop("actor", house.planner), at=NOON, words=words, label=marked, **said)


@pytest.fixture
def planner(house):
    return replace(house.planner, reader=replace(house.planner.reader, groups=frozenset({"landing"})))


@pytest.fixture
def three(house, paper, planner):
    return [
        a_paragraph(house, paper, "It opens at Subic."),
        a_paragraph(house, paper, "Forty tonnes cross the reef.", OURS),
        a_paragraph(house, paper, "One boat guards the refuge.", HIGH, actor=planner, known=False),
    ]


def met(paper, reader):
    return [(one.number, one.words) for one in written_for(paper, reader).seen]


def test_each_reader_meets_what_they_may_read_and_knows_of_what_they_may_know(paper, three, planner):
    assert [words for _, words in met(paper, planner.reader)] == [part.words for part in three]
    assert met(paper, CLERK) == [(1, "It opens at Subic."), (2, "Forty tonnes cross the reef.")]
    assert met(paper, ABROAD) == [(1, "It opens at Subic."), (2, None)]
    assert written_for(paper, ABROAD).withheld == 1
    assert written_for(paper, CLERK).withheld == 0


def test_the_markings_of_what_is_shown_are_those_of_the_page_and_no_others(paper, three, planner):
    assert {marking.label for marking in written_for(paper, ABROAD).markings} == {OPEN}
    assert {marking.label for marking in written_for(paper, planner.reader).markings} == {OPEN, OURS, HIGH}


def test_nobody_marks_what_they_could_not_read_themselves(house, paper):
    with pytest.raises(Refused, match="could not read it yourself"):
        a_paragraph(house, paper, marked=HIGH)


def test_a_marking_of_another_policy_cannot_stand_here(house, paper):
    with pytest.raises(Refused, match="cannot stand beside"):
        a_paragraph(house, paper, marked=label("KESTREL", "UNCLASSIFIED"))


def test_only_those_who_began_it_or_lead_write_in_it(house, paper):
    with pytest.raises(NotAllowed):
        a_paragraph(house, paper, actor=house.desk)


def test_what_was_rewritten_taken_out_or_moved_is_undone(house, paper, three):
    first, second = three[:2]
    said = {"actor": house.planner, "at": NOON}
    changed = rewrite_paragraph(paper.pk, line=first.line, seen=first.pk, words="It opens at Cebu.", label=OPEN, **said)
    with pytest.raises(Refused, match="Somebody has changed"):
        rewrite_paragraph(paper.pk, line=first.line, seen=first.pk, words="It opens.", label=OPEN, **said)
    restore_paragraph(paper.pk, revision=first.pk, **said)
    assert met(paper, CLERK)[0] == (1, "It opens at Subic.")
    remove_paragraph(paper.pk, line=second.line, seen=second.pk, **said)
    assert met(paper, CLERK) == [(1, "It opens at Subic.")]
    restore_paragraph(paper.pk, revision=second.pk, **said)
    move_paragraph(paper.pk, line=second.line, down=False, **said)
    assert met(paper, CLERK) == [(1, "Forty tonnes cross the reef."), (2, "It opens at Subic.")]
    assert changed.line == first.line


def test_the_record_tells_of_a_part_only_to_those_who_may_read_it(house, paper, three):
    def told(reader):
        return history(about=thing_of_written(paper), reader=reader, kind="part.").count()

    assert told(CLERK) == 2
    assert told(ABROAD) == 1


def test_search_finds_words_only_in_parts_that_the_reader_may_read(paper, three):
    from django.db.models import Q

    for reader, found in ((CLERK, 1), (ABROAD, 0)):
        assert len(parts_found("tonnes", reader, Q(words__icontains="tonnes"))) == found
    assert written_called("Concept", ABROAD).exists()


def test_what_is_withdrawn_is_read_by_nobody(house, paper, three, client):
    withdraw_written(paper.pk, actor=house.planner, at=NOON)
    client.force_login(house.people["planner"])
    page = client.get(reverse("written", args=[paper.engagement.reference, paper.pk]))
    assert "Subic" not in page.text.split("<main", 1)[1].split("aside")[0]
    assert not written_called("Concept", CLERK).exists()


def test_the_page_shows_a_stranger_nothing_and_its_banner_joins_what_it_shows(house, paper, three, client):
    here = reverse("written", args=[paper.engagement.reference, paper.pk])
    clerk = house.people["desk"]
    clerk.clearances = {"DEMO": "CONFIDENTIAL"}
    clerk.save(update_fields=["clearances"])
    client.force_login(clerk)
    page = client.get(here)
    assert "Forty tonnes" in page.text
    assert "One boat" not in page.text
    assert page.context["page_marking"]["level"] == 1
    client.force_login(house.stranger_person)
    assert client.get(here).status_code == 404


def test_a_paragraph_is_written_changed_and_undone_through_the_page(house, paper, client):
    client.force_login(house.people["planner"])
    here = reverse("written-edit", args=[paper.engagement.reference, paper.pk])
    typed = {"classification": "RESTRICTED", "releasable_to": "XHM", "need_to_know": "", "known": "on"}
    page = client.post(here, {"act": "write", "words": "The tide turns at six.", **typed}, follow=True)
    assert "The tide turns at six." in page.text
    part = Part.objects.whole("what this test has written").get()
    assert part.marking.label == OURS
    said = {"line": part.line, "seen": part.pk, "words": "The tide turns at seven.", **typed}
    assert "at seven" in client.post(here, {"act": "rewrite", **said}, follow=True).text
    assert "at six" in client.post(here, {"act": f"back:{part.pk}"}, follow=True).text
    refused = client.post(here, {"act": "write", "words": "", **typed})
    assert refused.status_code == 422


def test_the_database_keeps_parts_as_they_were(paper, three):
    rows = Part.objects.whole("the database is asked to forget them")
    for change in (lambda: rows.update(words="Other words"), lambda: rows.filter(pk=three[0].pk).delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
