"""Remembers what monitors found, who took note of it, and how far each monitor has read.

INVARIANT: findings and what is said of them are added and never edited; of a finding only changes when it was last met
and when it was gone (rules/kept.py, tests/test_findings.py). Each is an entry of the record besides.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from comity.foundation.labels.queries import MarkedManager, marking_field

from .rules.found import read
from .rules.trouble import KEY_AT_MOST


class Finding(models.Model):
    """One trouble that a monitor met. While it stands it is one finding, however often it is met again."""

    watch = models.CharField(max_length=40, help_text="which monitor found it")
    key = models.CharField(max_length=KEY_AT_MOST, help_text="what makes it the same trouble")
    sentence = models.TextField()
    seq = models.BigIntegerField(null=True, help_text="the entry it is about")
    instrument = models.TextField(blank=True)
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)
    marking = marking_field()

    objects = MarkedManager()

    class Meta:
        ordering = ["-first_seen", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["watch", "key", "marking"], condition=Q(gone_at__isnull=True), name="one_finding_per_trouble"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.sentence}"

    @property
    def reference(self) -> str:
        return f"F-{self.pk}"

    @property
    def told(self) -> str:
        """What was found, in the language of whoever reads."""
        return read(self.sentence)


class Acknowledgement(models.Model):
    """An overseer took note of a finding, from a post, and says what is to be said of it. Once for each post."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="acknowledgements")
    post = models.ForeignKey("institutions.Post", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    remark = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["finding", "post"], name="one_acknowledgement_per_post")]

    def __str__(self) -> str:
        return f"{self.post} on F-{self.finding_id}"


class Look(models.Model):
    """How far one monitor has read. Losing this row loses nothing: everything is read again.

    `read_to` is the first entry it has not read. While everything is read anew, `again_to` is how far that has come and
    `again_began` when it began; `peaks` is the tree of what was recomputed so far. `whole_at`: when it last had read
    everything.
    """

    watch = models.CharField(max_length=40, primary_key=True)
    read_to = models.BigIntegerField(default=0)
    looked_at = models.DateTimeField(null=True)
    again_to = models.BigIntegerField(null=True)
    again_began = models.DateTimeField(null=True)
    peaks = models.BinaryField(default=b"")
    whole_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.watch}: up to entry {self.read_to}"
