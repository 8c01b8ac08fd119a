"""A dossier moves to a later version: what the new route would not have accepted is asked anew, and nothing is swept away."""

# ruff: noqa: E501  rows of tables, each on its line

from datetime import date, timedelta

import pytest

from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.foundation.record.queries import entire_history
from comity.mandate.institutions.actions.appoint_person import appoint_person
from comity.mandate.institutions.actions.approve_version import approve_version
from comity.mandate.institutions.actions.propose_version import propose_version
from comity.mandate.institutions.queries import actor_for, framework_in_force, post_by_key
from comity.procedure.clearance.actions.amend_subject import amend_subject
from comity.procedure.clearance.actions.consolidate_dossier import consolidate_dossier
from comity.procedure.clearance.actions.decide_dossier import decide_dossier
from comity.procedure.clearance.actions.lapse_consultation import lapse_consultation
from comity.procedure.clearance.actions.migrate_dossier import migrate_dossier
from comity.procedure.clearance.actions.place_hold import place_hold
from comity.procedure.clearance.queries import choose_route, consultations_of, facts_of, migration_plan
from comity.procedure.clearance.rules.migrating import Fate
from comity.procedure.clearance.rules.opinion import OpinionKind

from .builders import (
    FRAMEWORK,
    MONDAY,
    a_granted_dossier,
    a_house,
    a_subject,
    an_open_dossier,
    answer,
    asked,
    before_the_ministers,
    consolidated,
    countersigned,
    everyone_concurs,
    now,
    turned,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
KEPT = {"desk": Fate.KEPT, "legal": Fate.KEPT, "money": Fate.KEPT}


@pytest.fixture
def house():
    return a_house()


def adopted(house, *changes):
    """The next version, with these replacements, proposed and approved by two people."""
    text = FRAMEWORK.replace('version: "1"', 'version: "2"')
    for was, becomes in changes:
        assert was in text, was
        text = text.replace(was, becomes, 1)
    proposal = propose_version(text, actor=house.as_("appointer"), at=MONDAY, why="Better.")
    return approve_version(proposal.pk, actor=house.as_("principals"), at=MONDAY, seen_digest=proposal.digest)


def plan_of(dossier):
    return migration_plan(now(dossier), framework_in_force("testland"))


def fates(dossier):
    return {line.step: line.fate for line in plan_of(dossier).lines}


def moved(house, dossier, **said):
    given = {"actor": house.as_("appointer"), "at": MONDAY, "reason": "The law changed.", **said}
    return migrate_dossier(dossier.pk, **{"seen_plan": plan_of(dossier).digest, **given})


def only_what_the_new_route_accepts(dossier):
    """Every answer that stands is of the post the new route asks, for the same, about the present text."""
    dossier = now(dossier)
    route = {s.key: s for stage in choose_route(facts_of(dossier.subject), dossier.framework).stages for s in stage}
    for row in consultations_of(dossier.pk).exclude(state="superseded"):
        step = route[row.step_key]
        assert (row.post.key, row.needs) == (step.post, step.needs)
        assert {o.digest for o in row.opinions.filter(standing=True)} <= {dossier.subject.digest}
    assert not dossier.signatures.filter(standing=True).exists()


def test_open_dossiers_stay_on_the_version_they_were_opened_under(house):
    dossier = before_the_ministers(house, host="PHL")
    adopted(house, ("concerns: [host, personnel]", "concerns: [host]"))
    assert now(dossier).framework.version == "1"
    turned(house, dossier, "defence-minister")
    turned(house, dossier, "foreign-minister")
    assert now(dossier).state == "granted"


def test_under_the_same_words_every_answer_stands_and_every_signature_falls(house):
    dossier = before_the_ministers(house, host="PHL")
    turned(house, dossier, "defence-minister")
    adopted(house)
    assert fates(dossier) == KEPT
    moved(house, dossier)
    assert (now(dossier).state, now(dossier).framework.version) == ("consolidating", "2")
    only_what_the_new_route_accepts(dossier)
    consolidated(house, dossier)
    countersigned(house, dossier)
    for minister in ("defence-minister", "foreign-minister"):
        turned(house, dossier, minister)
    assert now(dossier).state == "granted"


DESK = "{key: desk, post: desk, needs: concurrence, why: Foreign policy., instrument: act, article: s. 2"
LEGAL = "{key: legal, post: counsel, needs: concurrence, why: The law., instrument: act"
ANOTHER = "          - {key: press, post: budget, needs: consultation, why: News., instrument: act, clock: {days: 2}, on_lapse: {do: proceed}}\n"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("concerns: [host, personnel]", "concerns: [host]"), {"desk": Fate.ASKED_ANEW}),
        ((DESK, DESK.replace("s. 2", "s. 4")), {"desk": Fate.ASKED_ANEW}),
        ((LEGAL, LEGAL.replace("instrument: act", "instrument: silence-rule")), {"legal": Fate.ASKED_ANEW}),
        ((LEGAL, LEGAL.replace("post: counsel", "post: desk-head")), {"legal": Fate.ASKED_ANEW}),
        ((LEGAL, LEGAL.replace("concurrence", "coordination")), {"legal": Fate.ASKED_ANEW}),
        ((LEGAL, LEGAL.replace("key: legal", "key: law")), {"legal": Fate.DROPPED, "law": Fate.NEW}),
        (("Legal Counsel, institution: mfa", "Legal Counsel, institution: mod"), {"legal": Fate.ASKED_ANEW}),
        (("Legal Counsel, institution: mfa, character: civilian", "Legal Counsel, institution: mfa, character: military"), {"legal": Fate.ASKED_ANEW}),
        (("clock: {days: 3}, information: runs", "clock: {days: 9}, information: runs"), {}),
        (("      - key: host\n", ANOTHER + "      - key: host\n"), {"press": Fate.NEW}),
    ],
)  # fmt: skip
def test_an_answer_stands_only_where_the_new_route_would_have_accepted_it(house, change, expected):
    dossier = an_open_dossier(house, host="PHL")
    everyone_concurs(house, dossier)
    adopted(house, change)
    assert fates(dossier) == {**KEPT, **expected}
    moved(house, dossier)
    only_what_the_new_route_accepts(dossier)
    assert now(dossier).state == ("consulting" if expected else "consolidating")


def test_whoever_the_new_route_asks_only_after_another_is_asked_anew(house):
    """The host consented; the new route asks it after the press was heard."""
    dossier = an_open_dossier(house, host="FJI")
    everyone_concurs(house, dossier)
    answer(house, dossier, "liaison")
    adopted(house, ("      - key: host\n", ANOTHER + "      - key: host\n"))
    assert fates(dossier) == {**KEPT, "press": Fate.NEW, "consent": Fate.ASKED_ANEW}
    moved(house, dossier)
    only_what_the_new_route_accepts(dossier)
    assert {row.step_key for row in consultations_of(dossier.pk).filter(state="pending")} == {"press"}


def test_an_answer_to_an_earlier_text_is_asked_anew(house):
    dossier = an_open_dossier(house, host="PHL")
    everyone_concurs(house, dossier)
    amend_subject(
        dossier.pk,
        actor=house.as_("planner"),
        at=MONDAY,
        subject=a_subject(house, host="PHL", personnel=905, version=2),
        why="Five.",
    )
    assert now(dossier).state == "consolidating"  # within the tolerance: their answers stand
    adopted(house)
    assert set(fates(dossier).values()) == {Fate.ASKED_ANEW}
    moved(house, dossier)
    only_what_the_new_route_accepts(dossier)


@pytest.mark.parametrize(
    ("change", "fate"), [((" ", " "), Fate.KEPT), (("clock: {days: 2},\n             on_lapse: {do: silence", "clock: {days: 4},\n             on_lapse: {do: silence"), Fate.ASKED_ANEW)]
)  # fmt: skip
def test_silence_stands_only_under_the_very_clock_that_ran_out(house, change, fate):
    dossier = an_open_dossier(house, kind="talks", cost="500")
    lapse_consultation(asked(dossier, "desk").pk, actor=house.as_("desk"), at=MONDAY + 3 * DAY)
    adopted(house, change)
    assert fates(dossier) == {"desk": fate}
    moved(house, dossier, at=MONDAY + 3 * DAY)
    only_what_the_new_route_accepts(dossier)


def test_what_is_still_asked_goes_on_until_the_same_day_and_under_another_clock_begins_anew(house):
    dossier = an_open_dossier(house, host="PHL")
    before = asked(dossier, "budget").due_at
    adopted(
        house,
        (
            "concerns: [personnel],\n             clock: {days: 5}",
            "concerns: [personnel],\n             clock: {days: 9}",
        ),
    )
    assert fates(dossier) == {"desk": Fate.STILL_ASKED, "legal": Fate.ASKED_ANEW, "money": Fate.STILL_ASKED}
    moved(house, dossier, at=MONDAY + DAY)
    assert asked(dossier, "budget").due_at == before
    assert asked(dossier, "counsel").asked_at == MONDAY + DAY


def test_an_objection_is_not_swept_away_by_a_route_that_no_longer_asks(house):
    dossier = an_open_dossier(house, host="PHL")
    answer(house, dossier, "counsel", OpinionKind.NONCONCUR, basis="No treaty.", cure="A treaty.")
    adopted(house, (LEGAL, LEGAL.replace("key: legal, post: counsel", "key: law, post: desk-head")))
    with pytest.raises(Refused, match="Legal Counsel objects, and the new route does not ask it"):
        moved(house, dossier)


def test_an_objection_that_is_kept_still_bars(house):
    dossier = an_open_dossier(house, host="PHL")
    answer(house, dossier, "counsel", OpinionKind.NONCONCUR, basis="No treaty.", cure="A treaty.")
    answer(house, dossier, "desk")
    answer(house, dossier, "budget")
    adopted(house)
    moved(house, dossier)
    with pytest.raises(Refused, match="Outstanding objection of Legal Counsel"):
        consolidate_dossier(
            dossier.pk, actor=house.as_("planner"), at=MONDAY, summary="One objects.", recommendation="Authorise."
        )


def test_a_hold_ends_as_holds_end_and_not_by_moving(house):
    dossier = an_open_dossier(house, host="PHL")
    place_hold(
        asked(dossier, "counsel").pk, actor=house.as_("counsel"), at=MONDAY, reason="A ruling is due.", expires=MONDAY + 9 * DAY
    )  # fmt: skip
    adopted(house, (LEGAL, LEGAL.replace("instrument: act", "instrument: silence-rule")))
    with pytest.raises(Refused, match="the hold ends first"):
        moved(house, dossier)


@pytest.mark.parametrize("who", ["planner", "defence-minister", "director"])
def test_only_a_mandate_to_adopt_moves_a_dossier(house, who):
    dossier = an_open_dossier(house, host="PHL")
    adopted(house)
    with pytest.raises(NotAllowed, match="no mandate to adopt"):
        moved(house, dossier, actor=house.as_(who))


def test_nobody_moves_what_they_wrote_or_spoke_on(house):
    adopter = house.people["appointer"]
    own = an_open_dossier(house, host="PHL")
    own.authors.create(person=adopter)
    adopted(house)
    with pytest.raises(NotAllowed, match="you wrote in this dossier"):
        moved(house, own)


def test_what_was_previewed_is_what_is_done(house):
    dossier = an_open_dossier(house, host="PHL")
    adopted(house)
    seen = plan_of(dossier).digest
    answer(house, dossier, "desk")
    with pytest.raises(Refused, match="went on while you looked"):
        moved(house, dossier, seen_plan=seen)
    with pytest.raises(Refused, match="Say why"):
        moved(house, dossier, reason=" ")


def test_what_is_decided_stays_as_it_was_decided_and_nothing_moves_twice(house):
    granted = a_granted_dossier(house, host="PHL")
    adopted(house)
    with pytest.raises(Refused, match="what is decided stays"):
        moved(house, granted)
    other = an_open_dossier(house, host="PHL")
    with pytest.raises(Refused, match="already runs under version 2"):
        moved(house, other)


def test_whoever_spoke_before_the_move_has_spoken_though_their_answer_fell(house):
    dossier = an_open_dossier(house, host="PHL")
    everyone_concurs(house, dossier)
    adopted(house, (DESK, DESK.replace("s. 2", "s. 4")))
    moved(house, dossier)
    answer(house, dossier, "desk")
    consolidated(house, dossier)
    countersigned(house, dossier)
    appoint_person(
        post_by_key("defence-minister"), actor=house.as_("appointer"), at=MONDAY, person=house.people["counsel"], starts=date(2026, 1, 1), acting=True
    )  # fmt: skip
    both = actor_for(house.people["counsel"], MONDAY, post_by_key("defence-minister").pk)
    with pytest.raises(NotAllowed, match="one person, one voice"):
        turned_as(dossier, both)
    with pytest.raises(NotAllowed, match="nobody clears their own"):
        appoint_person(
            post_by_key("foreign-minister"), actor=house.as_("appointer"), at=MONDAY, person=house.people["planner"], starts=date(2026, 1, 1), acting=True
        )  # fmt: skip
        turned_as(dossier, actor_for(house.people["planner"], MONDAY, post_by_key("foreign-minister").pk))


def turned_as(dossier, actor):
    return decide_dossier(
        dossier.pk, actor=actor, at=MONDAY, seen_digest=now(dossier).subject.digest, grant=True, reason=""
    )


def test_the_record_says_who_moved_it_why_and_what_stood(house):
    dossier = an_open_dossier(house, host="PHL")
    everyone_concurs(house, dossier)
    adopted(house, (DESK, DESK.replace("s. 2", "s. 4")))
    moved(house, dossier)
    entry = entire_history("a test", kind="dossier.migrated")[0]
    assert entry.person_id == house.people["appointer"].pk
    said = str(entry.sentence)
    assert "from version 1 of its framework to 2" in said
    assert "Answers of Legal Counsel, Budget Officer stand." in said
    assert "To be asked: Desk Officer." in said
