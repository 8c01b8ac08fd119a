"""Weeks, lanes, rulers, great circles, calendar files: the arithmetic of what is drawn."""

from calendar import SUNDAY
from datetime import UTC, date, datetime
from itertools import combinations, pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..rules.dates import exact_days, is_long, last_day, read
from ..rules.globe import cell_of, distance, great_circle
from ..rules.grid import Stretch, laid_out, month_after, month_before, week_around, weeks_of
from ..rules.ics import Entry, calendar_file, escaped, fold
from ..rules.ruler import Ruler, placed

DAYS = weeks_of(2026, 11, 0)[2]  # 9 to 15 November
days = st.dates(date(2026, 10, 1), date(2026, 12, 31))


def key(number):
    return UUID(int=number)


@st.composite
def stretches(draw):
    pairs = draw(st.lists(st.tuples(days, st.integers(0, 40)), max_size=25))
    return [Stretch(key(n), first, date.fromordinal(first.toordinal() + more)) for n, (first, more) in enumerate(pairs)]


def test_a_month_is_whole_weeks_from_the_reader_s_first_day():
    weeks = weeks_of(2026, 11, SUNDAY)
    assert weeks[0][0] == date(2026, 11, 1)
    assert weeks[-1][-1] == date(2026, 12, 5)
    assert week_around(date(2026, 11, 5), 0) == weeks_of(2026, 11, 0)[1]
    assert (month_before(2026, 1), month_after(2026, 12), month_after(2026, 3, -4)) == (
        (2025, 12),
        (2027, 1),
        (2025, 11),
    )


@given(stretches(), st.integers(1, 4))
def test_every_day_of_a_week_shows_or_counts_all_it_holds(given_ones, lanes):
    week = laid_out(DAYS, given_ones, lanes)
    assert len(week.lanes) <= lanes
    for column, day in enumerate(DAYS):
        drawn = [b for lane in week.lanes for b in lane if b.column <= column < b.column + b.width]
        held = sum(one.first <= day <= one.last for one in given_ones)
        assert len(drawn) + week.left_out[column] == held == week.held[column]
    for lane in week.lanes:
        assert all(a.column + a.width <= b.column for a, b in pairwise(lane))


def test_a_bar_says_that_it_goes_on_beyond_its_week():
    (bar,) = laid_out(DAYS, [Stretch(key(1), date(2026, 11, 3), date(2026, 11, 12))], 3).lanes[0]
    assert (bar.column, bar.width, bar.begun_before, bar.goes_on) == (0, 4, True, False)


@given(stretches(), st.integers(0, 60))
def test_no_bar_of_a_timeline_covers_another_or_leaves_it(given_ones, letters):
    ruler = Ruler(date(2026, 9, 1), date(2027, 2, 28))
    bars = placed(given_ones, ruler, {one.key: letters for one in given_ones})
    assert len(bars) == len(given_ones)
    assert all(bar.start >= 0 and bar.start + bar.width <= 100.001 for bar in bars)
    for a, b in combinations(bars, 2):
        assert a.lane != b.lane or a.start + a.width <= b.start or b.start + b.width <= a.start


def test_a_ruler_is_marked_by_months_and_a_short_one_by_weeks():
    assert Ruler(date(2026, 11, 1), date(2027, 4, 30)).marks()[:2] == [date(2026, 11, 1), date(2026, 12, 1)]
    assert Ruler(date(2026, 11, 1), date(2026, 11, 30)).marks()[0] == date(2026, 11, 2)


def test_the_shortest_way_crosses_the_date_line_as_one_line():
    suva, apia = (-18.1, 178.4), (-13.8, -171.8)
    way = great_circle(suva, apia, step_km=100)
    assert way[0] == [178.4, -18.1]
    assert way[-1] == [188.2, -13.8]
    assert all(abs(a[0] - b[0]) < 2 for a, b in pairwise(way))
    assert distance(suva, apia) == pytest.approx(1146, abs=15)
    assert great_circle(suva, suva) == [[178.4, -18.1]] * 2


@given(st.tuples(st.floats(-90, 90), st.floats(-180, 180)), st.tuples(st.floats(-90, 90), st.floats(-180, 180)))
def test_no_way_jumps(one, other):
    assert all(abs(a[0] - b[0]) <= 180 for a, b in pairwise(great_circle(one, other)))


def test_a_cell_of_the_grid_holds_what_lies_in_it():
    assert cell_of((14.6, 121.0), 4) == cell_of((17.9, 123.9), 4) != cell_of((18.1, 121.0), 4)
    assert cell_of((0, 180), 4) == cell_of((0, -180), 4)


@pytest.mark.parametrize(
    ("start", "end", "exact", "last", "long"),
    [
        ("2026-11-05", "", (date(2026, 11, 5), date(2026, 11, 5)), date(2026, 11, 5), False),
        ("2026-11-05", "2027-02-01", (date(2026, 11, 5), date(2027, 2, 1)), date(2027, 2, 1), True),
        ("2026-11", "", None, date(2026, 11, 30), False),
        ("2026-11-05", "2026-12", None, date(2026, 12, 31), False),
        ("2026", "", None, date(2026, 12, 31), True),
        ("", "2026-11", None, None, False),
    ],
)
def test_what_is_known_to_the_month_is_never_made_more_exact(start, end, exact, last, long):
    begins, ends = read(start), read(end)
    assert (exact_days(begins, ends), last_day(begins, ends), is_long(begins, ends)) == (exact, last, long)


@given(st.text())
def test_no_text_breaks_out_of_its_line_of_a_calendar_file(text):
    folded = list(fold(f"SUMMARY:{escaped(text)}"))
    assert all(len(piece.encode("utf-8", "surrogatepass")) <= 75 for piece in folded)
    assert not any(mark in piece for piece in folded for mark in "\r\n")


def test_a_calendar_file_is_what_rfc_5545_asks():
    entry = Entry(
        uid="1@comity",
        first=date(2026, 11, 5),
        last=date(2026, 11, 6),
        title="Talks; \\ and\nmore",
        marking="RESTRICTED",
        description="é" * 60,
        place="",
        url="http://x/",
        cancelled=False,
        tentative=True,
    )
    text = calendar_file([entry], name="Comity", made_at=datetime(2026, 11, 1, 9, tzinfo=UTC))
    lines = text.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert "DTEND;VALUE=DATE:20261107" in lines  # the day after the last
    assert r"SUMMARY:(RESTRICTED) Talks\; \\ and\nmore" in lines
    assert "STATUS:TENTATIVE" in lines
    unfolded = text.replace("\r\n ", "")
    assert rf"DESCRIPTION:RESTRICTED\n{'é' * 60}" in unfolded
