"""Remembers what was opened in an emergency: by whom and until when, what and why, and every page it was asked for by.

Three tables, since they are marked apart: that somebody opened something is told to overseers who may not read what.
"""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from comity.foundation.labels.queries import MarkedManager, marking_field


class Opening(models.Model):
    """One person opened one thing, from a post, until a moment; it may be ended before."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_post = models.ForeignKey("institutions.Post", on_delete=models.PROTECT, related_name="+")
    framework_key = models.SlugField(max_length=60)
    instrument = models.CharField(max_length=300)
    opened_at = models.DateTimeField()
    until = models.DateTimeField(help_text="when it is over by itself")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    marking = marking_field()

    objects = MarkedManager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(until__gt=F("opened_at")), name="an_opening_ends")]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        return f"O-{self.pk}"

    def runs_at(self, moment: datetime) -> bool:
        return self.ended_at is None and moment < self.until


class OpenedThing(models.Model):
    """What an opening opened, and why, under the marking of that thing."""

    opening = models.OneToOneField(Opening, on_delete=models.PROTECT, related_name="thing")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=64)
    reference = models.CharField(max_length=200)
    reason = models.TextField()
    marking = marking_field()

    objects = MarkedManager()

    def __str__(self) -> str:
        return self.reference


class Page(models.Model):
    """An address at which what was opened was asked for, and when that was first."""

    opening = models.ForeignKey(Opening, on_delete=models.PROTECT, related_name="pages")
    path = models.CharField(max_length=300)
    at = models.DateTimeField()
    marking = marking_field()

    objects = MarkedManager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["opening", "path"], name="a_page_is_told_once")]

    def __str__(self) -> str:
        return self.path
