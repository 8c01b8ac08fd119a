"""Who may change who may: one permission per action of this room. Pure: they are told what they need."""

from comity.foundation.access.rules.actor import CONSOLE, Actor, from_console  # noqa: F401  tests name it from here
from comity.foundation.access.rules.verdict import Verdict, allow, deny


def may_found(actor: Actor, *, house_is_empty: bool) -> Verdict:
    """Only into an empty house may a framework be brought without a mandate, and only from the console."""
    if not from_console(actor):
        return deny("an empty house is founded from the operator's console")
    if not house_is_empty:
        return deny("a framework is already in force: a new version needs a mandate to adopt")
    return allow("the house is empty", source="founding")


def may_appoint(
    actor: Actor, *, person_id: int | None, power: Verdict, over: bool, post_is_civilian: bool, founding: bool
) -> Verdict:
    """A mandate to appoint over that institution; never oneself; no soldier appoints to a civilian post.

    `person_id` None asks whether there is anybody at all whom they might appoint.
    """
    if founding:
        return allow("nobody holds a post yet", source="founding")
    if person_id is not None and actor.person_id == person_id:
        return deny("nobody appoints themselves")
    if not power:
        return power
    if not over:
        return deny("this mandate to appoint does not extend to that institution")
    if post_is_civilian and actor.character == "military":
        return deny("a military post cannot appoint to a civilian post")
    return power


def may_delegate(
    actor: Actor, *, holds_it: bool, receivers: frozenset[int], forbidden: bool, through_delegation: bool
) -> Verdict:
    """The holder lends their own power, never to themselves, never what was itself lent to them."""
    if through_delegation:
        return deny("what was delegated cannot be delegated further")
    if not holds_it:
        return deny("only the post that holds a mandate may lend it")
    if actor.person_id in receivers:
        return deny("nobody delegates to themselves, in whatever post")
    if forbidden:
        return deny("the power to appoint or to adopt a framework is never lent")
    return allow("the holder lends their own power")
