"""The pages of papers and remarks, as a browser asks for them."""

import re
from hashlib import sha256

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from comity.activity.engagements.tests.builders import NOON, a_concept, a_house
from comity.activity.papers.actions.make_remark import make_remark
from comity.activity.papers.models import Paper, Remark
from comity.activity.papers.queries import content_of
from comity.foundation.labels.queries import policies
from comity.foundation.labels.rules.standard.bindings import Holds
from comity.foundation.labels.rules.standard.files import read_file
from comity.foundation.labels.rules.standard.meaning import decisive
from comity.foundation.record.queries import history

from .test_papers import a_paper
from .test_rules import a_pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return a_house()


@pytest.fixture
def it(house):
    return a_concept(house)


@pytest.fixture
def browser(client, house):
    def signed_in(who):
        client.force_login(house.people[who] if who != "stranger" else house.stranger_person)
        return client

    return signed_in


def test_a_paper_and_a_remark_are_laid_down_through_the_page(house, it, browser):
    here = reverse("papers", args=[it.reference])
    file = SimpleUploadedFile("programme.txt", b"08:00 arrival", content_type="application/x-evil")
    page = browser("desk").post(here, {"act": "paper", "file": file, "note": "Day one"}, follow=True)
    assert "programme.txt" in page.text
    page = browser("desk").post(
        here, {"act": "remark", "words": "@planner: <b>see</b> the programme", "side": "ours"}, follow=True
    )
    assert "&lt;b&gt;see&lt;/b&gt;" in page.text
    assert '<strong class="mention">@planner</strong>' in page.text
    assert Remark.objects.whole("test").get().marking.label.classification == "RESTRICTED"
    assert page.context["page_marking"]["text"].startswith("RESTRICTED")


def test_what_was_typed_survives_a_refusal(house, it, browser):
    page = browser("desk").post(reverse("papers", args=[it.reference]), {"act": "remark", "words": "@atlantis, come"})
    assert page.status_code == 422
    assert "@atlantis, come" in page.text
    assert "nobody of this name" in page.text


def test_a_file_is_handed_over_as_a_download_and_never_as_a_page(house, it, browser):
    paper = a_paper(it, house.planner, content=b"<script>alert(1)</script>", name="page.html")
    answer = browser("desk").get(reverse("paper-content", args=[it.reference, paper.pk]))
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "text/plain"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    shown = browser("desk").get(reverse("paper", args=[it.reference, paper.pk]))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown.text


def test_a_pdf_shows_its_pages_as_pictures(house, it, browser):
    paper = a_paper(it, house.planner, content=a_pdf(), name="map.pdf")
    shown = browser("desk").get(reverse("paper", args=[it.reference, paper.pk]), {"page": "2"})
    picture = reverse("paper-page", args=[it.reference, paper.pk, 2])
    assert picture in shown.text
    answer = browser("desk").get(picture)
    assert answer["Content-Type"] == "image/png"
    assert browser("desk").get(reverse("paper-page", args=[it.reference, paper.pk, 9])).status_code == 404


def test_a_withdrawal_offers_its_undoing_and_closes_the_content(house, it, browser):
    paper = a_paper(it, house.planner)
    here = reverse("paper", args=[it.reference, paper.pk])
    page = browser("planner").post(here, {"act": "withdraw"}, follow=True)
    assert f'action="{here}"' in page.text
    assert 'value="restore"' in page.text
    assert browser("planner").get(reverse("paper-content", args=[it.reference, paper.pk])).status_code == 404
    browser("planner").post(here, {"act": "restore"})
    assert Paper.objects.whole("test").get().withdrawn_at is None


def test_whoever_may_not_read_the_engagement_finds_nothing_under_it(house, it, browser):
    paper = a_paper(it, house.planner)
    remark = make_remark(it.pk, actor=house.planner, at=NOON, words="Quiet.")
    for name, more in (
        ("papers", []),
        ("paper", [paper.pk]),
        ("paper-content", [paper.pk]),
        ("paper-page", [paper.pk, 1]),
    ):
        assert browser("stranger").get(reverse(name, args=[it.reference, *more])).status_code == 404
    taking = reverse("remark-take-back", args=[it.reference, remark.pk])
    assert browser("stranger").post(taking).status_code == 404


def test_a_paper_for_our_side_is_not_there_for_others(house, it, browser):
    paper = a_paper(it, house.planner, name="between-us.txt", ours=True)
    house.people["desk"].clearances = {"DEMO": "UNCLASSIFIED"}
    house.people["desk"].save()
    page = browser("desk").get(reverse("papers", args=[it.reference]))
    assert page.status_code == 200
    assert "between-us" not in page.text
    assert browser("desk").get(reverse("paper", args=[it.reference, paper.pk])).status_code == 404
    assert browser("desk").get(reverse("paper-content", args=[it.reference, paper.pk])).status_code == 404


def test_ones_own_last_remark_can_be_taken_back_from_the_page(house, it, browser):
    here = reverse("papers", args=[it.reference])
    page = browser("desk").post(here, {"act": "remark", "words": "Too early."}, follow=True)
    remark = Remark.objects.whole("test").get()
    taking = reverse("remark-take-back", args=[it.reference, remark.pk])
    assert taking in page.text
    assert taking not in browser("planner").get(here).text
    page = browser("desk").post(taking, follow=True)
    assert "Too early." not in page.text


def test_a_copy_carries_its_marking_and_the_record_names_both(house, it, browser):
    paper = a_paper(it, house.planner, content=a_pdf(), name="map.pdf")
    here = reverse("paper", args=[it.reference, paper.pk])
    assert reverse("paper-copy", args=[it.reference, paper.pk]) in browser("desk").get(here).text
    answer = browser("desk").post(reverse("paper-copy", args=[it.reference, paper.pk]))
    copy = b"".join(answer.streaming_content)
    found = decisive(read_file(copy, name="map.pdf"), policies(), NOON)
    assert found.label == paper.marking.label
    assert "sandbox" in answer["Content-Security-Policy"]
    event = history(reader=house.desk.reader, kind="papers.handed-out").get().body["event"]
    assert (event["digest"], event["copy"]) == (paper.digest, sha256(copy).hexdigest())
    plain = b"".join(browser("desk").get(reverse("paper-content", args=[it.reference, paper.pk])).streaming_content)
    assert sha256(plain).hexdigest() == paper.digest


def test_its_marking_lies_beside_any_file_with_the_digest_of_its_content(house, it, browser):
    paper = a_paper(it, house.planner, content=b"08:00 arrival", name="programme.txt")
    answer = browser("desk").get(reverse("paper-label", args=[it.reference, paper.pk]))
    beside = b"".join(answer.streaming_content)
    for content, holds in ((b"08:00 arrival", Holds.UNPROTECTED), (b"09:00 arrival", Holds.NO)):
        reading = read_file(beside, name="programme.txt.binding.xml", data=content)
        assert [binding.holds for binding in reading.bindings] == [holds]
    page = browser("desk").post(reverse("paper-copy", args=[it.reference, paper.pk]), follow=True)
    assert "Take the label beside it" in page.text


def test_a_refused_file_is_held_with_its_form_and_for_nobody_else(house, it, browser):
    here = reverse("papers", args=[it.reference])
    typed = {"act": "paper", "note": "Day one", "side": "own", "classification": "SECRET", "releasable_to": "Atlantis"}
    file = SimpleUploadedFile("programme.txt", b"08:00 arrival")
    page = browser("desk").post(here, {**typed, "file": file})
    assert page.status_code == 422
    assert "Day one" in page.text
    assert '<details class="own-marking" open>' in page.text
    ticket = page.context["paper_form"].ticket
    assert f'name="held" value="{ticket}"' in page.text
    chooser = re.search(r"<input[^>]*type=.file.[^>]*>", page.text)
    assert "required" not in chooser[0]
    again = {"act": "paper", "note": "Day one", "held": ticket}
    assert browser("planner").post(here, again).status_code == 422
    assert not Paper.objects.whole("test").exists()
    assert browser("desk").post(here, again).status_code == 302
    paper = Paper.objects.whole("test").get()
    assert (paper.name, paper.note, content_of(paper)) == ("programme.txt", "Day one", b"08:00 arrival")


def test_an_infected_file_is_refused_and_what_was_typed_stays(house, it, browser, settings):
    settings.FILE_SCANNER = "command:grep -vq EICAR"
    file = SimpleUploadedFile("programme.txt", b"EICAR\n")
    page = browser("desk").post(
        reverse("papers", args=[it.reference]), {"act": "paper", "file": file, "note": "Day one"}
    )
    assert page.status_code == 422
    assert "found a virus" in page.text
    assert "Day one" in page.text
    assert not page.context["paper_form"].ticket


def test_a_file_that_is_not_what_it_calls_itself_is_laid_and_its_layer_told(house, it, browser):
    file = SimpleUploadedFile("programme.docx", a_pdf(), content_type="application/msword")
    page = browser("desk").post(reverse("papers", args=[it.reference]), {"act": "paper", "file": file}, follow=True)
    assert "“programme.docx” calls itself DOCX, and is PDF." in page.text
    assert Paper.objects.whole("test").get().media == "application/pdf"
