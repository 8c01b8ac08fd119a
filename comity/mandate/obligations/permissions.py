"""Who may end an obligation. Pure."""

from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Verdict, allow, deny
from comity.foundation.words.rules.said import say


def may_keep(actor: Actor, *, owed_by_id: int, owed_by: str) -> Verdict:
    if actor.post_id != owed_by_id:
        return deny(say("it is owed by {post}, and only that post can say it is kept", post=owed_by))
    return allow(say("the post that owes it"))


def may_waive(actor: Actor, *, owed_to_id: int, owed_to: str, owing: frozenset[int]) -> Verdict:
    """`owing` are the people who hold the post that owes it: nobody releases themselves, in whatever post."""
    if actor.post_id != owed_to_id:
        return deny(say("it is owed to {post}, and only that post can waive it", post=owed_to))
    if actor.person_id in owing:
        return deny(say("you hold the post that owes it: nobody releases themselves"), source=say("no self-approval"))
    return allow(say("the post it is owed to"))
