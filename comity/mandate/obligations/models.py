"""Remembers what is owed, by which post to which, by when, and how it ended."""

import uuid
from datetime import date, datetime

from django.conf import settings
from django.db import models

from comity.foundation.labels.queries import MarkedManager, marking_field

from .rules.due import Standing, standing
from .rules.origin import read_origin


class Obligation(models.Model):
    """Anything owed by a date, wherever it came from. Added once, never edited; it ends by a discharge."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    what = models.TextField()
    owed_by = models.ForeignKey("institutions.Post", on_delete=models.PROTECT, related_name="+")
    owed_to = models.ForeignKey("institutions.Post", on_delete=models.PROTECT, related_name="+")
    due = models.DateField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True, help_text="the moment, where hours count; its day is `due`")
    thing_kind = models.CharField(max_length=40)
    thing_key = models.CharField(max_length=64)
    thing_reference = models.CharField(max_length=60)
    origin = models.CharField(max_length=300, help_text="what it arises from, in words")
    origin_key = models.CharField(max_length=120, unique=True, help_text="no origin raises twice")
    marking = marking_field()
    raised_at = models.DateTimeField()

    objects = MarkedManager()

    class Meta:
        ordering = ["due", "raised_at"]
        indexes = [
            models.Index(fields=["thing_kind", "thing_key"], name="obligation_about"),
            models.Index(fields=["owed_by", "due"], name="obligation_owed_by"),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def origin_words(self) -> str:
        return read_origin(self.origin)

    def standing_at(self, moment: datetime) -> Standing:
        """As it stands at a moment: where hours count, by the hour."""
        late = self.due_at is not None and self.due_at <= moment
        found = self.standing_on(moment.date())
        return Standing.OVERDUE if late and found is Standing.OPEN else found

    def standing_on(self, day: date) -> Standing:
        discharge = getattr(self, "discharge", None)
        return standing(self.due, discharge.kind if discharge else None, day)


class Discharge(models.Model):
    """How an obligation ended: kept by the one who owed it, or waived by the one it was owed to."""

    obligation = models.OneToOneField(Obligation, on_delete=models.PROTECT, related_name="discharge")
    kind = models.CharField(max_length=10, choices=[(s, s) for s in (Standing.KEPT, Standing.WAIVED)])
    words = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_post = models.ForeignKey("institutions.Post", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.obligation} {self.kind}"
