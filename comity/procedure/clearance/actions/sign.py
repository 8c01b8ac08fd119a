"""What countersigning and turning a key have in common: who signs, bound to what was seen."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.words.rules.said import day, say
from comity.mandate.institutions.rules.framework import May

from ..models import Dossier, Signature
from ..queries import asked_to_sign, cites, things
from ..rules.life import State
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
    rule, post, chain, verdict = asked_to_sign(dossier, actor=actor, at=at, may=may, during=during)
    require(
        verdict,
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
