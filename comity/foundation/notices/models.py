"""Remembers what each person was told, what they want to be told, and the mails that wait to go out."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from comity.foundation.labels.queries import MarkedManager, marking_field

from .rules.topics import MAIL_WORDS, TOPICS, About, ByMail, Topic
from .rules.words import said

_PERSON = settings.AUTH_USER_MODEL
_TOPICS = [(topic.value, topic.value) for topic in Topic]
_BY_MAIL = [(each.value, each.value) for each in MAIL_WORDS]


class Notice(models.Model):
    """One thing one person was told, with the marking of what it is about.

    `mail_at` is when the mail that counts it goes out, as the person had chosen then; `once` names what is told only
    once.
    """

    person = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(max_length=20, choices=_TOPICS)
    words = models.JSONField(help_text="a saying: its template and its values")
    thing_kind = models.CharField(max_length=60)
    thing_key = models.CharField(max_length=60)
    thing_reference = models.CharField(max_length=200, blank=True)
    due = models.DateTimeField(null=True)
    marking = marking_field()
    at = models.DateTimeField()
    once = models.CharField(max_length=200, blank=True)
    in_page = models.BooleanField(default=True)
    read_at = models.DateTimeField(null=True)
    mail_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    objects = MarkedManager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["person", "-at"], name="notice_of_person"),
            models.Index(fields=["thing_kind", "thing_key"], name="notice_about"),
            models.Index(fields=["mail_at"], name="notice_to_mail", condition=Q(mailed_at__isnull=True)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "once"], condition=~Q(once=""), name="a_notice_is_told_once")
        ]

    def __str__(self) -> str:
        return str(self.saying)

    @property
    def saying(self) -> Any:
        """In the language of the moment where a page shows it."""
        return said(self.words)

    @property
    def about(self) -> About:
        return TOPICS[Topic(self.topic)]


class TopicChoice(models.Model):
    """What one person wants of one topic; without a row the topic's default holds."""

    person = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(max_length=20, choices=_TOPICS)
    in_page = models.BooleanField()
    by_mail = models.CharField(max_length=10, choices=_BY_MAIL)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "topic"], name="one_choice_per_topic")]

    def __str__(self) -> str:
        return f"{self.topic}: {ByMail(self.by_mail)}"


class MailHours(models.Model):
    """When mail may come to one person, and in which language."""

    person = models.OneToOneField(_PERSON, on_delete=models.PROTECT, related_name="+", primary_key=True)
    hour = models.PositiveSmallIntegerField()
    weekday = models.PositiveSmallIntegerField()
    quiet_from = models.PositiveSmallIntegerField()
    quiet_until = models.PositiveSmallIntegerField()
    zone = models.CharField(max_length=60)
    language = models.CharField(max_length=10)

    def __str__(self) -> str:
        return f"{self.hour}:00 {self.zone}"


class Mail(models.Model):
    """A mail in the outbox. INVARIANT: it counts and links and quotes nothing marked (tests/test_mails.py)."""

    person = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    address = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    made_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, help_text="none when it was sent or given up")
    sent_at = models.DateTimeField(null=True)
    fault = models.TextField(blank=True, help_text="why the last try failed")

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["next_try_at"], name="mail_to_send")]

    def __str__(self) -> str:
        return f"{self.subject} to {self.address}"
