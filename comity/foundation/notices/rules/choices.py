"""When a person is told: in the page, and by which mail."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from .topics import TOPICS, ByMail, Topic

STALE = timedelta(days=14)
"""A notice older than this counts as read: nobody should meet a wall of last year's news."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What one person wants of one topic."""

    in_page: bool
    by_mail: ByMail

    @property
    def nothing(self) -> bool:
        return not self.in_page and self.by_mail is ByMail.NEVER


@dataclass(frozen=True, slots=True)
class Hours:
    """When mail may come to one person.

    Hours of the day count from 0 to 23 in their zone; the week begins with 1, Monday. Equal `quiet_from` and
    `quiet_until` mean no quiet hours.
    """

    hour: int = 7
    weekday: int = 1
    quiet_from: int = 20
    quiet_until: int = 6
    zone: str = "UTC"


def by_default(topic: Topic) -> Chosen:
    return Chosen(True, TOPICS[topic].by_mail)


def mail_at(by_mail: ByMail, hours: Hours, at: datetime) -> datetime | None:
    """The moment of the mail that tells of something that happened at `at`; None when none is wanted."""
    if by_mail is ByMail.NEVER:
        return None
    local = at.astimezone(ZoneInfo(hours.zone))
    if by_mail is ByMail.AT_ONCE:
        return _after_quiet(local, hours).astimezone(UTC)
    wanted = _on_the_day_of(local, hours.hour)
    if wanted <= local:
        wanted = _days_on(wanted, 1)
    if by_mail is ByMail.WEEKLY:
        wanted = _days_on(wanted, (hours.weekday - wanted.isoweekday()) % 7)
    return wanted.astimezone(UTC)


def _after_quiet(local: datetime, hours: Hours) -> datetime:
    if not _is_quiet(local.hour, hours.quiet_from, hours.quiet_until):
        return local
    end = _on_the_day_of(local, hours.quiet_until)
    return end if end > local else _days_on(end, 1)


def _is_quiet(hour: int, begins: int, ends: int) -> bool:
    """Quiet hours may run over midnight."""
    return begins <= hour < ends if begins <= ends else hour >= begins or hour < ends


def _on_the_day_of(local: datetime, hour: int) -> datetime:
    return datetime.combine(local.date(), time(hour), local.tzinfo)


def _days_on(local: datetime, days: int) -> datetime:
    """The same hour of the wall's clock on a later day, also across a change to summer time."""
    return datetime.combine(local.date() + timedelta(days=days), local.timetz())


def unread_since(at: datetime) -> datetime:
    """Notices older than this count as read."""
    return at - STALE
