"""The monitor of posts: was everybody who acted from a post appointed to it then?"""

from collections.abc import Iterator
from datetime import date

from comity.foundation.record.queries import Entry
from comity.mandate.institutions.queries import appointments_kept, posts

from ..rules import found
from ..rules.tenure import APPOINTED, ENDED, Tenures, Told
from ..rules.trouble import Trouble
from .bodies import entries, event_of, keys_of


def acts_from_posts_not_held(first: int, end: int) -> Iterator[Trouble]:
    """Each such entry of the stretch; by what the record told before it, and by the list of appointments."""
    acted = list(entries(first, end).filter(post_id__isnull=False).defer("body", "sentence"))
    if not acted:
        return
    keys = dict(posts().filter(pk__in={row.post_id for row in acted}).values_list("pk", "key"))
    tenures, listed = Tenures(_told(end)), appointments_kept(keys)
    for row in acted:
        key = keys.get(row.post_id or 0, "")
        if tenures.erased(key, row.seq) and _listed_by(row, listed):
            continue
        if not tenures.ran(key, row.person, at=row.at, seq=row.seq):
            words = found.not_appointed(row.person, row.post, row.seq, row.at)
        elif not _listed(row, tenures.days(key, row.person), listed):
            words = found.not_listed(row.person, row.post, row.seq, row.at)
        else:
            continue
        yield Trouble(key=f"post:{row.seq}", words=words, seq=row.seq)


def _listed(row: Entry, days: frozenset[date], listed: set[tuple[int, int, date]]) -> bool:
    return any((row.person_id, row.post_id, day) in listed for day in days)


def _listed_by(row: Entry, listed: set[tuple[int, int, date]]) -> bool:
    return any((row.person_id, row.post_id) == (who, post) and day <= row.at.date() for who, post, day in listed)


def _told(end: int) -> Iterator[Told]:
    """Every appointment and its end that the entries before `end` tell of: few, beside all the others."""
    for entry in entries(0, end, (APPOINTED, ENDED)):
        event = event_of(entry)
        day = _day(event.get("starts" if entry.kind == APPOINTED else "ends"))
        for key in keys_of(entry, "post"):
            yield Told(seq=entry.seq, kind=entry.kind, post_key=key, person=str(event.get("person")), day=day)


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None
