"""The list of engagements, narrowed, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from comity.foundation.labels.queries import MarkedQuerySet, Marking
from comity.foundation.labels.rules.label import Reader

from ..models import Engagement, Participation
from ..rules.life import State as Life

PAGE = 25


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; None and "" narrow nothing."""

    text: str = ""
    kind: str = ""
    state: str = ""
    partner: str = ""
    host: str = ""
    year: int | None = None
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list, and the marks from which the next and the one before continue."""

    rows: Sequence[Engagement]
    earlier: str = field(default="")
    later: str = field(default="")


def engagements(reader: Reader, filters: Filters | None = None) -> MarkedQuerySet[Engagement]:
    """The engagements this reader may read, latest first, narrowed."""
    rows: MarkedQuerySet[Engagement] = Engagement.objects.readable_by(reader)
    wanted = filters or Filters()
    same = {"kind": wanted.kind, "state": wanted.state, "host_id": wanted.host}
    rows = rows.filter(**{name: value for name, value in same.items() if value})
    if wanted.waiting:
        rows = rows.filter(state=Life.IN_CLEARANCE)
    if wanted.partner:
        theirs = Participation.objects.filter(state_id=wanted.partner, engagement=OuterRef("pk"))
        rows = rows.filter(Exists(theirs))  # probed row by row, so that a page ends as soon as it is full
    if wanted.year:
        rows = rows.filter(sort_date__gte=date(wanted.year, 1, 1), sort_date__lte=date(wanted.year, 12, 31))
    if wanted.text:
        rows = rows.filter(Q(title__icontains=wanted.text) | Q(reference__istartswith=wanted.text))
    return rows


def listed(rows: QuerySet[Engagement]) -> QuerySet[Engagement]:
    """With what a line of the list shows, and no more: one query."""
    return rows.select_related("marking", "host", "lead_post").only(
        *("id", "reference", "title", "kind", "state", "state_since", "partner_codes", "sort_date"),
        *("start", "start_precision", "end", "end_precision", "personnel", "place", "zone"),
        *(
            "host__name",
            "marking__words",
            "marking__data",
            "lead_post__title",
        ),
    )


def page_of(rows: QuerySet[Engagement], *, after: str = "", before: str = "", size: int = PAGE) -> Page:
    """One page by the mark of the row it continues after (or before); a mark nobody gave is the first page.

    The mark is date and id, so a page costs the same wherever it lies.
    """
    mark = _mark(after or before)
    back = bool(before) and mark is not None
    if mark is not None:
        day, key = mark
        beyond = Q(sort_date__gt=day) | Q(sort_date=day, id__gt=key)
        behind = Q(sort_date__lt=day) | Q(sort_date=day, id__lt=key)
        # The plain bound first: with it the database enters the index where the page begins.
        bound = Q(sort_date__gte=day) if back else Q(sort_date__lte=day)
        rows = rows.filter(bound).filter(beyond if back else behind)
    rows = rows.order_by("sort_date", "id") if back else rows.order_by("-sort_date", "-id")
    found = list(rows[: size + 1])
    more, found = len(found) > size, found[:size]
    if back:
        found.reverse()
    has_earlier, has_later = (more, True) if back else (mark is not None, more)
    return Page(
        found,
        earlier=_marked(found[0]) if found and has_earlier else "",
        later=_marked(found[-1]) if found and has_later else "",
    )


def _marked(row: Engagement) -> str:
    return f"{row.sort_date.isoformat()}.{row.pk}"


def _mark(text: str) -> tuple[date, UUID] | None:
    day, _, key = text.partition(".")
    try:
        return date.fromisoformat(day), UUID(key)
    except ValueError:
        return None


def markings_of(rows: QuerySet[Engagement]) -> list[Marking]:
    """Each marking among these rows once: what a file of them must carry."""
    return list(Marking.objects.filter(pk__in=rows.order_by().values("marking_id")))
