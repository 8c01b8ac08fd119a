"""May this actor do this act on this dossier? Asked by the acts themselves and by whoever asks *who may?*: one answer.

Each takes the dossier, the actor and the moment, and gives a verdict; whether it is the time for the act is another
question, which the tables of `rules.life` answer.
"""

from collections.abc import Sequence
from datetime import datetime

from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Verdict, allow, deny, first_denial
from comity.foundation.words.rules.said import say
from comity.mandate.institutions.queries import Post, people_at, post_by_key, posts, power
from comity.mandate.institutions.rules.framework import May

from ..models import Consultation, Dossier, Review
from ..permissions import (
    may_answer_for,
    may_answer_review,
    may_lead,
    may_reassign,
    may_recall,
    may_release,
    may_send_back,
)
from ..rules.independence import may_consolidate, may_review, may_sign, may_speak, may_write
from ..rules.life import State
from ..rules.route import Signature as Rule
from ..rules.urgency import may_hurry
from ..rules.written import in_place
from .procedure import authors_of, has_spoken, signed_by, signing_now, spoken_on, stand_ins
from .progress import facts_of
from .routes import laid_down
from .urgency import decided_urgency, posts_of_review, reviewing_posts
from .voices import chain_to


def may_speak_for(
    dossier: Dossier, row: Consultation, *, actor: Actor, at: datetime
) -> tuple[tuple[str, ...], Verdict]:
    """The chain by which they speak for the post that is asked, and whether they may: no author, one voice."""
    chain = chain_to(dossier, row.post, actor=actor, may=May.OPINE, at=at)
    asked = may_answer_for(chain, row.post.title)
    verdict = asked and _independent(dossier, row.post_id, actor)
    if verdict and chain:
        verdict = allow(*verdict.reasons, source=" → ".join(chain))
    return chain or (), verdict


def _independent(dossier: Dossier, post_id: int, actor: Actor) -> Verdict:
    return may_speak(actor.person_id, post_id, authors=authors_of(dossier), spoken=spoken_on(dossier))


def may_let_go(dossier: Dossier, *, owner_post_id: int, owner_post: str, actor: Actor) -> Verdict:
    """Release a hold."""
    return first_denial(
        may_release(actor, owner_post_id=owner_post_id, owner_post=owner_post),
        _independent(dossier, owner_post_id, actor),
    )


def may_take_over(dossier: Dossier, row: Consultation, *, actor: Actor, at: datetime) -> Verdict:
    """Answer, from the post above, for a post that nobody holds."""
    superior_id = row.post.superior_id
    return may_reassign(
        actor,
        post=row.post.title,
        superior_id=superior_id,
        vacant=not people_at([row.post_id], at),
        speaks=_independent(dossier, superior_id or 0, actor),
    )


def may_carry(dossier: Dossier, *, actor: Actor) -> Verdict:
    """What the leading post does with what is said: answer questions, elevate, withdraw."""
    return may_lead(actor, lead_post_id=dossier.lead_post_id, lead_post=dossier.lead_post.title)


def may_sum_up(dossier: Dossier, *, actor: Actor) -> Verdict:
    """Adjudicate comments, and consolidate."""
    return first_denial(may_carry(dossier, actor=actor), may_consolidate(actor.person_id, spoken=spoken_on(dossier)))


def asked_to_sign(
    dossier: Dossier, *, actor: Actor, at: datetime, may: May, during: State
) -> tuple[Rule | None, Post | None, tuple[str, ...], Verdict]:
    """The signature this actor is asked for now, the post it is for, through which chain, and whether they may: with
    the mandate, no author, one person for one signature.

    When nothing is to be signed any more but the actor's post is one of the signers, the verdict still
    allows and the rule is None: that is a late press, not an offence.
    """
    for rule in signing_now(dossier) if dossier.state == during else []:
        post = post_by_key(rule.post)
        chain = chain_to(dossier, post, actor=actor, may=may, at=at)
        of: Post | None = post
        if chain is None and actor.post_id in stand_ins(dossier, rule.post):
            chain, of = (str(in_place()),), None
        if chain is not None:
            held = power(actor, may, framework=dossier.framework, at=at, facts=facts_of(dossier.subject), of=of)
            return rule, post, chain, first_denial(held, _signs_alone(dossier, post, actor)) and held
    late = _late_or_stranger(dossier, actor, at, may)
    return None, None, (), first_denial(late, _signs_alone(dossier, None, actor))


def _late_or_stranger(dossier: Dossier, actor: Actor, at: datetime, may: May) -> Verdict:
    held = power(actor, may, framework=dossier.framework, at=at)
    signed = dossier.signatures.filter(post_id=actor.post_id or 0).exists()
    if held and (signed or dossier.state not in (State.COUNTERSIGNING, State.DECIDING)):
        return held
    asked = [post_by_key(rule.post).title for rule in signing_now(dossier)]
    if not asked:
        return held
    return first_denial(held, may_answer_for(None, _and(asked))) if held else deny(*held.reasons)


def _signs_alone(dossier: Dossier, post: Post | None, actor: Actor) -> Verdict:
    return may_sign(
        actor.person_id,
        post.pk if post else None,
        authors=authors_of(dossier),
        signed=signed_by(dossier),
        spoken=spoken_on(dossier) if post else frozenset(),
    )


def _and(posts: Sequence[str]) -> str:
    said = posts[0]
    for post in posts[1:]:
        said = say("{one} and {other}", one=said, other=post)
    return said


def may_return(dossier: Dossier, *, actor: Actor) -> Verdict:
    """Send back instead of signing."""
    asked = [rule.post for rule in signing_now(dossier)]
    return may_send_back(actor, signing_posts=dict(posts().filter(key__in=asked).values_list("pk", "title")))


def may_stand(dossier: Dossier, *, actor: Actor, at: datetime, resumes: bool) -> Verdict:
    """Suspend, resume, revoke. Stopping one's own is no approval; letting it go on again is."""
    own = may_sign(actor.person_id, authors=authors_of(dossier), signed=frozenset())
    held = power(actor, May.REVOKE, framework=dossier.framework, at=at, facts=facts_of(dossier.subject))
    return first_denial(held, own if resumes else held) and held


def may_amend(dossier: Dossier, *, actor: Actor, at: datetime) -> Verdict:
    held = power(actor, May.PROPOSE, framework=dossier.framework, at=at)
    return first_denial(held, may_write(actor.person_id, spoken=_themselves_if_spoken(dossier, actor))) and held


def may_declare(dossier: Dossier, *, actor: Actor, at: datetime) -> Verdict:
    """Declare it urgent: with the mandate, by somebody who has not spoken on it and clears it no more."""
    rule = laid_down(dossier).urgent
    own = may_hurry(
        actor.person_id,
        authors=authors_of(dossier),
        spoken=_themselves_if_spoken(dossier, actor),
        author_may=rule is not None and rule.author_may_declare,
    )
    held = power(actor, May.DECLARE, framework=dossier.framework, at=at, facts=facts_of(dossier.subject))
    return first_denial(held, own) and held


def _themselves_if_spoken(dossier: Dossier, actor: Actor) -> frozenset[int]:
    """Of those who spoke on it, this actor alone: who else did is not asked."""
    if actor.person_id is None or not has_spoken(dossier.pk, actor.person_id):
        return frozenset()
    return frozenset({actor.person_id})


def may_clear_again(dossier: Dossier, *, actor: Actor, at: datetime) -> Verdict:
    """Put what is authorised before everybody again: whoever may revoke it."""
    return power(actor, May.REVOKE, framework=dossier.framework, at=at, facts=facts_of(dossier.subject))


def may_recall_grant(dossier: Dossier, *, actor: Actor) -> Verdict:
    """Recall what was granted under urgency: the post that declared it, and those that review it."""
    urgency = decided_urgency(dossier)
    return may_recall(
        actor,
        declared_by=urgency.declared_post_id if urgency else None,
        reviewing=reviewing_posts(urgency) if urgency else {},
    )


def may_look_back(review: Review, dossier: Dossier, *, actor: Actor) -> Verdict:
    """Review what was decided under urgency: a post that is to, by somebody who took no part in it."""
    took_part = authors_of(dossier) | {person for person, _ in spoken_on(dossier)}
    return first_denial(
        may_answer_review(actor, reviewing=posts_of_review(review)),
        may_review(actor.person_id, took_part=frozenset(took_part)),
    )
