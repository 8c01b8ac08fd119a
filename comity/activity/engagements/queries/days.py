"""What lies in a stretch of days: a bounded number of bare rows for counting, and the few that are drawn."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Avg, Count, FloatField, QuerySet
from django.db.models.functions import Cast, Round

from comity.foundation.labels.queries import Marking
from comity.foundation.labels.rules.label import Reader

from ..models import Engagement, Participation
from ..rules.dates import LOOKS_BACK, Precision, RoughDate, exact_days
from .ahead import GONE
from .listing import Filters, engagements, listed

MOST = 5000  # bare rows that one page counts


@dataclass(frozen=True, slots=True)
class Bare:
    """What counting and laying out need of an engagement. Dates are kept as they are stored: most rows are counted
    and never drawn."""

    key: UUID
    first: date
    first_precision: str
    end: date | None
    end_precision: str
    last_day: date
    state: str
    kind: str
    host: str | None
    lead_id: int
    marking_id: int

    @property
    def start(self) -> RoughDate:
        return RoughDate(self.first, Precision(self.first_precision))

    @property
    def days(self) -> tuple[date, date] | None:
        """First and last day when both are known to the day."""
        if self.first_precision == self.end_precision == Precision.DAY and self.end:
            return self.first, max(self.first, self.end)
        return exact_days(self.start, RoughDate(self.end, Precision(self.end_precision)))


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
    # What has no start has no last day either.
    rows = engagements(reader, filters).filter(last_day__gte=first, sort_date__lte=last)
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
        found += [Bare(*row) for row in ordered[: most + 1]]
    found.sort(key=lambda row: (row.first, row.key))
    return found[:most], len(found) > most


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
    lead_id: int


def spots(
    reader: Reader, first: date, last: date, filters: Filters | None = None, most: int = MOST
) -> tuple[list[Spot], bool]:
    """Where everything of these days lies; and whether there was more than `most` of it."""
    found: list[Spot] = []
    for rows in lying_in(reader, first, last, filters):
        here = rows.annotate(north=Cast("latitude", FloatField()), east=Cast("longitude", FloatField()))
        wanted = here.order_by("sort_date", "pk").values_list(
            "pk", "north", "east", "host_id", "state", "marking_id", "lead_post_id"
        )
        found += [Spot(*row) for row in wanted[: most + 1]]
    return found[:most], len(found) > most


@dataclass(frozen=True, slots=True)
class Gathered:
    """So many engagements of one host and one lead: within one degree of each other, or known only to the host.

    Latitude and longitude are the middle of those whose place is known, else None.
    """

    host: str | None
    lead_id: int
    marking_id: int
    latitude: float | None
    longitude: float | None
    count: int


def gathered(reader: Reader, first: date, last: date, filters: Filters | None = None) -> list[Gathered]:
    """Everything of these days, counted by the database; however much it is, none of it is left out."""
    found: list[Gathered] = []
    for rows in lying_in(reader, first, last, filters):
        near = rows.order_by().annotate(degree=Round("latitude"), meridian=Round("longitude"))
        groups = near.values("host_id", "lead_post_id", "marking_id", "degree", "meridian")
        wanted = groups.annotate(north=Avg("latitude"), east=Avg("longitude"), times=Count("pk"))
        for row in wanted.values_list("host_id", "lead_post_id", "marking_id", "north", "east", "times"):
            host, lead_id, marking_id, north, east, times = row
            known = north is not None and east is not None
            place = float(north) if known else None, float(east) if known else None
            found.append(Gathered(host, lead_id, marking_id, *place, times))
    return found


def earliest(reader: Reader, first: date, last: date, filters: Filters | None = None, *, most: int) -> list[UUID]:
    """Keys of the first of these days."""
    short, long = lying_in(reader, first, last, filters)
    found = list(short.order_by("sort_date", "pk").values_list("sort_date", "pk")[:most])
    # Without a limit: for the first few in order a database would walk through all that began in earlier years.
    found += long.order_by().values_list("sort_date", "pk")
    return [key for _, key in sorted(found)[:most]]


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
