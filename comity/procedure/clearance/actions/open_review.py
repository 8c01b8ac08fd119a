"""Open the review of a decision taken under urgency, once its time has come."""

from datetime import datetime, timedelta

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused
from comity.foundation.record.actions.announce import announce
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say
from comity.mandate.institutions.queries import post_by_key, posts_by_key
from comity.mandate.obligations.actions.raise_obligation import Owed, raise_obligation
from comity.mandate.obligations.rules.origin import review_of_urgency

from ..events import ReviewOpened
from ..models import Review, Urgency
from ..queries import cites, gone_by, named_in_events, owed_review, things
from ..rules.written import review_owed
from .lock import lock_dossier


@attempt
def open_review(urgency_id: int, *, actor: Actor, at: datetime) -> Review:
    """Anybody may, since only time decides; Refused before its time, and a second time.

    Every reviewing post is owed an answer; the review stands for good, and each post answers it once.
    """
    urgency = Urgency.objects.select_related("dossier", "framework").get(pk=urgency_id)
    dossier = lock_dossier(urgency.dossier_id)
    rule = gone_by(urgency).urgent
    if rule is None or rule.review is None or urgency.review_at is None or urgency.review_at > at:
        raise Refused(say("It is not yet time for this review, or none is laid down."))
    if Review.objects.filter(urgency=urgency).exists():
        raise Refused(say("This review is open already."))
    called = posts_by_key(rule.review.posts)
    review = Review.objects.create(
        urgency=urgency,
        questions=list(rule.review.questions),
        posts=list(rule.review.posts),
        opened_at=at,
        due_at=at + timedelta(days=rule.review.days),
    )
    under = cites(urgency.framework, rule.review.instrument, rule.review.article)
    titles = [called[key].title for key in rule.review.posts]
    event = ReviewOpened(
        **named_in_events(dossier),
        review=str(review.pk),
        posts=tuple(titles),
        questions=tuple(review.questions),
        due=f"{review.due_at:%d %B %Y}",
        cites=under,
    )
    announce(event, actor=actor, at=at, about=things(dossier), marking_id=dossier.marking_id)
    for key in rule.review.posts:
        owed = Owed(
            what=str(review_owed(dossier.reference)),
            owed_by=called[key],
            owed_to=post_by_key(rule.review.reports_to),
            due=review.due_at.date(),
            about=Thing(dossier.subject_kind, dossier.subject_key, dossier.subject_reference),
            origin=str(review_of_urgency(dossier.reference, under)),
            origin_key=owed_review(review, key),
            marking_id=dossier.marking_id,
        )
        raise_obligation(owed, actor=actor, at=at)
    return review
