"""Resolve a comment: accept, accept with change, or reject, always with the rationale."""

from datetime import datetime

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.record.actions.announce import announce
from comity.foundation.words.rules.said import say

from ..events import CommentAdjudicated
from ..models import Adjudication, Comment
from ..queries import may_sum_up, named_in_events, things
from ..rules.opinion import Adjudicated
from .lock import lock_consultation, still_undecided


@attempt
def adjudicate_comment(
    comment_id: int, *, actor: Actor, at: datetime, outcome: Adjudicated, rationale: str
) -> Adjudication:
    """Resolve once. Raises NotAllowed to all but the leading post and to whoever has spoken; Refused
    without a rationale."""
    consultation_id = Comment.objects.values_list("consultation_id", flat=True).get(pk=comment_id)
    dossier, consultation = lock_consultation(consultation_id)
    require(
        may_sum_up(dossier, actor=actor),
        doing=say("adjudicate a comment on {reference}", reference=dossier.reference),
        about=things(dossier),
        marking_id=consultation.marking_id,
    )
    still_undecided(dossier)
    comment = Comment.objects.get(pk=comment_id)
    if Adjudication.objects.filter(comment=comment).exists():
        raise Refused(say("This comment has been adjudicated."))
    if not rationale.strip():
        raise Refused(say("Say why: the one who commented reads it."), fields={"rationale": say("needed")})
    adjudication = Adjudication.objects.create(
        comment=comment, outcome=outcome, rationale=rationale.strip(), by_id=actor.who, at=at
    )
    event = CommentAdjudicated(
        **named_in_events(dossier),
        words=comment.words,
        outcome=adjudication.outcome,
        rationale=adjudication.rationale,
    )
    announce(event, actor=actor, at=at, about=things(dossier), marking_id=consultation.marking_id)
    return adjudication
