"""Calendar, timeline and map as their readers see them: what is closed to a reader leaks through none of them."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from ..models import Participation
from ..queries import bare_rows, gathered, keys_of_state, spots
from ..queries.of_states import PLANNED
from ..rules.dates import read
from ..rules.particulars import Party
from .builders import a_concept, a_proposed

TODAY = timezone.now().date()
DAY = TODAY + timedelta(days=9)
SECRET = "Closed to most"


def dated(first, last=None, **more):
    return {"start": read(first), "end": read(last or ""), **more}


@pytest.fixture
def browser(client, house):
    def signed_in(who):
        client.force_login(house.people[who])
        return client

    return signed_in


@pytest.fixture
def two(house):
    """One that anybody here may read, one that the desk may not."""
    days = dated(DAY.isoformat(), (DAY + timedelta(days=3)).isoformat())
    open_one = a_concept(house, title="Open to all", **days)
    closed = a_concept(
        house, title=SECRET, marked="SECRET", latitude=Decimal("1.5"), longitude=Decimal("103.5"), **days
    )
    house.people["desk"].clearances = {"DEMO": "RESTRICTED"}
    house.people["desk"].save()
    return open_one, closed


ADDRESSES = [
    f"/calendar/?month={DAY:%Y-%m}",
    f"/calendar/?week={DAY}",
    f"/calendar/?day={DAY}",
    f"/calendar/engagements.ics?month={DAY:%Y-%m}",
    "/timeline/",
    "/timeline/?by=lead",
    "/timeline/?by=kind&months=12",
    "/map/",
    "/map/data.json",
    "/countries/PHL/",
]


def test_what_is_closed_to_a_reader_leaks_nowhere(house, browser, two):
    for address in ADDRESSES:
        page = browser("desk").get(address)
        assert page.status_code == 200, address
        said = page.text.replace("\r\n ", "")
        assert "Open to all" in said, address
        assert not [word for word in (SECRET, "SECRET", two[1].reference) if word in said], address
        said = browser("planner").get(address).text.replace("\r\n ", "")
        assert SECRET in said and "SECRET" in said, address


def test_no_count_tells_of_what_is_closed(house, browser, two):
    desk = browser("desk")
    assert desk.get("/timeline/").context["total"] == 1
    assert desk.get("/map/").context["total"] == 1
    assert desk.get("/map/data.json").json()["areas"] == {"PHL": 1}
    assert desk.get("/countries/PHL/").context["counts"]["soon"] == "1"
    found = [row for row in desk.get("/countries/").context["busy"] if row["state"].code == "PHL"]
    assert (found[0]["hosts"], found[0]["parts"]) == (1, 1)
    assert desk.get(f"/calendar/?month={DAY:%Y-%m}").context["total"] == 1
    assert desk.get(reverse("map-ways", args=[two[1].reference])).status_code == 404


def test_the_month_draws_days_and_lists_the_rest_apart(house, browser):
    a_concept(house, title="On days", **dated("2027-03-09", "2027-03-18"))
    a_concept(house, title="In a month", **dated("2027-03"))
    a_concept(house, title="In a year", **dated("2027"))
    a_concept(house, title="Elsewhere", **dated("2027-05-01"))
    page = browser("planner").get("/calendar/?month=2027-03")
    bars = [cell for week in page.context["weeks"] for lane in week["lanes"] for cell in lane if "bar" in cell]
    assert [(cell["line"]["title"], cell["bar"].width) for cell in bars] == [("On days", 6), ("On days", 4)]
    told = {part["words"]: [line["title"] for line in part["lines"]] for part in page.context["rough"]}
    assert told == {"Some time in March 2027": ["In a month"], "Some time in 2027": ["In a year"]}
    assert page.text.count('colspan="6"') == 1
    assert "Elsewhere" not in page.text


def test_a_day_with_too_much_says_how_much_more_and_opens(house, browser):
    for number in range(7):
        a_concept(house, title=f"Number {number}", **dated("2027-03-10"))
    page = browser("planner").get("/calendar/?month=2027-03")
    assert "+2 more" in page.text
    day = browser("planner").get("/calendar/?day=2027-03-10")
    assert all(f"Number {number}" in day.text for number in range(7))


def test_what_was_given_up_is_drawn_only_when_asked_for(house, browser):
    from ..actions.withdraw_engagement import withdraw_engagement

    it = a_concept(house, title="Given up", **dated("2027-03-10"))
    withdraw_engagement(it.pk, actor=house.planner, at=timezone.now(), reason="No ships.")
    client = browser("planner")
    assert "Given up" not in client.get("/calendar/?month=2027-03").text
    assert "Given up" in client.get("/calendar/?month=2027-03&state=withdrawn").text


def test_an_empty_day_begins_a_concept_on_it(house, browser):
    client = browser("planner")
    address = f"/engagements/new/?start={DAY}"
    assert address in client.get(f"/calendar/?day={DAY}").text
    assert f'value="{DAY}"' in client.get(address).text
    assert client.get("/engagements/new/?start=yesterday").status_code == 200


NO_DAYS = ("month=2026-13", "month=9999-12", "week=x", "day=2026-02-30", "week=1900-01-01", "week=2200-12-31")
NO_MONTHS = ("since=2200-12", "since=-1&months=99", "by=../..&text=%00")
NO_WINDOWS = {"calendar": NO_DAYS, "calendar-file": NO_DAYS[3:], "timeline": NO_MONTHS, "map": NO_MONTHS[:2]}


def test_what_is_no_window_is_read_as_the_present_one(house, browser):
    client = browser("planner")
    for page, queries in NO_WINDOWS.items():
        for query in queries:
            assert client.get(f"{reverse(page)}?{query}").status_code == 200, (page, query)


def test_the_timeline_counts_by_months_when_bars_would_be_too_many(house, browser, monkeypatch):
    monkeypatch.setattr("comity.activity.engagements.views.timeline.BARS", 2)
    for number in range(3):
        a_concept(house, title=f"Number {number}", **dated("2027-03-10"))
    page = browser("planner").get("/timeline/?since=2027-03&months=6")
    (track,) = page.context["tracks"]
    assert [count for count, _ in track["counts"]] == [3, 0, 0, 0, 0, 0]
    assert "Number 1" not in page.text


def test_a_blocked_engagement_is_hatched_and_says_by_whom(house, browser):
    it = a_proposed(house, title="Waits too long", **dated(DAY.isoformat(), DAY.isoformat()))
    page = browser("planner").get("/timeline/")  # everybody was asked long ago and nobody has answered
    assert 'class="hatching"' in page.text
    (line,) = page.context["blocked"]
    assert line["reference"] == it.reference
    assert "Late" in str(line["block"].sentence)


def test_the_map_counts_by_cells_when_points_would_be_too_many(house, browser, monkeypatch):
    monkeypatch.setattr("comity.activity.engagements.views.worldmap.SINGLE", 2)
    for number in range(3):
        a_concept(house, title=f"Number {number}", **dated(DAY.isoformat()))
    told = browser("planner").get("/map/data.json").json()
    assert [cell["count"] for cell in told["cells"]] == [3]
    assert told["points"] == told["ways"] == []
    assert "Number" not in json.dumps(told)


def test_the_map_draws_the_ways_from_the_lead_and_the_partners(house, browser):
    parties = (Party("Japan", "JPN"), Party("Fiji", "FJI"))
    a_concept(house, parties=parties, host="FJI", host_name="Fiji", **dated(DAY.isoformat()))
    told = browser("planner").get("/map/data.json").json()
    # The invented home state has no place in this framework; the host needs no way to itself.
    assert [(way["from"], way["lead"]) for way in told["ways"]] == [("JPN", False)]
    assert told["points"][0]["exact"] is False


def test_between_many_the_ways_join_states_and_the_table_says_the_same(house, browser, monkeypatch):
    monkeypatch.setattr("comity.activity.engagements.views.worldmap.FEW", 1)
    parties = (Party("Home State", "XHM"), Party("Japan", "JPN"))
    for place in (Decimal("14.5"), Decimal("7.25")):
        a_concept(house, parties=parties, latitude=place, longitude=Decimal("121"), **dated(DAY.isoformat()))
    client = browser("planner")
    (way,) = client.get("/map/data.json").json()["ways"]  # the invented home state has no place in this framework
    assert (way["from"], way["lead"], way["count"]) == ("JPN", False, 2)
    table = [
        (line["origin"], line["host"], line["way"].led, line["way"].joined)
        for line in client.get("/map/").context["ways"]
    ]
    assert table == [("Home State", "Philippines", 2, 0), ("Japan", "Philippines", 0, 2)]
    monkeypatch.setattr("comity.activity.engagements.views.worldmap.SINGLE", 1)
    page = client.get("/map/")
    assert [line["way"].led for line in page.context["ways"]] == [2]
    assert "only the ways of those who lead are drawn" in page.text


def test_however_much_lies_in_a_place_it_is_counted_by_the_database(house):
    for place in ("14.2", "14.4", "7.25"):
        a_concept(house, latitude=Decimal(place), longitude=Decimal("121"), **dated(DAY.isoformat()))
    a_concept(house, host="FJI", host_name="Fiji", **dated(DAY.isoformat()))
    groups = gathered(house.planner.reader, DAY, DAY)
    told = sorted((group.host, group.latitude and round(group.latitude, 2), group.count) for group in groups)
    assert told == [("FJI", None, 1), ("PHL", 7.25, 1), ("PHL", 14.3, 2)]
    assert gathered(house.stranger.reader, DAY, DAY) == []


def test_states_are_called_and_ordered_as_the_reader_calls_them(house, browser):
    a_concept(house, host="EGY", host_name="Egypt", **dated(DAY.isoformat()))
    client = browser("planner")
    client.cookies["django_language"] = "fr"
    for address in ("/calendar/", "/timeline/", "/map/", "/countries/", "/countries/EGY/"):
        assert "Égypte" in client.get(f"{address}?month={DAY:%Y-%m}").text, address
    names = [row["name"] for _letter, rows in client.get("/countries/").context["others"] for row in rows]
    assert names.index("Équateur") < names.index("Érythrée") < names.index("Espagne") < names.index("France")
    assert [row["name"] for row in client.get("/countries/?text=egypt").context["busy"]] == ["Égypte"]


def test_a_country_page_says_what_is_soon_what_is_later_and_how_much_it_leaves_out(house, browser, monkeypatch):
    monkeypatch.setattr("comity.web.countries.SHOWN", 1)
    for title, day in (("Soon", 9), ("Later", 200), ("Later still", 300), ("Long ago", -400)):
        a_concept(house, title=title, **dated((TODAY + timedelta(days=day)).isoformat()))
    page = browser("planner").get("/countries/PHL/")
    told = {name: [line["title"] for line in page.context[name]["lines"]] for name in ("soon", "later", "past")}
    assert told == {"soon": ["Soon"], "later": ["Later"], "past": ["Long ago"]}
    assert "The first 1 of 2 are shown." in page.text
    assert browser("planner").get("/countries/ZZZ/").status_code == 404


def test_only_the_map_may_run_a_worker(house, browser):
    client = browser("planner")
    assert "worker-src 'self'" in client.get("/map/")["Content-Security-Policy"]
    assert "trusted-types default" in client.get("/map/")["Content-Security-Policy"]
    assert "worker-src" not in client.get("/timeline/")["Content-Security-Policy"]
    assert "trusted-types 'none'" in client.get("/timeline/")["Content-Security-Policy"]


def test_what_calendars_repeat_follows_every_change(house):
    from ..actions.save_concept import save_concept
    from .builders import a_snapshot

    it = a_concept(house, **dated("2027-03-10", "2027-07-01"))
    assert (str(it.last_day), it.is_long) == ("2027-07-01", True)
    said = a_snapshot(**dated("2027-04"))
    it = save_concept(it.pk, actor=house.planner, at=timezone.now(), said=said, seen_version=it.version)
    assert (str(it.last_day), it.is_long) == ("2027-04-30", False)
    assert {str(day) for day in Participation.objects.values_list("sort_date", flat=True)} == {"2027-04-01"}


def test_counting_ends_somewhere(house):
    for number in range(4):
        a_concept(house, title=f"Number {number}", **dated(f"2027-03-1{number}"))
    reader, first = house.planner.reader, read("2027-03-01").first
    assert [
        len(part) if isinstance(part, list) else part
        for part in bare_rows(reader, first, first.replace(day=31), most=3)
    ] == [3, True]
    assert len(spots(reader, first, first.replace(day=31), most=3)[0]) == 3
    assert len(keys_of_state(reader, "PHL", states=PLANNED, most=3)) == 3
