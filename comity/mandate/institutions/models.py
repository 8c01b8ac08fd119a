"""Remembers states, institutions, posts, who holds them, and what they may do under which instrument."""

import uuid
from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from comity.foundation.words.rules.said import Said, say

from .rules.framework import Character, May
from .rules.powers import limits_of


class State(models.Model):
    """A state, present or past. Historic ones are kept under the name they had."""

    code = models.CharField(max_length=3, primary_key=True)
    name = models.CharField(max_length=80)
    until_year = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def historic(self) -> bool:
        return self.until_year is not None


class StateName(models.Model):
    """Another spelling of a state's name, folded to lower case, as documents write it."""

    spelling = models.CharField(max_length=80, primary_key=True)
    state = models.ForeignKey(State, on_delete=models.PROTECT, related_name="spellings")

    def __str__(self) -> str:
        return self.spelling


class Institution(models.Model):
    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20)
    state = models.ForeignKey(State, on_delete=models.PROTECT, related_name="institutions")
    framework_key = models.SlugField(max_length=60)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """An office that one person holds at a time."""

    key = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="posts")
    character = models.CharField(max_length=20, choices=[(c, c.capitalize()) for c in Character])
    superior = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="subordinates")
    desk = models.CharField(max_length=20, blank=True, help_text="the first screen its framework names, if any")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def character_words(self) -> str:
        return Character(self.character).words


class Appointment(models.Model):
    """A person holds a post from a day until a day (not included), substantively or acting."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="appointments")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="appointments")
    acting = models.BooleanField(default=False)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    made_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["post"],
                condition=Q(ends__isnull=True, acting=False),
                name="one_open_substantive_holder",
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=models.F("starts")), name="ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} as {self.post}"

    def holds_on(self, day: date) -> bool:
        return self.starts <= day and (self.ends is None or day < self.ends)


class Instrument(models.Model):
    """The law, policy or agreement that a power rests on."""

    key = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    source = models.CharField(max_length=300)
    verified = models.BooleanField(default=False)
    checked = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title


class Framework(models.Model):
    """One adopted version of a framework file, whole: what was in force is never looked up elsewhere."""

    key = models.SlugField(max_length=60)
    version = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    text = models.TextField()
    adopted_at = models.DateTimeField()

    class Meta:
        ordering = ["-adopted_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="one_text_per_version")]

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"


class VersionProposal(models.Model):
    """The next version of a framework as it was proposed. Never edited; it ends by a `ProposalEnd`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.SlugField(max_length=60)
    version = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    text = models.TextField()
    against = models.ForeignKey(
        Framework, on_delete=models.PROTECT, related_name="+", help_text="the version in force when it was proposed"
    )
    why = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}, proposed"

    @property
    def ended(self) -> "ProposalEnd | None":
        return getattr(self, "ending", None)


class ProposalEnd(models.Model):
    """How a proposed version ended, once: adopted or declined, by whom and with what words."""

    ADOPTED, DECLINED = "adopted", "declined"

    proposal = models.OneToOneField(VersionProposal, on_delete=models.PROTECT, related_name="ending")
    outcome = models.CharField(max_length=10, choices=[(ADOPTED, ADOPTED), (DECLINED, DECLINED)])
    words = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.proposal}: {self.outcome}"

    @property
    def outcome_words(self) -> str:
        return say("adopted") if self.outcome == self.ADOPTED else say("declined")


class Mandate(models.Model):
    """What a post may do, on which classes, up to which ceiling, under which instrument."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="mandates")
    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="mandates")
    may = models.CharField(max_length=20)
    classes = models.JSONField(default=list)
    ceiling = models.JSONField(default=dict)
    over = models.JSONField(default=list)
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="mandates")
    article = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.post} may {self.may}"

    @property
    def may_words(self) -> str:
        return May(self.may).words

    @property
    def ceilings(self) -> list[tuple[Said, Said]]:
        """What it is bounded by: the fact and the figure."""
        return limits_of(self.ceiling)

    @property
    def cites(self) -> str:
        return f"{self.instrument.title}, {self.article}" if self.article else self.instrument.title


class Absence(models.Model):
    """Somebody is away from a post from a moment until a moment, and another post covers it meanwhile."""

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="absences")
    by_post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="covers")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_from = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    reason = models.CharField(max_length=300)
    ended_at = models.DateTimeField(null=True, blank=True, help_text="over before its time, on return or by leaving")

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(ends__gt=models.F("starts")), name="absence_is_bounded")]

    def __str__(self) -> str:
        return f"{self.appointment} covered by {self.by_post}"

    @property
    def post(self) -> Post:
        return self.appointment.post


class Delegation(models.Model):
    """One mandate lent by its post to another post, until a moment, for a reason; revocable.

    `appointment` is that of whoever lends: the loan counts only while it lasts. `classes` (none named: as the
    mandate) and `ceiling` bound it further than the mandate does.
    """

    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="delegations")
    to_post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="delegations_held")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, null=True, related_name="delegations")
    absence = models.ForeignKey(Absence, on_delete=models.PROTECT, null=True, blank=True, related_name="delegations")
    classes = models.JSONField(default=list)
    ceiling = models.JSONField(default=dict)
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    reason = models.CharField(max_length=300)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(ends__gt=models.F("starts")), name="delegation_is_bounded")]

    def __str__(self) -> str:
        return f"D-{self.pk}: {self.mandate} lent to {self.to_post}"

    @property
    def number(self) -> str:
        return f"D-{self.pk}"

    @property
    def covers(self) -> bool:
        """Lent to cover an absence."""
        return self.absence_id is not None

    @property
    def until(self) -> datetime:
        """When it ends, or ended, whichever comes first."""
        return min(self.ends, self.revoked_at or self.ends)

    @property
    def ceilings(self) -> list[tuple[Said, Said]]:
        return limits_of(self.ceiling)
