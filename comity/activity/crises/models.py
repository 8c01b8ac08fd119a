"""Remembers declared crises, and what their desk did to many engagements, line by line."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from comity.activity.engagements.rules.vocabulary import ZONES
from comity.foundation.labels.queries import MarkedManager, marking_field
from comity.procedure.clearance.rules.urgent import Cause, cause_in_words

from .rules.desk_acts import DeskAct, Outcome


class Crisis(models.Model):
    """Declared for one state or one region, for a cause, until a moment; it may be ended before."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=30, unique=True)
    title = models.CharField(max_length=160)
    cause = models.CharField(max_length=30, choices=[(c, c) for c in Cause])
    state = models.ForeignKey("institutions.State", on_delete=models.PROTECT, null=True, related_name="+")
    zone = models.CharField(max_length=40, blank=True, choices=ZONES)
    why = models.TextField()
    framework_key = models.SlugField(max_length=60)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    declared_post = models.ForeignKey("institutions.Post", on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()
    until = models.DateTimeField(help_text="when it is over by itself")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    ended_why = models.TextField(blank=True)
    marking = marking_field()

    objects = MarkedManager()

    class Meta:
        ordering = ["-declared_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("declared_at")), name="a_crisis_ends"),
            models.CheckConstraint(
                condition=Q(state__isnull=False, zone="") | Q(state__isnull=True) & ~Q(zone=""),
                name="a_crisis_is_of_a_state_or_of_a_region",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def cause_words(self) -> str:
        return cause_in_words(self.cause)

    def runs_at(self, moment: datetime) -> bool:
        return self.ended_at is None and moment < self.until


class Round(models.Model):
    """One act of the desk on many engagements, with what was said of all of them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="rounds")
    act = models.CharField(max_length=20, choices=[(a, a) for a in DeskAct])
    words = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_post = models.ForeignKey("institutions.Post", on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()

    class Meta:
        ordering = ["-begun_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.act} of {self.crisis}"

    @property
    def act_words(self) -> str:
        return DeskAct(self.act).words


class RoundLine(models.Model):
    """One engagement of a round: done, refused with the reason, or still waiting. Nothing is lost of it."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="lines")
    number = models.PositiveIntegerField()
    engagement = models.ForeignKey("engagements.Engagement", on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=[(o, o) for o in Outcome], default=Outcome.WAITING)
    why = models.JSONField(null=True, help_text="the refusal as a saying: its template and its values")
    at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["round", "engagement"], name="an_engagement_once_a_round")]

    def __str__(self) -> str:
        return f"{self.engagement_id}: {self.outcome}"
