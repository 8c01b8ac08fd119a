"""Remembers what a person set for themselves. Never a title: what a thing is called is looked up when it is shown,
through the reader's filter, so nothing here outlives a clearance."""

import uuid

from django.conf import settings
from django.db import models

from comity.foundation.record.rules.thing import KEY_AT_MOST, KIND_AT_MOST

from .rules.choices import THEMES, Choices
from .rules.views import NAME_AT_MOST, PATH_AT_MOST, QUERY_AT_MOST

_PERSON = settings.AUTH_USER_MODEL


class Preference(models.Model):
    """How one person wants the house to speak and look. No row means: as it comes."""

    person = models.OneToOneField(_PERSON, on_delete=models.PROTECT, primary_key=True, related_name="+")
    language = models.CharField(max_length=12, blank=True)
    zone = models.CharField(max_length=64, blank=True, help_text="a name of the IANA time zone database")
    theme = models.CharField(max_length=5, blank=True, choices=[(theme, theme) for theme in THEMES])
    letters = models.BooleanField(default=True, help_text="whether single keys act")

    def __str__(self) -> str:
        return f"preferences of {self.person_id}"

    @property
    def choices(self) -> Choices:
        return Choices(self.language, self.zone, self.theme, self.letters)


class Pin(models.Model):
    """A thing that a person keeps at hand: its kind, and the key by which its page is addressed."""

    person = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=KIND_AT_MOST)
    key = models.CharField(max_length=KEY_AT_MOST)
    place = models.PositiveSmallIntegerField(help_text="the order in which they stand")

    class Meta:
        ordering = ["place", "pk"]
        constraints = [models.UniqueConstraint(fields=["person", "kind", "key"], name="pinned_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Visit(models.Model):
    """A thing that a person looked at, and when last. Only the latest are kept."""

    person = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=KIND_AT_MOST)
    key = models.CharField(max_length=KEY_AT_MOST)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["person", "kind", "key"], name="visited_once")]
        indexes = [models.Index(fields=["person", "-at"], name="visit_latest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class SavedView(models.Model):
    """A page with what it was narrowed to, under a name; of one person, or shared within an institution."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=NAME_AT_MOST)
    path = models.CharField(max_length=PATH_AT_MOST)
    query = models.CharField(max_length=QUERY_AT_MOST, blank=True)
    # A plain number: institutions live in a room above.
    institution_id = models.BigIntegerField(null=True, blank=True, help_text="whose people see it; null is private")
    saved_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True, blank=True, help_text="thrown away then; it can be brought back")

    class Meta:
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["institution_id"], name="view_shared_with")]

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path
