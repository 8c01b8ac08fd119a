"""`/design/` draws every part of the house, and what it prints beside a drawing is what drew it."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

import comity
from comity.activity.engagements.tests.builders import a_house
from comity.web.design.chapters import CHAPTERS, LOOKS
from comity.web.design.samples import samples
from comity.web.templatetags import house, overview
from comity.web.templatetags.panels import drawn

COMPONENTS = Path(comity.__file__).parent / "web" / "templates" / "components"
SPECIMENS = [specimen for chapter in CHAPTERS for specimen in chapter.specimens]
OF_EVERY_PAGE = {"clock_words", "query_with", "filter_control"}  # draw nothing, or stand in a component that is drawn


def _included(text):
    return set(re.findall(r'"components/(\w+)\.html"', text))


def _drawn():
    """What the specimens include, by themselves, through a component, or through a tag."""
    tags = Path(house.__file__).read_text()
    found, waiting = set(), set().union(*(_included(specimen.source) for specimen in SPECIMENS)) | _included(tags)
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= _included((COMPONENTS / f"{name}.html").read_text()) - found
    return found


def test_every_component_has_a_specimen():
    assert {path.stem for path in COMPONENTS.glob("*.html")} - _drawn() == set()


def test_every_tag_has_a_specimen():
    written = " ".join(specimen.source for specimen in SPECIMENS)
    tags = (house.register.tags | overview.register.tags).keys()
    assert {tag for tag in tags if not re.search(rf"{{% {tag} ", written)} - {"marking_banner"} == OF_EVERY_PAGE
    assert "{% marking_banner %}" in written


@pytest.mark.parametrize("specimen", SPECIMENS, ids=lambda one: one.key)
def test_a_specimen_is_drawn_in_every_look_and_shares_no_id(specimen):
    panels = [drawn(specimen, look) for look in LOOKS]
    assert all(re.search(r"<\w", panel) for panel in panels)
    ids = Counter(re.findall(r'\sid="([^"]*)"', "".join(panels)))
    assert [name for name, times in ids.items() if times > 1] == []
    assert 'method="post"' not in panels[0]


def test_a_mirrored_panel_speaks_arabic():
    assert samples("ar", "rtl")["work"][0]["title"] == "إغاثة الشمال ٢٦"
    assert samples()["work"][0]["title"] == "Northern Relief 26"


@pytest.fixture
def planner(client, db):
    client.force_login(a_house().people["planner"])
    return client


def test_a_chapter_shows_all_looks_or_the_one_that_is_asked_for(planner):
    address = reverse("design-chapter", args=["marks"])
    everything, dark = planner.get(address).text, planner.get(address, {"look": "dark"}).text
    assert everything.count('<div class="panel"') == 3 * dark.count('<div class="panel"') > 0
    assert 'data-theme="light"' not in dark


def test_the_chapters_are_for_those_who_are_signed_in(planner):
    for address in (reverse("design"), reverse("design-icons"), reverse("design-chapter", args=["track"])):
        assert Client().get(address).status_code == 302
        assert planner.get(address).status_code == 200
    assert planner.get(reverse("design-chapter", args=["cellar"])).status_code == 404
