"""Who may write, move and mark an engagement: one permission per action. Pure: they are told what they need."""

from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Verdict, allow, deny
from comity.foundation.words.rules.said import known, say


def may_begin(actor: Actor, *, power: Verdict) -> Verdict:
    """Any post with a mandate to propose, in whichever ministry it sits."""
    return _a_person(actor) and power


def may_write(
    actor: Actor, *, power: Verdict, lead_post_id: int, lead: str, readable: bool, spoken: bool = False
) -> Verdict:
    """The lead post, or a post with a mandate to propose; never somebody who has spoken on its clearance."""
    if not (person := _a_person(actor)):
        return person
    if not readable:
        return deny(say("this engagement is not open to you"))
    if spoken:
        return deny(
            say("you have spoken on its clearance: who clears a proposal does not rewrite it"),
            source=say("no self-approval"),
        )
    if power:
        return power
    if actor.post_id == lead_post_id:
        return allow(say("{post} leads it", post=actor.post))
    return deny(say("it is led by {post}", post=lead), *power.reasons)


def may_propose(
    actor: Actor, *, power: Verdict, lead_post_id: int, lead: str, readable: bool, spoken: bool = False
) -> Verdict:
    """A mandate to propose, also for the lead post: putting something to clearance rests on an instrument."""
    written = may_write(actor, power=power, lead_post_id=lead_post_id, lead=lead, readable=readable, spoken=spoken)
    return written and power


def may_lead(actor: Actor, *, lead_post_id: int, lead: str, readable: bool, power: Verdict) -> Verdict:
    """Carrying it out and accounting for it is for the lead post alone, while it holds its mandate."""
    if not (person := _a_person(actor)):
        return person
    if not readable:
        return deny(say("this engagement is not open to you"))
    if actor.post_id != lead_post_id:
        return deny(say("only its lead can do this: {post}", post=lead))
    return power and allow(say("{post} leads it", post=actor.post), source=power.source)


def may_mark(
    actor: Actor,
    *,
    lead_post_id: int,
    lead: str,
    readable: bool,
    power: Verdict,
    reads_new: bool,
    spoken: bool = False,
) -> Verdict:
    """The lead post marks it, and never with a marking it could not read itself."""
    led = may_lead(actor, lead_post_id=lead_post_id, lead=lead, readable=readable, power=power)
    if led and spoken:
        return deny(say("you have spoken on its clearance: its marking is part of what is cleared"))
    if led and not reads_new:
        return deny(say("you could not read it under that marking yourself"))
    return led


def may_follow_clearance(*, stands: str, expected: str, digest_seen: str, digest_now: str) -> Verdict:
    """Clearance alone authorises, refuses, suspends and revokes: its dossier must really stand so, for this text.

    INVARIANT: nothing is authorised but by a granted dossier for the very text that was seen
    (tests/test_following_clearance.py).
    """
    if stands != expected:
        why = say(
            "its clearance is {state}, not {expected}", state=known(stands or "not opened"), expected=known(expected)
        )
        return deny(why, source=say("clearance decides"))
    if digest_seen != digest_now:
        why = say("the text that was decided is not the text as it is now")
        return deny(why, source=say("a decision binds its digest"))
    why = say("its clearance is {state} for this very text", state=known(expected))
    return allow(why, source=say("clearance decides"))


def may_import(actor: Actor, *, power: Verdict) -> Verdict:
    return _a_person(actor) and power


def may_keep_draft(actor: Actor, *, owner_id: int | None, power: Verdict) -> Verdict:
    """A draft is its author's alone."""
    if not (person := _a_person(actor)):
        return person
    if owner_id is not None and owner_id != actor.person_id:
        return deny(say("this draft is somebody else's"))
    return power


def may_hand_over(
    actor: Actor, *, post: str, superior_id: int | None, author_holds_it: bool, receiver_in_place: bool
) -> Verdict:
    """What was left unfinished at a post goes to whoever holds it now, or to its superior, by the superior's act."""
    if author_holds_it:
        return deny(say("whoever typed it still holds {post}: a draft is its author's alone", post=post))
    if actor.post_id is None or actor.post_id != superior_id:
        return deny(say("only the superior of {post} hands over what was left there", post=post))
    if not receiver_in_place:
        return deny(say("it goes to whoever holds {post} now, or to its superior", post=post))
    return allow(say("the superior of the post"))


def _a_person(actor: Actor) -> Verdict:
    if actor.person_id is None:
        return deny(say("only a person does this"))
    if actor.post_id is None:
        return deny(say("nobody acts here without a post"))
    return allow(say("a person in a post"))
