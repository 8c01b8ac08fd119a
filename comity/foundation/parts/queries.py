"""Looks up the parts of things for their readers: filtered in the database, never after it.

Whoever asks has found the thing itself for the same reader first: its own marking is not looked at here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from comity.foundation.labels.queries import Marking, markings_with, readable_marking_ids
from comity.foundation.labels.rules.label import Reader
from comity.foundation.record.events import Thing

from .models import Part
from .rules.whole import Row, Seen, seen


def _current(reader: Reader) -> QuerySet[Part]:
    rows: QuerySet[Part] = Part.objects.readable_by(reader).filter(ended_at__isnull=True)
    return rows


def parts_of(thing: Thing, reader: Reader) -> QuerySet[Part]:
    """What stands in it now that this reader may read, in its order."""
    return _current(reader).filter(thing_kind=thing.kind, thing_key=thing.key).select_related("marking", "by")


def withheld_from(thing: Thing, reader: Reader) -> list[Row]:
    """What stands in it that its readers may know of and this one may not read: where it stands, and no word of it."""
    readable = readable_marking_ids(reader)
    rows = Part.objects.whole("only where it stands, of what its writer lets the readers of the whole know")
    found = (
        rows.filter(thing_kind=thing.kind, thing_key=thing.key, ended_at__isnull=True, known=True)
        .exclude(marking_id__in=readable)
        .values_list("line", "place")
    )
    return [Row(str(line), place, None, 0) for line, place in found]


@dataclass(frozen=True, slots=True)
class Laid:
    """What a reader meets of a thing's parts, and the markings of those shown: a page joins them with the whole's."""

    seen: tuple[Seen, ...]
    parts: dict[str, Part]
    markings: tuple[Marking, ...]

    @property
    def withheld(self) -> int:
        return sum(1 for one in self.seen if one.words is None)


def laid_out(thing: Thing, reader: Reader) -> Laid:
    """Everything that this reader may know of, in order: with its words, or withheld."""
    shown = {str(part.line): part for part in parts_of(thing, reader)}
    rows = [Row(line, part.place, part.words, part.marking_id) for line, part in shown.items()]
    met = seen([*rows, *withheld_from(thing, reader)])
    return Laid(met, shown, tuple(markings_with(row.marking_id for row in rows)))


def part_for(line: UUID, reader: Reader) -> Part | None:
    """The part as it stands now, if this reader may read it."""
    return _current(reader).filter(line=line).select_related("marking").first()


def revision_for(key: UUID, reader: Reader) -> Part | None:
    """One revision, current or not, if this reader may read it."""
    rows: QuerySet[Part] = Part.objects.readable_by(reader).filter(pk=key)
    return rows.select_related("marking").first()


def revisions_of(thing: Thing, reader: Reader) -> QuerySet[Part]:
    """Everything that ever stood in it and this reader may read, the latest first."""
    rows: QuerySet[Part] = Part.objects.readable_by(reader).filter(thing_kind=thing.kind, thing_key=thing.key)
    return rows.select_related("marking", "by").order_by("-at", "-place")


def parts_called(words: str, kind: str, reader: Reader) -> QuerySet[Part]:
    """Parts of things of this kind with these words in them, latest first. The thing is asked for by its own room."""
    rows = _current(reader).filter(thing_kind=kind, words__icontains=words)
    return rows.select_related("marking").order_by("-at")


def lines_there(thing: Thing, lines: Iterable[UUID], reader: Reader) -> set[UUID]:
    """Which of these parts stand in it now, as far as this reader may read them or know of them."""
    met = {UUID(one.line) for one in laid_out(thing, reader).seen}
    return met & set(lines)


def every_part(thing: Thing) -> QuerySet[Part]:
    """What stands in it now, whoever may read it: for the console, which explains who does."""
    rows: QuerySet[Part] = Part.objects.whole("the console explains who reads which part")
    return rows.filter(thing_kind=thing.kind, thing_key=thing.key, ended_at__isnull=True).select_related("marking")
