"""Who may do what on a dossier: one permission per action. Pure: they are told what they need."""

from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Verdict, allow, deny
from comity.foundation.words.rules.said import say


def may_answer_for(chain: tuple[str, ...] | None, post: str) -> Verdict:
    """`chain` from institutions.queries.speaks_for: empty for the holder, the delegation, or None."""
    if chain is None:
        return deny(say("only {post} is asked here", post=post))
    return allow(say("speaks for {post}", post=post), source=" → ".join(chain))


def may_lead(actor: Actor, *, lead_post_id: int, lead_post: str) -> Verdict:
    """What the leading post does: answers questions, adjudicates, consolidates, elevates, withdraws."""
    if actor.post_id != lead_post_id:
        return deny(say("only {post}, who leads this dossier, does that", post=lead_post))
    return allow(say("the leading post"))


def may_release(actor: Actor, *, owner_post_id: int, owner_post: str) -> Verdict:
    if actor.post_id != owner_post_id:
        return deny(say("only {post}, who placed the hold, releases it", post=owner_post))
    return allow(say("the owner of the hold"))


def may_send_back(actor: Actor, *, signing_posts: dict[int, str]) -> Verdict:
    if actor.post_id not in signing_posts:
        return deny(say("only those who sign now send it back: {posts}", posts=", ".join(signing_posts.values())))
    return allow(say("a post that is asked to sign"))


def may_reassign(actor: Actor, *, post: str, superior_id: int | None, vacant: bool, speaks: Verdict) -> Verdict:
    """What a vacant post was asked goes to its superior alone, and only if whoever holds that could speak on it.

    `speaks` from `rules.independence.may_speak` for the superior: nobody takes over what they wrote.
    """
    if not vacant:
        return deny(say("{post} is held: whoever holds it answers", post=post))
    if superior_id is None or actor.post_id != superior_id:
        return deny(say("only the superior of {post} takes over what it was asked", post=post))
    return speaks and allow(say("the superior of a vacant post"))


def may_answer_review(actor: Actor, *, reviewing: dict[int, str]) -> Verdict:
    if actor.post_id not in reviewing:
        return deny(say("only those who review it answer: {posts}", posts=", ".join(reviewing.values())))
    return allow(say("a post that reviews it"))


def may_recall(actor: Actor, *, declared_by: int | None, reviewing: dict[int, str]) -> Verdict:
    """`declared_by` is the post that declared it urgent; None when it does not stand granted under urgency."""
    if declared_by is None:
        return deny(say("it does not stand granted under urgency: whoever may revoke can revoke it"))
    if actor.post_id is None or (actor.post_id != declared_by and actor.post_id not in reviewing):
        return deny(say("only the post that declared it urgent and those that review it recall it"))
    return allow(say("it declared it urgent, or reviews it"))
