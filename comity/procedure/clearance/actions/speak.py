"""What every act of a consulted post asks first: does this actor speak for it here, with one independent voice?"""

from datetime import datetime

from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import require

from ..models import Consultation, Dossier
from ..queries import may_speak_for, things
from .lock import still_undecided


def speak(dossier: Dossier, consultation: Consultation, *, actor: Actor, at: datetime, doing: str) -> tuple[str, ...]:
    """Go on only if the actor speaks for the post that is asked. Returns the chain by which they do.

    Raises NotAllowed to any other post, to an author and to a second voice; Refused once it is decided.
    """
    chain, verdict = may_speak_for(dossier, consultation, actor=actor, at=at)
    require(verdict, doing=doing, about=things(dossier), marking_id=consultation.marking_id)
    still_undecided(dossier)
    return chain
