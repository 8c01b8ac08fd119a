"""What is asked of a post, until it has answered."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.rules.actor import Actor
from comity.foundation.notices.actions.settle_notices import settle_notices
from comity.foundation.notices.rules.topics import Topic
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import known, say
from comity.procedure.clearance.events import (
    ConsultationAsked,
    ConsultationLapsed,
    InformationGiven,
    InformationRequested,
    OpinionGiven,
)
from comity.procedure.clearance.queries import Consultation, consultations_of, dossier_whoever_reads
from comity.procedure.clearance.rules.life import OPEN
from comity.procedure.clearance.rules.opinion import OpinionKind

from .telling import of_consultation, of_dossier, standing_consultations, tell

DONE = [Topic.ANSWER, Topic.CLOCK]


def asked(event: ConsultationAsked, *, actor: Actor, at: datetime) -> None:
    for row in standing_consultations(event, event.post):
        if row.asked_at == at:
            matter = of_consultation(row)
            words = say("{reference} “{title}” asks you for {needs}", needs=known(event.needs), **matter.said)
            tell([row.post_id], Topic.ANSWER, words, matter, actor=actor, at=at, due=row.due_at)


def answered(event: OpinionGiven, *, actor: Actor, at: datetime) -> None:
    """What was asked is done; an objection or a condition is told to the lead."""
    for row in standing_consultations(event, event.post):
        if row.state_since == at:
            settle_notices(of_consultation(row).thing, actor=actor, at=at, topics=DONE)
            _tell_lead(row, event, actor=actor, at=at)


def _tell_lead(row: Consultation, event: OpinionGiven, *, actor: Actor, at: datetime) -> None:
    matter = of_dossier(row.dossier)
    if event.opinion == OpinionKind.NONCONCUR:
        words = say("{post} does not concur with {reference} “{title}”", post=event.post, **matter.said)
    elif event.opinion == OpinionKind.CONDITIONS:
        words = say("{post} concurs with {reference} “{title}” under conditions", post=event.post, **matter.said)
    else:
        return
    tell([row.dossier.lead_post_id], Topic.LEAD, words, matter, actor=actor, at=at)


def lapsed(event: ConsultationLapsed, *, actor: Actor, at: datetime) -> None:
    """The post is told that its time is over; unless it is only reminded, nothing is asked of it any more."""
    for row in standing_consultations(event, event.post):
        matter = of_consultation(row)
        if row.state not in OPEN:
            settle_notices(matter.thing, actor=actor, at=at, topics=DONE)
        words = say("Your time to answer {reference} “{title}” ran out", **matter.said)
        tell([row.post_id], Topic.CLOCK, words, matter, actor=actor, at=at)


def information_asked(event: InformationRequested, *, actor: Actor, at: datetime) -> None:
    dossier = dossier_whoever_reads(UUID(event.dossier))
    matter = of_dossier(dossier)
    words = say(
        "{post} asks you about {reference} “{title}”: {question}",
        post=event.post,
        question=event.question,
        **matter.said,
    )
    tell([dossier.lead_post_id], Topic.QUESTION, words, matter, actor=actor, at=at)


def information_given(event: InformationGiven, *, actor: Actor, at: datetime) -> None:
    """Whoever asked can answer now. The lead is asked no more once no question of the dossier is open."""
    for row in standing_consultations(event, event.post):
        matter = of_consultation(row)
        words = say("Your question on {reference} “{title}” was answered", **matter.said)
        tell([row.post_id], Topic.ANSWER, words, matter, actor=actor, at=at, due=row.due_at)
    rows = consultations_of(UUID(event.dossier)).filter(questions__isnull=False, questions__answered_at__isnull=True)
    if not rows.exists():
        about = Thing("dossier", event.dossier, event.reference)
        settle_notices(about, actor=actor, at=at, topics=[Topic.QUESTION])
