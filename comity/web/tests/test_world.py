import json
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from comity.activity.crises.queries import running
from comity.activity.engagements.queries import engagements
from comity.activity.engagements.rules.vocabulary import KINDS, VOCABULARY
from comity.foundation.access.queries import Person, person_named
from comity.foundation.record.queries import head, verify_all
from comity.mandate.institutions.models import Absence, Delegation
from comity.mandate.institutions.queries import (
    absences,
    actor_for,
    classified,
    delegations_in_force,
    framework_in_force,
    holders,
    post_by_key,
    who_may,
)
from comity.mandate.institutions.rules.framework import May, read_framework
from comity.mandate.obligations.queries import ended_obligations, open_obligations
from comity.procedure.clearance.queries import (
    Consultation,
    choose_route,
    consultations_of,
    outstanding_objections,
    reviews_of,
    routes_of,
    spared,
    tellings,
)
from comity.procedure.clearance.rules.route import Route
from comity.scrutiny.oversight.jobs import look_over
from comity.scrutiny.oversight.queries import looks, open_findings
from comity.web.world import NotEmpty, load_world, path_of
from comity.web.world_acts import Told, play
from comity.web.world_file import ActEntry, Days, EngagementEntry, read_world

pytestmark = pytest.mark.alike

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)  # a Wednesday
SMALL = {"personnel": 20, "cost": 10_000}
LARGE = {"personnel": 9_400, "cost": 20_000_000}
WORLD = "asia-pacific"
STANDING = {
    "assessed": 1,
    "authorised": 4,
    "closed": 1,
    "completed": 1,
    "concept": 2,
    "in_clearance": 12,
    "refused": 1,
    "suspended": 1,
    "under_way": 2,
    "withdrawn": 1,
}


def the_framework_file():
    text = (settings.LIBRARY / "frameworks" / f"{WORLD}.yaml").read_text(encoding="utf-8")
    return read_framework(text, name=f"{WORLD}.yaml")


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


def the_engagement(title, username="grunwald"):
    return engagements(reader_of(username)).filter(title__icontains=title).select_related("dossier").first()


def asked(title, post, username="grunwald"):
    rows = consultations_of(the_engagement(title, username).dossier_id)
    return rows.exclude(state="superseded").filter(post__key=post).order_by("-asked_at").first()


# -- the framework file


def test_the_monitors_of_oversight_find_nothing_wrong_in_it(world):
    looked = look_over(NOW)
    while looked.more:
        looked = look_over(NOW)
    assert list(open_findings()) == []
    assert {look.read_to for look in looks().values()} == {head().size}


def test_every_post_and_instrument_that_a_route_names_exists():
    file = the_framework_file()
    posts, instruments = {p.key for p in file.posts}, {i.key for i in file.instruments}
    for route in (Route.model_validate(entry) for entry in file.routes):
        steps = [step for stage in route.stages for step in stage.steps]
        signing = [*route.keys, *([route.countersign] if route.countersign else [])]
        told = [it.on_lapse.to for it in [*steps, *signing] if it.on_lapse.to]
        assert {it.post for it in [*steps, *signing]} | set(route.elevate) | set(told) <= posts
        cited = [it.on_lapse.instrument for it in steps if it.on_lapse.instrument]
        assert {it.instrument for it in [*steps, *signing]} | {route.instrument, *cited} <= instruments
        assert all(step.why for step in steps)


def test_whoever_is_asked_signs_or_rules_holds_the_mandate_for_it():
    file = the_framework_file()
    held = {(m.post, may) for m in file.mandates for may in m.may}
    for route in (Route.model_validate(entry) for entry in file.routes):
        asked_here = {step.post for stage in route.stages for step in stage.steps} | set(route.elevate)
        assert {(post, May.OPINE) for post in asked_here} <= held
        assert {(key.post, May.DECIDE) for key in route.keys} <= held
        assert route.countersign is None or (route.countersign.post, May.COUNTERSIGN) in held


def test_every_escalation_of_the_home_state_leads_to_a_civilian_head():
    file = the_framework_file()
    posts = {post.key: post for post in file.posts}
    institutions = {entry.key: entry for entry in file.institutions}
    executive = {"ministry", "command", "embassy", "body"}
    for post in file.posts:
        here = post
        while here.superior:
            here = posts[here.superior]
        if institutions[post.institution].kind in executive:
            assert (here.key, here.character) == ("principals-chair", "civilian")


def test_silence_counts_on_one_route_only_and_names_its_instrument():
    routes = [Route.model_validate(entry) for entry in the_framework_file().routes]
    silent = [
        (route.key, step.on_lapse.instrument)
        for route in routes
        for stage in route.stages
        for step in stage.steps
        if step.on_lapse.do == "silence"
    ]
    assert silent == [("routine", "routine-contacts-regulation")] * 2


def test_no_military_post_decides_countersigns_appoints_or_adopts():
    file = the_framework_file()
    military = {post.key for post in file.posts if post.character == "military"}
    power = {may for mandate in file.mandates if mandate.post in military for may in mandate.may}
    assert power == {May.OPINE}


def test_what_a_route_weighs_is_what_an_engagement_says():
    fields = {term.name for term in VOCABULARY.terms} | {"place", "marking"}
    for route in (Route.model_validate(entry) for entry in the_framework_file().routes):
        concerns = {name for stage in route.stages for step in stage.steps for name in step.concerns}
        assert set(route.material) | concerns <= fields


# -- the classes and routes, as adopted


@pytest.mark.parametrize("kind", [kind for kind, _ in KINDS])
@pytest.mark.parametrize("size", [{"personnel": 20, "cost": 10_000}, {"personnel": 9_400, "cost": 20_000_000}])
@pytest.mark.parametrize("live_fire", [True, False])
def test_every_engagement_has_a_class_a_route_and_deciders_within_their_ceiling(world, kind, size, live_fire):
    framework = framework_in_force(WORLD)
    facts = {"kind": kind, "host": "PHL", "live_fire": live_fire, "lead": "ministry-of-defence", **size}
    chosen = choose_route(facts, framework)
    assert chosen.route is not None, chosen.why
    may = {p.post.key for p in who_may(May.DECIDE, facts, framework=framework, at=NOW) if p.cover.covers}
    assert {key.post for key in chosen.route.keys} <= may


def test_an_exercise_of_9400_in_the_philippines_goes_to_the_two_ministers(world):
    facts = {"kind": "exercise", "host": "PHL", "personnel": 9_400, "lead": "ministry-of-defence"}
    chosen = choose_route(facts, framework_in_force(WORLD))
    assert chosen.route.key == "major-exercise"
    assert [[step.post for step in stage] for stage in chosen.stages] == [
        ["desk-officer-asia-pacific", "legal-counsel", "budget-officer", "chief-of-joint-operations"],
        ["defence-attache-manila", "liaison-philippines"],
    ]
    assert chosen.route.countersign.post == "director-international-policy"
    assert [key.post for key in chosen.route.keys] == ["defence-minister", "foreign-minister"]


def test_leaving_a_figure_out_does_not_reach_a_lighter_route(world):
    found = classified(framework_in_force(WORLD), {"kind": "visit", "personnel": 12})
    assert found.found is None
    assert found.missing == {"cost"}


def test_the_ministry_that_leads_asks_the_other_one(world):
    facts = {"kind": "visit", "personnel": 9, "cost": 100, "host": "FJI"}
    for lead, other in [
        ("ministry-of-defence", "desk-officer-asia-pacific"),
        ("ministry-of-foreign-affairs", "engagement-planner"),
    ]:
        chosen = choose_route({**facts, "lead": lead}, framework_in_force(WORLD))
        assert [step.post for stage in chosen.stages for step in stage] == [other]


def test_each_class_has_exactly_one_route(world):
    classes = [key for route in routes_of(framework_in_force(WORLD)) for key in route.classes]
    assert sorted(classes) == sorted(entry.key for entry in the_framework_file().classes)


# -- the world, loaded


def test_every_act_plays_and_every_state_is_there(world):
    assert world.standing == STANDING
    assert world.acts == sum(len(entry.acts) for entry in read_world(path_of(WORLD)).engagements)


def test_its_record_is_whole_and_in_the_order_of_time(world):
    result = verify_all()
    assert result.whole
    assert result.size == world.entries == head().size
    assert head().last_at < NOW


def test_everybody_is_invented_holds_one_post_and_has_no_password(world):
    for person in Person.objects.exclude(username="hallstrom"):  # who has left
        assert person.demonstration
        assert not person.has_usable_password()
        assert actor_for(person, NOW).post_id is not None


@pytest.mark.parametrize(
    ("title", "engagement_state", "dossier_state"),
    [
        ("Coral Bridge", "authorised", "granted"),
        ("Tidal Shield", "in_clearance", "deciding"),
        ("Hospital ship", "in_clearance", "deciding"),
        ("ministers' dialogue", "in_clearance", "countersigning"),
        ("Viti Patrol", "in_clearance", "consulting"),
        ("Cebu", "refused", "refused"),
        ("military lawyers", "withdrawn", "withdrawn"),
        ("navigation instructors", "suspended", "suspended"),
        ("logistics training team", "under_way", "granted"),
        ("Darwin", "completed", "granted"),
        ("staff talks", "assessed", "granted"),
        ("survey ship", "closed", "granted"),
    ],
)
def test_it_stands_where_the_script_left_it(world, title, engagement_state, dossier_state):
    it = the_engagement(title)
    assert (it.state, it.dossier.state) == (engagement_state, dossier_state)


def test_one_waits_for_information_and_one_is_held(world):
    assert asked("Kadavu", "legal-counsel").state == "waiting_for_information"
    held = asked("Strait Partner", "budget-officer")
    assert held.state == "held"
    assert held.holds.get(ended_at=None).expires > NOW


def test_an_objection_lies_before_the_deputies(world):
    ruling = asked("patrol boats", "deputies-chair")
    assert (ruling.state, ruling.elevates.post.key) == ("pending", "desk-officer-asia-pacific")


def test_a_lapsed_clock_was_escalated_to_the_superior_and_coordination_was_passed_over(world):
    assert asked("engineer", "desk-officer-asia-pacific").state == "lapsed"
    assert asked("engineer", "director-asia-pacific").state == "pending"
    assert "given and passed" in asked("engineer", "budget-officer").closed_as


def test_silence_counted_once_under_the_regulation(world):
    opinion = asked("staff talks", "desk-officer-asia-pacific").opinions.get()
    assert (opinion.kind, opinion.person_id) == ("silence", None)
    assert "Routine Contacts Regulation" in opinion.basis


def test_one_key_is_turned_and_the_other_awaited(world):
    dossier = the_engagement("Tidal Shield").dossier
    assert [s.post.key for s in dossier.signatures.filter(standing=True, role="key")] == ["defence-minister"]
    assert dossier.due_at > NOW


def test_the_ministers_see_an_objection_that_was_set_aside(world):
    dossier = the_engagement("Hospital ship").dossier
    assert [o.post.key for o in outstanding_objections(dossier)] == ["budget-officer"]


def test_comments_were_adjudicated_each_with_its_reason(world):
    comments = asked("ministers' dialogue", "engagement-planner").comments.all()
    assert sorted(c.adjudication.outcome for c in comments) == ["accepted_with_change", "rejected"]


def test_a_change_after_the_grant_asks_again_those_whom_it_concerns(world):
    rows = consultations_of(the_engagement("Viti Patrol").dossier_id)
    again = {row.post.key for row in rows.filter(state="superseded")}
    assert "budget-officer" not in again
    assert {"legal-counsel", "chief-of-joint-operations", "liaison-fiji"} <= again


def test_conditions_became_obligations_one_kept_and_one_overdue(world):
    reader = reader_of("grunwald")
    conditions = ended_obligations(reader).filter(origin_key__startswith="condition:")
    assert [o.what.split()[0] for o in conditions] == ["Give"]
    overdue = [o for o in open_obligations(reader) if o.standing_on(NOW.date()) == "overdue"]
    assert [o.owed_to.key for o in overdue] == ["legal-counsel"]


def test_what_needs_to_be_known_by_few_is_seen_by_few(world):
    assert the_engagement("cables", "nakamura") is not None
    assert the_engagement("cables", "lindqvarn") is None
    assert the_engagement("cables", "salonga") is None


def test_a_partner_reads_what_is_released_to_it_and_no_more(world):
    seen = set(engagements(reader_of("salonga")).values_list("title", flat=True))
    assert "Exercise Coral Bridge" in seen
    assert not {"Exercise Strait Partner", "Transfer of two patrol boats to Fiji"} & seen


# -- the story that the issue tells

STORY = [
    ("engagement-planner", "begin", {}),
    ("engagement-planner", "propose", {}),
    (
        "desk-officer-asia-pacific",
        "concur_with_conditions",
        {"conditions": [{"words": "Tell the province", "due": 90}]},
    ),
    ("legal-counsel", "ask", {"question": "Under which agreement do the partners land?"}),
    ("engagement-planner", "inform", {"step": "law", "answer": "Under the visiting forces agreement."}),
    ("legal-counsel", "concur", {}),
    ("budget-officer", "hold", {"reason": "The vote is not passed", "expires": 20}),
    ("budget-officer", "release", {"reason": "It is passed"}),
    ("budget-officer", "concur", {}),
    ("chief-of-joint-operations", "concur", {}),
    ("defence-attache-manila", "concur", {}),
    ("liaison-philippines", "concur", {}),
    ("engagement-planner", "consolidate", {"words": "All concur", "recommendation": "Authorise"}),
    ("director-international-policy", "countersign", {}),
    ("defence-minister", "grant", {"reason": "Needed"}),
    ("foreign-minister", "grant", {"reason": "Agreed"}),
]


def test_an_exercise_of_9400_travels_the_whole_road_to_authorised(world):
    said = read_world(path_of(WORLD)).engagements[0].said
    said = said.model_copy(update={"title": "Exercise Long Road", "personnel": 9_400, "start": 120, "end": 130})
    acts = [ActEntry.model_validate({"at": "", "as": post, "do": do, **more}) for post, do, more in STORY]
    entry = EngagementEntry(key="long-road", said=said, acts=tuple(acts))
    calendar = the_framework_file().calendars["home"]
    names = {"XHM": "Home State", "PHL": "Philippines"}
    told = Told(world="a-story", policy="DEMO", days=Days(NOW.date(), calendar), state_names=names)
    for minutes, act in enumerate(acts):
        play(told, entry, act, at=NOW + timedelta(minutes=minutes))
    it = the_engagement("Long Road")
    assert (it.state, it.dossier.state, it.dossier.route_key) == ("authorised", "granted", "major-exercise")
    owed = [o for o in open_obligations(reader_of("grunwald")) if o.thing_key == str(it.pk)]
    assert [(o.what, o.owed_by.key) for o in owed] == [("Tell the province", "engagement-planner")]


# -- loading it again


def test_a_second_loading_is_refused(world):
    with pytest.raises(NotEmpty):
        load_world(path_of(WORLD), at=NOW)
    assert head().size == world.entries


def test_the_command_finds_the_world_there_and_does_nothing(world):
    said = StringIO()
    call_command("demo", "--world", WORLD, "--json", stdout=said)
    assert json.loads(said.getvalue())["loaded"] is False
    assert head().size == world.entries


def test_who_may_is_told_as_well_a_ceiling_a_cover_and_a_leaver(world):
    lent, *covering = Delegation.objects.order_by("pk")
    assert (lent.classes, lent.ceiling) == (["exercise", "high-level"], {"personnel": "1500", "cost": "2000000"})
    away = Absence.objects.get()
    assert away in absences(NOW)
    assert {loan.absence for loan in covering} == {away}
    assert all(loan in delegations_in_force(NOW) for loan in (lent, *covering))
    rows = Consultation.objects.whole("a test").filter(supersedes__post__key="budget-officer")
    reassigned = rows.get(post__key="budget-director", why__contains="is vacant")
    assert reassigned.dossier.title == "Expert exchange on the protection of undersea cables"
    assert [row.person.username for row in holders(post_by_key("budget-officer").pk, NOW)] == ["tolvanen"]


# -- what could not wait


def test_a_crisis_runs_and_one_urgent_clearance_was_told_in_time_and_is_under_review(world):
    grunwald = reader_of("grunwald")
    assert [row.title for row in running(grunwald, NOW)] == ["Cyclone Ilse"]
    lift = the_engagement("Evacuation lift")
    urgency = lift.dossier.urgencies.get()
    assert (lift.state, lift.dossier.urgent, urgency.ended_as) == ("under_way", False, "decided")
    assert [post.key for _step, post in spared(urgency)] == ["budget-officer"]
    assert asked("Evacuation lift", "legal-counsel") is not None
    told = tellings(urgency, grunwald, NOW)
    assert {one.owed.owed_to.key for one in told} == {"foreign-minister", "committee-clerk"}
    assert not any(one.late for one in told)
    review = reviews_of([lift.dossier])[lift.dossier_id]
    assert review.opened_at >= urgency.review_at
    assert [answer.post.key for answer in review.answers.all()] == ["defence-auditor"]
    assert "committee-chair" in {row.owed_by.key for row in open_obligations(grunwald)}
