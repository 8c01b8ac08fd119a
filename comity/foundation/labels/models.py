"""Remembers each distinct marking once; records carry its id."""

from django.db import models

from .rules.label import Label, from_data


class Marking(models.Model):
    """One distinct label. Rows are only ever added: a label that changed is another label."""

    digest = models.CharField(max_length=64, unique=True)
    data = models.JSONField()
    words = models.CharField(max_length=500)

    def __str__(self) -> str:
        return self.words

    @property
    def label(self) -> Label:
        return from_data(self.data)
