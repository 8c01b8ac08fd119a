"""What is hurried: everybody still asked, everybody who signs, everybody who reviews it, and all of them when it is
recalled."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from comity.foundation.access.rules.actor import Actor
from comity.foundation.notices.actions.settle_notices import settle_notices
from comity.foundation.notices.rules.topics import Topic
from comity.foundation.words.rules.said import day, say
from comity.mandate.institutions.queries import posts, posts_of
from comity.procedure.clearance.events import GrantRecalled, ReviewOpened, UrgencyDeclared, UrgencyLapsed
from comity.procedure.clearance.queries import Dossier, consultations_of, dossier_whoever_reads, route_of, signing_now
from comity.procedure.clearance.rules.life import OPEN

from .telling import of_consultation, of_dossier, tell

HURRIED = [Topic.ANSWER, Topic.SIGN, Topic.LEAD]


def declared(event: UrgencyDeclared, *, actor: Actor, at: datetime) -> None:
    """Those asked already have hours left; those asked now are told so anyway."""
    dossier = dossier_whoever_reads(UUID(event.dossier))
    for row in consultations_of(dossier.pk).filter(state__in=OPEN).select_related("dossier", "post"):
        matter = of_consultation(row)
        words = say("{reference} “{title}” is urgent: your answer is due within hours", **matter.said)
        tell([row.post_id], Topic.CRISIS, words, matter, actor=actor, at=at, due=row.due_at)
    matter = of_dossier(dossier)
    words = say("{reference} “{title}” was declared urgent by {post}", post=event.post, **matter.said)
    wanted = _ids([rule.post for rule in route_of(dossier).signatures])
    tell([dossier.lead_post_id, *wanted], Topic.CRISIS, words, matter, actor=actor, at=at, due=dossier.due_at)


def lapsed(event: UrgencyLapsed, *, actor: Actor, at: datetime) -> None:
    dossier = dossier_whoever_reads(UUID(event.dossier))
    matter = of_dossier(dossier)
    settle_notices(matter.thing, actor=actor, at=at, topics=[Topic.CRISIS, Topic.SIGN])
    words = say("The hours of {reference} “{title}” ran out: it is back on its ordinary route", **matter.said)
    tell([dossier.lead_post_id, *_signers(dossier)], Topic.CRISIS, words, matter, actor=actor, at=at)


def review_opened(event: ReviewOpened, *, actor: Actor, at: datetime) -> None:
    dossier = dossier_whoever_reads(UUID(event.dossier))
    matter = of_dossier(dossier)
    words = say(
        "The review of the urgent decision {reference} “{title}” is open, until {day}",
        day=day(event.due),
        **matter.said,
    )
    tell(_titled(dossier, *event.posts), Topic.CRISIS, words, matter, actor=actor, at=at)


def recalled(event: GrantRecalled, *, actor: Actor, at: datetime) -> None:
    """Everybody who was asked, who signed, who declared, who is told or reviews, and the lead."""
    dossier = dossier_whoever_reads(UUID(event.dossier))
    matter = of_dossier(dossier)
    words = say("{post} recalled the urgent clearance {reference} “{title}”", post=event.post, **matter.said)
    asked = consultations_of(dossier.pk).order_by().values_list("post_id", flat=True)
    rule = route_of(dossier).urgent
    keys = [told.post for told in rule.tell] if rule else []
    keys += list(rule.review.posts) if rule and rule.review else []
    declared_by = dossier.urgencies.values_list("declared_post_id", flat=True)
    people = {dossier.lead_post_id, *asked, *_ids(keys), *declared_by, *_signers(dossier)}
    tell(people, Topic.CRISIS, words, matter, actor=actor, at=at)


def _signers(dossier: Dossier) -> list[int]:
    return _ids([rule.post for rule in (signing_now(dossier) or route_of(dossier).signatures)])


def _ids(keys: Sequence[str]) -> list[int]:
    return list(posts().filter(key__in=keys).values_list("pk", flat=True))


def _titled(dossier: Dossier, *titles: str) -> list[int]:
    return list(posts_of([dossier.framework]).filter(title__in=titles).values_list("pk", flat=True))
