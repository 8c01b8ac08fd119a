"""No script or style stands in a page, nothing is marked safe by hand, and nothing is fetched from elsewhere."""

import re

import pytest

from .source import PRODUCT, calls, name_called, named, python_files, templates, tree_of

# Texts our own code writes, never a person; each with its reason. The list may not grow.
SAFE = {
    "web/templates/components/field.html": "help texts are written in our forms",
}


@pytest.mark.parametrize("path", templates(), ids=named)
def test_a_template_holds_no_script_no_style_and_no_handler(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<style\b|\sstyle\s*=", text)
    tags = " ".join(re.findall(r"<[a-z][^>]*>", re.sub(r"{%.*?%}|{{.*?}}", "", text)))
    assert not re.search(r"\son[a-z]+\s*=", tags)
    assert "javascript:" not in text
    for script in re.findall(r"<script\b[^>]*>(.*?)</script>", text, re.S):
        assert not script.strip(), "a script is a file of ours"
    assert all(" src=" in tag for tag in re.findall(r"<script\b[^>]*>", text))


@pytest.mark.parametrize("path", templates(), ids=named)
def test_a_template_fetches_nothing_from_elsewhere(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"""(src|href|action|data-[a-z-]+)\s*=\s*["'](https?:)?//""", text)


@pytest.mark.parametrize("path", templates(), ids=named)
def test_a_form_that_acts_carries_its_token(path):
    text = path.read_text(encoding="utf-8")
    for form in re.findall(r"<form\b[^>]*method=[\"']post[\"'][^>]*>.*?(?=</form>|\Z)", text, re.S | re.I):
        assert "{% csrf_token %}" in form or "csrf_token" in form, form[:80]


def test_nothing_is_marked_safe_outside_the_tags_of_the_house():
    found = set()
    for path in templates():
        text = path.read_text(encoding="utf-8")
        if re.search(r"\|\s*safe(seq)?\b|autoescape\s+off", text):
            found.add(named(path))
    for path in python_files():
        if "templatetags" in path.parts:
            continue
        if {name_called(call) for call in calls(tree_of(path))} & {"mark_safe", "SafeString", "SafeText"}:
            found.add(named(path))
    assert found == set(SAFE)
    assert len(SAFE) <= 1


def test_our_scripts_write_no_markup_and_evaluate_nothing():
    for path in (PRODUCT / "web/static/comity").glob("*.js"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text), (
            path
        )
        assert not re.search(r"https?://", text), path
