"""The pages, as a browser asks for them."""

import csv
import json
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from comity.activity.engagements.actions.save_concept import save_concept
from comity.activity.engagements.forms import raw_of
from comity.activity.engagements.models import Draft, Engagement
from comity.activity.engagements.queries import snapshot_of
from comity.activity.engagements.rules.dates import read
from comity.activity.engagements.rules.particulars import ShipLine
from comity.foundation.record.queries import history

from .builders import NOON, a_concept, a_granted, a_proposed, a_snapshot, answer_all, now_says

NEXT_YEAR = timezone.now().year + 1


def ahead(**different):
    """A snapshot that lies in the future of the real clock, which the pages read."""
    dates = {"start": read(f"{NEXT_YEAR}-10-05"), "end": read(f"{NEXT_YEAR}-10-16")}
    return a_snapshot(**(dates | different))


@pytest.fixture
def browser(client, house):
    def signed_in(who):
        client.force_login(house.people[who] if who != "stranger" else house.stranger_person)
        return client

    return signed_in


def typed(snapshot, **more):
    marking = {"classification": "UNCLASSIFIED", "releasable_to": "", "need_to_know": ""}
    return {**raw_of(snapshot), **marking, **more}


def the_only_one():
    return Engagement.objects.whole("a test").get()


def test_the_list_shows_what_the_reader_may_read_and_nothing_else(house, browser):
    a_concept(house, title="Open to all")
    a_concept(house, title="Closed to most", marked="SECRET")
    house.people["desk"].clearances = {"DEMO": "RESTRICTED"}
    house.people["desk"].save()
    page = browser("desk").get(reverse("engagements"))
    assert "Open to all" in page.text
    assert "Closed to most" not in page.text
    assert page.context["page_marking"]["text"] == "UNCLASSIFIED"
    page = browser("planner").get(reverse("engagements"))
    assert "Closed to most" in page.text
    assert page.context["page_marking"]["text"] == "SECRET"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("text=storm", ["Storm Shield"]),
        ("text=ENG-", ["Storm Shield", "Calm Water"]),
        ("kind=training", ["Storm Shield"]),
        ("state=in_clearance", ["Calm Water"]),
        ("waiting=on", ["Calm Water"]),
        ("host=Fiji", ["Storm Shield"]),
        ("partner=PHL", ["Storm Shield", "Calm Water"]),
        ("partner=Atlantis", []),
        ("year=2027", ["Storm Shield"]),
        ("year=2031", []),
    ],
)
def test_the_list_is_narrowed(house, browser, query, found):
    a_proposed(house, title="Calm Water")
    later = {"start": read("2027-02"), "end": read("2027-02")}
    a_concept(house, title="Storm Shield", kind="training", host="FJI", host_name="Fiji", **later)
    page = browser("planner").get(f"{reverse('engagements')}?{query}")
    assert [line["row"].title for line in page.context["lines"]] == found


def test_pages_of_the_list_follow_one_another_without_gap_or_double(house, browser, monkeypatch):
    monkeypatch.setattr(
        "comity.activity.engagements.queries.page_of.__kwdefaults__", {"after": "", "before": "", "size": 2}
    )
    for number in range(5):
        a_concept(house, title=f"Number {number}")
    client, url, seen = browser("planner"), "?", []
    while url:
        page = client.get(reverse("engagements") + url)
        seen.append([line["row"].title for line in page.context["lines"]])
        url = page.context["next"]
    assert sorted(title for titles in seen for title in titles) == [f"Number {n}" for n in range(5)]
    back = client.get(reverse("engagements") + page.context["previous"])
    assert [line["row"].title for line in back.context["lines"]] == seen[-2]


def test_the_list_is_one_query_after_one_look_however_many_rows(house, browser, django_assert_max_num_queries):
    for number in range(3):
        a_concept(house, title=f"Number {number}")
    client = browser("planner")
    client.get(reverse("engagements"))
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(reverse("engagements"))
    look, shown = [q["sql"] for q in asked.captured_queries if "engagements_" in q["sql"]]
    assert "title" not in look
    assert "title" in shown


def test_the_export_begins_with_its_marking_and_runs_no_formula(house, browser):
    a_concept(house, title="=HYPERLINK(evil)", place="-1+1", marked="RESTRICTED")
    answer = browser("planner").get(reverse("engagements-export"))
    rows = list(csv.reader(answer.getvalue().decode().splitlines()))
    assert rows[0] == ["RESTRICTED"]
    assert rows[1][0] == "reference"
    assert rows[2][1] == "'=HYPERLINK(evil)"
    assert rows[2][8] == "'-1+1"


def test_what_a_reader_may_not_read_looks_as_if_it_were_not_there_and_the_attempt_is_recorded(house, browser):
    it = a_concept(house, marked="SECRET", title="Closed")
    client = browser("stranger")
    for name in ("engagement", "engagement-edit", "engagement-propose", "engagement-history", "engagement-who-may"):
        page = client.get(reverse(name, args=[it.reference]))
        assert page.status_code == 404
        assert "Closed" not in page.text
    assert client.get(reverse("engagement-by-key", args=[it.pk])).status_code == 404
    tried = history(reader=house.planner.reader, kind="access.refused")
    assert tried.count() == 6
    assert f"tried to open {it.reference} and was refused" in tried.first().sentence
    assert client.get(reverse("engagement", args=["ENG-1999-0001"])).status_code == 404
    assert tried.count() == 6


def test_the_page_tells_what_who_where_when_money_marking_and_who_holds_it(house, browser):
    it = a_proposed(house)
    page = browser("planner").get(reverse("engagement", args=[it.reference]))
    for said in (
        "Exercise Calm Water",
        "Philippines",
        "Subic Bay",
        "5 October 2026",
        "9,400 people",
        "250,000 USD",
        "UNCLASSIFIED",
        "Desk officer",
        "Counsel",
        "was proposed in version 1",
    ):
        assert said in page.text, said
    assert page.context["page_marking"]["text"] == "RESTRICTED"


def test_moves_that_are_not_open_are_shown_with_their_reason(house, browser):
    it = a_proposed(house)
    answer_all(house, it)
    page = browser("counsel").get(reverse("engagement", args=[it.reference]))
    assert page.context["choices"] == []
    closed = {choice["label"]: choice["why"] for choice in page.context["closed_choices"]}
    assert "you have spoken on its clearance" in closed["Amend"]


def test_versions_are_shown_with_what_changed(house, browser):
    it = a_concept(house)
    save_concept(it.pk, actor=house.desk, at=NOON, said=a_snapshot(personnel=4200), seen_version=1)
    page = browser("planner").get(reverse("engagement", args=[it.reference]))
    changes = page.context["versions"][0]["changes"]
    assert [(c.before, c.after) for c in changes] == [("9,400 people", "4,200 people")]


def test_every_page_of_an_authorised_engagement_opens(house, browser):
    it = a_granted(house)
    client = browser("planner")
    for name in ("engagement", "engagement-edit", "engagement-propose", "engagement-marking", "engagement-history"):
        assert client.get(reverse(name, args=[it.reference])).status_code == 200, name
    for move in ("cancel", "begin", "withdraw"):
        assert client.get(reverse("engagement-move", args=[it.reference, move])).status_code == 200, move
    assert client.get(reverse("engagement-move", args=[it.reference, "authorise"])).status_code == 404


def test_who_may_decide_is_told_with_the_instrument(house, browser):
    it = a_concept(house)
    page = browser("desk").get(reverse("engagement-who-may", args=[it.reference]))
    assert "Minister of Foreign Affairs" in page.text
    assert "Engagement Act, art. 4" in page.text


def test_a_form_begins_a_concept_and_keeps_every_word_of_it(house, browser):
    said = ahead(has_ships=True, ships=(ShipLine("frigate", 2, 3600),))
    answer = browser("desk").post(reverse("engagement-new"), typed(said, draft=str(uuid4())))
    it = the_only_one()
    assert answer.url == reverse("engagement", args=[it.reference])
    kept = snapshot_of(it)
    assert kept == ahead(
        has_ships=True,
        ships=(ShipLine("frigate", 2, 3600),),
        lead="foreign",
        lead_name="Ministry of Foreign Affairs",
    )


def test_the_same_form_sent_twice_leads_to_the_one_engagement(house, browser):
    client, form = browser("planner"), typed(ahead(), draft=str(uuid4()))
    first, second = (client.post(reverse("engagement-new"), form) for _ in range(2))
    assert first.url == second.url
    assert the_only_one()


@pytest.mark.parametrize(
    ("field", "wrong", "told"),
    [
        ("personnel", "many", "“many” is not a figure."),
        ("personnel", "-3", "It cannot be below 0."),
        ("personnel", "2.5", "Give a whole figure."),
        ("start", "05/10/2026", "is not a date"),
        ("host", "Atlantis", "is not a state known here"),
        ("end", "1999", "It ends before it begins."),
        ("latitude", "95", "A latitude lies between"),
        ("title", "", "This field is required."),
        ("ship_count", "3", "Say which kind."),
        ("releasable_to", "Atlantis", "Not a state known here"),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field_and_everything_typed_is_kept(house, browser, field, wrong, told):
    form = typed(ahead(), draft=str(uuid4())) | {field: wrong, "purpose": "Keep these words."}
    page = browser("planner").post(reverse("engagement-new"), form)
    assert page.status_code == 422
    assert told in page.text
    assert "Keep these words." in page.text
    assert not Engagement.objects.whole("a test").exists()


def test_a_refusal_is_shown_on_the_form_with_everything_kept(house, browser):
    page = browser("counsel").post(reverse("engagement-new"), typed(ahead(purpose="Keep these."), draft=str(uuid4())))
    assert page.status_code == 403
    assert "holds no mandate to propose" in page.text
    assert "Keep these." in page.text


def test_figures_are_read_as_people_write_them(house, browser):
    form = typed(ahead(), draft=str(uuid4())) | {"personnel": "9,400", "cost": "1 250 000.50"}
    browser("planner").post(reverse("engagement-new"), form)
    kept = snapshot_of(the_only_one())
    assert (kept.personnel, str(kept.cost)) == (9400, "1250000.50")


def test_typing_is_kept_and_answered_with_what_is_missing(house, browser):
    client, key = browser("planner"), str(uuid4())
    answer = client.post(reverse("draft-save"), {"draft": key, "title": "Half a thought", "personnel": "9400"})
    told = json.loads(answer.content)
    assert told["draft"] == key
    missing = {item["field"]: item["why"] for item in told["missing"]}
    assert "personnel" not in missing
    assert "which clearance it needs" not in missing["objectives"]
    assert "host" in missing and "start" in missing
    again = client.get(f"{reverse('engagement-new')}?draft={key}")
    assert "Half a thought" in again.text
    assert history(reader=house.planner.reader, kind="engagement.").count() == 0


def test_nobody_sees_or_overwrites_somebody_elses_draft(house, browser):
    key = str(uuid4())
    browser("planner").post(reverse("draft-save"), {"draft": key, "title": "Mine alone"})
    client = browser("desk")
    assert "Mine alone" not in client.get(f"{reverse('engagement-new')}?draft={key}").text
    answer = client.post(reverse("draft-save"), {"draft": key, "title": "Yours"})
    assert answer.status_code == 403
    assert "somebody else" in json.loads(answer.content)["error"]
    client.post(reverse("draft-discard", args=[key]))
    assert Draft.objects.get().title == "Mine alone"


def test_reopening_the_form_finds_the_draft_and_can_throw_it_away(house, browser):
    it = a_concept(house)
    client = browser("planner")
    fields = {"draft": str(uuid4()), "engagement": str(it.pk), "title": "Renamed", "kind": "exercise"}
    client.post(reverse("draft-save"), fields)
    page = client.get(reverse("engagement-edit", args=[it.reference]))
    assert "This is your draft" in page.text
    assert "Renamed" in page.text
    client.post(reverse("draft-discard", args=[Draft.objects.get().pk]), {"next": "/engagements/"})
    assert "Renamed" not in client.get(reverse("engagement-edit", args=[it.reference])).text


def test_handing_in_ends_the_draft(house, browser):
    it = a_concept(house)
    client = browser("planner")
    client.post(reverse("draft-save"), {"draft": str(uuid4()), "engagement": str(it.pk), "title": "Renamed"})
    client.post(reverse("engagement-edit", args=[it.reference]), typed(ahead(title="Renamed"), seen="1"))
    assert now_says(it).title == "Renamed"
    assert not Draft.objects.exists()


def test_a_draft_is_only_saved_by_post(house, browser):
    assert browser("planner").get(reverse("draft-save")).status_code == 405


def test_saving_over_somebody_elses_change_says_what_changed_and_keeps_the_words(house, browser):
    it = a_concept(house)
    save_concept(it.pk, actor=house.desk, at=NOON, said=a_snapshot(personnel=4200), seen_version=1)
    form = typed(ahead(purpose="My own words."), seen="1")
    page = browser("planner").post(reverse("engagement-edit", args=[it.reference]), form)
    assert page.status_code == 422
    assert "4,200 people" in page.text
    assert "My own words." in page.text


def test_the_proposal_page_names_who_must_clear_it_and_why_then_proposes(house, browser):
    client = browser("planner")
    client.post(reverse("engagement-new"), typed(ahead(), draft=str(uuid4())))
    it = the_only_one()
    url = reverse("engagement-propose", args=[it.reference])
    page = client.get(url)
    for said in ("Both ministers", "Desk officer", "Counsel", "Minister of Defence", "Large exercise"):
        assert said in page.text, said
    answer = client.post(url, {"seen": "1"})
    assert answer.url == reverse("engagement", args=[it.reference])
    it.refresh_from_db()
    assert it.state == "in_clearance"


def test_the_proposal_page_says_what_is_missing_and_offers_no_button(house, browser):
    it = a_concept(house, objectives="")
    url = reverse("engagement-propose", args=[it.reference])
    client = browser("planner")
    page = client.get(url)
    assert "without them nobody can say afterwards whether it was worth it" in page.text
    assert "Propose this engagement?" not in page.text
    assert client.post(url, {"seen": "1"}).status_code == 422


def test_an_amendment_shows_first_what_it_would_reopen(house, browser):
    client = browser("planner")
    client.post(reverse("engagement-new"), typed(ahead(), draft=str(uuid4())))
    it = the_only_one()
    client.post(reverse("engagement-propose", args=[it.reference]), {"seen": "1"})
    url = reverse("engagement-edit", args=[it.reference])
    change = typed(ahead(personnel=14000, purpose="Shorter."), seen="1", why="More come.")
    page = client.post(url, change | {"then": "weigh"})
    assert page.status_code == 200
    weighed = {change["label"]: change["material"] for change in page.context["diff"]}
    assert weighed == {"Personnel": True, "Purpose": False}
    it.refresh_from_db()
    assert it.version == 1
    client.post(url, change | {"then": "amend"})
    it.refresh_from_db()
    assert it.version == 2


def test_an_amendment_without_a_reason_is_refused_beside_the_field(house, browser):
    client = browser("planner")
    client.post(reverse("engagement-new"), typed(ahead(), draft=str(uuid4())))
    it = the_only_one()
    client.post(reverse("engagement-propose", args=[it.reference]), {"seen": "1"})
    page = client.post(
        reverse("engagement-edit", args=[it.reference]), typed(ahead(personnel=14000), seen="1", then="amend")
    )
    assert page.status_code == 422
    assert 'id="id_why_error"' in page.text


def test_a_weighty_move_asks_first_and_needs_its_reason(house, browser):
    it = a_concept(house)
    client, url = browser("planner"), reverse("engagement-move", args=[it.reference, "withdraw"])
    assert "Withdraw this engagement?" in client.get(url).text
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "no longer wanted"}).status_code == 302
    it.refresh_from_db()
    assert it.state == "withdrawn"


def test_a_move_that_is_not_permitted_is_refused_with_403_and_recorded(house, browser):
    it = a_concept(house)
    page = browser("counsel").post(reverse("engagement-move", args=[it.reference, "withdraw"]), {"reason": "I say so"})
    assert page.status_code == 403
    assert history(reader=house.planner.reader, kind="access.refused").count() == 1


def test_the_marking_is_changed_on_a_page_of_its_own(house, browser):
    it = a_concept(house)
    url = reverse("engagement-marking", args=[it.reference])
    form = {"classification": "RESTRICTED", "releasable_to": "Philippines, XHM", "need_to_know": "", "seen": "1"}
    client = browser("planner")
    assert client.post(url, form).status_code == 422
    assert client.post(url, form | {"reason": "sensitive"}).status_code == 302
    it = Engagement.objects.whole("a test").get(pk=it.pk)
    assert it.marking.words == "RESTRICTED · Releasable To PHL, XHM"


def test_other_rooms_find_it_by_its_key(house, browser):
    it = a_concept(house)
    answer = browser("planner").get(reverse("engagement-by-key", args=[it.pk]))
    assert answer.url == reverse("engagement", args=[it.reference])


def test_pages_carry_no_inline_style_or_script(house, browser):
    it = a_proposed(house)
    client = browser("planner")
    for url in (
        reverse("engagements"),
        reverse("engagement-new"),
        reverse("engagement", args=[it.reference]),
        reverse("engagement-edit", args=[it.reference]),
    ):
        text = client.get(url).text
        assert " style=" not in text
        assert " onclick=" not in text
