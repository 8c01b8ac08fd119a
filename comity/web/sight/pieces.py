"""The marked things and parts that a reader sees: what a page of explanations may speak of at all.

INVARIANT: everything here is asked through the asker's own filter, so no explanation names, counts or hints at what the
asker may not read (tests/test_sight.py; tests/adversary/test_canaries.py).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from comity.activity.crises.queries import crises
from comity.activity.engagements.queries import Engagement, engagement_by_reference, engagement_whole, engagements
from comity.activity.papers.queries import (
    WRITTEN,
    papers_called,
    papers_of,
    remarks_called,
    thing_of_written,
    written_called,
    written_papers_of,
)
from comity.activity.release.queries import every_release, release_for, releases
from comity.activity.release.queries import thing_of as thing_of_release
from comity.foundation.labels.queries import Marking, readable
from comity.foundation.labels.rules.label import Reader
from comity.foundation.parts.queries import every_part, laid_out, parts_called
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say
from comity.mandate.obligations.queries import obligations
from comity.procedure.clearance.queries import consultations_of, dossier_by_reference, dossier_named, dossiers

Rows = QuerySet[Any, Any]
LONGEST = 80  # letters of a part's own words by which it is told from the others


@dataclass(frozen=True, slots=True)
class Piece:
    """One marked thing or part of one, as its reader may be told of it."""

    what: str
    words: str
    marking: Marking


@dataclass(frozen=True, slots=True)
class Whole:
    """A thing with its parts. `withheld`: parts of which the reader may know that they are there and no more.
    `post_id`: the post that leads it, whose holders may be told of others."""

    reference: str
    title: str
    kind: str
    pieces: tuple[Piece, ...]
    withheld: int
    post_id: int


def whole_for(reference: str, reader: Reader) -> Whole | None:
    """What people call it, as far as this reader sees it; None for what there is not, to them."""
    if (it := engagement_by_reference(reference, reader)) is not None:
        return _engagement(it, reader)
    if (dossier := dossier_by_reference(reference, reader)) is not None:
        asked = [
            _asked(row)
            for row in consultations_of(dossier.pk).select_related("marking")
            if readable(row.marking.label, reader).allowed
        ]
        own = Piece(say("the dossier"), dossier.title, dossier.marking)
        return Whole(dossier.reference, dossier.title, "dossier", (own, *asked), 0, dossier.lead_post_id)
    if (release := release_for(reference, reader)) is not None:
        own = Piece(say("the release"), release.title, release.marking)
        parts, withheld = _parts(thing_of_release(release), reader)
        return Whole(release.reference, release.title, "release", (own, *parts), withheld, release.lead_post_id or 0)
    return None


def _engagement(it: Engagement, reader: Reader) -> Whole:
    found = [Piece(say("the engagement"), it.title, it.marking)]
    parts, withheld = _parts(Thing("engagement", str(it.pk), it.reference), reader)
    found += parts
    for paper in papers_of(it.pk, reader):
        found.append(Piece(say("paper"), paper.name, paper.marking))
    for written in written_papers_of(it.pk, reader):
        found.append(Piece(say("written paper"), written.title, written.marking))
        inside, without = _parts(thing_of_written(written), reader)
        found, withheld = found + inside, withheld + without
    return Whole(it.reference, it.title, "engagement", tuple(found), withheld, it.lead_post_id)


def _parts(thing: Thing, reader: Reader) -> tuple[list[Piece], int]:
    laid = laid_out(thing, reader)
    rows = sorted(laid.parts.values(), key=lambda part: part.place)
    return [Piece(say("part"), _short(part.words), part.marking) for part in rows], laid.withheld


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"


# -- everything that somebody reads, kind by kind

KINDS: dict[str, tuple[str, Callable[[Reader], Rows], str]] = {
    "engagement": (say("engagements"), engagements, "title"),
    "dossier": (say("dossiers"), dossiers, "title"),
    "paper": (say("papers"), lambda reader: papers_called("", reader), "name"),
    "written": (say("written papers"), lambda reader: written_called("", reader), "title"),
    "part": (say("parts of papers"), lambda reader: parts_called("", WRITTEN, reader), "words"),
    "remark": (say("remarks"), lambda reader: remarks_called("", reader), "words"),
    "release": (say("releases"), releases, "title"),
    "obligation": (say("obligations"), obligations, "what"),
    "crisis": (say("crises"), crises, "title"),
}


def markings_read(reader: Reader) -> set[int]:
    """The ids of the markings under which this reader sees anything."""
    found: set[int] = set()
    for _, rows, _ in KINDS.values():
        found.update(rows(reader).order_by().values_list("marking_id", flat=True).distinct())
    return found


def under(markings: Iterable[int], reader: Reader, most: int) -> Iterator[tuple[str, int, list[Piece]]]:
    """By kind, what this reader sees under these markings: how many, and the first of them."""
    wanted = list(markings)
    for what, rows, name in KINDS.values():
        found = rows(reader).filter(marking_id__in=wanted)
        if count := found.count():
            yield what, count, [Piece(what, _called(row, name), row.marking) for row in found[:most]]


def _called(row: Any, name: str) -> str:
    reference = getattr(row, "reference", "")
    return f"{reference} {_short(getattr(row, name))}".strip()


# -- for the operator's console, which reads everything


def whole_of(reference: str) -> Whole | None:
    """An engagement, a dossier or a release with its parts, whoever may read them. Of papers their pages speak."""
    if (it := engagement_whole(reference)) is not None:
        own = Piece(say("the engagement"), it.title, it.marking)
        parts = _every_part(Thing("engagement", str(it.pk), it.reference))
        return Whole(it.reference, it.title, "engagement", (own, *parts), 0, it.lead_post_id)
    if (dossier := dossier_named(reference)) is not None:
        own = Piece(say("the dossier"), dossier.title, dossier.marking)
        asked = tuple(_asked(row) for row in consultations_of(dossier.pk).select_related("marking"))
        return Whole(dossier.reference, dossier.title, "dossier", (own, *asked), 0, dossier.lead_post_id)
    release = every_release().filter(reference=reference.upper()).first()
    if release is None:
        return None
    own = Piece(say("the release"), release.title, release.marking)
    parts = _every_part(thing_of_release(release))
    return Whole(release.reference, release.title, "release", (own, *parts), 0, release.lead_post_id or 0)


def _every_part(thing: Thing) -> list[Piece]:
    return [Piece(say("part"), _short(part.words), part.marking) for part in every_part(thing).order_by("place")]


def _asked(row: Any) -> Piece:
    return Piece(say("what was asked of {post}", post=str(row.post)), str(row.post), row.marking)
