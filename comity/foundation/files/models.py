"""Remembers keys, wrapped: one for each marking, and under it one for each sealed file."""

from django.db import models

from comity.foundation.labels.queries import MarkedManager, marking_field


class MarkingKey(models.Model):
    """The key of a marking, wrapped under a root key of the key store."""

    marking = marking_field()
    root = models.CharField(max_length=40, help_text="name of the root key it is wrapped under")
    wrapped = models.BinaryField()
    made_at = models.DateTimeField()

    objects = MarkedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["marking"], name="files_one_key_for_a_marking")]

    def __str__(self) -> str:
        return f"key of marking {self.marking_id}"


class SealedFile(models.Model):
    """Where a thing's content lies, and its key, wrapped under the key of its marking. Empty once it was erased."""

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=64)
    place = models.CharField(max_length=100, unique=True)
    marking = marking_field()
    wrapped = models.BinaryField()
    sealed_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    objects = MarkedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="files_one_content_for_a_thing")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
