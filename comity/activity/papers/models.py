"""Remembers papers, laid or written, and remarks: what lies beside an engagement, and what was said about it."""

import uuid

from django.conf import settings
from django.db import models

from comity.foundation.labels.queries import MarkedManager, marking_field


class Paper(models.Model):
    """A file laid beside an engagement. The content lies in the file store under its digest, and never changes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    engagement = models.ForeignKey("engagements.Engagement", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    media = models.CharField(max_length=100, help_text="told by its first bytes")
    size = models.PositiveIntegerField(help_text="bytes")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the content")
    note = models.CharField(max_length=300, blank=True)
    marking = marking_field()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_post = models.ForeignKey("institutions.Post", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = MarkedManager()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.name


class Remark(models.Model):
    """Something said about an engagement, outside its clearance. Added, never edited."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    engagement = models.ForeignKey("engagements.Engagement", on_delete=models.PROTECT, related_name="+")
    words = models.TextField()
    mentions = models.JSONField(default=list, help_text="names of sign-in of those it speaks to")
    marking = marking_field()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_post = models.ForeignKey("institutions.Post", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    objects = MarkedManager()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.words[:60]


class WrittenPaper(models.Model):
    """A paper written here, part by part. This is its frame: the parts, in `foundation.parts`, are marked apart."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    engagement = models.ForeignKey("engagements.Engagement", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=160)
    marking = marking_field()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_post = models.ForeignKey("institutions.Post", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = MarkedManager()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.title
