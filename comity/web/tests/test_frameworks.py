"""The frameworks that ship are gone through by real acts, and versions are proposed, approved and moved to on pages."""

# ruff: noqa: E501  rows of tables, each on its line

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from comity.activity.engagements.actions.begin_concept import begin_concept
from comity.activity.engagements.actions.propose_engagement import propose_engagement
from comity.activity.engagements.actions.say_apart import say_apart
from comity.activity.engagements.models import Engagement
from comity.activity.engagements.rules.dates import Precision, RoughDate
from comity.activity.engagements.rules.particulars import Party, Snapshot
from comity.activity.release.actions.ask_release import ask_release
from comity.activity.release.actions.put_release import Chosen, put_release
from comity.activity.release.queries import checks, release_by_key
from comity.activity.release.rules.checks import asked
from comity.foundation.access.queries import Person
from comity.foundation.access.rules.actor import the_console
from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.foundation.labels.rules.label import label
from comity.mandate.institutions.actions.adopt_framework import adopt_framework
from comity.mandate.institutions.actions.appoint_person import appoint_person
from comity.mandate.institutions.actions.load_states import load_states
from comity.mandate.institutions.queries import (
    actor_for,
    classified,
    file_of,
    framework_in_force,
    open_marking_id,
    post_by_key,
)
from comity.mandate.obligations.queries import open_obligations
from comity.procedure.clearance.actions.consolidate_dossier import consolidate_dossier
from comity.procedure.clearance.actions.countersign_dossier import countersign_dossier
from comity.procedure.clearance.actions.decide_dossier import decide_dossier
from comity.procedure.clearance.actions.elevate_objection import elevate_objection
from comity.procedure.clearance.actions.give_opinion import give_opinion
from comity.procedure.clearance.jobs import tick
from comity.procedure.clearance.queries import Dossier, consultations_of, facts_of, route_of, signing_now
from comity.procedure.clearance.rules.opinion import OpinionKind
from comity.web.frameworks.knowing import known_here
from comity.web.waiting import waiting_on

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
FRAMEWORKS = settings.LIBRARY / "frameworks"


def text_of(name):
    return (FRAMEWORKS / f"{name}.yaml").read_text(encoding="utf-8")


def a_house(name, text=None):
    """The shipped framework with somebody in every post; `as_` acts from one."""
    framework = adopt_framework(text or text_of(name), actor=the_console(), at=NOW - timedelta(days=30))
    open_to_all = open_marking_id(framework)
    load_states(settings.LIBRARY / "states", actor=the_console(), at=NOW, marking_id=open_to_all)
    file = file_of(framework)
    states, people = {entry.key: entry.state for entry in file.institutions}, {}
    for post in file.posts:
        person = Person.objects.create(
            username=post.key,
            name=post.title[:100],
            nationality=states[post.institution],
            clearances={file.deliberation["policy"]: "SECRET"},
            demonstration=True,
        )
        appoint_person(post_by_key(post.key), actor=the_console(), at=NOW, person=person, starts=date(2026, 1, 1))
        people[post.key] = person
    as_ = lambda key: actor_for(people[key], NOW, post_by_key(key).pk)  # noqa: E731
    return SimpleNamespace(framework=framework, file=file, people=people, as_=as_)


def proposed(house, lead, *, host, kind, personnel=12, cost="9000", at=NOW, **more):
    post = post_by_key(lead)
    home = house.file.home
    said = Snapshot(
        kind=kind,
        title=f"Try of {kind}",
        lead=post.institution.key,
        lead_name=post.institution.name,
        lead_state=home,
        purpose="To try every class.",
        objectives="Everything is asked, answered and decided.",
        zone="osce" if home == "XRM" else "asia_pacific",
        host=host,
        host_name=host,
        place="Harbour",
        start=RoughDate(date(2027, 6, 1), Precision.DAY),
        end=RoughDate(date(2027, 6, 9), Precision.DAY),
        personnel=personnel,
        has_ships=False,
        live_fire=False,
        cost=Decimal(cost),
        parties=(Party("Us", home), Party("Host", host, "Unit", 20)),
        marking="UNCLASSIFIED",
    )
    it = begin_concept(
        replace(said, **more),
        actor=house.as_(lead),
        at=at,
        key=uuid4(),
        label=label(house.file.deliberation["policy"], "UNCLASSIFIED"),
    )
    return propose_engagement(it.pk, actor=house.as_(lead), at=at, seen_version=it.version)


def dossier_of(it):
    return Dossier.objects.whole("a test").get(pk=it.dossier_id)


def answered(house, it, at, *, silent=(), kind=OpinionKind.CONCUR, only=None):
    """Everybody who is asked answers, stage by stage; whoever is silent is left to the clock. Returns the moment."""
    while (dossier := dossier_of(it)).state == "consulting":
        rows = list(consultations_of(dossier.pk).filter(state="pending"))
        for row in rows:
            if row.post.key not in silent:
                give_opinion(
                    row.pk, actor=house.as_(row.post.key), at=at, seen_digest=dossier.subject.digest, kind=kind
                )
        if all(row.post.key in silent for row in rows):
            at = max(row.due_at for row in rows)
            tick(at)
    return at


def decided(house, it, at):
    """Consolidated by the lead, signed by whoever is asked, to the last key."""
    dossier = dossier_of(it)
    lead = dossier.lead_post.key
    consolidate_dossier(dossier.pk, actor=house.as_(lead), at=at, summary="Said.", recommendation="Authorise.")
    while (now := dossier_of(it)).state in ("countersigning", "deciding"):
        rule = signing_now(now)[0]
        said = {"actor": house.as_(rule.post), "at": at, "seen_digest": now.subject.digest}
        if now.state == "countersigning":
            countersign_dossier(now.pk, **said)
        else:
            decide_dossier(now.pk, grant=True, reason="", **said)


KESTREL = [
    ("exercise-or-equipment", {"kind": "exercise"}),
    ("large", {"kind": "visit", "personnel": 31}),
    ("force-visit", {"kind": "port_call"}),
    ("contact", {"kind": "staff_talks"}),
]
RIVERMARK = [
    ("participation", {"kind": "training", "personnel": 101}),
    ("small-participation", {"kind": "training", "personnel": 100}),
    ("equipment", {"kind": "equipment_transfer"}),
    ("large-at-home", {"kind": "exercise", "personnel": 1001, "host": "XRM"}),
    ("exercise", {"kind": "exercise", "personnel": 1000}),
    ("dialogue", {"kind": "conference"}),
    ("contact", {"kind": "port_call"}),
]


@pytest.mark.parametrize(
    ("name", "lead", "host", "classes", "silent"),
    [
        ("small-state", "kestrel-engagement-officer", "FJI", KESTREL, "kestrel-desk-officer"),
        ("european", "rivermark-planner", "EST", RIVERMARK, "rivermark-registrar"),
    ],
)
def test_an_engagement_of_each_class_goes_through_a_framework_that_ships_to_its_decision(
    name, lead, host, classes, silent
):
    house = a_house(name)
    assert {key for key, _ in classes} == {entry.key for entry in house.file.classes} - {"information-release"}
    for key, facts in classes:
        it = proposed(house, lead, **{"host": host, **facts})
        assert classified(house.framework, facts_of(dossier_of(it).subject)).found.key == key
        at = answered(house, it, NOW, silent={silent} if key in ("contact", "small-participation") else ())
        decided(house, it, at)
        dossier = dossier_of(it)
        assert (dossier.state, Engagement.objects.whole("a test").get(pk=it.pk).state) == ("granted", "authorised")
        keys = list(dossier.signatures.filter(standing=True, role="key"))
        assert len({row.post_id for row in keys}) == len({row.person_id for row in keys}) == 2
        assert {row.post.character for row in keys} == {"civilian"}
    told = {(row.owed_to.key, row.thing_reference) for row in open_obligations(house.as_(lead).reader)}
    expected = {
        "small-state": {("kestrel-clerk", 2)},
        "european": {("rivermark-committee-clerk", 3), ("rivermark-auditor", 1)},
    }
    assert {(post, sum(1 for p, _ in told if p == post)) for post, _ in told} == expected[name]


@pytest.mark.parametrize(
    ("name", "lead", "host", "liaison", "recipient"),
    [
        ("small-state", "kestrel-engagement-officer", "FJI", "kestrel-liaison-fiji", "kestrel-liaison-fiji"),
        ("european", "rivermark-planner", "EST", "rivermark-planner", "rivermark-liaison-estonia"),
    ],
)
def test_a_release_goes_through_a_framework_that_ships_to_its_decision(name, lead, host, liaison, recipient):
    house = a_house(name)
    it = proposed(house, lead, host=host, kind="visit")
    marked = label(house.file.deliberation["policy"], "UNCLASSIFIED")
    part = say_apart(it.pk, actor=house.as_(lead), at=NOW, field="purpose", words="To see the harbour.", label=marked)
    release = ask_release(
        ("engagement", str(it.pk)),
        actor=house.as_(liaison),
        at=NOW,
        recipient_id=post_by_key(recipient).pk,
        title="The visit",
        use="To receive it",
        lines=[part.line],
    )
    put = put_release(
        release.pk,
        actor=house.as_(lead),
        at=NOW,
        parts=[Chosen(part.line)],
        conditions=[],
        until=None,
        answers={check.key: ("met", "As agreed.") for check in asked(checks(), third_party=False, technology=False)},
    )
    assert classified(house.framework, facts_of(dossier_of(put).subject)).found.key == "information-release"
    at = answered(house, put, NOW)
    decided(house, put, at)
    dossier = dossier_of(put)
    assert dossier.state == "granted"
    assert release_by_key(release.pk, house.as_(lead).reader).state == "agreed"
    keys = list(dossier.signatures.filter(standing=True, role="key"))
    assert len({row.post_id for row in keys}) == len({row.person_id for row in keys}) == 2


def test_consent_of_parliament_is_deemed_given_after_seven_days_of_silence():
    house = a_house("european")
    it = proposed(house, "rivermark-planner", host="EST", kind="humanitarian_assistance", personnel=80)
    at = answered(house, it, NOW, silent={"rivermark-registrar"})
    assert at == NOW + timedelta(days=7)
    (row,) = consultations_of(it.dossier_id).filter(post__key="rivermark-registrar")
    (opinion,) = row.opinions.filter(standing=True)
    assert (opinion.kind, opinion.person_id) == ("silence", None)
    assert "Participation of Parliament Act (demonstration)" in opinion.basis


@pytest.mark.parametrize("votes", [True, False])
def test_a_debate_asked_for_in_time_puts_it_to_the_plenary_whose_vote_decides(votes):
    house = a_house("european")
    it = proposed(house, "rivermark-planner", host="EST", kind="training", personnel=80)
    at = NOW
    while not (rows := list(consultations_of(it.dossier_id).filter(state="pending", post__key="rivermark-registrar"))):
        for row in consultations_of(it.dossier_id).filter(state="pending"):
            said = {"seen_digest": dossier_of(it).subject.digest, "kind": OpinionKind.CONCUR}
            give_opinion(row.pk, actor=house.as_(row.post.key), at=at, **said)
    asked = give_opinion(
        rows[0].pk,
        actor=house.as_("rivermark-registrar"),
        at=at + timedelta(days=5),
        seen_digest=dossier_of(it).subject.digest,
        kind=OpinionKind.NONCONCUR,
        basis="Thirty-four members, more than five in a hundred, ask for a debate.",
        cure="A vote of the plenary.",
    )
    with pytest.raises(Refused, match="Outstanding objection of Registrar"):
        decided(house, it, at + timedelta(days=5))
    elevate_objection(
        asked.consultation_id, actor=house.as_("rivermark-planner"), at=at, reason="A debate was asked for."
    )
    plenary = consultations_of(it.dossier_id).get(state="pending", post__key="rivermark-president")
    give_opinion(
        plenary.pk,
        actor=house.as_("rivermark-president"),
        at=at + timedelta(days=9),
        seen_digest=dossier_of(it).subject.digest,
        kind=OpinionKind.CONCUR if votes else OpinionKind.NONCONCUR,
        **({} if votes else {"basis": "The plenary voted against it.", "cure": "None."}),
    )
    if votes:
        dossier = dossier_of(it)
        consolidate_dossier(
            dossier.pk,
            actor=house.as_("rivermark-planner"),
            at=at,
            summary="The plenary consented.",
            recommendation="Yes.",
        )
        assert dossier_of(it).state == "countersigning"
    else:
        with pytest.raises(Refused, match="Outstanding objection"):
            decided(house, it, at + timedelta(days=9))


def test_in_the_smallest_state_one_person_in_two_posts_is_still_one_key():
    house = a_house("small-state")
    it = proposed(house, "kestrel-engagement-officer", host="FJI", kind="visit")
    at = answered(house, it, NOW)
    dossier = dossier_of(it)
    consolidate_dossier(
        dossier.pk, actor=house.as_("kestrel-engagement-officer"), at=at, summary="Said.", recommendation="Yes."
    )
    secretary = house.people["kestrel-permanent-secretary"]
    appoint_person(
        post_by_key("kestrel-attorney-general"), actor=house.as_("kestrel-cabinet-secretary"), at=at, person=secretary, starts=date(2026, 1, 1), acting=True
    )  # fmt: skip
    said = {"at": at, "seen_digest": dossier.subject.digest, "grant": True, "reason": ""}
    decide_dossier(dossier.pk, actor=house.as_("kestrel-permanent-secretary"), **said)
    both = actor_for(secretary, at, post_by_key("kestrel-attorney-general").pk)
    with pytest.raises(NotAllowed, match="two keys are two people"):
        decide_dossier(dossier.pk, actor=both, **said)


def test_all_four_frameworks_live_in_one_house():
    for name in ("asia-pacific", "alliance", "small-state", "european"):
        adopt_framework(text_of(name), actor=the_console(), at=NOW)
    policies = {name: framework_in_force(name) for name in ("kestrel-islands", "rivermark")}
    assert all(policies.values())
    assert {"KESTREL", "RIVERMARK"} <= set(known_here().policies)


# -- on pages ---------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def without_second_factors(settings):
    settings.DEMONSTRATION = True


def signed_in(house, key):
    client = Client()
    client.force_login(house.people[key])
    return client


SECOND = (
    text_of("small-state")
    .replace('version: "2026.1"', 'version: "2026.2"', 1)
    .replace("            concerns: [kind, host, partners, place, live_fire, personnel]\n            clock: {days: 8}", "            concerns: [kind, host]\n            clock: {days: 8}")
)  # fmt: skip


def sent(text, why="Fewer fields concern the law."):
    return {"file": SimpleUploadedFile("next.yaml", text.encode()), "why": why}


def test_a_version_is_proposed_approved_and_moved_to_on_pages():
    house = a_house("small-state")
    it = proposed(house, "kestrel-engagement-officer", host="FJI", kind="exercise")
    answered(house, it, NOW)
    keeper, head = signed_in(house, "kestrel-cabinet-secretary"), signed_in(house, "kestrel-prime-minister")
    page = "/frameworks/kestrel-islands/"
    made = keeper.post(page, sent(SECOND))
    assert made.status_code == 302
    assert "Not yours to approve" in keeper.get(made.url).text
    assert made.url in head.get("/waits/").text
    seen = head.get(made.url)
    assert "cabinet" in seen.text
    assert "concerns: kind, host, partners, place, live_fire, personnel → kind, host" in seen.text
    digest = seen.context["proposal"].digest
    assert keeper.post(made.url, {"act": "approve", "seen": digest}).status_code == 403
    assert head.post(made.url, {"act": "approve", "seen": "0" * 64}).status_code == 422
    assert head.post(made.url, {"act": "approve", "seen": digest, "words": "Yes."}).status_code == 302
    assert framework_in_force("kestrel-islands").version == "2026.2"
    assert dossier_of(it).framework.version == "2026.1"
    assert "2026.2" in head.get(f"{page}versions/2026.2/").text
    moving = keeper.get(f"{page}dossiers/")
    ((_, plan, ticket),) = moving.context["plans"]
    assert "Legal officer" in moving.text
    assert "it now answers for other fields" in moving.text.lower()
    assert head.post(f"{page}dossiers/", {"moved": [ticket], "reason": "New."}).status_code == 422
    assert dossier_of(it).framework.version == "2026.1"
    assert keeper.post(f"{page}dossiers/", {"moved": [ticket], "reason": "New."}).status_code == 302
    assert (dossier_of(it).framework.version, dossier_of(it).state) == ("2026.2", "consulting")
    assert route_of(dossier_of(it)).step("law").concerns == ("kind", "host")
    assert plan.asks


def test_a_faulty_file_is_told_line_by_line_on_the_page_and_nothing_is_proposed():
    house = a_house("small-state")
    keeper = signed_in(house, "kestrel-cabinet-secretary")
    wrong = SECOND.replace("post: kestrel-legal-officer\n", "post: kestrel-legal-oficer\n", 1)
    answer = keeper.post("/frameworks/kestrel-islands/", sent(wrong))
    assert answer.status_code == 422
    assert "there is no post “kestrel-legal-oficer”; did you mean “kestrel-legal-officer”" in answer.text
    assert "kestrel-islands.yaml:" in answer.text
    assert (
        keeper.post(
            "/frameworks/kestrel-islands/", {"file": SimpleUploadedFile("x.yaml", b"\xff\xfe"), "why": "x"}
        ).status_code
        == 422
    )
    assert signed_in(house, "kestrel-clerk").post("/frameworks/kestrel-islands/", sent(SECOND)).status_code == 403


def test_the_framework_of_another_house_is_not_there():
    house = a_house("small-state")
    adopt_framework(text_of("european"), actor=the_console(), at=NOW)
    client = signed_in(house, "kestrel-clerk")
    for path in ("", "dossiers/", "versions/2026.1/"):
        assert client.get(f"/frameworks/rivermark/{path}").status_code == 404
    listed = client.get("/frameworks/").text
    assert "Kestrel Islands" in listed
    assert "Rivermark" not in listed


def test_who_reads_no_deliberation_sees_no_dossier_to_move():
    house = a_house("small-state")
    proposed(house, "kestrel-engagement-officer", host="FJI", kind="exercise")
    liaison = signed_in(house, "kestrel-liaison-fiji")
    assert "DOS-" not in liaison.get("/frameworks/kestrel-islands/dossiers/").text


def test_a_proposal_waits_on_whoever_approves_and_on_nobody_else():
    house = a_house("small-state")
    signed_in(house, "kestrel-cabinet-secretary").post("/frameworks/kestrel-islands/", sent(SECOND))
    waits = {key: len(waiting_on(house.as_(key), NOW).now) for key in house.people}
    assert {key for key, count in waits.items() if count} == {"kestrel-prime-minister"}


# -- at the console ---------------------------------------------------------------------------------------


def run(*words):
    out = StringIO()
    try:
        call_command(*words, stdout=out)
    except SystemExit as end:
        return out.getvalue(), end.code
    return out.getvalue(), 0


def test_the_console_checks_a_file_and_tells_what_a_version_changes(tmp_path):
    whole, faulty = FRAMEWORKS / "small-state.yaml", tmp_path / "faulty.yaml"
    faulty.write_text(SECOND.replace("count: sitting", "count: siting", 1), encoding="utf-8")
    assert run("framework_check", str(whole))[1] == 0
    said, code = run("framework_check", str(faulty))
    assert code == 1
    assert f"{faulty}:" in said
    assert "“count” cannot be “siting”; known: calendar, working, sitting" in said
    told, code = run("framework_check", str(faulty), "--json")
    assert (code, '"whole": false' in told, '"line"' in told) == (1, True, True)
    second = tmp_path / "second.yaml"
    second.write_text(SECOND, encoding="utf-8")
    assert (
        "concerns: kind, host, partners, place, live_fire, personnel → kind, host"
        in run("framework_difference", str(whole), str(second))[0]
    )
    assert run("framework_difference", str(whole), str(whole))[0] == "The two say the same.\n"
