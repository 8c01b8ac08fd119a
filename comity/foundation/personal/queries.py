"""Looks up what a person set for themselves. Every function is told whose; nobody else's is ever found."""

from functools import cache
from uuid import UUID
from zoneinfo import available_timezones

from django.db.models import Q, QuerySet

from .models import Pin, Preference, SavedView, Visit
from .rules.choices import Choices


def choices_of(person_id: int | None) -> Choices:
    """What this person chose; the defaults when they never chose."""
    row = Preference.objects.filter(person_id=person_id).first() if person_id else None
    return row.choices if row else Choices()


def pins_of(person_id: int | None) -> QuerySet[Pin]:
    """In the person's own order."""
    return Pin.objects.filter(person_id=person_id or 0)


def visits_of(person_id: int | None) -> QuerySet[Visit]:
    """The latest first."""
    return Visit.objects.filter(person_id=person_id or 0)


def views_for(person_id: int | None, institution_id: int | None) -> QuerySet[SavedView]:
    """One's own, and those that others shared with the institution one acts for."""
    shown = Q(person_id=person_id or 0)
    if institution_id is not None:
        shown |= Q(institution_id=institution_id)
    return SavedView.objects.filter(shown, dropped_at__isnull=True).select_related("person")


def own_view(key: UUID, person_id: int | None) -> SavedView | None:
    """One's own, thrown away or not."""
    return SavedView.objects.filter(person_id=person_id or 0, pk=key).first()


def dropped_views(person_id: int | None) -> QuerySet[SavedView]:
    """What can still be brought back, the latest first."""
    return SavedView.objects.filter(person_id=person_id or 0, dropped_at__isnull=False).order_by("-dropped_at")


@cache
def zones() -> tuple[str, ...]:
    """The time zones that places have, in order of name; UTC first. Aliases without a place are left out."""
    placed = {"Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
    return ("UTC", *sorted(name for name in available_timezones() if name.partition("/")[0] in placed))
