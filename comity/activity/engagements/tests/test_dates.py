"""Dates stay as imprecise as they are."""

from datetime import date

import pytest

from comity.activity.engagements.rules.dates import (
    UNKNOWN,
    NotADate,
    Precision,
    RoughDate,
    days_between,
    ends_too_early,
    read,
    shown,
    span_shown,
    written,
)


@pytest.mark.parametrize(
    ("typed", "kept", "said"),
    [
        ("1994-03-05", "1994-03-05", "5 March 1994"),
        ("1994-3", "1994-03", "March 1994"),
        ("1994", "1994", "1994"),
        ("5 March 1994", "1994-03-05", "5 March 1994"),
        ("Mar 1994", "1994-03", "March 1994"),
        ("  ", "", "date not known"),
    ],
)
def test_a_date_is_kept_and_said_as_exactly_as_it_was_typed(typed, kept, said):
    assert written(read(typed)) == kept
    assert shown(read(typed)) == said
    assert read(kept) == read(typed)


@pytest.mark.parametrize("typed", ["05/10/2026", "2026-02-30", "Ju 2026", "soon", "12", "2026-13", "31 June 2026"])
def test_what_is_no_date_is_refused_in_words(typed):
    with pytest.raises(NotADate) as refusal:
        read(typed)
    assert typed in str(refusal.value)


def test_a_month_stretches_from_its_first_day_to_its_last():
    assert (read("2028-02").earliest, read("2028-02").latest) == (date(2028, 2, 1), date(2028, 2, 29))
    assert (read("2028").earliest, read("2028").latest) == (date(2028, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize(
    ("start", "end", "too_early"),
    [
        ("1994-03-20", "1994-03", False),
        ("1994-03-20", "1994-02", True),
        ("1994-03", "1994-03-01", False),
        ("1994-03-02", "1994-03-01", True),
        ("1994", "1993-12-31", True),
        ("", "1994", False),
        ("1994", "", False),
    ],
)
def test_an_end_is_compared_only_as_exactly_as_both_are_known(start, end, too_early):
    assert ends_too_early(read(start), read(end)) is too_early


def test_days_are_counted_only_between_two_exact_days():
    assert days_between(read("2026-10-05"), read("2026-10-16")) == 12
    assert days_between(read("2026-10"), read("2026-10-16")) is None


def test_a_known_date_without_a_precision_cannot_exist():
    with pytest.raises(ValueError, match="precision"):
        RoughDate(date(2026, 1, 1), Precision.UNKNOWN)
    assert not UNKNOWN


def test_a_span_says_once_what_is_the_same():
    assert span_shown(read("2026-10"), read("2026-10")) == "October 2026"
    assert span_shown(read("2026-10-05"), read("2026-10-16")) == "5–16 October 2026"
    assert span_shown(read("2026-10-05"), read("2026-11-02")) == "5 October – 2 November 2026"
    assert span_shown(read("2026-10"), read("2026-11")) == "October – November 2026"
    assert span_shown(read("2026-10-05"), read("2026-10")) == "5 October 2026 – October 2026"
    assert span_shown(read("2026-12-30"), read("2027-01-02")) == "30 December 2026 – 2 January 2027"
    assert span_shown(read(""), read("2026")) == "until 2026"
