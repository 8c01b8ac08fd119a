"""Who may change who may: one permission per action of this room. Pure: they are told what they need."""

from typing import Protocol

from comity.foundation.access.rules.actor import CONSOLE, Actor, from_console  # noqa: F401  tests name it from here
from comity.foundation.access.rules.verdict import Verdict, allow, deny
from comity.foundation.words.rules.said import say


def may_found(actor: Actor, *, is_new: bool) -> Verdict:
    """Only a framework that is new here may be brought without a mandate, and only from the console. Founding
    gives no power over what is there: `rules.owning` refuses a file that would take anything over."""
    if not from_console(actor):
        return deny(say("a framework is founded from the operator's console"))
    if not is_new:
        return deny(say("this framework is already in force: a new version needs a mandate to adopt"))
    return allow(say("this framework is new here"), source=say("founding"))


class Seat(Protocol):
    """A post as these permissions need it."""

    pk: int
    title: str


def may_approve_version(actor: Actor, *, approver: Seat | None, proposer_id: int, proposing_post_id: int) -> Verdict:
    """The post that the version in force names, held by another person than whoever proposed it. Never lent: whoever
    acts for the post must hold it."""
    if approver is None:
        return deny(say("the version in force names no post that approves the next"))
    if actor.post_id != approver.pk:
        return deny(say("only {post} approves this framework", post=approver.title))
    if actor.post_id == proposing_post_id or actor.person_id == proposer_id:
        return deny(say("you proposed it: two posts and two people adopt a framework"), source=say("two keys"))
    return allow(say("{post} approves what another proposed", post=approver.title))


def may_decline_version(actor: Actor, *, approver: Seat | None, proposing_post: Seat) -> Verdict:
    """Whoever would approve it, and the post that proposed it."""
    if actor.post_id is None or actor.post_id not in {proposing_post.pk, approver.pk if approver else None}:
        posts = approver.title if approver else proposing_post.title
        return deny(say("only {post}, or the post that proposed it, ends this", post=posts))
    return allow(say("it waits on this post, or came from it"))


def may_appoint(
    actor: Actor, *, person_id: int | None, power: Verdict, over: bool, post_is_civilian: bool, founding: bool
) -> Verdict:
    """A mandate to appoint over that institution; never oneself; no soldier appoints to a civilian post.

    `person_id` None asks whether there is anybody at all whom they might appoint.
    """
    if founding:
        return allow(say("nobody holds a post yet"), source=say("founding"))
    if person_id is not None and actor.person_id == person_id:
        return deny(say("nobody appoints themselves"))
    if not power:
        return power
    if not over:
        return deny(say("this mandate to appoint does not extend to that institution"))
    if post_is_civilian and actor.character == "military":
        return deny(say("a military post cannot appoint to a civilian post"))
    return power


def may_delegate(
    actor: Actor,
    *,
    holds_it: bool,
    receivers: frozenset[int],
    lendable: Verdict,
    through_delegation: bool,
    only_acting: bool = False,
    lender_id: int | None = None,
) -> Verdict:
    """The holder lends their own power, never to themselves, never what was itself lent to them.

    `lendable` is `rules.lending.may_be_lent` of the framework. `only_acting`: the lender acts in the post, and the
    framework does not say that whoever acts may lend this on. `lender_id`: whose power it is, when the superior of
    somebody who is away lends it for them.
    """
    if through_delegation:
        return deny(say("what was delegated cannot be delegated further"))
    if not holds_it:
        return deny(say("only the post that holds a mandate may lend it"))
    if receivers & {actor.person_id, lender_id}:
        return deny(say("nobody delegates to themselves, in whatever post"))
    if only_acting:
        return deny(say("whoever only acts in a post does not lend this power"))
    return lendable and allow(say("the holder lends their own power"))


def may_take_back(actor: Actor, *, post_id: int, superior_id: int | None) -> Verdict:
    """The post that lent takes back, whoever holds it now, and so does its superior."""
    if actor.person_id is not None and actor.post_id == post_id:
        return allow(say("the post that lent it takes it back"))
    if actor.person_id is not None and superior_id is not None and actor.post_id == superior_id:
        return allow(say("the superior of the post that lent it takes it back"))
    return deny(say("only the post that lent a power, or its superior, revokes it"))


def may_cover(actor: Actor, *, absent_id: int, post_id: int, superior_id: int | None, coverable: Verdict) -> Verdict:
    """Whoever will be away arranges their own cover; when they cannot, their superior does.

    `coverable` is `rules.lending.may_be_covered_by` of the framework.
    """
    if actor.person_id == absent_id and actor.post_id == post_id:
        return coverable
    if actor.post_id is not None and actor.post_id == superior_id:
        return coverable
    return deny(say("only whoever is away, or their superior, arranges cover"))


def may_vacate(actor: Actor, *, account_open: bool) -> Verdict:
    """Posts fall vacant with the account of whoever holds them, and in no other way without a mandate to appoint."""
    if not from_console(actor):
        return deny(say("only the operator's console closes accounts"))
    if account_open:
        return deny(say("the account is open: whoever may appoint to the post ends the appointment"))
    return allow(say("nobody holds a post without an account"), source=say("operation"))
