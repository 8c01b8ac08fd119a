"""What every act of a consulted post asks first: does this actor speak for it here, with one independent voice?"""

from datetime import datetime

from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import first_denial, require
from comity.mandate.institutions.rules.framework import May

from ..models import Consultation, Dossier
from ..permissions import may_answer_for
from ..queries import authors_of, chain_to, spoken_on, things
from ..rules.independence import may_speak
from .lock import still_undecided


def speak(dossier: Dossier, consultation: Consultation, *, actor: Actor, at: datetime, doing: str) -> tuple[str, ...]:
    """Go on only if the actor speaks for the post that is asked. Returns the chain by which they do.

    Raises NotAllowed to any other post, to an author and to a second voice; Refused once it is decided.
    """
    post = consultation.post
    chain = chain_to(dossier, post, actor=actor, may=May.OPINE, at=at)
    require(
        first_denial(
            may_answer_for(chain, post.title),
            may_speak(actor.person_id, post.pk, authors=authors_of(dossier), spoken=spoken_on(dossier)),
        ),
        doing=doing,
        about=things(dossier),
        marking_id=consultation.marking_id,
    )
    still_undecided(dossier)
    return chain or ()
