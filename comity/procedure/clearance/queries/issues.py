"""What bodies above must settle, where silence runs, and who said what last: for first screens."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from comity.foundation.labels.rules.label import Reader
from comity.mandate.institutions.queries import Framework, posts

from ..models import Consultation, Dossier, Opinion
from ..rules.consensus import bars
from ..rules.ladder import merged
from ..rules.life import OPEN, UNDECIDED, Asked
from ..rules.opinion import OpinionKind
from .board import Progress
from .reading import dossiers
from .routes import route_of, routes_of


@dataclass(frozen=True, slots=True)
class Issue:
    """One objection that is not settled: where it lies, what was said for and against it, and until when.

    `level` is the key of the post whose ruling is asked, "" while nobody above was asked. `ask` is what the ruling
    must settle, in the words of the lead.
    """

    dossier: Dossier
    objection: Opinion
    level: str
    ask: str
    since: datetime
    due: datetime | None
    agreeing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quiet:
    """A text under silence: until when, whose silence will count, who has spoken, and who broke it."""

    dossier: Dossier
    until: datetime
    silent: tuple[str, ...]
    spoken: tuple[str, ...]
    broken: tuple[Opinion, ...]


def undecided(reader: Reader) -> QuerySet[Dossier]:
    """Dossiers not decided yet, the soonest deadline first."""
    return dossiers(reader).filter(state__in=UNDECIDED).order_by("due_at", "-opened_at")


def disputed(reader: Reader) -> QuerySet[Dossier]:
    """Undecided dossiers on which somebody does not concur."""
    objecting = Consultation.objects.readable_by(reader).filter(
        opinions__standing=True, opinions__kind=OpinionKind.NONCONCUR
    )
    return undecided(reader).filter(pk__in=objecting.exclude(state=Asked.SUPERSEDED).values("dossier_id"))


def being_asked(reader: Reader) -> QuerySet[Dossier]:
    """Undecided dossiers on which somebody's silence could count: on a route that knows silence."""
    return undecided(reader).filter(
        pk__in=Consultation.objects.readable_by(reader).filter(state__in=OPEN).values("dossier_id")
    )


def ladder(framework: Framework) -> list[tuple[str, str]]:
    """Key and title of every body to which objections are taken, the lowest first."""
    order = merged(route.elevate for route in routes_of(framework))
    titles = dict(posts().filter(key__in=order).values_list("key", "title"))
    return [(key, titles[key]) for key in order if key in titles]


def issues_of(rows: Iterable[Progress]) -> list[Issue]:
    """The unsettled objections of these dossiers, each at the level where it lies; the soonest deadline first."""
    found = [issue for progress in rows for row in progress.asked for issue in _issues(progress, row)]
    return sorted(found, key=lambda issue: (issue.due is None, issue.due or issue.since))


def _issues(progress: Progress, row: Consultation) -> list[Issue]:
    objections = [o for o in row.opinions.all() if o.kind == OpinionKind.NONCONCUR]
    if row.elevates_id is not None or not objections:
        return []
    rulings = [other for other in progress.asked if other.elevates_id == row.pk]
    ruled = any(o.kind == OpinionKind.CONCUR for ruling in rulings for o in ruling.opinions.all())
    if not bars(row.needs, ruled=ruled, consensus=route_of(progress.dossier).consensus):
        return []
    before = next((ruling for ruling in rulings if ruling.state in OPEN), None)
    agreeing = tuple(dict.fromkeys(other.post.title for other in progress.asked if _agrees(other)))
    return [
        Issue(
            progress.dossier,
            objection,
            before.post.key if before else "",
            before.why if before else "",
            before.state_since if before else objection.at,
            before.due_at if before else progress.dossier.due_at,
            agreeing,
        )
        for objection in objections
    ]


def _agrees(row: Consultation) -> bool:
    kinds = (OpinionKind.CONCUR, OpinionKind.CONDITIONS, OpinionKind.SILENCE)
    return row.elevates_id is None and any(o.kind in kinds for o in row.opinions.all())


def silences_of(rows: Iterable[Progress]) -> list[Quiet]:
    """Where silence counts and time still runs, the soonest end first."""
    found = []
    for progress in rows:
        route = route_of(progress.dossier)
        counting = {s.key for stage in route.stages for s in stage.steps if s.on_lapse.do == "silence"}
        asked = [row for row in progress.asked if row.step_key in counting and row.elevates_id is None]
        open_ones = [row for row in asked if row.state in OPEN]
        if open_ones:
            found.append(
                Quiet(
                    progress.dossier,
                    max(row.due_at for row in open_ones),
                    tuple(row.post.title for row in open_ones),
                    tuple(row.post.title for row in asked if row.state not in OPEN),
                    tuple(o for row in asked for o in row.opinions.all() if o.kind == OpinionKind.NONCONCUR),
                )
            )
    return sorted(found, key=lambda quiet: quiet.until)


def last_words(reader: Reader, keys: Sequence[object], limit: int) -> list[Opinion]:
    """The latest opinions on these dossiers, as far as this reader may read them. Silence that counted said nothing."""
    rows = Opinion.objects.filter(
        consultation__in=Consultation.objects.readable_by(reader).filter(dossier_id__in=keys), standing=True
    )
    spoken = rows.exclude(kind=OpinionKind.SILENCE)
    shown = spoken.select_related("post", "consultation", "consultation__dossier", "consultation__marking")
    return list(shown.order_by("-at", "-pk")[:limit])


def asked_of(post_id: int, reader: Reader) -> QuerySet[Dossier]:
    """Every dossier on which this post was ever asked."""
    asked = Consultation.objects.readable_by(reader).filter(post_id=post_id)
    return dossiers(reader).filter(pk__in=asked.values("dossier_id"))
