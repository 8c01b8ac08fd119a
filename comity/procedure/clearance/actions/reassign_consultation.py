"""Take over what a vacant post was asked: the question goes up to its superior, as when a clock lapses."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.record.actions.announce import announce
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say
from comity.mandate.institutions.queries import post_by_id

from ..events import ConsultationReassigned
from ..models import Consultation
from ..queries import may_take_over, named_in_events, route_of, things
from ..rules.life import OPEN
from ..rules.written import asked_for_vacant, hold_left
from .ask_posts import ask_step, supersede
from .lock import lock_consultation, still_undecided


@attempt
def reassign_consultation(consultation_id: UUID, *, actor: Actor, at: datetime, reason: str) -> Consultation:
    """Ask the superior in place of a post that nobody holds. A hold that its last holder placed ends.

    Raises NotAllowed while somebody holds the post, to all but its superior, and to a superior who could not speak on
    it: an author, or who has spoken for another post. Refused when it was answered or decided.
    """
    dossier, row = lock_consultation(consultation_id)
    require(
        may_take_over(dossier, row, actor=actor, at=at),
        doing=say("take over what {post} is asked on {reference}", post=row.post.title, reference=dossier.reference),
        about=things(dossier),
        marking_id=row.marking_id,
    )
    still_undecided(dossier)
    step = route_of(dossier).step(row.step_key.removesuffix("-elevated"))
    if row.state not in OPEN or step is None:
        raise Refused(say("Nothing is asked of {post} here any more.", post=row.post.title))
    row.holds.filter(ended_at__isnull=True).update(ended_at=at, ended_why=str(hold_left(row.post.title)))
    supersede([row], at=at)
    superior = post_by_id(actor.from_post)
    event = ConsultationReassigned(
        **named_in_events(dossier), post=row.post.title, to=superior.title, reason=reason.strip()
    )
    about = [*things(dossier), Thing("post", row.post.key, row.post.title)]
    announce(event, actor=actor, at=at, about=about, marking_id=row.marking_id)
    return ask_step(
        dossier,
        step,
        row.stage,
        actor=actor,
        at=at,
        supersedes=row,
        post=superior,
        elevates=row.elevates,
        why=asked_for_vacant(row.post.title, step.why),
    )
