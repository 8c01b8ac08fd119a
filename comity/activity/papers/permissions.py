"""Who may lay papers beside an engagement and speak about it. Pure."""

from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Verdict, allow, deny
from comity.foundation.words.rules.said import say


def may_contribute(actor: Actor, *, readable: bool, same_framework: bool) -> Verdict:
    """Whoever may read it, from a post of the framework that it stands under, partners included."""
    if actor.person_id is None or actor.post_id is None:
        return deny(say("nobody acts here without a post"))
    if not readable:
        return deny(say("this engagement is not open to you"))
    if not same_framework:
        return deny(say("your post does not belong to the framework it stands under"))
    return allow(say("it is open to {post}", post=actor.post))


def may_withdraw(actor: Actor, *, by_post_id: int, by_id: int, lead_post_id: int) -> Verdict:
    """Who laid it there, the post they did it from, and the post that leads the engagement."""
    if actor.person_id is None or actor.post_id is None:
        return deny(say("nobody acts here without a post"))
    if actor.person_id == by_id or actor.post_id in (by_post_id, lead_post_id):
        return allow(say("it is theirs, or beside what they lead"))
    return deny(say("only who laid it there, or who leads the engagement, may withdraw it"))


def may_write(
    actor: Actor, *, readable: bool, by_institution_id: int | None, lead_post_id: int, withdrawn: bool
) -> Verdict:
    """In a paper that is written here: the institution that began it, and the post that leads the engagement."""
    if actor.person_id is None or actor.post_id is None:
        return deny(say("nobody acts here without a post"))
    if not readable:
        return deny(say("this paper is not open to you"))
    if withdrawn:
        return deny(say("it is withdrawn"))
    if actor.post_id == lead_post_id:
        return allow(say("{post} leads the engagement", post=actor.post))
    if by_institution_id is not None and actor.institution_id == by_institution_id:
        return allow(say("{institution} began the paper", institution=actor.institution))
    return deny(say("it is written by whoever began it, and by who leads the engagement"))


def may_take_copy(actor: Actor) -> Verdict:
    """Whoever reads a paper, from a post: that they read it was asked before."""
    if actor.person_id is None or actor.post_id is None:
        return deny(say("nobody acts here without a post"))
    return allow(say("it is open to {post}", post=actor.post))
