"""Remembers the people who sign in, and what each may read."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from comity.foundation.labels.rules.label import Reader


class People(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(username__iexact=username)


class Person(AbstractBaseUser):
    """Somebody with an account. What they may decide comes from their posts, never from here."""

    username = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    nationality = models.CharField(max_length=3)
    clearances = models.JSONField(default=dict, help_text="policy: classification")
    groups = models.JSONField(default=list, help_text="need-to-know groups")
    is_active = models.BooleanField(default=True)
    demonstration = models.BooleanField(default=False, help_text="invented; may sign in by one click")

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]
    objects: People = People()

    def __str__(self) -> str:
        return self.name

    @property
    def reader(self) -> Reader:
        held: dict[str, Any] = self.clearances
        return Reader(self.nationality, frozenset(held.items()), frozenset(self.groups))
