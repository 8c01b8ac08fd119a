"""Who may do what this room does."""

from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Verdict, allow, deny
from comity.foundation.words.rules.said import say

from .rules.watching import OVERSEERS


def may_take_snapshot(actor: Actor) -> Verdict:
    """Whoever acts from a post: a snapshot holds nothing but what its taker may read one by one."""
    if actor.person_id is None or actor.post_id is None:
        return deny(say("a snapshot is taken by a person who acts from a post"))
    return allow(say("it holds only what you may read"))


def may_acknowledge(actor: Actor) -> Verdict:
    """Overseers alone: who is watched does not take note of what was found in the overseers' place."""
    if actor.person_id is None or actor.character not in OVERSEERS:
        return deny(say("only a parliamentary or independent post takes note of a finding"))
    return allow(say("it is for overseers to take note"))
