"""Add a line to the comment-resolution matrix."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused
from comity.foundation.record.actions.announce import announce
from comity.foundation.words.rules.said import say

from ..events import CommentMade
from ..models import Comment
from ..queries import named_in_events, things
from ..rules.life import OPEN
from ..rules.opinion import Severity
from .lock import lock_consultation
from .speak import speak


@attempt
def make_comment(
    consultation_id: UUID, *, actor: Actor, at: datetime, field: str, words: str, severity: Severity
) -> Comment:
    """Comment while the answer is open. Raises NotAllowed; Refused after the answer or on an unknown field."""
    dossier, consultation = lock_consultation(consultation_id)
    speak(dossier, consultation, actor=actor, at=at, doing=say("comment on {reference}", reference=dossier.reference))
    if consultation.state not in OPEN:
        raise Refused(say("Comments are made before the answer is given."))
    if not words.strip():
        raise Refused(say("Write the comment."), fields={"words": say("needed")})
    labels = {str(p["field"]): str(p["label"]) for p in dossier.subject.particulars}
    if field and field not in labels:
        raise Refused(say("Choose a line of the proposal, or none."), fields={"field": say("unknown")})
    comment = Comment.objects.create(
        consultation=consultation,
        field=field,
        words=words.strip(),
        severity=severity,
        by_id=actor.who,
        at=at,
    )
    event = CommentMade(
        **named_in_events(dossier),
        post=consultation.post.title,
        severity=comment.severity,
        about=labels.get(field, ""),
        words=comment.words,
    )
    announce(event, actor=actor, at=at, about=things(dossier), marking_id=consultation.marking_id)
    return comment
