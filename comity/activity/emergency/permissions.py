"""Who may open something in an emergency, and end it. Pure: denied to everybody whom the framework does not name."""

from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Verdict, allow, deny
from comity.foundation.words.rules.said import say

OVERSEERS = ("parliamentary", "independent")


def may_break_glass(actor: Actor, *, named: bool, instrument: str) -> Verdict:
    """`named`: whether the framework in force names the post under `emergency`."""
    if actor.person_id is None or actor.post_id is None:
        return deny(say("only a person in a post does this"))
    if not named:
        return deny(say("the framework lets {post} open nothing in an emergency", post=actor.post))
    return allow(say("{post} may open one thing in an emergency", post=actor.post), source=instrument)


def may_end(actor: Actor, *, by_id: int, told: bool, over: bool) -> Verdict:
    """Whoever opened it, whoever is told of it, and the clock once its time is over. `told`: the post is a security
    officer's of its framework, or an overseer's."""
    if actor.person_id is None:
        return allow(say("its time is over")) if over else deny(say("its time is not over yet"))
    if actor.person_id == by_id or (told and actor.post_id is not None):
        return allow(say("they opened it, or watch over it"))
    return deny(say("only who opened it, a security officer or an overseer ends it"))


def may_note_page(actor: Actor, *, by_id: int) -> Verdict:
    """Pages are noted of whoever opened it, and of nobody else."""
    return allow(say("they opened it")) if actor.person_id == by_id else deny(say("somebody else opened it"))
