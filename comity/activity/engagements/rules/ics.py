"""Engagements as a calendar file (RFC 5545): days without hours, one entry each, folded and escaped as it asks."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

FOLD = 75  # octets of a line, without its end


@dataclass(frozen=True, slots=True)
class Entry:
    """One engagement in the file: its days (both included), and the marking that its text carries with it."""

    uid: str
    first: date
    last: date
    title: str
    marking: str
    description: str
    place: str
    url: str
    cancelled: bool
    tentative: bool


def calendar_file(entries: Iterable[Entry], *, name: str, made_at: datetime) -> str:
    """The whole file. `made_at` is in UTC."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Comity//Engagements//EN", "CALSCALE:GREGORIAN"]
    lines += [f"X-WR-CALNAME:{escaped(name)}"]
    for entry in entries:
        lines += _event(entry, made_at)
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in fold(line))


def _event(entry: Entry, made_at: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.uid}"
    yield f"DTSTAMP:{made_at:%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{entry.first:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{entry.last + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escaped(f'({entry.marking}) {entry.title}')}"
    yield f"DESCRIPTION:{escaped(f'{entry.marking}' + chr(10) + entry.description)}"
    yield "CLASS:CONFIDENTIAL"
    if entry.place:
        yield f"LOCATION:{escaped(entry.place)}"
    yield f"URL:{entry.url}"
    yield f"STATUS:{'CANCELLED' if entry.cancelled else 'TENTATIVE' if entry.tentative else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def escaped(text: str) -> str:
    """As a TEXT value: no character of it can end the line or begin another property."""
    bare = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", text.replace("\r\n", "\n").replace("\r", "\n"))
    for mark in ("\\", ";", ","):
        bare = bare.replace(mark, f"\\{mark}")
    return bare.replace("\n", "\\n")


def fold(line: str) -> Iterator[str]:
    """A line in pieces of at most 75 octets, never through a character; each further piece begins with a space."""
    piece, room = "", FOLD
    for character in line:
        size = len(character.encode())
        if size > room:
            yield piece
            piece, room = " ", FOLD - 1
        piece += character
        room -= size
    yield piece
