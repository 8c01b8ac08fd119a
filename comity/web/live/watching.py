"""What the stream asks of the database: who watches, how far the record reaches, what is new and who may read it.

Everything here runs in a thread with a connection of its own, never on the event loop.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import ngettext

from comity.foundation.access.queries import Person, active_people
from comity.foundation.labels.queries import level_of, readable_marking_ids
from comity.foundation.labels.rules.label import Reader
from comity.foundation.notices.queries import address_of, unread_counts
from comity.foundation.record.queries import Entry, entire_history, head, history, newest_readable
from comity.web.middleware import demonstration_allowed

AT_ONCE = 500  # entries read in one look; the others follow in the next
REPLAYED = 200  # entries that a watcher who was away is told; whoever missed more starts anew
QUIET = frozenset({"access.signed-in", "access.signed-out"})  # comings and goings change nothing that is shown
ABOUT_ACCESS = frozenset({"access.signed-out", "person.clearance-changed", "person.account-closed"})


@dataclass(frozen=True, slots=True)
class Watcher:
    """Somebody signed in, as the session said when it was asked last."""

    person_id: int
    reader: Reader
    language: str


@dataclass(frozen=True, slots=True)
class News:
    """One new entry: who may read it is decided by `marking_id`. `data` is what they are sent."""

    seq: int
    kind: str
    marking_id: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at the record found. `upto` is how far it reaches now; what lies before is settled for ever.

    `readers` are the watchers' clearances as they are at this moment, without those whose account was closed.
    """

    upto: int
    news: tuple[News, ...] = ()
    readers: Mapping[int, Reader] | None = None
    readable: Mapping[Reader, frozenset[int]] | None = None


def who_watches(headers: Mapping[str, str], server: tuple[str, int]) -> Watcher | None:
    """Whom the session cookie of a request stands for; None when nobody is signed in by it, or the host is not ours."""
    request = _request(headers, server)
    try:
        request.get_host()
    except DisallowedHost:
        return None
    sessions = import_module(settings.SESSION_ENGINE)
    request.session = sessions.SessionStore(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    user = get_user(request)
    if not isinstance(user, Person) or not user.is_active:
        return None
    if user.demonstration and not demonstration_allowed():
        return None
    return Watcher(user.pk, user.reader, translation.get_language_from_request(request))


def _request(headers: Mapping[str, str], server: tuple[str, int]) -> HttpRequest:
    request = HttpRequest()
    request.META = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    request.META |= {"SERVER_NAME": server[0], "SERVER_PORT": str(server[1])}
    try:
        cookies = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        cookies = SimpleCookie()
    request.COOKIES = {name: morsel.value for name, morsel in cookies.items()}
    return request


def reach() -> int:
    """How many entries the record has. Entries are numbered without a gap, in the order of their commits."""
    return head().size


def look(since: int, people: Collection[int]) -> Look:
    """What was recorded from entry `since` on, and what each of these people may read of it."""
    upto = min(reach(), since + AT_ONCE)
    if upto <= since:
        return Look(since)
    rows = entire_history("handed to each watcher by its marking, never as a whole", newest_first=False)
    entries = rows.filter(seq__gte=since, seq__lt=upto).select_related("marking").prefetch_related("mentions")
    readers = {person.pk: person.reader for person in active_people().filter(pk__in=people)}
    return Look(
        upto,
        tuple(_news(entry) for entry in entries),
        readers,
        {reader: readable_marking_ids(reader) for reader in set(readers.values())},
    )


def missed(after: int, before: int, reader: Reader) -> tuple[News, ...] | None:
    """What this reader may read of the entries behind `after` and in front of `before`; None when it is too much."""
    rows = history(reader=reader, newest_first=False).filter(seq__gt=after, seq__lt=before).exclude(kind__in=QUIET)
    found = list(rows.select_related("marking").prefetch_related("mentions")[: REPLAYED + 1])
    return None if len(found) > REPLAYED else tuple(_news(entry) for entry in found)


def last_readable(reader: Reader) -> int:
    """The newest entry this reader may read; -1 when there is none. Only such numbers are ever sent."""
    found = newest_readable(reader)
    return -1 if found is None else found


def _news(entry: Entry) -> News:
    things = [mention.thing for mention in entry.mentions.all()]
    said: dict[str, Any] = {
        "seq": entry.seq,
        "kind": entry.kind,
        "at": entry.at.isoformat(),
        "actor": str(entry.actor),
        "sentence": entry.sentence or str(entry.told),
        "marking": {"text": entry.marking.words, "level": level_of(entry.marking.label)},
        "things": [{"kind": thing.kind, "key": thing.key, "reference": thing.reference} for thing in things],
    }
    # The engagement first: whoever may read an entry may not always read the deliberation it is about.
    first = sorted(things, key=lambda thing: thing.kind != "engagement")
    said["url"] = address_of(first[0].kind, first[0].key, first[0].reference) if first else None
    data = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    return News(entry.seq, entry.kind, entry.marking_id, data)


def unread(readers: Mapping[int, Reader], at: datetime) -> dict[int, int]:
    """How many unread notices each of these people has."""
    return unread_counts(readers, at)


def unread_words(count: int, language: str) -> str:
    with translation.override(language):
        return ngettext("%(count)d unread notice", "%(count)d unread notices", count) % {"count": count}
