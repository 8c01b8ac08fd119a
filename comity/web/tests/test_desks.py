"""First screens: each person finds their own, in few queries, and nobody reads more by looking at another's desk."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import escape

from comity.activity.engagements.models import Engagement
from comity.foundation.access.queries import person_named
from comity.foundation.labels.queries import policies, read_once
from comity.foundation.record.events import event_class, kinds
from comity.mandate.institutions.queries import actor_for
from comity.mandate.institutions.rules.desk import Desk
from comity.procedure.clearance.models import Consolidation, Dossier, Hold, Opinion
from comity.procedure.clearance.queries import last_words
from comity.web.desks.choosing import CHOSEN
from comity.web.desks.home import DESKS, sit
from comity.web.kind_words import WORDS, choices
from comity.web.world import load_world, path_of

pytestmark = pytest.mark.alike

WORLD = "asia-pacific"
PEOPLE = {
    "whitlam": Desk.PLANNER,
    "nakamura": Desk.COUNTRY,
    "tregarth": Desk.EMBASSY,
    "adeyinka": Desk.SECRETARIAT,
    "brandvold": Desk.DECIDER,
    "osborne": Desk.CLERK,
    "grunwald": Desk.AUDITOR,
    "bray": Desk.TRAINING,
    "salonga": Desk.LIAISON,
}
OF_A_DESK = 25
OF_A_PAGE = 57  # with what waits (in releases too), who is signed in, notices and what is pinned


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The world without its year of life, loaded once for this module and taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_world(path_of(WORLD), at=timezone.now(), life=False)
        transaction.set_rollback(True)


@pytest.fixture
def world(loaded, db, settings):
    settings.DEMONSTRATION = True  # invented people sign in nowhere else
    return loaded


def signed_in(username):
    client = Client()
    client.force_login(person_named(username))
    return client


def words_of(answer):
    return answer.content.decode()


def test_every_desk_has_its_module():
    assert set(DESKS) == set(Desk)


@pytest.mark.parametrize(("username", "desk"), PEOPLE.items())
def test_each_person_finds_the_desk_of_their_post(world, username, desk):
    answer = signed_in(username).get("/")
    assert answer.status_code == 200
    assert answer.context["desk"] is desk
    assert answer.templates[0].name == f"web/desks/{desk}.html"
    assert 'class="desk desk-' in words_of(answer)


def test_the_planner_sees_what_is_blocked_by_whom_since_when(world):
    page = signed_in("whitlam").get("/")
    blocked = page.context["blocked"].rows
    assert blocked
    assert all(entry["first"].blocks and entry["first"].who in words_of(page) for entry in blocked)
    assert sum(one["count"] for one in page.context["by_whom"]) <= page.context["blocked"].all
    assert page.context["strip"][0][0]["day"] <= timezone.localdate()
    assert len(page.context["strip"]) == 5


def test_only_the_planners_page_may_run_the_maps_worker(world):
    page = signed_in("whitlam").get("/")
    assert "worker-src 'self'" in page["Content-Security-Policy"]
    assert page.context["data"] in words_of(page).replace("&amp;", "&")
    assert {place["code"] for place in page.context["where"]} >= {"PHL", "FJI"}
    assert "worker-src 'self'" not in signed_in("nakamura").get("/")["Content-Security-Policy"]


def test_the_country_desk_narrows_to_one_country(world):
    client = signed_in("nakamura")
    every = client.get("/").context["countries"]
    assert len(every.codes) > 1
    one = client.get("/", {"country": every.codes[0]})
    assert one.context["countries"].codes == (every.codes[0],)
    assert {entry["row"].host.code for entry in one.context["coming"].rows} <= {every.codes[0]}
    assert not one.context["each"].rows
    assert client.get("/", {"country": "???"}).context["countries"].codes == every.codes


def test_the_country_desk_counts_each_of_its_countries_and_begins_with_what_should_worry_it(world):
    page = signed_in("nakamura").get("/")
    each = page.context["each"]
    assert [row["flags"] for row in each.rows] == sorted((row["flags"] for row in each.rows), reverse=True)
    assert each.rows[0]["flags"]
    for row in each.rows:
        one = signed_in("nakamura").get("/", {"country": row["code"]}).context
        assert (one["coming"].all, one["flags"].all) == (row["lying"].coming, row["flags"])


def test_who_said_what_last_leaves_out_those_who_were_silent(world):
    silent = Opinion.objects.filter(kind="silence", standing=True)
    every = {opinion.consultation.dossier_id for opinion in Opinion.objects.filter(standing=True)}
    assert silent.exists()
    said = last_words(person_named("nakamura").reader, list(every), 500)
    assert said
    assert not {opinion.pk for opinion in said} & {opinion.pk for opinion in silent}


def test_an_embassy_answers_for_the_country_its_steps_name(world):
    page = signed_in("tregarth").get("/")
    assert page.context["countries"].one["code"] == "PHL"


def test_an_embassys_page_is_light_and_needs_no_script(world):
    page = signed_in("tregarth").get("/")
    text = words_of(page)
    sheets = re.findall(r'<link rel="stylesheet" href="/static/([^"]+)"', text)
    files = [Path(finders.find(name)).read_bytes() for name in sheets]
    sent = sum(len(gzip.compress(file)) for file in [page.content, *files])
    assert sent < 60_000
    assert 'rel="preload"' not in text
    main = text[text.index("<main") : text.index("</main>")]
    assert "<script" not in main


def test_the_secretariat_reads_both_sides_at_the_level_where_it_lies(world):
    page = signed_in("adeyinka").get("/")
    levels = page.context["levels"]
    assert [level["title"] for level in levels[1:3]] == [
        "Chair of the working group",
        "Chair of the deputies committee",
    ]
    issues = [entry["issue"] for level in levels for entry in level["issues"].rows]
    assert issues
    assert len(issues) == page.context["issues"]
    assert all(f"[{issue.objection.basis}]" in words_of(page).replace("&#x27;", "'") for issue in issues)


def test_a_minister_finds_at_most_five_decisions_with_the_cost_of_waiting(world):
    page = signed_in("brandvold").get("/")
    decisions = page.context["decisions"]
    assert 0 < len(decisions) <= 5
    assert all(one["delay"] and one["url"].endswith("/decide/") for one in decisions)


def test_the_clerk_reads_under_which_authority_and_takes_the_file_along(world):
    client = signed_in("osborne")
    page = client.get("/")
    assert page.context["owing"].late == sum(1 for row in page.context["due"].rows if row.due < timezone.localdate())
    assert any(entry["authority"] for entry in page.context["planned"])
    assert client.get("/oversight/obligations.csv").status_code == 200
    assert client.get("/", {"since": "not a day"}).status_code == 200


def test_the_auditor_is_told_the_thresholds_and_the_head(world):
    page = signed_in("grunwald").get("/")
    assert page.context["root"] in words_of(page)
    assert sum(one["count"] for one in page.context["verdicts"]) == 18
    assert page.context["page_marking"]["level"] > 0  # it counts what is marked, and so is marked itself
    assert f'href="{reverse("oversight")}"' in words_of(page)
    for which in ("keys", "over-objection", "without-reason", "late"):
        assert signed_in("grunwald").get(f"/oversight/decisions/{which}/").status_code == 200


def test_a_training_manager_sees_the_next_thing_in_the_way(world):
    page = signed_in("whitlam").get("/", {"desk": "training"})
    assert page.context["desk"] is Desk.TRAINING
    entries = page.context["pipeline"].rows
    assert entries
    assert all(entry["next"].what for entry in entries)


def test_a_desk_looked_at_is_kept_for_the_session_and_left_with_the_post(world):
    client = signed_in("whitlam")
    assert client.get("/", {"desk": "auditor"}).context["desk"] is Desk.AUDITOR
    assert client.get("/").context["desk"] is Desk.AUDITOR
    assert client.get("/", {"desk": "nonsense"}).context["desk"] is Desk.AUDITOR
    assert client.get("/", {"desk": "own"}).context["desk"] is Desk.PLANNER
    assert client.get("/", {"desk": "plain"}).templates[0].name == "web/waits.html"
    session = client.session
    session[CHOSEN] = [0, "auditor"]
    session.save()
    assert client.get("/").context["desk"] is Desk.PLANNER


def said_while_clearing():
    """Every word of the deliberation that a partner must never meet."""
    opinions = Opinion.objects.exclude(post__institution__kind="partner").values_list("words", "basis", "cure")
    said = {text for row in opinions for text in row}
    said |= set(Hold.objects.values_list("reason", flat=True))
    said |= {t for row in Consolidation.objects.values_list("summary", "recommendation") for t in row}
    said |= {row.title for row in Dossier.objects.whole("a test").filter(subject_reference="")}
    return {text for text in said if len(text) > 25}


@pytest.mark.parametrize("desk", list(Desk))
def test_a_partner_at_any_desk_meets_no_word_of_the_deliberation(world, desk):
    text = words_of(signed_in("salonga").get("/", {"desk": desk}))
    text = text.replace("&#x27;", "'").replace("&quot;", '"').replace("&amp;", "&")
    assert [words for words in said_while_clearing() if words in text] == []


@pytest.mark.parametrize("desk", list(Desk))
def test_somebody_of_the_other_framework_sees_nothing_at_any_desk(world, desk):
    """Of the same nation and cleared to the top, but under another policy."""
    person = person_named("grunwald")
    person.pk = None
    person.username, person.clearances = "allied", {"CONCORD": policies()["CONCORD"].levels[-1]}
    person.save(force_insert=True)
    client = Client()
    client.force_login(person)
    text = words_of(client.get("/", {"desk": desk}))
    assert "ENG-" not in text
    assert "DOS-" not in text
    titles = Engagement.objects.whole("a test").values_list("title", flat=True)
    assert [title for title in titles if escape(title) in text] == []


def test_a_liaison_sees_their_own_nations_plan_and_no_other_partners(world):
    page = signed_in("salonga").get("/")
    reader = person_named("salonga").reader
    readable = {row.pk for row in Engagement.objects.readable_by(reader)}
    shown = [entry["row"] for name in ("plan", "with_us") for entry in page.context[name].rows]
    assert shown
    assert {row.pk for row in shown} <= readable
    assert all("PHL" in row.partner_codes or row.host_id == "PHL" for row in shown)
    closed = Engagement.objects.whole("a test").exclude(pk__in=readable)
    assert closed.exists()
    assert [row.title for row in closed if escape(row.title) in words_of(page)] == []


@pytest.mark.parametrize("desk", list(Desk))
def test_somebody_without_a_post_may_look_at_any_desk_and_reads_nothing(world, desk):
    person = person_named("grunwald")
    person.pk = None
    person.username, person.clearances, person.groups, person.nationality = "nobody", {}, [], "XXX"
    person.save(force_insert=True)
    client = Client()
    client.force_login(person)
    page = client.get("/", {"desk": desk})
    assert page.status_code == 200
    assert "ENG-" not in words_of(page)
    assert "DOS-" not in words_of(page)


@pytest.mark.parametrize(("username", "desk"), PEOPLE.items())
def test_a_desk_costs_few_queries(world, username, desk, rf):
    person = person_named(username)
    request = rf.get("/")
    request.actor = actor_for(person, timezone.now())
    with read_once():
        sitting = sit(request)
        DESKS[desk](sitting)
        with CaptureQueriesContext(connection) as asked:
            DESKS[desk](sitting)
    assert len(asked) < OF_A_DESK
    client = signed_in(username)
    client.get("/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/")
    assert len(asked) < OF_A_PAGE


def test_every_kind_of_act_has_words_by_which_the_record_is_narrowed(world):
    acts = {kind for kind in kinds() if ".tests." not in event_class(kind).__module__}
    assert set(WORDS) == {kind for kind in acts if not kind.endswith(".event")}  # the bases are no acts
    page = signed_in("grunwald").get("/record/", {"kind": "engagement.proposed"})
    assert '<option value="engagement.proposed" selected>Engagement proposed</option>' in words_of(page)
    with translation.override("fr"):
        assert len(choices(kinds())) == len(WORDS)
