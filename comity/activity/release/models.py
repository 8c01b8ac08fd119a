"""Remembers requests to release, what was decided on, who agreed, what was handed over and what became of it."""

import uuid

from django.conf import settings
from django.db import models

from comity.foundation.labels.queries import MarkedManager, marking_field

from .rules.life import State

_STATES = [(state.value, state.value) for state in State]


class Release(models.Model):
    """One request: parts of one thing, for one recipient and one use. Marked for the house and the recipient."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=20, unique=True)
    of_kind = models.CharField(max_length=40)
    of_key = models.CharField(max_length=64)
    of_reference = models.CharField(max_length=60)
    title = models.CharField(max_length=200, help_text="what is asked for, in words that the recipient may read")
    use = models.TextField()
    recipient = models.ForeignKey("institutions.Post", on_delete=models.PROTECT, related_name="+")
    recipient_state = models.CharField(max_length=3)
    home = models.CharField(max_length=3)
    framework_post = models.ForeignKey(
        "institutions.Post", on_delete=models.PROTECT, related_name="+", help_text="who leads what it is taken from"
    )
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_by_post = models.ForeignKey("institutions.Post", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=_STATES, default=State.ASKED)
    state_since = models.DateTimeField()
    until = models.DateField(null=True, help_text="the last day on which it may be opened")
    lead_post = models.ForeignKey("institutions.Post", on_delete=models.PROTECT, null=True, related_name="+")
    put_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    dossier = models.ForeignKey("clearance.Dossier", on_delete=models.PROTECT, null=True, related_name="+")
    checks = models.JSONField(default=list, help_text="the disclosure checks as they were answered")
    why = models.TextField(blank=True, help_text="why it was declined or taken back")
    marking = marking_field()

    objects = MarkedManager()

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"


class Wanted(models.Model):
    """One part that was asked for, by its line."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="wanted")
    line = models.UUIDField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["release", "line"], name="a_part_is_wanted_once")]

    def __str__(self) -> str:
        return str(self.line)


class Item(models.Model):
    """One part as it was put to clearance: the very words that will leave, and under which marking they stand here."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="items")
    line = models.UUIDField()
    place = models.PositiveIntegerField()
    words = models.TextField()
    sanitised = models.BooleanField(help_text="the words are not those of the part, but written to be released")
    originators = models.JSONField(default=list, help_text="states whose information it is")
    marking = marking_field()

    objects = MarkedManager()

    class Meta:
        ordering = ["place"]

    def __str__(self) -> str:
        return self.words[:60]


class Term(models.Model):
    """A condition on which it is released. The recipient owes it from the hand-over on."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="terms")
    words = models.TextField()
    due = models.DateField(null=True)
    added = models.BooleanField(default=False, help_text="at the hand-over, after the decision")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.words[:60]


class Consent(models.Model):
    """What another originator says to this release, to this recipient. Its marking admits that originator alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="consents")
    originator = models.CharField(max_length=3)
    to = models.CharField(max_length=300, help_text="the recipient, in words")
    use = models.TextField()
    what = models.JSONField(default=list, help_text="the words of its own that would leave")
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=10, blank=True, choices=[("agreed", "agreed"), ("refused", "refused")])
    words = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    by_post = models.ForeignKey("institutions.Post", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(null=True)
    marking = marking_field()

    objects = MarkedManager()

    class Meta:
        ordering = ["originator"]
        constraints = [models.UniqueConstraint(fields=["release", "originator"], name="an_originator_is_asked_once")]

    def __str__(self) -> str:
        return f"{self.originator} {self.answer}"


class Package(models.Model):
    """What was handed over: the bytes lie in the store under their digest. Marked for the house and the recipient."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    release = models.OneToOneField(Release, on_delete=models.PROTECT, related_name="package")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file")
    size = models.PositiveIntegerField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    recalled_at = models.DateTimeField(null=True)
    recalled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    recalled_why = models.TextField(blank=True)
    given_back_at = models.DateTimeField(null=True)
    given_back_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    given_back_words = models.TextField(blank=True)
    marking = marking_field()

    objects = MarkedManager()

    def __str__(self) -> str:
        return self.digest[:12]
