"""What a framework promises is watched in the record: an act that was done past the house's actions is named with who,
when and what it breaks, and nothing else is."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

import pytest

from comity.activity.engagements.actions.propose_engagement import propose_engagement
from comity.activity.engagements.tests.builders import (
    FRAMEWORK,
    NOON,
    POSTS,
    a_concept,
    a_house,
    a_proposed,
    answer_all,
    decide,
)
from comity.foundation.access.rules.actor import the_clock
from comity.foundation.record.actions import announce as announce_module
from comity.foundation.record.events import Thing
from comity.foundation.record.queries import head
from comity.foundation.record.tests.builders import an_entry
from comity.foundation.words.rules.said import Said
from comity.mandate.institutions.events import FrameworkAdopted, PersonAppointed, VersionProposed
from comity.mandate.institutions.queries import Appointment, Delegation, Framework, Mandate, frameworks_in_force
from comity.mandate.institutions.rules.promises import Property
from comity.mandate.obligations.actions.keep_obligation import keep_obligation
from comity.mandate.obligations.queries import obligations
from comity.procedure.clearance.actions.consolidate_dossier import consolidate_dossier
from comity.procedure.clearance.actions.decide_dossier import decide_dossier
from comity.procedure.clearance.events import (
    ClearanceGranted,
    ClearanceSuspended,
    CommentAdjudicated,
    DossierConsolidated,
    DossierOpened,
    KeyTurned,
    OpinionGiven,
    UrgencyDeclared,
)
from comity.procedure.clearance.queries import Dossier, named_in_events, standing, things
from comity.scrutiny.oversight.queries import promises
from comity.scrutiny.oversight.rules.found import read
from comity.scrutiny.oversight.rules.watching import PROMISES

from .builders import LATER

PROMISING = (
    FRAMEWORK.replace(
        "posts:\n",
        """  - {key: staff, name: Joint Staff, kind: command, state: XHM}
  - {key: parliament, name: Parliament, kind: parliament, state: XHM}
posts:
  - {key: chief, title: Chief of Staff, institution: staff, character: military}
  - {key: deputy, title: Deputy Minister, institution: staff, character: military}
  - {key: clerk, title: Clerk, institution: parliament, character: parliamentary}
""",
        1,
    ).replace(
        "classes:\n",
        """  - {post: chief, may: [decide, appoint], over: [staff], instrument: act, article: art. 6}
  - {post: deputy, may: [decide], instrument: act, article: art. 7}
  - {post: foreign-minister, may: [appoint, adopt], instrument: act, article: art. 8}
classes:
""",
        1,
    )
    + """
adoption: {approved_by: defence-minister, instrument: act}
oversight:
  - {key: told, tell: clerk, when: granted, what: Tell the committee., within: {days: 5}, instrument: act}
properties:
  - {hold: civilian-control}
  - {hold: two-keys}
  - {hold: no-self-approval}
  - {hold: silence-never-decides, except_under: [act]}
  - {hold: oversight-is-told}
"""
)
BY_SOLDIERS = PROMISING.replace(
    "- {post: defence-minister, instrument: act, clock: {days: 5}, on_lapse: {do: tell, to: counsel}}",
    "- {post: chief, instrument: act, clock: {days: 5}, on_lapse: {do: tell, to: counsel}}",
).replace(
    "- {post: foreign-minister, instrument: act, clock: {days: 5}, on_lapse: {do: tell, to: desk}}",
    "- {post: deputy, instrument: act, clock: {days: 5}, on_lapse: {do: tell, to: desk}}",
)
EVERYBODY = (*POSTS, "chief", "deputy", "clerk")


@pytest.fixture
def house(db):
    return a_house(PROMISING, EVERYBODY)


def broken(first=0):
    """What breaks a promise from this entry on, as (promise, sentence)."""
    found = promises.broken_in(first, head().size)
    return [(promise, str(one.words)) for promise, troubles in found.items() for one in troubles]


def entered(event, **said):
    """An entry of which nothing follows: no act asked whether it may be, and nobody listens."""
    with patch.object(announce_module, "deliver"):
        return an_entry(event=event, at=said.pop("at", LATER), **said)


def dossier_of(it):
    return Dossier.objects.whole("a test").get(pk=it.dossier_id)


def told(it, event, *, actor, at=LATER, **said):
    """The same, of a dossier."""
    dossier = dossier_of(it)
    about = {"about": things(dossier), "marking": dossier.marking}
    return entered(event(**named_in_events(dossier), **said), actor=actor, at=at, **about)


def an_opinion(it, *, actor, post=None, opinion="concur", basis="", under=""):
    said = {"opinion": opinion, "words": "", "basis": basis, "cure": "", "conditions": (), "under": under}
    return told(it, OpinionGiven, actor=actor, post=post or actor.post, digest=standing(it.dossier_id).digest, **said)


def a_key(it, *, actor, post=None, under=""):
    said = {"grants": True, "reason": "", "over_objection": "", "cites": "Engagement Act, art. 4", "under": under}
    return told(it, KeyTurned, actor=actor, post=post or actor.post, digest=standing(it.dossier_id).digest, **said)


def a_grant(it, *, actor):
    return told(it, ClearanceGranted, actor=actor, digest=standing(it.dossier_id).digest, over_objection="")


def to_the_deciders(house, it):
    """Heard and consolidated: the keys may be turned."""
    answer_all(house, it)
    consolidate_dossier(it.dossier_id, actor=house.planner, at=NOON, summary="All concur.", recommendation="Grant it.")
    return it


def test_what_is_done_by_its_acts_breaks_nothing(house):
    it = a_proposed(house)
    answer_all(house, it)
    decide(house, it)
    assert standing(it.dossier_id).state == "granted"
    assert broken() == []


def test_whoever_wrote_and_speaks_or_signs_is_named(house):
    it = a_proposed(house)
    since = head().size
    an_opinion(it, actor=house.planner)
    to_the_deciders(house, it)
    key = a_key(it, actor=house.planner)
    self_approved = [words for promise, words in broken(since) if promise is Property.NO_SELF_APPROVAL]
    assert self_approved[0].startswith(
        f"Planner, Planner spoke on DOS-2026-0001 on 2026-06-01 13:00:00 UTC (entry {since})"
    )
    assert f"Planner, Planner signed DOS-2026-0001 on 2026-06-01 13:00:00 UTC (entry {key.seq})" in self_approved[-1]


def test_writing_in_a_concept_makes_an_author_whoever_proposes_it(house):
    it = a_concept(house, actor=house.desk)
    it = propose_engagement(it.pk, actor=house.planner, at=NOON, seen_version=it.version)
    an_opinion(it, actor=house.desk)
    ((promise, words),) = broken()
    assert (promise, words.startswith("Desk, Desk officer spoke on")) == (Property.NO_SELF_APPROVAL, True)


def test_whoever_spoke_and_then_writes_is_named(house):
    it = a_proposed(house)
    answer_all(house, it)
    adjudicated = {"words": "Why?", "outcome": "accepted", "rationale": "So."}
    told(it, CommentAdjudicated, actor=house.counsel, **adjudicated)
    ((promise, words),) = broken()
    assert promise is Property.NO_SELF_APPROVAL
    assert words.startswith("Counsel, Counsel wrote in DOS-2026-0001")
    assert "had spoken on it or signed it" in words


def test_a_power_that_an_author_lent_clears_nothing_of_theirs(house):
    it = to_the_deciders(house, a_proposed(house))
    mandate = Mandate.objects.get(post__key="defence-minister", may="decide")
    held = Appointment.objects.get(post__key="planner")
    loan = Delegation.objects.create(
        mandate=mandate,
        to_post=Appointment.objects.get(post__key="clerk").post,
        made_by=house.people["planner"],
        appointment=held,
        starts=NOON,
        ends=NOON + timedelta(days=9),
        reason="patched",
    )
    a_key(it, actor=house.clerk, post="Minister of Defence", under=f"D-{loan.pk} → Engagement Act, art. 4")
    ((promise, words),) = broken()
    assert promise is Property.NO_SELF_APPROVAL
    assert f"by D-{loan.pk}, lent by somebody who had written in it" in words


def test_one_person_who_turns_two_keys_is_named(house):
    it = to_the_deciders(house, a_proposed(house))
    seen = standing(it.dossier_id).digest
    decide_dossier(it.dossier_id, actor=house.defence_minister, at=NOON, seen_digest=seen, grant=True, reason="")
    again = replace(house.foreign_minister, person_id=house.defence_minister.person_id, person="Defence Minister")
    a_key(it, actor=again)
    ((promise, words),) = broken()
    assert promise is Property.TWO_KEYS
    assert words.startswith("Defence Minister, Minister of Foreign Affairs signed DOS-2026-0001")
    assert "had signed that text already: two keys are two people" in words


def test_a_grant_without_every_key_and_without_who_must_agree_is_named(house):
    it = a_proposed(house)
    told(it, DossierConsolidated, actor=house.planner, summary="", recommendation="", objections=())
    a_key(it, actor=house.defence_minister)
    a_grant(it, actor=house.defence_minister)
    found = [words for promise, words in broken() if promise is Property.TWO_KEYS]
    assert "signatures that nobody gave: Minister of Foreign Affairs." in found[0]
    assert "whoever must agree was never heard: Desk officer, Counsel." in found[1]


def test_a_grant_over_an_objection_on_which_no_body_ruled_is_named(house):
    it = a_proposed(house)
    answer_all(house, it)
    an_opinion(it, actor=house.counsel, opinion="nonconcur")
    told(it, DossierConsolidated, actor=house.planner, summary="", recommendation="", objections=("Counsel",))
    a_key(it, actor=house.defence_minister)
    a_key(it, actor=house.foreign_minister)
    a_grant(it, actor=house.foreign_minister)
    found = [words for promise, words in broken() if promise is Property.TWO_KEYS]
    assert found[0].endswith("over an objection that no body above set aside: Counsel.")


def test_a_grant_that_only_soldiers_signed_is_named_where_the_framework_promises_otherwise(db):
    with patch("comity.web.wiring.prove_promises"):  # which would refuse it
        house = a_house(BY_SOLDIERS, EVERYBODY)
    it = to_the_deciders(house, a_proposed(house))
    for actor in (house.chief, house.deputy):
        seen = standing(it.dossier_id).digest
        decide_dossier(it.dossier_id, actor=actor, at=NOON, seen_digest=seen, grant=True, reason="")
    found = [words for promise, words in broken() if promise is Property.CIVILIAN_CONTROL]
    assert found[0].startswith("DOS-2026-0001 was granted on 2026-06-01 12:00:00 UTC")
    assert found[0].endswith("by Deputy, Deputy Minister, and nobody who signed it answers to civilians alone.")


def test_a_military_post_that_appoints_to_a_civilian_one_and_who_appoints_themselves_are_named(house):
    of = {"institution": "Ministry of Defence", "acting": False, "starts": NOON.date()}
    event = PersonAppointed(person="Somebody", post="Counsel", **of)
    entered(event, actor=house.chief, about=[Thing("post", "counsel", "Counsel")])
    Appointment.objects.create(
        person=house.people["foreign-minister"],
        post=Appointment.objects.get(post__key="clerk").post,
        acting=True,
        starts=NOON.date(),
        made_by="patched",
    )
    event = PersonAppointed(person="Foreign Minister", post="Clerk", **of)
    entered(event, actor=house.foreign_minister, about=[Thing("post", "clerk", "Clerk")])
    soldiers, oneself = (words for promise, words in broken() if promise is Property.CIVILIAN_CONTROL)
    assert soldiers.endswith("a military post cannot appoint to a civilian post.")
    assert soldiers.startswith("Chief, Chief of Staff appointed Somebody as Counsel")
    assert oneself.endswith("nobody appoints themselves.")


def test_silence_without_its_instrument_and_what_nobody_decided_are_named(house):
    it = a_proposed(house)
    an_opinion(it, actor=the_clock(), post="Counsel", opinion="silence", basis="Custom")
    told(it, DossierConsolidated, actor=house.planner, summary="", recommendation="", objections=())
    a_grant(it, actor=the_clock())
    found = [words for promise, words in broken() if promise is Property.SILENCE_NEVER_DECIDES]
    assert found[0].startswith("Silence was counted as agreement on DOS-2026-0001")
    assert "under “Custom”" in found[0]
    assert found[1].endswith("by The clock, who is no person: silence never decides.")


def test_an_act_that_the_procedure_does_not_know_from_there_is_named(house):
    it = a_proposed(house)
    answer_all(house, it)
    decide(house, it)
    since = head().size
    opinion = an_opinion(it, actor=house.counsel)
    told(it, ClearanceSuspended, actor=house.defence_minister, post="Minister of Defence", reason="storm")
    ((promise, words),) = broken(since)
    assert promise is Property.NO_DEAD_END
    assert words.startswith(f"Counsel, Counsel acted on DOS-2026-0001 on 2026-06-01 13:00:00 UTC (entry {opinion.seq})")
    assert "it was granted" in words


def test_urgency_where_the_route_has_none_and_a_grant_after_its_hours_are_named(house):
    it = a_proposed(house)
    answer_all(house, it)
    said = {"cause": "disaster", "why": "storm", "skipped": (), "cites": "Custom"}
    told(it, UrgencyDeclared, actor=house.desk, post="Desk officer", until="01 June 2026", until_time="12:30", **said)
    a_grant(it, actor=house.foreign_minister)
    found = broken()
    hurried, late = (words for promise, words in found if promise is Property.URGENT_PATH_IS_BOUNDED)
    assert hurried.startswith("Desk, Desk officer declared DOS-2026-0001 urgent")
    assert late.endswith("after its hours were over at 2026-06-01 12:30 UTC.")
    assert any("had spoken on it or signed it" in words for _, words in found)  # and whoever clears hurries nothing


def test_a_dossier_on_another_route_than_its_facts_choose_is_named(house, monkeypatch):
    it = a_proposed(house)
    dossier = dossier_of(it)
    event = DossierOpened(
        **named_in_events(dossier), title=it.title, route="The short way", why="", digest=dossier.subject.digest
    )
    entered(event, actor=house.planner, about=things(dossier), marking=dossier.marking)
    ((promise, words),) = broken()
    assert promise is Property.CLASSES_ARE_COMPLETE_AND_EXCLUSIVE
    assert words.endswith("on the route “The short way”, and its facts choose “Both ministers”.")


def test_a_version_that_its_proposer_brings_in_is_named(house):
    said = {"framework": "test-house", "title": "Framework of the test house", "digest": "d"}
    about = [Thing("framework", "test-house", "test-house")]
    proposed = VersionProposed(
        **said, proposed_version="2", against="1", approver="Minister of Foreign Affairs", proposal="p", why="needed"
    )
    entered(proposed, actor=house.foreign_minister, about=about)
    adopted = FrameworkAdopted(**said, adopted_version="2", posts=1, mandates=1, proposed_by="Foreign Minister")
    entered(adopted, actor=house.foreign_minister, about=about)
    ((promise, words),) = broken()
    assert promise is Property.TWO_KEYS
    assert words.startswith("Foreign Minister, Minister of Foreign Affairs brought version 2")


def test_what_was_never_owed_to_oversight_and_what_was_told_late_is_named(house):
    it = a_proposed(house)
    answer_all(house, it)
    decide(house, it)
    assert broken() == []
    a_grant(it, actor=house.foreign_minister)
    (words,) = [words for promise, words in broken() if promise is Property.OVERSIGHT_IS_TOLD]
    assert words.startswith("Clerk is to be told of ENG-2026-0001 under Engagement Act")
    assert list(promises.not_told_in_time(NOON + timedelta(days=2))) == []
    (late,) = promises.not_told_in_time(NOON + timedelta(days=9))
    assert str(late.words).startswith("Planner was to tell Clerk by 2026-06-08 and has not")
    (owed,) = obligations(house.clerk.reader)
    keep_obligation(owed.pk, actor=house.planner, at=NOON + timedelta(days=10), words="Told.")
    (late_still,) = promises.not_told_in_time(NOON + timedelta(days=20))
    assert late_still.key == late.key
    assert "told it on 11 June 2026" in str(late_still.words)


def test_the_version_in_force_when_it_was_done_decides_and_not_todays(house):
    """A later version that promises less excuses nothing that was done before it."""
    it = to_the_deciders(house, a_proposed(house))
    a_grant(it, actor=house.defence_minister)
    before = Counter(promise for promise, _ in broken())
    row = frameworks_in_force()[0]
    easy = PROMISING.replace("  - {hold: civilian-control}\n", "").replace('version: "1"', 'version: "2"')
    later = {"key": row.key, "version": "2", "title": row.title, "digest": "2" * 64, "text": easy}
    Framework.objects.create(**later, adopted_at=LATER + timedelta(days=1))
    assert before[Property.CIVILIAN_CONTROL] == 1
    assert Counter(promise for promise, _ in broken()) == before


def test_a_stretch_is_judged_alike_wherever_it_is_cut(house):
    it = to_the_deciders(house, a_proposed(house))
    a_key(it, actor=house.planner)
    a_grant(it, actor=house.defence_minister)
    whole, size = sorted(broken()), head().size
    cut = [sorted(str(o.words) for p in promises.broken_in(n, n + 1).values() for o in p) for n in range(size)]
    assert sorted(words for row in cut for words in row) == sorted(words for _, words in whole)
    assert whole


def test_every_sentence_is_found_again_for_a_reader_of_another_language(house):
    it = a_proposed(house)
    an_opinion(it, actor=house.planner)
    ((_, words),) = broken()
    assert isinstance(read(words), Said)
    assert set(PROMISES) == set(Property)
