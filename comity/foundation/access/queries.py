"""Looks up people."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from .models import Person
from .rules.actor import Actor


class ActingRequest(HttpRequest):
    """A request after the front door: who asks, and from which post."""

    actor: Actor
    held: list[Any]  # the appointments that this person holds now, for the choice of a post


def person_named(username: str) -> Person | None:
    return Person.objects.filter(username__iexact=username, is_active=True).first()


def person_numbered(pk: int) -> Person:
    """Raises Person.DoesNotExist."""
    return Person.objects.get(pk=pk)


def account_of(username: str) -> Person | None:
    """Whoever has or had this name, closed accounts included."""
    return Person.objects.filter(username__iexact=username).first()


def username_taken(username: str) -> bool:
    """Whether anybody has or ever had this name: a closed account's name is never given to somebody else."""
    return Person.objects.filter(username__iexact=username).exists()


def lock_person(pk: int) -> Person:
    """The row as it is now, held until the act is over. Raises Person.DoesNotExist."""
    return Person.objects.select_for_update().get(pk=pk)


def active_people() -> QuerySet[Person]:
    return Person.objects.filter(is_active=True).order_by("name", "pk")


def everybody() -> QuerySet[Person]:
    """Every account, closed ones too."""
    return Person.objects.order_by("username")


def demonstration_people() -> QuerySet[Person]:
    return Person.objects.filter(demonstration=True, is_active=True).order_by("pk")


def everyone_is_invented() -> bool:
    """Whether one-click sign-in may exist here: no account belongs to a real person."""
    return not Person.objects.filter(demonstration=False).exists()


def people_exist() -> bool:
    return Person.objects.exists()
