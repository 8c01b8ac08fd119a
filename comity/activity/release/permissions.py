"""Who may ask for a release, put it, agree for an originator, hand it over, receive and recall it. Pure."""

from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Verdict, allow, deny
from comity.foundation.words.rules.said import say


def may_ask(
    actor: Actor, *, readable: bool, same_framework: bool, at_home: bool, recipient_id: int, recipient_abroad: bool
) -> Verdict:
    """A partner asks for its own post; a post of the house may ask for a partner."""
    if not (person := _a_person(actor)):
        return person
    if not readable or not same_framework:
        return deny(say("what it would be taken from is not open to you"))
    if not recipient_abroad:
        return deny(say("a release goes to another state: inside the house markings decide"))
    if actor.post_id == recipient_id:
        return allow(say("{post} asks for itself", post=actor.post))
    if at_home:
        return allow(say("{post} asks for a partner", post=actor.post))
    return deny(say("a partner asks for its own post alone"))


def may_put(actor: Actor, *, power: Verdict, readable: bool, at_home: bool) -> Verdict:
    """A post of the house with a mandate to propose, that reads every part it puts."""
    if not (person := _a_person(actor)):
        return person
    if not at_home:
        return deny(say("the originator puts it to clearance, not whoever asks"))
    if not readable:
        return deny(say("a part of it is not open to you"))
    return power


def may_decline(actor: Actor, *, power: Verdict, at_home: bool) -> Verdict:
    return may_put(actor, power=power, readable=True, at_home=at_home)


def may_take_back(actor: Actor, *, asked_by_post_id: int, asked_by: str) -> Verdict:
    if not (person := _a_person(actor)):
        return person
    if actor.post_id != asked_by_post_id:
        return deny(say("only who asked takes it back: {post}", post=asked_by))
    return allow(say("{post} asked for it", post=actor.post))


def may_consent(actor: Actor, *, state: str | None, originator: str, same_framework: bool) -> Verdict:
    """A post of the originator's own state: nobody else agrees for it, whatever power they hold."""
    if not (person := _a_person(actor)):
        return person
    if state != originator or not same_framework:
        return deny(say("only {originator} answers for its own information", originator=originator))
    return allow(say("{post} answers for {originator}", post=actor.post, originator=originator))


def may_follow_clearance(*, stands: str, expected: str, digest_seen: str, digest_now: str) -> Verdict:
    """Clearance alone agrees and refuses: its dossier must really stand so, for this very text."""
    if stands != expected:
        return deny(say("its clearance does not stand so"), source=say("clearance decides"))
    if digest_seen != digest_now:
        why = say("the text that was decided is not the text as it is now")
        return deny(why, source=say("a decision binds its digest"))
    return allow(say("its clearance stands so for this very text"), source=say("clearance decides"))


def may_hand_over(actor: Actor, *, lead_post_id: int | None, lead: str, power: Verdict) -> Verdict:
    if not (person := _a_person(actor)):
        return person
    if actor.post_id != lead_post_id:
        return deny(say("only who put it hands it over: {post}", post=lead))
    return power


def may_receive(actor: Actor, *, recipient_id: int, recipient: str) -> Verdict:
    """The recipient named, and nobody else of its state."""
    if not (person := _a_person(actor)):
        return person
    if actor.post_id != recipient_id:
        return deny(say("it is released to {post} alone", post=recipient))
    return allow(say("it is released to {post}", post=actor.post))


def may_open(actor: Actor, *, recipient_id: int, recipient: str, at_home: bool, reads_all: bool) -> Verdict:
    """The recipient; and whoever of the house reads every part where it came from, to see what was given.

    The package bears no need-to-know of the house: reading it there must not be a way around.
    """
    if at_home and not reads_all:
        return deny(say("a part of it is not open to you where it came from"))
    if at_home and actor.person_id is not None and actor.post_id is not None:
        return allow(say("the house sees what it has given"))
    return may_receive(actor, recipient_id=recipient_id, recipient=recipient)


def may_recall(
    actor: Actor, *, lead_post_id: int | None, revoke: Verdict, state: str | None, originators: frozenset[str]
) -> Verdict:
    """Who put it, who may revoke its clearance, and each originator whose information is in it."""
    if not (person := _a_person(actor)):
        return person
    if actor.post_id == lead_post_id:
        return allow(say("{post} put it", post=actor.post))
    if state is not None and state in originators:
        return allow(say("it holds information of {originator}", originator=state))
    if revoke:
        return revoke
    return deny(say("only who put it, who may revoke it, or whose information is in it recalls it"))


def may_export(actor: Actor, *, at_home: bool) -> Verdict:
    if not (person := _a_person(actor)):
        return person
    return allow(say("the register of the house")) if at_home else deny(say("the register is the house's own"))


def _a_person(actor: Actor) -> Verdict:
    if actor.person_id is None:
        return deny(say("only a person does this"))
    if actor.post_id is None:
        return deny(say("nobody acts here without a post"))
    return allow(say("a person in a post"))
