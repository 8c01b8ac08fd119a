"""The statement of conformity says in the application what it says in the documents, and names what is really there."""

import json
import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

import comity
from comity.web.accessibility import CHECKER, NOT_TESTED, TESTED, as_document

ROOT = Path(comity.__file__).parent.parent
STYLES = sorted((ROOT / "comity/web/static/comity").glob("*.css"))


def test_the_document_says_what_the_page_says():
    with translation.override("en-gb"):
        assert (ROOT / "docs/reference/accessibility.md").read_text(encoding="utf-8") == as_document()


@pytest.mark.django_db
def test_anybody_may_read_it():
    page = Client().get(reverse("accessibility"))
    assert page.status_code == 200
    assert all(str(words) in page.text for words in NOT_TESTED)
    assert all(str(one.how) in page.text for one in TESTED)
    assert f'href="{reverse("accessibility")}"' in Client().get(reverse("account_login")).text


def test_the_checker_is_the_one_that_is_pinned():
    pinned = json.loads((ROOT / "frontend/package.json").read_text(encoding="utf-8"))["devDependencies"]
    assert f"axe-core {pinned['axe-core']}" == CHECKER


@pytest.mark.parametrize("sheet", STYLES, ids=lambda path: path.name)
def test_nothing_moves_for_those_who_ask_for_less_motion(sheet):
    """A thing moves only inside `no-preference`, or is named again, standing still, inside `reduce`."""
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    willing = "".join(_blocks(text, "prefers-reduced-motion: no-preference"))
    unwilling = "".join(_blocks(text, "prefers-reduced-motion: reduce"))
    moving = re.findall(r"([^{}]+)\{[^{}]*\b(?:animation|transition|scroll-behavior):(?! none)[^{}]*\}", text)
    stilled = re.findall(r"([^{}]+)\{[^{}]*\b(?:animation|transition): none", unwilling)
    still = {rule.strip() for rule in stilled}
    allowed = willing + unwilling
    assert [rule.strip() for rule in moving if rule.strip() not in still and rule.strip() not in allowed] == []


def _blocks(text, feature):
    for start in (found.end() for found in re.finditer(rf"@media \({feature}\) \{{", text)):
        depth, at = 1, start
        while depth:
            depth += {"{": 1, "}": -1}.get(text[at], 0)
            at += 1
        yield text[start : at - 1]
