"""Every form in which one chooses a marking asks the policy whether anything new may be marked so."""

import shutil

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from comity.activity.engagements.queries import state_names
from comity.activity.engagements.tests.builders import NOON, a_concept, a_house
from comity.activity.papers.actions.begin_paper import begin_paper
from comity.activity.papers.forms import ParagraphForm
from comity.activity.papers.models import Paper, Remark
from comity.foundation.labels.queries import forget_decisions, policies
from comity.foundation.labels.rules.label import label
from comity.foundation.parts.queries import Part

pytestmark = pytest.mark.django_db
RETIRED = "nothing new is marked CONFIDENTIAL under DEMO"
SAID = "The words that were typed stay."
MARKED = {"classification": "CONFIDENTIAL", "releasable_to": "XHM", "need_to_know": ""}


@pytest.fixture
def retired(tmp_path, settings):
    """A library whose policy has ended a level: what is marked so stays, and nothing new is."""
    library = settings.LIBRARY
    settings.LIBRARY = shutil.copytree(library, tmp_path / "library")
    path = settings.LIBRARY / "markings" / "demonstration.yaml"
    level = "{name: CONFIDENTIAL, portion: C"
    path.write_text(path.read_text().replace(level, f"{level}, until: 2020-01-01"))
    forget_decisions()
    assert policies()["DEMO"].level("CONFIDENTIAL").until
    yield
    settings.LIBRARY = library
    forget_decisions()


def doors(house, it):
    """Each page with what one types there beside the marking."""
    paper = begin_paper(it.pk, actor=house.planner, at=NOON, title="Programme")
    file = SimpleUploadedFile("programme.txt", b"08:00 arrival")
    yield reverse("engagement-new"), {"title": SAID, "kind": "exercise"}
    yield reverse("engagement-marking", args=[it.reference]), {"reason": SAID, "seen": it.version}
    yield reverse("engagement-apart", args=[it.reference]), {"act": "say", "field": "cost", "words": SAID}
    yield reverse("papers", args=[it.reference]), {"act": "remark", "words": SAID, "side": "own"}
    yield reverse("papers", args=[it.reference]), {"act": "paper", "file": file, "note": SAID, "side": "own"}
    yield reverse("written-edit", args=[it.reference, paper.pk]), {"act": "write", "words": SAID}


def test_what_a_policy_forbids_is_refused_in_every_form_with_everything_typed_still_there(retired, client):
    house = a_house()
    it = a_concept(house)
    client.force_login(house.people["planner"])
    for here, typed in doors(house, it):
        page = client.post(here, {**typed, **MARKED})
        assert page.status_code == 422, here
        assert RETIRED in page.text, here
        assert SAID in page.text, here
    assert not any(rows.objects.whole("test").exists() for rows in (Paper, Remark, Part))
    it.refresh_from_db()
    assert it.marking.label.classification == "UNCLASSIFIED"


def test_what_is_not_chosen_is_not_asked_about(retired, client):
    house = a_house()
    it = a_concept(house)
    client.force_login(house.people["planner"])
    said = {"act": "remark", "words": SAID, "side": "ours", **MARKED}
    assert client.post(reverse("papers", args=[it.reference]), said).status_code == 302


def test_a_marking_is_completed_by_its_policy_and_a_tag_it_lacks_is_named():
    frame = label("NATO", "SECRET")
    typed = {"words": SAID, "classification": "SECRET", "releasable_to": "", "need_to_know": ""}
    form = ParagraphForm(typed, frame=frame, names=state_names())
    assert form.is_valid()
    assert form.label().values("Context") == {"NATO"}
    form = ParagraphForm({**typed, "need_to_know": "budget"}, frame=frame, names=state_names())
    assert not form.is_valid()
    assert "NATO has no tag Need To Know" in form.errors["classification"][0]
