"""Second the consolidated paper before it goes to the deciders."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.record.actions.announce import announce
from comity.mandate.institutions.rules.framework import May

from ..events import DossierCountersigned
from ..models import Signature
from ..queries import due_after, named_in_events, route_of, things
from ..rules.life import Move, State
from .change_state import change_state
from .sign import sign


@attempt
def countersign_dossier(
    dossier_id: UUID, *, actor: Actor, at: datetime, seen_digest: str, words: str = ""
) -> Signature:
    """Countersign and send it to the keys. Raises NotAllowed or Refused, see `sign`."""
    dossier, signature = sign(
        dossier_id,
        actor=actor,
        at=at,
        role=Signature.COUNTERSIGN,
        may=May.COUNTERSIGN,
        during=State.COUNTERSIGNING,
        seen_digest=seen_digest,
        grants=True,
        reason=words,
    )
    due_at = due_after(at, route_of(dossier).keys[0].clock, dossier.framework)
    change_state(dossier, Move.COUNTERSIGN, at=at, due_at=due_at)
    event = DossierCountersigned(
        **named_in_events(dossier),
        post=signature.post.title,
        digest=signature.digest,
        cites=signature.cites,
        under=signature.under,
    )
    announce(event, actor=actor, at=at, about=things(dossier), marking_id=dossier.marking_id)
    return signature
