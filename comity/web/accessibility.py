"""The statement of conformity with WCAG 2.2: the page `/accessibility/` and docs/reference/accessibility.md are both
written from what stands here, so they cannot disagree (web/tests/test_accessibility.py)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from textwrap import fill

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from comity.foundation.labels.queries import page_marking

Words = str | Promise
REVIEWED = date(2026, 11, 23)
CHECKER = "axe-core 4.14.1"

TITLE = _("Accessibility")
CLAIM = _(
    "Comity is built to meet the Web Content Accessibility Guidelines 2.2, levels A and AA. We call it partially "
    "conforming: what a machine and a keyboard can test is tested before each change is taken and nothing is known "
    "to fail, apart from the limits named below; what only people can test has not been tested."
)
ASSESSED = _("It was assessed by those who build it. No outside body has evaluated it.")
TELL = _(
    "If something keeps you from working, tell the operator of this house; whoever builds it can be told in the "
    "project's list of issues. What keeps somebody out is mended first."
)


@dataclass(frozen=True, slots=True)
class Tested:
    """What was tested, how, under which success criteria, and the tests that do it."""

    what: Words
    how: Words
    criteria: str
    tests: tuple[str, ...]


TESTED = (
    Tested(
        _("Rules a machine can check"),
        _(
            "The nine first screens in both demonstration worlds, one page of every kind that links lead to from them "
            "as up to four people are shown it, and the pages before signing in. Every page that has a part no earlier "
            "page had is examined: in light with every rule for levels A and AA and for good practice, in dark for its "
            "colours, and mirrored in Arabic at 390 pixels with every rule again."
        ),
        "1.1.1 1.3.1 1.4.1 1.4.3 2.4.1 2.4.2 2.4.4 3.1.1 3.1.2 3.3.2 4.1.2",
        (
            "test_every_page_is_accessible_light_dark_narrow_and_mirrored",
            "test_what_stands_before_signing_in_is_accessible",
        ),
    ),
    Tested(
        _("Contrast"),
        _(
            "Every colour of text on every ground it stands on, and the edges of controls, in both themes, computed "
            "from the style sheet: at least 4.5 to 1 for text and 3 to 1 for edges."
        ),
        "1.4.3 1.4.11",
        ("test_what_stands_on_a_colour_can_be_read",),
    ),
    Tested(
        _("Size of targets"),
        _(
            "On each page examined: every link, button and field is at least 24 by 24 pixels, or as far from its "
            "neighbours as if it were, or stands in a line of text."
        ),
        "2.5.8",
        ("test_every_page_is_accessible_light_dark_narrow_and_mirrored",),
    ),
    Tested(
        _("Narrow screens"),
        _("No page examined is wider than the screen at 320 and at 390 pixels; mirrored, at 390 pixels."),
        "1.4.10",
        ("test_every_page_is_accessible_light_dark_narrow_and_mirrored",),
    ),
    Tested(
        _("Keyboard"),
        _(
            "Proposing, concurring and deciding without a mouse; finding, going, pinning and changing the language "
            "by the palette and by single keys, which can be switched off."
        ),
        "2.1.1 2.1.2 2.1.4 2.4.3 2.4.7",
        ("test_propose_concur_and_decide_without_a_mouse", "test_a_planner_finds_goes_and_does_without_a_mouse"),
    ),
    Tested(
        _("Motion"),
        _(
            "Nothing moves for readers who ask their device for less motion: every animation and transition of the "
            "style sheets is looked up. Nothing flashes."
        ),
        "2.2.2 2.3.1 2.3.3",
        ("test_nothing_moves_for_those_who_ask_for_less_motion",),
    ),
    Tested(
        _("Time"),
        _("What was typed and the place on the page come back after a session has ended and one signs in again."),
        "2.2.1 3.3.7",
        ("test_what_was_typed_and_the_place_survive_a_session_that_ended",),
    ),
    Tested(
        _("Errors"),
        _("A field that is wrong points to its message, its hint and its reason; a summary leads to each."),
        "3.3.1 3.3.3 1.3.1",
        ("test_a_field_points_to_its_hint_its_reason_its_unit_and_its_error",),
    ),
)

NOT_TESTED = (
    _("No person with a disability has tried it."),
    _(
        "No screen reader has been listened to: not NVDA, JAWS, VoiceOver, TalkBack or Orca. Roles and names are "
        "checked, not how they sound."
    ),
    _("Speech input, switches, screen magnifiers and braille displays have not been tried."),
    _("Only Chromium was used; Firefox and Safari were not."),
    _(
        "Pages in French were not examined apart: they share the layout of English. Nobody who reads Arabic with "
        "assistive technology has tried the mirrored pages."
    ),
    _("Text spacing set by the reader (1.4.12) and enlarging text alone to 200 % (1.4.4) were not tested."),
    _("The colours of a high-contrast system are respected by the style sheets, but were not tried on one."),
    _("Whether words are plain and instructions understood is a judgement that no test makes."),
)

LIMITS = (
    _(
        "Papers that people lay beside an engagement are theirs: they may lack text for pictures or order for "
        "reading. Pages of a PDF are shown as pictures named by page; the paper itself can be downloaded."
    ),
    _(
        "The drawn map is a picture moved by pointer or keys; the same engagements stand beside it as a list and "
        "below it as a table."
    ),
    _(
        "Names, titles and reasons appear in the language in which somebody wrote them, whatever the language of the "
        "page."
    ),
)


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """For anybody, signed in or not."""
    statement = {
        "claim": CLAIM,
        "assessed": ASSESSED,
        "checker": CHECKER,
        "reviewed": REVIEWED,
        "tested": TESTED,
        "not_tested": NOT_TESTED,
        "limits": LIMITS,
        "tell": TELL,
    }
    return render(request, "web/accessibility.html", {**statement, "page_marking": page_marking(())})


def as_document() -> str:
    """The same as docs/reference/accessibility.md; in the language of the moment, which should be English."""
    return "\n".join(map(_wrapped, _lines())) + "\n"


def _wrapped(line: str) -> str:
    indent = "  " if line.startswith("- ") else ""
    return fill(line, 118, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _lines() -> Iterator[str]:
    yield from (f"# {TITLE}", "", str(CLAIM), "", f"{ASSESSED} Last reviewed on {REVIEWED.isoformat()}.", "")
    yield from ("The application shows the same statement, in the reader's language, at `/accessibility/`.", "")
    yield from ("## What was tested", "", f"By {CHECKER}, by programs of our own and by the keyboard, in Chromium.", "")
    for one in TESTED:
        tests = ", ".join(f"`{name}`" for name in one.tests)
        yield from (f"- **{one.what}.** {one.how} Criteria {one.criteria.replace(' ', ', ')}; {tests}.",)
    yield from ("", "## What was not tested", "", *(f"- {words}" for words in NOT_TESTED))
    yield from ("", "## Known limits", "", *(f"- {words}" for words in LIMITS))
    yield from ("", "## Telling us", "", str(TELL))
