"""Remembers dossiers: what was put, who was asked, what each said, who signed."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from comity.foundation.labels.queries import MarkedManager, marking_field

from .rules.ended import Ended
from .rules.life import Asked, State
from .rules.needs import asked_of, needed
from .rules.opinion import Adjudicated, OpinionKind, Severity
from .rules.urgent import Cause, cause_in_words
from .rules.written import read

_PERSON = settings.AUTH_USER_MODEL


def _person(*, null: bool = False) -> Any:
    return models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+", null=null)


def _post() -> Any:
    return models.ForeignKey("institutions.Post", on_delete=models.PROTECT, related_name="+")


class Dossier(models.Model):
    """What is being decided, on which route of which framework version, and how far it has come."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=30, unique=True)
    subject_kind = models.CharField(max_length=40)
    subject_key = models.CharField(max_length=64)
    subject_reference = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    framework = models.ForeignKey("institutions.Framework", on_delete=models.PROTECT, related_name="+")
    route_key = models.CharField(max_length=60)
    route_why = models.TextField()
    lead_post = _post()
    state = models.CharField(max_length=20, choices=[(s, s) for s in State], default=State.CONSULTING)
    state_since = models.DateTimeField()
    stage = models.PositiveSmallIntegerField(default=0, help_text="index of the route's stage being asked")
    due_at = models.DateTimeField(null=True, blank=True, help_text="when the present state's clock lapses")
    overdue_told = models.BooleanField(default=False)
    urgent = models.BooleanField(default=False, help_text="it is on the urgent path of its route, until it is decided")
    marking = marking_field()
    opened_at = models.DateTimeField()

    objects = MarkedManager()

    class Meta:
        ordering = ["-opened_at"]
        indexes = [
            models.Index(fields=["subject_kind", "subject_key"], name="dossier_subject"),
            models.Index(fields=["state", "due_at"], name="dossier_clock"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def state_words(self) -> str:
        return State(self.state).words

    @property
    def subject(self) -> "FrozenSubject":
        """The version now before the deciders."""
        if "versions" in getattr(self, "_prefetched_objects_cache", {}):
            latest = max(self.versions.all(), key=lambda version: version.number, default=None)
        else:
            latest = self.versions.order_by("-number").first()
        if latest is None:
            raise FrozenSubject.DoesNotExist(f"{self.reference} has no subject")
        return latest


class FrozenSubject(models.Model):
    """The subject as it was put, once per version. Never edited."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    facts = models.JSONField()
    particulars = models.JSONField()
    digest = models.CharField(max_length=64)
    marking_id_shown = models.BigIntegerField(help_text="the subject's own marking when it was put")
    why = models.TextField(blank=True)
    put_by = _person()
    put_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["dossier", "number"], name="one_text_per_subject_version")]

    def __str__(self) -> str:
        return f"{self.title}, version {self.number}"


class Author(models.Model):
    """Somebody who wrote in the subject, in any version: they never clear it."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="authors")
    person = _person()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dossier", "person"], name="an_author_once")]

    def __str__(self) -> str:
        return f"{self.person} wrote in {self.dossier}"


class Consultation(models.Model):
    """One post asked once. Asking again, or asking the superior, is another row that supersedes this one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="consultations")
    frozen = models.ForeignKey(FrozenSubject, on_delete=models.PROTECT, related_name="consultations")
    step_key = models.CharField(max_length=60)
    stage = models.PositiveSmallIntegerField()
    post = _post()
    needs = models.CharField(max_length=20)
    why = models.TextField()
    cites = models.CharField(max_length=260)
    state = models.CharField(max_length=30, choices=[(s, s) for s in Asked], default=Asked.PENDING)
    state_since = models.DateTimeField()
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    closed_as = models.CharField(max_length=200, blank=True, help_text="how a lapse ended it, in words")
    supersedes = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="superseded_by")
    elevates = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="elevations")
    marking = marking_field()

    objects = MarkedManager()

    class Meta:
        ordering = ["stage", "asked_at", "pk"]
        indexes = [
            models.Index(fields=["post", "state", "due_at"], name="consultation_waiting"),
            models.Index(fields=["state", "due_at"], name="consultation_clock"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "step_key", "post"],
                condition=~Q(state=Asked.SUPERSEDED),
                name="one_standing_consultation_per_step",
            )
        ]

    def __str__(self) -> str:
        return f"{self.post} on {self.dossier}"

    @property
    def needs_words(self) -> str:
        return needed(self.needs)

    @property
    def asked_words(self) -> str:
        """Who is asked for what."""
        return asked_of(self.needs, self.post.title)

    @property
    def why_words(self) -> str:
        return read(self.why)

    @property
    def closed_words(self) -> str:
        return read(self.closed_as)


class Opinion(models.Model):
    """What a post said. A later opinion of the same consultation supersedes it; none is edited."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="opinions")
    kind = models.CharField(max_length=30, choices=[(k, k) for k in OpinionKind])
    words = models.TextField(blank=True)
    basis = models.TextField(blank=True)
    cure = models.TextField(blank=True)
    digest = models.CharField(max_length=64, help_text="of the subject that was seen")
    person = _person(null=True)
    person_name = models.CharField(max_length=120)
    post = _post()
    under = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    standing = models.BooleanField(default=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["consultation"], condition=Q(standing=True), name="one_standing_opinion"),
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(kind=OpinionKind.SILENCE),
                name="only_silence_has_no_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.person_name}"


class Condition(models.Model):
    """One condition of a concurrence; when clearance is granted it becomes an obligation of the lead."""

    opinion = models.ForeignKey(Opinion, on_delete=models.PROTECT, related_name="conditions")
    words = models.TextField()
    due = models.DateField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.words


class InformationRequest(models.Model):
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="questions")
    question = models.TextField()
    asked_by = _person()
    asked_at = models.DateTimeField()
    clock_pauses = models.BooleanField()
    answer = models.TextField(blank=True)
    answered_by = _person(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["asked_at"]

    def __str__(self) -> str:
        return self.question

    @property
    def answer_words(self) -> str:
        return read(self.answer)


class Hold(models.Model):
    """A pause with an owner, a reason and an end."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="holds")
    reason = models.TextField()
    owner = _person()
    owner_post = _post()
    placed_at = models.DateTimeField()
    expires = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = _person(null=True)
    ended_why = models.TextField(blank=True)

    class Meta:
        ordering = ["placed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation"], condition=Q(ended_at__isnull=True), name="one_running_hold"
            ),
            models.CheckConstraint(condition=Q(expires__gt=models.F("placed_at")), name="a_hold_expires"),
        ]

    def __str__(self) -> str:
        return f"hold by {self.owner_post}"


class Comment(models.Model):
    """A line of the comment-resolution matrix."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="comments")
    field = models.CharField(max_length=60, blank=True)
    words = models.TextField()
    severity = models.CharField(max_length=20, choices=[(s, s) for s in Severity])
    by = _person()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.words

    @property
    def severity_words(self) -> str:
        return Severity(self.severity).words


class Adjudication(models.Model):
    """How a comment was resolved, once, with its rationale."""

    comment = models.OneToOneField(Comment, on_delete=models.PROTECT, related_name="adjudication")
    outcome = models.CharField(max_length=30, choices=[(a, a) for a in Adjudicated])
    rationale = models.TextField()
    by = _person()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.comment}: {self.outcome}"

    @property
    def outcome_words(self) -> str:
        return Adjudicated(self.outcome).words


class Consolidation(models.Model):
    """The one paper that goes up: what is asked, what was said, who still disagrees."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="consolidations")
    frozen = models.ForeignKey(FrozenSubject, on_delete=models.PROTECT, related_name="+")
    summary = models.TextField()
    recommendation = models.TextField()
    decide_by = models.DateField(null=True, blank=True, help_text="the day after which deciding is late")
    if_late = models.TextField(blank=True, help_text="what happens then")
    by = _person()
    by_post = _post()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"consolidation of {self.dossier}"


class Signature(models.Model):
    """A countersignature or a key, bound to the digest of what was seen. `standing` ends with a new version."""

    COUNTERSIGN, KEY = "countersign", "key"

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="signatures")
    frozen = models.ForeignKey(FrozenSubject, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=[(COUNTERSIGN, COUNTERSIGN), (KEY, KEY)])
    grants = models.BooleanField()
    post = _post()
    person = _person()
    under = models.CharField(max_length=300, blank=True)
    cites = models.CharField(max_length=260)
    digest = models.CharField(max_length=64)
    reason = models.TextField(blank=True)
    over_objection = models.TextField(blank=True)
    at = models.DateTimeField()
    standing = models.BooleanField(default=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "role", "post"],
                condition=Q(standing=True),
                name="one_standing_signature_per_post",
            ),
            models.UniqueConstraint(
                fields=["dossier", "person"], condition=Q(standing=True), name="two_keys_are_two_people"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.post} on {self.dossier}"

    @property
    def under_words(self) -> str:
        return read(self.under)


class Escalation(models.Model):
    """A clock that lapsed where only a person can act: whom it was told to, and why."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="escalations")
    waiting_on = _post()
    told_to = _post()
    may_act = models.BooleanField(help_text="whether the post told may act in the other's place")
    why = models.TextField()
    at = models.DateTimeField()
    standing = models.BooleanField(default=True)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return self.why

    @property
    def why_words(self) -> str:
        return read(self.why)


class Urgency(models.Model):
    """That a dossier was declared urgent: by whom, why, what that spared, until when, and how it ended."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="urgencies")
    cause = models.CharField(max_length=30, choices=[(c, c) for c in Cause])
    why = models.TextField()
    declared_by = _person()
    declared_post = _post()
    framework = models.ForeignKey("institutions.Framework", on_delete=models.PROTECT, related_name="+")
    route_key = models.CharField(max_length=60, help_text="the route whose urgent path it went, in that version")
    cites = models.CharField(max_length=300, help_text="the instrument of the urgent path")
    skipped = models.JSONField(default=list, help_text="keys of the steps that were spared")
    declared_at = models.DateTimeField()
    ends_at = models.DateTimeField(help_text="when it ends by itself, undecided")
    ended_at = models.DateTimeField(null=True)
    ended_as = models.CharField(max_length=20, blank=True, choices=[(e, e) for e in Ended])
    review_at = models.DateTimeField(null=True, help_text="when its review opens, once it was decided")

    class Meta:
        ordering = ["declared_at", "pk"]
        indexes = [
            models.Index(fields=["ended_at", "ends_at"], name="urgency_ends"),
            models.Index(fields=["review_at"], name="urgency_review"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(ended_at__isnull=True), name="one_running_urgency_per_dossier"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("declared_at")), name="an_urgency_ends"),
        ]

    def __str__(self) -> str:
        return f"urgency of {self.dossier}"

    @property
    def cause_words(self) -> str:
        return cause_in_words(self.cause)


class Review(models.Model):
    """What looks back on a decision taken under urgency. It opens by itself."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    urgency = models.OneToOneField(Urgency, on_delete=models.PROTECT, related_name="review")
    questions = models.JSONField()
    posts = models.JSONField(help_text="keys of the posts that answer it")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()

    class Meta:
        ordering = ["-opened_at"]

    def __str__(self) -> str:
        return f"review of {self.urgency}"


class ReviewAnswer(models.Model):
    """What one reviewing post found, once."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="answers")
    post = _post()
    person = _person()
    was_urgent = models.BooleanField()
    answers = models.JSONField(help_text="one text per question, in their order")
    words = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["review", "post"], name="one_answer_per_reviewing_post")]

    def __str__(self) -> str:
        return f"{self.post} on {self.review}"
