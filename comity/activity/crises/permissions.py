"""Who may declare and end a crisis, and do something to many at once. Pure: they are told what they need."""

from collections.abc import Sequence

from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Verdict, allow, deny
from comity.foundation.words.rules.said import say


def may_declare(actor: Actor, *, power: Verdict) -> Verdict:
    return _a_person(actor) and power


def may_begin_round(actor: Actor, *, powers: Sequence[Verdict], same_framework: bool) -> Verdict:
    """Any one of the powers the act may rest on. Whether it reaches each engagement is asked for each."""
    if not (person := _a_person(actor)):
        return person
    if not same_framework:
        return deny(say("this crisis was declared under another framework"))
    return next(filter(None, powers), powers[0] if powers else deny(say("no power allows it")))


def may_go_on(actor: Actor, *, begun_by: int, begun_from: int) -> Verdict:
    """A round is gone through by whoever began it, from the same post: nobody acts in another's name."""
    if actor.person_id != begun_by or actor.post_id != begun_from:
        return deny(say("a round is gone through by whoever began it, from the same post"))
    return allow(say("you began it"))


def _a_person(actor: Actor) -> Verdict:
    if actor.person_id is None or actor.post_id is None:
        return deny(say("only a person in a post does this"))
    return allow(say("a person in a post"))
