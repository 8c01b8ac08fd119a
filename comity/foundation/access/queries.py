"""Looks up people."""

from django.db.models import QuerySet
from django.http import HttpRequest

from .models import Person
from .rules.actor import Actor


class ActingRequest(HttpRequest):
    """A request after the front door: who asks, and from which post."""

    actor: Actor


def person_named(username: str) -> Person | None:
    return Person.objects.filter(username__iexact=username, is_active=True).first()


def demonstration_people() -> QuerySet[Person]:
    return Person.objects.filter(demonstration=True, is_active=True).order_by("pk")


def everyone_is_invented() -> bool:
    """Whether one-click sign-in may exist here: no account belongs to a real person."""
    return not Person.objects.filter(demonstration=False).exists()


def people_exist() -> bool:
    return Person.objects.exists()
