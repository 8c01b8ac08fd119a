"""Looks up notices, choices and the outbox."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import Count, QuerySet
from django.urls import NoReverseMatch, reverse

from comity.foundation.access.queries import Person
from comity.foundation.access.rules.actor import Actor
from comity.foundation.labels.queries import MarkedQuerySet, readable_marking_ids
from comity.foundation.labels.rules.label import Reader

from .models import Mail, MailHours, Notice, TopicChoice
from .rules.choices import Chosen, Hours, by_default, unread_since
from .rules.topics import ByMail, Topic

__all__ = ["Mail", "Notice"]

_CALLED_BY_REFERENCE = {"dossier"}


def notices_for(actor: Actor) -> MarkedQuerySet[Notice]:
    """What this person was told and may read now, newest first."""
    rows: MarkedQuerySet[Notice] = Notice.objects.readable_by(actor.reader)
    return rows.filter(person_id=actor.person_id or 0, in_page=True).select_related("marking")


def unread(actor: Actor, at: datetime) -> MarkedQuerySet[Notice]:
    return notices_for(actor).filter(read_at__isnull=True, at__gt=unread_since(at))


def unread_counts(readers: Mapping[int, Reader], at: datetime) -> dict[int, int]:
    """How many unread notices each of these people has, by person, counting what each may read; in one query."""
    rows = Notice.objects.whole("counted by marking first, then only under those each person may read")
    counted = (
        rows.filter(person_id__in=readers, in_page=True, read_at__isnull=True, at__gt=unread_since(at))
        .order_by()
        .values_list("person_id", "marking_id")
        .annotate(found=Count("pk"))
    )
    open_to: dict[Reader, frozenset[int]] = {}
    found = dict.fromkeys(readers, 0)
    for person_id, marking_id, count in counted:
        reader = readers[person_id]
        if reader not in open_to:
            open_to[reader] = readable_marking_ids(reader)
        found[person_id] += count if marking_id in open_to[reader] else 0
    return found


def own_notice(pk: int, actor: Actor) -> Notice | None:
    found: Notice | None = notices_for(actor).filter(pk=pk).first()
    return found


def address_of(kind: str, key: str, reference: str) -> str | None:
    """The page of a thing; None when it has none."""
    argument = reference if kind in _CALLED_BY_REFERENCE else key
    for name in (f"{kind}-by-key", kind):
        try:
            return reverse(name, args=[key if name.endswith("-by-key") else argument])
        except NoReverseMatch:
            continue
    return None


def choices_of(person_id: int) -> dict[Topic, Chosen]:
    """What this person wants of every topic."""
    chosen = {topic: by_default(topic) for topic in Topic}
    for row in TopicChoice.objects.filter(person_id=person_id):
        chosen[Topic(row.topic)] = Chosen(row.in_page, ByMail(row.by_mail))
    return chosen


def chosen_by(person_ids: Collection[int], topic: Topic) -> dict[int, Chosen]:
    """What each of these people wants of one topic, in one query."""
    rows = TopicChoice.objects.filter(person_id__in=person_ids, topic=topic)
    said = {row.person_id: Chosen(row.in_page, ByMail(row.by_mail)) for row in rows}
    return {pk: said.get(pk, by_default(topic)) for pk in person_ids}


def hours_of(person_ids: Collection[int]) -> dict[int, Hours]:
    """When mail may come to each of these people, in one query."""
    rows = MailHours.objects.filter(person_id__in=person_ids)
    said = {row.person_id: Hours(row.hour, row.weekday, row.quiet_from, row.quiet_until, row.zone) for row in rows}
    return {pk: said.get(pk, Hours()) for pk in person_ids}


def language_of(person_id: int) -> str:
    """The language of a person's mails; empty while they chose none."""
    row = MailHours.objects.filter(person_id=person_id).only("language").first()
    return row.language if row else ""


def people_to_mail(at: datetime) -> list[Person]:
    """Whose digest is due: they have an open account, an address, and something unread that was to be mailed by now."""
    waiting = to_mail(at).values("person_id")
    return list(Person.objects.filter(pk__in=waiting, is_active=True).exclude(email="").order_by("pk"))


def to_mail(at: datetime) -> MarkedQuerySet[Notice]:
    rows: MarkedQuerySet[Notice] = Notice.objects.whole("who has mail to come is asked, and nothing shown")
    return rows.filter(mail_at__lte=at, mailed_at__isnull=True, read_at__isnull=True, at__gt=unread_since(at))


def told_already(names: Collection[str]) -> set[str]:
    """Which of these, told once, was told to anybody."""
    rows = Notice.objects.whole("only whether anybody was told is asked")
    return set(rows.order_by().filter(once__in=[*names]).values_list("once", flat=True))


def outbox() -> QuerySet[Mail]:
    """Every mail that was not sent, the oldest first: waiting for its next try, or given up."""
    return Mail.objects.filter(sent_at__isnull=True)


def sent_mails() -> QuerySet[Mail]:
    return Mail.objects.filter(sent_at__isnull=False).order_by("-sent_at")


def sendable(at: datetime) -> QuerySet[Mail]:
    return Mail.objects.filter(sent_at__isnull=True, next_try_at__lte=at)
