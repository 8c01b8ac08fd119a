"""Which entries of the record evidence is asked of, what was handed out before, and what an auditor takes along."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from hashlib import sha256

from django.conf import settings
from django.db.models import Q

from comity.activity.engagements.queries import framework_of, lowest_label
from comity.foundation.labels.queries import MarkedQuerySet, Marking, joined, level_of, marking_for
from comity.foundation.labels.rules.joining import CannotJoin
from comity.foundation.labels.rules.label import Reader
from comity.foundation.record.events import Thing
from comity.foundation.record.queries import (
    Entry,
    head,
    history,
    narrowed,
    public_checkpoint,
    record_keys,
    record_policy,
    things_called,
)
from comity.mandate.institutions.queries import Institution, frameworks_of, institutions, posts, posts_of
from comity.procedure.clearance.events import DossierOpened

from ..events import EvidenceExported
from ..rules.scope import Scope, ScopeKind
from ..rules.verifier_file import packed


def things_asked(scope: Scope, entries: MarkedQuerySet[Entry]) -> tuple[Thing, ...]:
    """The things of this kind that any of these entries calls so; there may be none."""
    if not scope.is_of_one_thing:
        return ()
    return tuple(thing for thing in things_called(scope.name, entries) if thing.kind == scope.kind)


def numbers(scope: Scope, things: Iterable[Thing], entries: MarkedQuerySet[Entry]) -> Iterable[int]:
    """The ascending numbers of those of these entries that the scope is of. They may come twice."""
    match scope.kind:
        case ScopeKind.PERIOD:
            entries = narrowed(entries, since=scope.begins, until=scope.ends)
        case ScopeKind.INSTITUTION:
            entries = entries.filter(post_id__in=posts().filter(institution__key=scope.key).values("pk"))
        case ScopeKind.DOSSIER | ScopeKind.ENGAGEMENT:
            about = Q(pk__in=[])
            for thing in _with_its_subject(things, entries):
                about |= Q(mentions__thing_kind=thing.kind, mentions__thing_key=thing.key)
            entries = entries.filter(about)
    return entries.order_by("seq").values_list("seq", flat=True).iterator(chunk_size=10_000)


def every_number() -> Iterable[int]:
    """Those of all entries that the witnesses have signed; without witnesses, of all there are."""
    public = public_checkpoint()
    return range(public.size if public else head().size)


def _with_its_subject(things: Iterable[Thing], entries: MarkedQuerySet[Entry]) -> Iterator[Thing]:
    """A dossier with what it decides on, an engagement with the dossiers that decide on it."""
    for thing in things:
        yield thing
        for opened in narrowed(entries, about=thing, kind=DossierOpened.kind).prefetch_related("mentions"):
            yield from (mention.thing for mention in opened.mentions.all())


def exports(reader: Reader) -> MarkedQuerySet[Entry]:
    """The entries of evidence that was handed out, the latest first."""
    return history(reader=reader, kind=EvidenceExported.kind).select_related("marking")


def export_entry(digest: str, reader: Reader) -> Entry | None:
    """The entry that says that a file with this digest was handed out; None where this reader may read none."""
    return history(reader=reader, kind=EvidenceExported.kind, about=Thing("evidence", digest[:40])).first()


def institutions_known(person_id: int, at: datetime) -> list[Institution]:
    """The institutions of the frameworks that a person belongs to."""
    own = posts_of(frameworks_of(person_id, at)).values("institution_id")
    return list(institutions().filter(pk__in=own).order_by("name"))


def institution_called(name: str) -> Institution | None:
    """By its key or its name."""
    return institutions().filter(Q(key__iexact=name) | Q(name__iexact=name)).first()


def marking_over(markings: Iterable[Marking], post_id: int | None) -> Marking:
    """The marking of the entry about a file: the join of all that the file shows, or the highest where they cannot be
    joined."""
    parts = list(markings)
    if not parts:
        return marking_for(lowest_label(framework_of(post_id)))
    try:
        return marking_for(joined(parts))
    except CannotJoin:
        return max(parts, key=lambda part: level_of(part.label))


def policy_text() -> str | None:
    """The keys, witnesses and quorum of the record as an auditor keeps them; None before there is a key."""
    return record_policy().text() if record_keys() else None


@cache
def verifier_file() -> tuple[bytes, str]:
    """The verifier as one file, and its SHA-256 in hex."""
    made = packed({source.name: source.read_bytes() for source in settings.VERIFIER.glob("*.py")})
    return made, sha256(made).hexdigest()
