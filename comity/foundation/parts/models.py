"""Remembers the parts of things: paragraphs and marked fields, each revision with a marking of its own."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from comity.foundation.labels.queries import MarkedManager, marking_field

from .rules.whole import digest_of


class Part(models.Model):
    """One revision of one part of a thing. Added and superseded, never edited.

    `line` is the same through all its revisions; `known` says whether whoever reads the
    whole may know that it is there.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    line = models.UUIDField(default=uuid.uuid4)
    thing_kind = models.CharField(max_length=40)
    thing_key = models.CharField(max_length=64)
    field = models.CharField(max_length=60, blank=True, help_text="of which field; a paragraph of none")
    place = models.IntegerField(help_text="where it stands among the parts of its thing")
    words = models.TextField()
    marking = marking_field()
    known = models.BooleanField(help_text="whoever reads the whole may know that it is there")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_post = models.CharField(max_length=200)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = MarkedManager()

    class Meta:
        ordering = ["place", "line", "at"]
        indexes = [models.Index(fields=["thing_kind", "thing_key", "place"], name="part_of_thing")]
        constraints = [
            models.UniqueConstraint(
                fields=["line"], condition=Q(ended_at__isnull=True), name="one_current_part_of_a_line"
            )
        ]

    def __str__(self) -> str:
        return self.words[:60]

    @property
    def digest(self) -> str:
        return digest_of(self.words)
