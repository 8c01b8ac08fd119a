"""Say what a reviewing post found about a decision taken under urgency."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.record.actions.announce import announce
from comity.foundation.words.rules.said import say
from comity.mandate.institutions.queries import post_by_id
from comity.mandate.obligations.actions.keep_obligation import keep_obligation
from comity.mandate.obligations.queries import obligation_of_origin

from ..events import ReviewAnswered
from ..models import Review, ReviewAnswer
from ..queries import may_look_back, named_in_events, owed_review, things
from .lock import lock_dossier


@attempt
def answer_review(
    review_id: UUID, *, actor: Actor, at: datetime, was_urgent: bool, answers: Sequence[str], words: str
) -> ReviewAnswer:
    """Answer every question, once for each reviewing post; what that post owed is kept by it.

    Raises NotAllowed to every other post, and to whoever wrote, spoke or signed on it in whatever post; Refused while
    a question is left open.
    """
    review = Review.objects.select_related("urgency").get(pk=review_id)
    dossier = lock_dossier(review.urgency.dossier_id)
    require(
        may_look_back(review, dossier, actor=actor),
        doing=say("review the urgent decision {reference}", reference=dossier.reference),
        about=things(dossier),
        marking_id=dossier.marking_id,
    )
    post = post_by_id(actor.from_post)
    if review.answers.filter(post=post).exists():
        raise Refused(say("{post} has answered this review.", post=post.title))
    said = [answer.strip() for answer in answers]
    if len(said) != len(review.questions) or not all(said):
        raise Refused(say("Answer every question of the review."), fields={"answers": say("needed")})
    if not words.strip():
        raise Refused(say("Say what you conclude."), fields={"words": say("needed")})
    found = ReviewAnswer.objects.create(
        review=review,
        post=post,
        person_id=actor.who,
        was_urgent=was_urgent,
        answers=said,
        words=words.strip(),
        at=at,
    )
    event = ReviewAnswered(
        **named_in_events(dossier),
        post=post.title,
        was_urgent=was_urgent,
        words=found.words,
        answers=tuple(said),
    )
    announce(event, actor=actor, at=at, about=things(dossier), marking_id=dossier.marking_id)
    owed = obligation_of_origin(owed_review(review, post.key))
    if owed is not None:
        keep_obligation(owed, actor=actor, at=at, words=found.words)
    return found
