"""Who may end an obligation. Pure."""

from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Verdict, allow, deny


def may_keep(actor: Actor, *, owed_by_id: int, owed_by: str) -> Verdict:
    if actor.post_id != owed_by_id:
        return deny(f"it is owed by {owed_by}, and only that post can say it is kept")
    return allow("the post that owes it")


def may_waive(actor: Actor, *, owed_to_id: int, owed_to: str, owing: frozenset[int]) -> Verdict:
    """`owing` are the people who hold the post that owes it: nobody releases themselves, in whatever post."""
    if actor.post_id != owed_to_id:
        return deny(f"it is owed to {owed_to}, and only that post can waive it")
    if actor.person_id in owing:
        return deny("you hold the post that owes it: nobody releases themselves", source="no self-approval")
    return allow("the post it is owed to")
