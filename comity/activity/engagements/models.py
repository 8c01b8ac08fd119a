"""Remembers engagements, who takes part, every version of what was said, and unfinished typing."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext

from comity.foundation.labels.queries import MarkedManager, few_index, marking_field

from .rules.dates import Precision
from .rules.life import State
from .rules.vocabulary import CURRENCY, KIND_WORDS

_PRECISIONS = [(p.value, p.value) for p in Precision]


def _rough(name: str) -> models.CheckConstraint:
    known = Q(**{f"{name}__isnull": False}) & ~Q(**{f"{name}_precision": Precision.UNKNOWN})
    unknown = Q(**{f"{name}__isnull": True}) & Q(**{f"{name}_precision": Precision.UNKNOWN})
    return models.CheckConstraint(condition=known | unknown, name=f"engagement_{name}_has_its_precision")


class Numbering(models.Model):
    """The last number given to an engagement in a year. Whoever numbers locks the year's row."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


_COUNTED_BY = (
    *("marking", "state", "is_long", "last_day", "host", "lead_post", "latitude", "longitude"),
    "id",
)


class Engagement(models.Model):
    """One activity with partners, as it is said to be now. Null means not said."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=30, choices=list(KIND_WORDS.items()))
    title = models.CharField(max_length=200)
    purpose = models.TextField(blank=True)
    objectives = models.TextField(blank=True)
    zone = models.CharField(max_length=40, blank=True)
    host = models.ForeignKey(
        "institutions.State",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    place = models.CharField(max_length=300, blank=True)
    latitude = models.DecimalField(max_digits=10, decimal_places=7, null=True, blank=True)
    longitude = models.DecimalField(max_digits=10, decimal_places=7, null=True, blank=True)
    start = models.DateField(null=True, blank=True, help_text="the first day it can mean")
    start_precision = models.CharField(max_length=8, choices=_PRECISIONS, default=Precision.UNKNOWN)
    end = models.DateField(null=True, blank=True, help_text="the first day it can mean")
    end_precision = models.CharField(max_length=8, choices=_PRECISIONS, default=Precision.UNKNOWN)
    personnel = models.PositiveIntegerField(null=True, blank=True)
    tanks = models.PositiveIntegerField(null=True, blank=True)
    combat_vehicles = models.PositiveIntegerField(null=True, blank=True)
    guns = models.PositiveIntegerField(null=True, blank=True)
    sorties = models.PositiveIntegerField(null=True, blank=True)
    has_ships = models.BooleanField(null=True, blank=True)
    live_fire = models.BooleanField(null=True, blank=True)
    cost = models.DecimalField(max_digits=15, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default=CURRENCY)
    assessment = models.TextField(blank=True)
    lead_post = models.ForeignKey("institutions.Post", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=[(s.value, s.value) for s in State], default=State.CONCEPT)
    state_since = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    # Without a plain index of its own: a database that used it for the list would read and sort every row.
    marking = marking_field(db_index=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    dossier = models.ForeignKey("clearance.Dossier", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    source = models.CharField(max_length=200, blank=True, help_text="where an imported row came from")
    source_key = models.CharField(max_length=120, null=True, unique=True)
    # Repeated for the list, so that a page of it is one query: kept by `write_content` alone.
    partner_codes = models.CharField(max_length=200, blank=True)
    sort_date = models.DateField()
    # Repeated for calendars: "what lies in these days" is then a stretch of an index, however many rows there are.
    last_day = models.DateField(null=True, blank=True, help_text="the last day it can mean; null when it has no start")
    is_long = models.BooleanField(default=False, help_text="it can mean more days than a calendar looks back")

    objects = MarkedManager()

    class Meta:
        ordering = ["-sort_date", "-id"]
        constraints = [
            _rough("start"),
            _rough("end"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
                name="engagement_position_is_on_earth",
            ),
            models.CheckConstraint(
                condition=Q(start__isnull=True)
                | Q(end__isnull=True)
                | ~Q(start_precision=Precision.DAY, end_precision=Precision.DAY)
                | Q(end__gte=F("start")),
                name="engagement_ends_after_it_starts",
            ),
        ]
        indexes = [
            models.Index(F("sort_date").desc(), F("id").desc(), F("marking"), name="engagement_list"),
            few_index("id", "engagement_few"),
            models.Index(F("state"), F("sort_date").desc(), F("id").desc(), name="engagement_by_state"),
            models.Index(F("kind"), F("sort_date").desc(), F("id").desc(), name="engagement_by_kind"),
            models.Index(F("host"), F("sort_date").desc(), F("id").desc(), name="engagement_by_host"),
            models.Index(fields=["last_day", "sort_date"], condition=Q(is_long=True), name="engagement_long"),
            # Everything that maps and lists of countries count by: they never visit the rows themselves.
            models.Index(fields=["sort_date", *_COUNTED_BY], name="engagement_counted"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"


class Participation(models.Model):
    """One participant. The name stays as it was written even where the state is known."""

    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="participations")
    state = models.ForeignKey(
        "institutions.State",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    name = models.CharField(max_length=120)
    units = models.TextField(blank=True)
    personnel = models.PositiveIntegerField(null=True, blank=True)
    sort_date = models.DateField(help_text="the engagement's, repeated: a state's page reads its days in order")

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["state", "engagement"], name="participation_by_state"),
            models.Index(F("state"), F("sort_date").desc(), F("engagement"), name="participation_by_day"),
            models.Index(fields=["sort_date", "engagement", "state"], name="participation_counted"),
        ]

    def __str__(self) -> str:
        return self.name


class Ship(models.Model):
    """So many ships of one kind; tonnage is metric tonnes each."""

    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="ships")
    kind = models.CharField(max_length=120)
    count = models.PositiveIntegerField()
    tonnage = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.count} × {self.kind}"


class Version(models.Model):
    """What was said of an engagement, whole, from one moment on. Added, never edited."""

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    particulars = models.JSONField()
    facts = models.JSONField()
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_post = models.CharField(max_length=160)
    at = models.DateTimeField()
    why = models.TextField(blank=True)
    # A version is shown under the marking it was written under, even when the engagement has another today.
    marking = marking_field()

    objects = MarkedManager()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["engagement", "number"], name="engagement_version_once")]

    def __str__(self) -> str:
        return f"{self.engagement_id} version {self.number}"


class Hand(models.Model):
    """Somebody wrote in a draft that was then handed over, and counts as an author of the engagement that it becomes,
    or is about, whose `key` this is."""

    key = models.UUIDField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "person"], name="a_hand_once")]

    def __str__(self) -> str:
        return f"{self.person} wrote in a draft"


class Draft(models.Model):
    """What somebody has typed and not yet handed in. Nobody but the author ever sees it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey("institutions.Post", on_delete=models.PROTECT, related_name="+")
    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    fields = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["-saved_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "engagement"],
                condition=Q(engagement__isnull=False),
                name="one_draft_per_person_and_engagement",
            )
        ]

    def __str__(self) -> str:
        return f"draft of {self.saved_at:%Y-%m-%d}"

    @property
    def title(self) -> str:
        return next(iter(self.fields.get("title") or []), "").strip() or gettext("Untitled")
