"""The alliance: its framework, its world, and consensus by silence on its pages."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from comity.activity.engagements.queries import engagements
from comity.activity.engagements.rules.particulars import LABELS
from comity.activity.engagements.rules.vocabulary import KINDS, VOCABULARY
from comity.foundation.access.queries import Person, person_named
from comity.foundation.record.queries import head, verify_all
from comity.mandate.institutions.queries import framework_in_force, who_may
from comity.mandate.institutions.rules.framework import May, read_framework
from comity.mandate.obligations.queries import ended_obligations, open_obligations
from comity.procedure.clearance.jobs import tick
from comity.procedure.clearance.queries import (
    Dossier,
    choose_route,
    consultations_for,
    consultations_of,
    routes_of,
    silence_of,
)
from comity.procedure.clearance.rules.route import Route
from comity.scrutiny.oversight.jobs import look_over
from comity.scrutiny.oversight.queries import open_findings
from comity.web.world import load_world, path_of
from comity.web.world_acts import Told, play
from comity.web.world_file import ActEntry, BadWorld, Days, EngagementEntry, read_world

pytestmark = pytest.mark.alike

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)  # a Wednesday
WORLD = "alliance"
TEN = {"AUT", "BEL", "DNK", "EST", "IRL", "ITA", "NOR", "PRT", "ROU", "SVN"}
STANDING = {
    "assessed": 1,
    "authorised": 3,
    "cancelled": 1,
    "closed": 1,
    "completed": 1,
    "concept": 2,
    "in_clearance": 14,
    "refused": 1,
    "suspended": 1,
    "under_way": 2,
    "withdrawn": 1,
}


def the_framework_file():
    text = (settings.LIBRARY / "frameworks" / f"{WORLD}.yaml").read_text(encoding="utf-8")
    return read_framework(text, name=f"{WORLD}.yaml")


def the_routes():
    return [Route.model_validate(entry) for entry in the_framework_file().routes]


def steps_of(route):
    return [step for stage in route.stages for step in stage.steps]


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The world without its year of life, loaded once for this module and taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_world(path_of(WORLD), at=NOW, life=False)
        transaction.set_rollback(True)


@pytest.fixture
def world(loaded, db):
    return loaded


def reader_of(username):
    return person_named(username).reader


def the_engagement(title, username="falkensteen"):
    return engagements(reader_of(username)).filter(title__icontains=title).select_related("dossier").first()


def dossier_of(title):
    return Dossier.objects.whole("a test looks").get(title__icontains=title)


def silence_on(title):
    dossier = dossier_of(title)
    return silence_of(dossier, consultations_for(dossier, reader_of("falkensteen")))


def asked(title, post):
    rows = consultations_of(the_engagement(title).dossier_id)
    return rows.exclude(state="superseded").filter(post__key=post).order_by("-asked_at").first()


# -- the framework file


def test_the_monitors_of_oversight_find_nothing_wrong_in_it(world):
    looked = look_over(NOW)
    while looked.more:
        looked = look_over(NOW)
    assert list(open_findings()) == []


def test_whoever_is_asked_signs_or_rules_holds_the_mandate_for_it():
    held = {(m.post, may) for m in the_framework_file().mandates for may in m.may}
    for route in the_routes():
        assert {(post, May.OPINE) for post in {step.post for step in steps_of(route)} | set(route.elevate)} <= held
        assert {(key.post, May.DECIDE) for key in route.keys} <= held
        assert route.countersign is None or (route.countersign.post, May.COUNTERSIGN) in held


def test_consensus_decides_everywhere_and_each_of_the_ten_is_asked_once_under_silence():
    posts = {post.key: post for post in the_framework_file().posts}
    states = {entry.key: entry.state for entry in the_framework_file().institutions}
    for route in the_routes():
        if route.key == "release":  # no silence tells anything to a partner
            assert not [step for step in steps_of(route) if step.on_lapse.do == "silence"]
            continue
        assert route.consensus
        silent = [step for step in steps_of(route) if step.on_lapse.do == "silence"]
        assert {states[posts[step.post].institution] for step in silent} == TEN
        assert len(silent) == len(TEN)
        assert {step.on_lapse.instrument for step in silent} == {"concord-rules-of-procedure"}


def test_a_host_consents_in_words_or_not_at_all():
    consents = [step for route in the_routes() for step in steps_of(route) if step.key.startswith("host-")]
    assert {step.on_lapse.do for step in consents} == {"escalate"}


def test_nobody_is_above_a_nation_and_no_military_post_declares_anything():
    file = the_framework_file()
    posts = {post.key: post for post in file.posts}
    for post in file.posts:
        here = post
        while here.superior:
            here = posts[here.superior]
        if post.key.startswith(("concord-delegate-", "concord-representative-")):
            assert here.institution == post.institution
    military = {post.key for post in file.posts if post.character == "military"}
    power = {may for mandate in file.mandates if mandate.post in military for may in mandate.may}
    assert power == {May.OPINE, May.PROPOSE}


def test_what_a_route_weighs_is_what_an_engagement_says():
    fields = {term.name for term in VOCABULARY.terms} | set(LABELS)
    for route in the_routes():
        concerns = {name for step in steps_of(route) for name in step.concerns}
        assert set(route.material) | concerns <= fields


def test_every_name_it_gives_is_its_own():
    file = the_framework_file()
    keys = [entry.key for section in (file.institutions, file.posts, file.instruments) for entry in section]
    assert all(key.startswith("concord-") for key in keys)


@pytest.mark.parametrize("kind", [kind for kind, _ in KINDS])
@pytest.mark.parametrize("size", [{"personnel": 20, "cost": 10_000}, {"personnel": 9_400, "cost": 20_000_000}])
def test_every_engagement_has_a_class_a_route_and_deciders_within_their_ceiling(world, kind, size):
    framework = framework_in_force(WORLD)
    facts = {"kind": kind, "host": "NOR", "live_fire": False, "lead": "concord-international-staff", **size}
    chosen = choose_route(facts, framework)
    assert chosen.route is not None, chosen.why
    may = {p.post.key for p in who_may(May.DECIDE, facts, framework=framework, at=NOW) if p.cover.covers}
    assert {key.post for key in chosen.route.keys} <= may


def test_each_class_has_exactly_one_route(world):
    classes = [key for route in routes_of(framework_in_force(WORLD)) for key in route.classes]
    assert sorted(classes) == sorted(entry.key for entry in the_framework_file().classes)


# -- the world, loaded


def test_every_act_plays_and_every_state_is_there(world):
    assert world.standing == STANDING
    assert verify_all().whole
    assert head().last_at < NOW


def test_everybody_is_cleared_under_the_alliances_own_policy_and_no_other(world):
    assert {policy for person in Person.objects.all() for policy in person.clearances} == {"CONCORD"}
    other = {one.username for one in read_world(path_of("asia-pacific")).people}
    assert not other & set(Person.objects.values_list("username", flat=True))


@pytest.mark.parametrize(
    ("title", "state", "dossier_state", "silence"),
    [
        ("Northern Lantern", "authorised", "granted", "kept"),
        ("Iron Furrow", "authorised", "granted", "kept"),
        ("Gulf Watch", "in_clearance", "consulting", "running"),
        ("Ministerial dialogue", "in_clearance", "consulting", "running"),
        ("rescue boats", "in_clearance", "consulting", "broken"),
        ("Mountain leaders", "in_clearance", "consulting", "broken"),
        ("Skagerrak", "in_clearance", "consulting", "running"),
        ("Stone Harbour", "in_clearance", "deciding", "kept"),
        ("war games", "in_clearance", "consolidating", "kept"),
        ("Deep Current", "in_clearance", "countersigning", "kept"),
        ("River Gate", "suspended", "suspended", "kept"),
        ("Flood relief", "assessed", "granted", "kept"),
        ("engineer column", "withdrawn", "withdrawn", "broken"),
        ("Cork", "refused", "refused", "kept"),
        ("pipeline", "cancelled", "revoked", "kept"),
    ],
)
def test_it_stands_where_the_script_left_it(world, title, state, dossier_state, silence):
    it = the_engagement(title)
    assert (it.state, it.dossier.state, silence_on(title).state) == (state, dossier_state, silence)


def test_two_are_late_and_one_was_told_to_the_chair_of_the_council(world):
    late = Dossier.objects.whole("a test looks").filter(overdue_told=True)
    assert {row.title.split()[0] for row in late} == {"Exercise", "Visit"}
    told = [row.told_to.key for row in dossier_of("Stone Harbour").escalations.filter(standing=True)]
    assert told == ["concord-council-chair"]


def test_a_letter_was_met_and_the_text_put_under_silence_again(world):
    rows = consultations_of(dossier_of("Iron Furrow").pk).filter(post__key="concord-representative-irl")
    kinds = [(row.state, [o.kind for o in row.opinions.all()]) for row in rows.order_by("asked_at")]
    assert kinds == [("superseded", ["nonconcur"]), ("answered", ["concur"])]
    policy = consultations_of(dossier_of("Iron Furrow").pk).filter(post__key="concord-policy-committee-chair")
    assert policy.count() == 1  # words alone go back to the ten, not to the chairs


def test_a_relief_was_agreed_within_a_day_and_its_condition_kept(world):
    dossier = dossier_of("Flood relief")
    granted = dossier.signatures.get(role="key").at
    assert granted - dossier.opened_at < timedelta(days=4)  # a weekend may lie between two working days
    assert {o.kind for row in consultations_of(dossier.pk) for o in row.opinions.all()} >= {"silence", "concur"}


def test_obligations_are_kept_due_and_overdue(world):
    reader = reader_of("falkensteen")
    assert {o.what.split()[0] for o in ended_obligations(reader)} == {"Give", "Send"}
    standing = [o.standing_on(NOW.date()) for o in open_obligations(reader)]
    assert standing.count("overdue") == 1
    assert standing.count("open") >= 3


def test_a_partner_reads_what_is_released_to_it_and_no_position_of_a_nation(world):
    seen = set(engagements(reader_of("bugejja")).values_list("title", flat=True))
    assert "Exercise Blue Buoy" in seen
    assert not {"Exercise Gulf Watch", "Four rescue boats for Cape Verde"} & seen
    dossier = dossier_of("Blue Buoy")
    assert {row.post.key for row in consultations_for(dossier, reader_of("bugejja"))} == {
        "concord-partner-liaison-malta"
    }


def test_what_needs_to_be_known_by_few_is_seen_by_few(world):
    assert the_engagement("seabed", "uustal") is not None
    assert the_engagement("seabed", "azinheira") is None


# -- the story: silence broken, no grant, amended, put under silence again, adopted

CHANGED = {"objectives": "Everybody is insured alike."}
DESK = {"as": "concord-training-manager"}


def played(told, entry, at, **act):
    play(told, entry, ActEntry.model_validate({"at": "", **act}), at=at)
    return dossier_of("Long Silence")


def test_a_silence_is_broken_cannot_be_overridden_and_is_put_again_and_kept(world):
    course = next(e for e in read_world(path_of(WORLD)).engagements if e.key == "mountain-course")
    said = course.said.model_copy(update={"title": "Course of the Long Silence", "start": 200, "end": 210})
    entry = EngagementEntry(key="long-silence", said=said, acts=())
    days = Days(NOW.date(), the_framework_file().calendars["home"])
    names = {"AUT": "Austria", "SVN": "Slovenia", "IRL": "Ireland", "BEL": "Belgium", "PRT": "Portugal"}
    told = Told(world="a-story", policy="CONCORD", days=days, state_names=names)
    week = timedelta(days=7)
    played_at = NOW + timedelta(minutes=1)
    play(told, entry, ActEntry.model_validate({"at": "", "do": "begin", **DESK}), at=NOW)
    played(told, entry, played_at, do="propose", **DESK)
    played(told, entry, played_at, do="concur", **{"as": "concord-training-group-chair"})
    played(told, entry, played_at, do="concur", **{"as": "concord-resources-officer"})
    played(told, entry, played_at, do="concur", **{"as": "concord-delegate-aut"})
    letter = {"as": "concord-delegate-prt", "basis": "Some climb uninsured.", "cure": "Insure them."}
    played(told, entry, played_at + timedelta(hours=1), do="nonconcur", **letter)
    tick(played_at + week)
    assert silence_on("Long Silence").state == "broken"
    later = played_at + week
    played(told, entry, later, do="elevate", step="prt", reason="Is insurance needed?", **DESK)
    played(told, entry, later, do="concur", words="No.", **{"as": "concord-training-committee-chair"})
    paper = {"words": "Nine agree.", "recommendation": "Declare it.", **DESK}
    with pytest.raises(Exception, match=r"Delegate of Portugal broke the silence.*Rules of Procedure"):
        played(told, entry, later, do="consolidate", **paper)
    with pytest.raises(BadWorld):
        played(told, entry, later, do="adjudicate", ref="none", outcome="accepted", **DESK)
    played(told, entry, later, do="amend", why="The letter is right.", said=CHANGED, **DESK)
    again = silence_on("Long Silence")
    assert (again.state, len(again.silent)) == ("running", 10)
    tick(later + week)
    played(told, entry, later + week, do="consolidate", **paper)
    granted = played(told, entry, later + week, do="grant", **{"as": "concord-deputy-secretary-general"})
    assert granted.state == "granted"
    assert len(silence_on("Long Silence").counted) == 10


# -- pages


def page(username, name, dossier, settings):
    settings.DEMONSTRATION = True
    client = Client()
    client.force_login(person_named(username))
    return client.get(reverse(name, args=[dossier.reference])).content.decode()


def test_the_page_of_the_decision_offers_no_grant_and_says_who_broke_it(world, settings):
    dossier = dossier_of("rescue boats")
    Dossier.objects.whole("a test puts it where no act does").filter(pk=dossier.pk).update(state="deciding")
    shown = page("solbakk", "dossier-decide", dossier, settings)
    assert "Silence was broken" in shown
    assert "Permanent Representative of Austria" in shown
    assert "Treaty of the Concord Alliance" in shown
    assert 'value="decide"' not in shown
    assert 'name="over_objection"' not in shown


def test_the_page_of_the_dossier_counts_who_agreed_who_is_silent_and_who_broke_it(world, settings):
    running = page("uustal", "dossier", dossier_of("Gulf Watch"), settings)
    assert "Under silence until" in running
    assert "2 agreed in words" in running
    assert "8 silent so far" in running
    broken = page("uustal", "dossier", dossier_of("Mountain leaders"), settings)
    assert "Silence was broken" in broken
    assert "Insure all students alike" in broken
