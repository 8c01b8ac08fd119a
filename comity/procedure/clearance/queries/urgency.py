"""What is or was urgent, what it spared, who is told and who reviews it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from comity.foundation.labels.rules.label import Reader
from comity.mandate.institutions.queries import Post, posts_by_key
from comity.mandate.obligations.queries import Obligation, obligations_of_origins

from ..models import Dossier, Review, Signature, Urgency
from ..rules.ended import Ended
from ..rules.life import State
from ..rules.route import Route, Step
from ..rules.urgency import skipped, takes
from ..rules.urgent import Urgent
from .progress import facts_of
from .reading import dossiers
from .routes import choose_route, laid_down, routes_of


def urgency_of(dossier: Dossier) -> Urgency | None:
    """The urgency that runs on it."""
    return dossier.urgencies.filter(ended_at__isnull=True).first()


def decided_urgency(dossier: Dossier) -> Urgency | None:
    """The urgency under which it stands granted: none once it was cleared anew on the ordinary route."""
    last = dossier.urgencies.select_related("declared_post").last()
    if last is None or last.ended_as != Ended.DECIDED or dossier.state not in (State.GRANTED, State.SUSPENDED):
        return None
    reopened = dossier.signatures.filter(standing=True, role="key", at__gt=last.ended_at).exists()
    return None if reopened else last


def urgent_path(dossier: Dossier) -> Urgent | None:
    """The urgent path that this dossier could be declared to go, if its route has one for its class."""
    choice = choose_route(facts_of(dossier.subject), dossier.framework)
    rule = laid_down(dossier).urgent
    return rule if rule is not None and takes(rule, choice.class_key) else None


def gone_by(urgency: Urgency) -> Route:
    """The route whose urgent path it went, as it was laid down then: whatever became of the dossier, its text or the
    framework since, what was owed then is owed still."""
    return next(route for route in routes_of(urgency.framework) if route.key == urgency.route_key)


def would_skip(dossier: Dossier) -> tuple[Step, ...]:
    """The steps that urgency would spare, were it declared now."""
    rule = urgent_path(dossier)
    stages = choose_route(facts_of(dossier.subject), dossier.framework).stages
    return skipped(stages, rule) if rule else ()


def spared(urgency: Urgency) -> list[tuple[Step, Post]]:
    """What it spared, with the posts that were not asked."""
    steps = [step for key in urgency.skipped if (step := gone_by(urgency).step(key)) is not None]
    called = posts_by_key(step.post for step in steps)
    return [(step, called[step.post]) for step in steps]


def signed_under(urgency: Urgency) -> list[Signature]:
    """Who signed what was decided under it, whatever became of it since; nothing until it is decided."""
    rows = urgency.dossier.signatures.filter(
        at__gte=urgency.declared_at, at__lte=urgency.ended_at or urgency.declared_at
    )
    last = rows.order_by("at").last()
    return list(rows.filter(digest=last.digest).order_by("at").select_related("post", "person")) if last else []


def reviewing_posts(urgency: Urgency) -> dict[int, str]:
    """Id and title of every post that reviews what was cleared under this urgency."""
    rule = gone_by(urgency).urgent
    keys = rule.review.posts if rule and rule.review else ()
    return {post.pk: post.title for post in posts_by_key(keys).values()}


def posts_of_review(review: Review) -> dict[int, str]:
    """Id and title of the posts that answer it."""
    return {post.pk: post.title for post in posts_by_key(review.posts).values()}


def owed_review(review: Review, post_key: str) -> str:
    """The origin of what a reviewing post owes."""
    return f"review:{review.pk}:{post_key}"


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody whom the urgent path says must be told, and how that stands."""

    owed: Obligation
    late: bool


def tellings(urgency: Urgency, reader: Reader, at: datetime) -> list[Told]:
    rows = obligations_of_origins(f"urgency:{urgency.pk}:tell:", reader)
    return [Told(row, _late(row, at)) for row in rows]


def _late(row: Obligation, at: datetime) -> bool:
    discharge = getattr(row, "discharge", None)
    done = discharge.at if discharge else at
    return row.due_at is not None and row.due_at < done


def lapsing_urgencies(at: datetime) -> QuerySet[Urgency]:
    return Urgency.objects.filter(ended_at__isnull=True, ends_at__lte=at).order_by("ends_at")


def reviews_to_open(at: datetime) -> QuerySet[Urgency]:
    return Urgency.objects.filter(review_at__lte=at, review__isnull=True).order_by("review_at")


def review_for(key: UUID, reader: Reader) -> Review | None:
    """A review, if its reader may read the dossier it is of."""
    rows = Review.objects.select_related("urgency__declared_by", "urgency__declared_post")
    found = rows.filter(pk=key).first()
    if found is None or not (dossier := dossiers(reader).filter(pk=found.urgency.dossier_id).first()):
        return None
    found.urgency.dossier = dossier
    return found


def hidden_review(key: UUID) -> Dossier | None:
    """The dossier of a review, whoever reads: only to record that somebody tried to open it."""
    rows: QuerySet[Dossier] = Dossier.objects.whole("to record a refused reading under its own marking")
    return rows.filter(urgencies__review=key).first()


def latest_review(dossier_id: UUID) -> Review | None:
    """For the telling of a world, whose console reads everything."""
    return Review.objects.filter(urgency__dossier_id=dossier_id).order_by("-opened_at").first()


def reviews_of(rows: Sequence[Dossier]) -> dict[UUID, Review]:
    """The latest review of each of these dossiers, which came from a query of their reader's."""
    found = Review.objects.filter(urgency__dossier__in=[row.pk for row in rows]).order_by("opened_at")
    return {row.urgency.dossier_id: row for row in found.select_related("urgency")}
