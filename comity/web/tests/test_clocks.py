"""The words of clocks, in Python and in the browser."""

import base64
import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.translation import gettext, ngettext
from playwright.sync_api import sync_playwright

import comity
from comity.foundation.words.rules.said import in_words
from comity.web.clock_words import kept, left, patterns, span

AT = datetime(2026, 3, 12, 9, 40, tzinfo=UTC)


def _after(**length):
    return AT + timedelta(**length)


def _drawn(source, **context):
    return Template(source).render(Context({"at": AT, **context}))


@pytest.mark.parametrize(
    ("due", "words", "urgency"),
    [
        (_after(days=21), "due in 21 days", "ahead"),
        (_after(days=3), "due in 3 days", "ahead"),
        (_after(days=3, seconds=-1), "due in 2 days 23 h", "ahead"),
        (_after(hours=48), "due in 2 days", "ahead"),
        (_after(hours=48, seconds=-1), "due in 1 day 23 h", "soon"),
        (_after(hours=6, minutes=20), "due in 6 h 20 min", "soon"),
        (_after(minutes=59, seconds=59), "due in 59 min", "soon"),
        (_after(seconds=59), "due in under a minute", "soon"),
        (AT, "due in under a minute", "soon"),
        (_after(seconds=-1), "under a minute late", "late"),
        (_after(days=-2, hours=-1), "2 days 1 h late", "late"),
        (date(2026, 3, 14), "due in 2 days", "ahead"),
        (date(2026, 3, 13), "due tomorrow", "soon"),
        (date(2026, 3, 12), "due today", "soon"),
        (date(2026, 3, 11), "1 day late", "late"),
    ],
)
def test_a_clock_says_how_much_time_is_left(due, words, urgency):
    assert left(due, AT) == (words, urgency)


def test_time_left_is_never_rounded_up():
    assert span(timedelta(days=1, hours=23, minutes=59)) == "1 day 23 h"


def test_an_answer_on_the_last_day_is_in_time_when_only_the_day_was_set():
    assert kept(date(2026, 3, 12), AT).urgency == "met"
    assert kept(date(2026, 3, 11), AT) == ("1 day late", "missed")


def test_an_answer_one_second_after_its_deadline_is_late():
    assert kept(AT, _after(seconds=1)).urgency == "missed"
    assert kept(AT, AT).urgency == "met"


def test_a_clock_carries_its_exact_time():
    drawn = _drawn("{% clock due at %}", due=_after(hours=30))
    assert '<time datetime="2026-03-13T15:40:00+00:00" title="13 Mar 2026, 15:40 UTC">' in drawn
    assert "due in 1 day 6 h" in drawn


def test_a_moving_clock_is_kept_fresh_and_a_stopped_one_is_not():
    assert _drawn("{% clock due at %}", due=_after(hours=1)).startswith("<relative-clock")
    assert _drawn("{% clock due at paused=True %}", due=_after(hours=1)).startswith("<span")
    assert _drawn("{% clock due at met=at %}", due=_after(hours=1)).startswith("<span")


def test_a_moving_clock_without_the_time_of_the_page_is_refused():
    with pytest.raises(ValueError, match="needs the time of the page"):
        _drawn("{% clock due %}", due=_after(hours=1))


def test_no_deadline_is_said_in_words():
    assert "no deadline" in _drawn("{% clock due at %}", due=None)


SECONDS = [0, 1, 59, 60, 3599, 3600, 3660, 86399, 86400, 90000, 172799, 172800, 259199, 259200, 600000, 9000000]
TELL = """async ([source, gaps, languages]) => {
    const clocks = await import(source);
    return Object.entries(languages).map(([language, patterns]) => gaps.map((gap) => {
        const told = clocks.left(gap * 1000, patterns, language);
        return [told.words, told.urgency];
    }));
}"""


def _told(gaps):
    return [[in_words(told.words), told.urgency] for told in (left(_after(seconds=gap), AT) for gap in gaps)]


def _in(language, tell):
    with translation.override(language):
        return tell()


@pytest.mark.browser
def test_the_browser_says_the_same_words_as_the_server():
    script = Path(comity.__file__).parent / "web/static/comity/relative-clock.js"
    source = f"data:text/javascript;base64,{base64.b64encode(script.read_bytes()).decode()}"
    gaps = [sign * seconds for seconds in SECONDS for sign in (1, -1)]
    languages = {language: _in(language, lambda: patterns(gettext, ngettext)) for language in ("en-gb", "fr", "ar")}
    with sync_playwright() as playwright:
        chromium = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        told = browser.new_page().evaluate(TELL, [source, gaps, languages])
        browser.close()
    assert told == [_in(language, lambda: _told(gaps)) for language in languages]
