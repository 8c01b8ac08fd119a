"""What countersigning and turning a key have in common: who signs, bound to what was seen."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, Verdict, deny, first_denial, require
from comity.foundation.words.rules.said import day, say
from comity.mandate.institutions.queries import Post, post_by_key, power
from comity.mandate.institutions.rules.framework import May

from ..models import Dossier, Signature
from ..permissions import may_answer_for
from ..queries import authors_of, chain_to, cites, facts_of, signed_by, signing_now, spoken_on, stand_ins, things
from ..rules.independence import may_sign
from ..rules.life import State
from ..rules.route import Signature as Rule
from ..rules.written import in_place
from .lock import as_seen, lock_dossier


def sign(
    dossier_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    role: str,
    may: May,
    during: State,
    seen_digest: str,
    grants: bool,
    reason: str,
    over_objection: str = "",
) -> tuple[Dossier, Signature]:
    """Lock, check and sign. The caller moves the dossier on and announces.

    Raises NotAllowed to whoever is not asked, lacks the mandate, wrote in it or signed it; Refused when it
    is no longer to be signed (somebody was quicker) or the text changed.
    INVARIANT: one decision however many press at once (tests/stories/test_two_at_once.py).
    """
    dossier = lock_dossier(dossier_id)
    rule, post, chain, verdict = _asked_of(dossier, actor, at, may, during)
    require(
        first_denial(
            verdict,
            may_sign(
                actor.person_id,
                post.pk if post else None,
                authors=authors_of(dossier),
                signed=signed_by(dossier),
                spoken=spoken_on(dossier) if post else frozenset(),
            ),
        ),
        doing=_doing(role, dossier.reference),
        about=things(dossier),
        marking_id=dossier.marking_id,
    )
    if rule is None or post is None:
        raise Refused(_too_late(dossier, role))
    as_seen(dossier, seen_digest)
    signature = Signature.objects.create(
        dossier=dossier,
        frozen=dossier.subject,
        role=role,
        grants=grants,
        post=post,
        person_id=actor.who,
        under=" → ".join(chain),
        cites=cites(dossier.framework, rule.instrument, rule.article),
        digest=seen_digest,
        reason=reason.strip(),
        over_objection=over_objection.strip(),
        at=at,
    )
    return dossier, signature


def _asked_of(
    dossier: Dossier, actor: Actor, at: datetime, may: May, during: State
) -> tuple[Rule | None, Post | None, tuple[str, ...], Verdict]:
    """The signature this actor is asked for now, the post it is for, and through which chain.

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
            return rule, post, chain, held
    return None, None, (), _late_or_stranger(dossier, actor, at, may)


def _late_or_stranger(dossier: Dossier, actor: Actor, at: datetime, may: May) -> Verdict:
    held = power(actor, may, framework=dossier.framework, at=at)
    signed = dossier.signatures.filter(post_id=actor.post_id or 0).exists()
    if held and (signed or dossier.state not in (State.COUNTERSIGNING, State.DECIDING)):
        return held
    asked = [post_by_key(rule.post).title for rule in signing_now(dossier)]
    if not asked:
        return held
    return first_denial(held, may_answer_for(None, _and(asked))) if held else deny(*held.reasons)


def _too_late(dossier: Dossier, role: str) -> str:
    last = dossier.signatures.filter(standing=True, role=role).order_by("-at", "-pk").first()
    if last is not None:
        return say(
            "Nothing is left to sign: {person} signed for {post} on {day} at {time} UTC. {reference} is now {state}.",
            person=last.person,
            post=last.post,
            day=day(last.at),
            time=f"{last.at:%H:%M}",
            reference=dossier.reference,
            state=dossier.state_words,
        )
    return say(
        "{reference} is {state}; it is not the time to sign.", reference=dossier.reference, state=dossier.state_words
    )


def _doing(role: str, reference: str) -> str:
    if role == Signature.KEY:
        return say("decide {reference}", reference=reference)
    return say("countersign {reference}", reference=reference)


def _and(posts: Sequence[str]) -> str:
    said = posts[0]
    for post in posts[1:]:
        said = say("{one} and {other}", one=said, other=post)
    return said
