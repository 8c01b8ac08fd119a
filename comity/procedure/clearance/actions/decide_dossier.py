"""Turn a key: grant or refuse, bound to the digest of what was seen."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused
from comity.foundation.record.actions.announce import announce
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say
from comity.mandate.institutions.rules.framework import May
from comity.mandate.obligations.actions.raise_obligation import Owed, raise_obligation
from comity.mandate.obligations.rules.origin import condition_of

from ..events import ClearanceGranted, ClearanceRefused, KeyTurned
from ..models import Condition, Dossier, Signature
from ..queries import keys_due, named_in_events, outstanding_objections, things
from ..rules.ended import Ended
from ..rules.life import Asked, Move, State
from .change_state import change_state
from .end_urgency import end_urgency, owe_telling
from .keep_consensus import nobody_broke_it
from .sign import sign


@attempt
def decide_dossier(
    dossier_id: UUID,
    *,
    actor: Actor,
    at: datetime,
    seen_digest: str,
    grant: bool,
    reason: str,
    over_objection: str = "",
) -> Signature:
    """Turn one key. One refusal refuses; when the last key grants, the subject is authorised and every
    condition becomes an obligation of the leading post.

    Raises NotAllowed or Refused (see `sign`); a refusal needs its reason, and so does granting over an
    objection that stands. Where consensus decides, no reason grants over the objection of a post whose
    concurrence is required.
    INVARIANT: consensus is never overridden (tests/test_consensus.py).
    """
    dossier, key = sign(
        dossier_id,
        actor=actor,
        at=at,
        role=Signature.KEY,
        may=May.DECIDE,
        during=State.DECIDING,
        seen_digest=seen_digest,
        grants=grant,
        reason=reason,
        over_objection=over_objection,
    )
    if not grant and not key.reason:
        raise Refused(say("A refusal says why."), fields={"reason": say("needed")})
    if grant:
        nobody_broke_it(dossier)
    objections = outstanding_objections(dossier)
    if grant and objections and not key.over_objection:
        posts = ", ".join(o.post.title for o in objections)
        raise Refused(
            say("{posts} did not concur. Say why you grant it all the same; it stays on the record.", posts=posts),
            fields={"over_objection": say("needed over an objection")},
        )
    event = KeyTurned(
        **named_in_events(dossier),
        post=key.post.title,
        grants=grant,
        reason=key.reason,
        over_objection=key.over_objection,
        digest=key.digest,
        cites=key.cites,
        under=key.under,
    )
    announce(event, actor=actor, at=at, about=things(dossier), marking_id=dossier.marking_id)
    if not grant:
        _refuse(dossier, key, actor=actor, at=at)
    elif not keys_due(dossier):
        _grant(dossier, key, actor=actor, at=at)
    return key


def _refuse(dossier: Dossier, key: Signature, *, actor: Actor, at: datetime) -> None:
    change_state(dossier, Move.REFUSE, at=at)
    end_urgency(dossier, Ended.DECIDED, at=at)
    event = ClearanceRefused(**named_in_events(dossier), digest=key.digest, reason=key.reason)
    announce(event, actor=actor, at=at, about=things(dossier), marking_id=dossier.marking_id)


def _grant(dossier: Dossier, key: Signature, *, actor: Actor, at: datetime) -> None:
    change_state(dossier, Move.GRANT, at=at)
    urgency = end_urgency(dossier, Ended.DECIDED, at=at)
    event = ClearanceGranted(**named_in_events(dossier), digest=key.digest, over_objection=key.over_objection)
    announce(event, actor=actor, at=at, about=things(dossier), marking_id=dossier.marking_id)
    standing = Condition.objects.filter(opinion__standing=True, opinion__consultation__dossier=dossier).exclude(
        opinion__consultation__state=Asked.SUPERSEDED
    )
    for condition in standing.select_related("opinion__post", "opinion__consultation"):
        owed = Owed(
            what=condition.words,
            owed_by=dossier.lead_post,
            owed_to=condition.opinion.post,
            due=condition.due,
            about=Thing(dossier.subject_kind, dossier.subject_key, dossier.subject_reference),
            origin=str(condition_of(condition.opinion.post.title, dossier.reference)),
            origin_key=f"condition:{condition.pk}",
            marking_id=condition.opinion.consultation.marking_id,
        )
        raise_obligation(owed, actor=actor, at=at)
    if urgency is not None:
        owe_telling(dossier, urgency, "decided", actor=actor, at=at)
