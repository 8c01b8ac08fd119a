"""Moments as XML writes them (`xs:dateTime`), and as they are found."""

import re
from datetime import UTC, datetime, timedelta, timezone

MOMENT = re.compile(
    r"^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?)?\s*(Z|z|[+-]\d{2}:?\d{2})?$"
)


def moment(text: str) -> tuple[datetime | None, bool]:
    """The moment in UTC, or None when it is none; and whether it is written as the standard wants it.

    A moment without a zone is taken as UTC, a day without an hour as its beginning; neither is as the standard wants.
    """
    found = MOMENT.match(text.strip())
    if found is None:
        return None, False
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    midnight_after = (hour, minute, second or "00") == ("24", "00", "00")
    try:
        at = datetime(
            int(year),
            int(month),
            int(day),
            0 if midnight_after else int(hour or 0),
            int(minute or 0),
            int(second or 0),
            int((fraction or "0")[:6].ljust(6, "0")),
            tzinfo=_zone(zone),
        )
        at = (at + timedelta(days=1 if midnight_after else 0)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None, False
    return at, bool(hour and second and zone and "T" in text and zone != "z" and (zone == "Z" or ":" in zone))


def _zone(text: str | None) -> timezone:
    if text in (None, "Z", "z"):
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    ahead = timedelta(hours=hours, minutes=minutes)
    return timezone(-ahead if text.startswith("-") else ahead)


def written(at: datetime) -> str:
    """In UTC, to the second unless it is finer: ``2026-11-23T18:30:00Z``."""
    at = at.astimezone(UTC)
    return at.isoformat(timespec="microseconds" if at.microsecond else "seconds").replace("+00:00", "Z")
