"""What lies in a stretch of days: a bounded number of bare rows for counting, and the few that are drawn."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import FloatField, QuerySet
from django.db.models.functions import Cast

from comity.foundation.labels.queries import Marking
from comity.foundation.labels.rules.label import Reader

from ..models import Engagement, Participation
from ..rules.dates import LOOKS_BACK, Precision, RoughDate, exact_days
from .ahead import GONE
from .listing import Filters, engagements, listed

MOST = 5000  # bare rows that one page counts


@dataclass(frozen=True, slots=True)
class Bare:
    """What counting and laying out need of an engagement."""

    key: UUID
    start: RoughDate
    end: RoughDate
    last_day: date
    state: str
    kind: str
    host: str | None
    lead_id: int
    marking_id: int

    @property
    def days(self) -> tuple[date, date] | None:
        """First and last day when both are known to the day."""
        return exact_days(self.start, self.end)


_BARE = (
    *("pk", "start", "start_precision", "end", "end_precision"),
    *("last_day", "state", "kind", "host_id", "lead_post_id", "marking_id"),
)


def lying_in(
    reader: Reader, first: date, last: date, filters: Filters | None = None
) -> tuple[QuerySet[Engagement], QuerySet[Engagement]]:
    """What this reader may read that can touch these days, in two parts that share no row.

    Both are stretches of an index: what is short begins at most `LOOKS_BACK` days before; what is long is in an
    index of its own. What was withdrawn, refused or cancelled is left out unless that state was asked for.
    """
    rows = engagements(reader, filters).filter(start__isnull=False, last_day__gte=first, sort_date__lte=last)
    if not (filters and filters.state):
        rows = rows.exclude(state__in=GONE)
    since = first - timedelta(days=LOOKS_BACK)
    return rows.filter(is_long=False, sort_date__gte=since), rows.filter(is_long=True)


def bare_rows(
    reader: Reader, first: date, last: date, filters: Filters | None = None, most: int = MOST
) -> tuple[list[Bare], bool]:
    """Everything of these days, earliest first; and whether there was more than `most` of it."""
    found: list[Bare] = []
    for rows in lying_in(reader, first, last, filters):
        ordered = rows.order_by("sort_date", "pk").values_list(*_BARE)
        found += [_bare(row) for row in ordered[: most + 1]]
    found.sort(key=lambda row: (row.start.earliest or row.last_day, row.key))
    return found[:most], len(found) > most


def _bare(row: tuple[object, ...]) -> Bare:
    key, start, start_precision, end, end_precision, *rest = row
    return Bare(
        key,  # type: ignore[arg-type]
        RoughDate(start, Precision(start_precision)),  # type: ignore[arg-type]
        RoughDate(end, Precision(end_precision)),  # type: ignore[arg-type]
        *rest,  # type: ignore[arg-type]
    )


def drawn(keys: Collection[UUID], reader: Reader) -> dict[UUID, Engagement]:
    """The few that a page draws, whole as a line of the list is, asked for anew under the reader's markings."""
    rows = listed(engagements(reader).filter(pk__in=list(keys))).order_by("sort_date", "pk")
    return {row.pk: row for row in rows}


def markings_among(marking_ids: Iterable[int]) -> list[Marking]:
    """Each marking once: what a page that counts these rows must carry."""
    return list(Marking.objects.filter(pk__in=set(marking_ids)))


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an engagement lies, as exactly as is said: coordinates, else only its host."""

    key: UUID
    latitude: float | None
    longitude: float | None
    host: str | None
    state: str
    marking_id: int


def spots(
    reader: Reader, first: date, last: date, filters: Filters | None = None, most: int = MOST
) -> tuple[list[Spot], bool]:
    """Where everything of these days lies; and whether there was more than `most` of it."""
    found: list[Spot] = []
    for rows in lying_in(reader, first, last, filters):
        here = rows.annotate(north=Cast("latitude", FloatField()), east=Cast("longitude", FloatField()))
        wanted = here.order_by("sort_date", "pk").values_list("pk", "north", "east", "host_id", "state", "marking_id")
        found += [Spot(*row) for row in wanted[: most + 1]]
    return found[:most], len(found) > most


def dossiers_under(keys: Collection[UUID], reader: Reader) -> dict[UUID, UUID]:
    """Which dossier each of these engagements is in, where it is in one."""
    rows = engagements(reader).filter(pk__in=list(keys), dossier__isnull=False)
    return dict(rows.values_list("pk", "dossier_id"))


def parties_of(keys: Collection[UUID], reader: Reader) -> dict[UUID, list[str]]:
    """Codes of the states that take part in each of these engagements, as far as they are known states."""
    wanted = engagements(reader).filter(pk__in=list(keys))
    rows = Participation.objects.filter(engagement__in=wanted, state__isnull=False).order_by("pk")
    found: dict[UUID, list[str]] = {}
    for key, code in rows.values_list("engagement_id", "state_id"):
        found.setdefault(key, []).append(code)
    return found
