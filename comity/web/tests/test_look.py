"""The tags of the look: what they must never hide, and what every page may rely on."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string

import comity
from comity.web.clearance_track import holding, shown_stages
from comity.web.design.samples import samples
from comity.web.status_words import STATES, UNKNOWN_ICON, shown
from comity.web.templatetags import house

PACKAGE = Path(comity.__file__).parent
LOOK = PACKAGE / "web" / "static" / "comity"
AT = datetime(2026, 3, 12, 9, 40, tzinfo=UTC)


def _drawn(source, **context):
    return Template(source).render(Context({"at": AT, **context}))


def _icons_asked_for():
    pages = "\n".join(path.read_text() for path in PACKAGE.rglob("*.html"))
    named = re.findall(r'\{% (?:icon|empty_state) "([a-z0-9-]+)"', pages)
    named += re.findall(r'icon="([a-z0-9-]+)"', pages)
    named += re.findall(r'icon\.?\w*\|default:"([a-z0-9-]+)"', pages)
    named += [look.icon for look in STATES.values()] + [UNKNOWN_ICON]
    return {*named, *house.URGENCY_ICONS.values(), *house.CALLOUT_ICONS.values()}


def test_every_icon_a_page_asks_for_is_in_the_sprite():
    listed = set((PACKAGE.parent / "frontend" / "icons.txt").read_text().split())
    assert _icons_asked_for() <= listed


def test_a_page_that_forgets_its_marking_looks_like_the_highest():
    drawn = _drawn("{% marking_banner page_marking.text page_marking.level %}")
    assert "level-4" in drawn
    assert "Marking not stated" in drawn


@pytest.mark.parametrize("level", ["", "9", "-1", "None", "'secret'"])
def test_a_level_that_is_not_known_is_shown_as_the_highest(level):
    assert "level-4" in _drawn(f"{{% marking 'SECRET' {level or 'missing'} %}}")


def test_marking_words_are_escaped():
    assert "<script>" not in _drawn("{% marking words 1 %}", words="<script>")


def test_a_state_that_is_not_known_is_shown_by_its_own_words():
    assert shown("sent_back").words == "Sent back"
    assert "Sent back" in _drawn("{% status 'sent_back' %}")


def test_every_state_has_words_and_an_icon():
    assert all(look.words and look.icon for look in STATES.values())


def test_the_track_names_whom_it_waits_on_since_when_and_until_when():
    stages = shown_stages(
        [
            {"title": "A", "state": "answered", "steps": [{"post": "Embassy", "state": "concur"}]},
            {
                "title": "B",
                "state": "consulting",
                "steps": [
                    {"post": "Legal", "state": "pending", "since": AT - timedelta(days=9), "due": AT},
                    {"post": "Budget", "state": "held", "due": AT - timedelta(days=1)},
                    {"post": "Staff", "state": "nonconcur", "since": AT - timedelta(days=20)},
                ],
            },
        ]
    )
    waits = holding(stages)
    assert [step["post"] for step in waits.steps] == ["Legal", "Budget"]
    assert waits.since == AT - timedelta(days=9)
    assert waits.due == AT - timedelta(days=1)


def test_a_stopped_clock_is_not_the_next_deadline():
    steps = [{"post": "Legal", "state": "waiting_for_information", "due": AT, "paused": True}]
    assert holding(shown_stages([{"title": "B", "state": "consulting", "steps": steps}])).due is None


def test_a_finished_track_says_that_nobody_holds_it():
    assert "Nobody holds it now" in _drawn("{% track stages at %}", stages=[{"title": "A", "state": "granted"}])


class AskForm(forms.Form):
    people = forms.IntegerField(help_text="All nations", required=False)


def test_a_field_points_to_its_hint_its_reason_its_unit_and_its_error():
    drawn = _drawn('{% field form.people why="a notice" unit="people" %}', form=AskForm({"people": "many"}))
    described = re.search(r'<input[^>]*aria-describedby="([^"]+)"', drawn)[1].split()
    assert described == ["id_people_hint", "id_people_why", "id_people_unit", "id_people_error"]
    assert all(drawn.count(f'id="{target}"') == 1 for target in described)


def test_every_component_is_drawn_by_some_page():
    pages = " ".join(path.read_text() for path in PACKAGE.rglob("*.html"))
    unused = [
        path.name
        for path in (PACKAGE / "web" / "templates" / "components").glob("*.html")
        if f"components/{path.name}" not in pages and path.stem not in _drawn_by_tags()
    ]
    assert unused == []


def _drawn_by_tags():
    return {Path(name).stem for name in re.findall(r'"components/(\w+)\.html"', Path(house.__file__).read_text())}


def test_components_draw_the_samples_without_an_inline_style_or_script():
    page = "".join(
        render_to_string(f"components/{name}.html", samples() | {"items": samples()["work"]})
        for name in ("worklist", "facts", "opinions", "decision", "diff", "checklist", "tabs", "errors")
    )
    assert not re.search(r'\sstyle=|\son\w+="|<script', page)
    assert "Northern Relief 26" in page


def test_the_styles_name_no_physical_side():
    """Right-to-left pages mirror by themselves only while every distance is a logical one."""
    physical = re.compile(
        r"(margin|padding|border)-(left|right)|[\s{;](left|right|top|bottom):|text-align: (left|right)"
    )
    found = {path.name: physical.findall(path.read_text()) for path in LOOK.glob("*.css")}
    assert {name: hits for name, hits in found.items() if hits} == {}


def test_colours_are_named_in_the_tokens_only():
    named = re.compile(r"#[0-9a-f]{3,8}\b|rgb\(|hsl\(")
    assert [path.name for path in LOOK.glob("*.css") if named.search(path.read_text())] == []


def test_scripts_write_no_markup():
    """Trusted Types are enforced without a policy: a string that becomes markup would throw."""
    sinks = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function")
    assert [path.name for path in LOOK.glob("*.js") if sinks.search(path.read_text())] == []


def test_the_lock_file_names_no_registry_and_every_package_has_a_digest():
    lock = json.loads((PACKAGE.parent / "frontend" / "package-lock.json").read_text())
    packages = [facts for name, facts in lock["packages"].items() if name]
    assert all("integrity" in facts and "resolved" not in facts for facts in packages)
