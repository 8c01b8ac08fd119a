"""Who may do what this room does."""

from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Verdict, allow, deny
from comity.foundation.words.rules.said import say


def may_take_snapshot(actor: Actor) -> Verdict:
    """Whoever acts from a post: a snapshot holds nothing but what its taker may read one by one."""
    if actor.person_id is None or actor.post_id is None:
        return deny(say("a snapshot is taken by a person who acts from a post"))
    return allow(say("it holds only what you may read"))
