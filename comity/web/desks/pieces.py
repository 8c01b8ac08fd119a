"""What several desks show: lists that end, engagements as lines, the countries somebody answers for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from comity.activity.engagements.queries import Engagement, end_of, start_of
from comity.activity.engagements.rules.dates import span_shown
from comity.activity.engagements.rules.vocabulary import KIND_WORDS
from comity.foundation.access.rules.actor import Actor
from comity.foundation.labels.queries import Marking, counted, level_of
from comity.foundation.words.rules.said import in_words, nation
from comity.mandate.institutions.queries import Framework
from comity.procedure.clearance.queries import Progress

from ..waiting import Work

FEW = 7
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Sitting:
    """Somebody at their desk: who, when, under which framework, what waits on them, and what they asked for."""

    actor: Actor
    at: datetime
    work: Work
    framework: Framework | None
    asked: QueryDict

    @property
    def today(self) -> date:
        return timezone.localtime(self.at).date()


@dataclass(slots=True)
class Layout:
    """What a desk hands its page, the markings of all that it shows, and by their ids those of what it only counts."""

    context: dict[str, Any]
    markings: list[Marking] = field(default_factory=list)
    counted: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Few(Generic[Row]):
    """The first rows of a list that may be long, how many there are in all, where they all stand, and under which
    markings."""

    rows: Sequence[Row]
    all: int
    counted: frozenset[int] = frozenset()
    url: str = ""

    @property
    def more(self) -> int:
        return self.all - len(self.rows)


def few(rows: QuerySet[Any], url: str = "", limit: int = FEW, marking: str = "marking_id") -> Few[Any]:
    """A second query counts them, only where there are more."""
    found = list(rows[: limit + 1])
    return Few(found[:limit], *(counted(rows, marking) if len(found) > limit else (len(found), frozenset())), url)


def few_of(rows: Sequence[Row], url: str = "", limit: int = FEW, among: int | None = None) -> Few[Row]:
    """The same of a list that is already there; `among` is how many there are in all when it is only the beginning."""
    return Few(rows[:limit], len(rows) if among is None else among, url=url)


def counted_in(*lists: Few[Any]) -> frozenset[int]:
    """The markings of everything that these lists count and do not show."""
    return frozenset().union(*(one.counted for one in lists))


def quarter(today: date) -> str:
    """Where three months from this one on are drawn."""
    return f"{reverse('timeline')}?since={today:%Y-%m}&months=3"


def line(row: Engagement) -> dict[str, Any]:
    """An engagement as every desk shows it."""
    return {
        "row": row,
        "url": reverse("engagement", args=[row.reference]),
        "kind": KIND_WORDS.get(row.kind, row.kind),
        "when": span_shown(start_of(row), end_of(row)),
        "host": in_words(nation(row.host.code, row.host.name)) if row.host else "",
        "marking": chip(row.marking),
    }


def lines(rows: Few[Engagement]) -> Few[dict[str, Any]]:
    return Few([line(row) for row in rows.rows], rows.all, rows.counted, rows.url)


def chip(marking: Marking) -> dict[str, Any]:
    return {"text": marking.words, "level": level_of(marking.label)}


def held_up(progress: Progress) -> dict[str, Any]:
    """A dossier with the gravest thing in its way."""
    dossier = progress.dossier
    return {
        "url": reverse("dossier", args=[dossier.reference]),
        "dossier": dossier,
        "first": progress.first,
        "others": max(0, len(progress.blocks) - 1),
        "marking": chip(dossier.marking),
    }


def markings_of(*groups: Iterable[Any]) -> list[Marking]:
    """The markings of rows that carry one."""
    return [row.marking for group in groups for row in group]
