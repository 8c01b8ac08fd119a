"""Finds what can be opened in an emergency, and what stands open to whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from comity.activity.engagements.queries import engagement_whoever_reads, framework_of, hidden
from comity.activity.papers.queries import paper_whoever_reads
from comity.foundation.access.rules.actor import Actor
from comity.foundation.labels.queries import label_of, policies
from comity.foundation.labels.rules.label import Opened, Reader
from comity.foundation.labels.rules.opening import why_not_opened
from comity.foundation.record.events import Thing
from comity.mandate.institutions.queries import (
    Framework,
    file_of,
    framework_above,
    framework_in_force,
    post_by_id,
    posts_by_key,
    posts_of_character,
)
from comity.mandate.institutions.rules.promises import EmergencyEntry

from .models import OpenedThing, Opening, Page
from .permissions import OVERSEERS

STANDS_OPEN = "stands_open"  # in a session: something was opened in it, so each of its requests asks what still is
OWN = "emergency.openedthing"
MODELS = {"engagement": "engagements.engagement", "paper": "papers.paper"}


@dataclass(frozen=True, slots=True)
class Sought:
    """Something that stands in the house, whoever reads, with the framework it stands under."""

    thing: Thing
    marking_id: int
    framework: Framework | None


def sought(said: str) -> Sought | None:
    """An engagement by its reference, or a paper by the key in its address."""
    if (key := _uuid(said)) is not None:
        paper = paper_whoever_reads(key)
        if paper is None:
            return None
        name = f"{paper.engagement.reference}: {paper.name}"
        return Sought(
            Thing("paper", str(paper.pk), name[:200]), paper.marking_id, framework_above(paper.engagement.lead_post_id)
        )
    found = hidden(reference=said.strip())
    if found is None:
        return None
    it = engagement_whoever_reads(UUID(found[0].key))
    return Sought(found[0], found[1], framework_above(it.lead_post_id))


def _uuid(said: str) -> UUID | None:
    """The key that an address ends with, or the key itself."""
    for part in reversed(said.strip().strip("/").split("/")):
        try:
            return UUID(part)
        except ValueError:
            continue
    return None


def where_read(row: OpenedThing) -> tuple[str, list[str]]:
    """The name of the page on which it is read, and what its address is made of."""
    if row.kind == "engagement":
        return "engagement", [row.reference]
    paper = paper_whoever_reads(UUID(row.key))
    return ("paper", [paper.engagement.reference, row.key]) if paper else ("emergency-opening", [str(row.opening_id)])


def framework_for(actor: Actor) -> Framework | None:
    return framework_of(actor.post_id)


def entry_for(actor: Actor) -> EmergencyEntry | None:
    """What the framework of this post says of emergencies."""
    framework = framework_for(actor)
    return file_of(framework).emergency if framework is not None else None


def named_for(actor: Actor) -> bool:
    """Whether the framework names the post that acts. False where it says nothing."""
    entry = entry_for(actor)
    return entry is not None and actor.post_id is not None and post_by_id(actor.post_id).key in entry.posts


def instrument_of(framework: Framework, entry: EmergencyEntry) -> str:
    titles = {one.key: one.title for one in file_of(framework).instruments}
    title = titles.get(entry.instrument, entry.instrument)
    return f"{title}, {entry.article}" if entry.article else title


def watchers(framework_key: str) -> list[int]:
    """The posts that are told at once: the security officers of the framework, and every overseer."""
    framework = framework_in_force(framework_key)
    entry = file_of(framework).emergency if framework is not None else None
    officers = [post.pk for post in posts_by_key(entry.tell).values()] if entry else []
    return [*officers, *posts_of_character(OVERSEERS)]


def why_never(found: Sought, framework: Framework, reader: Reader, at: datetime) -> str:
    """Why this is never opened to this reader, even in an emergency; empty when it may be."""
    if found.framework is None or found.framework.key != framework.key:
        return "another framework"
    home = [file_of(framework).home]
    return why_not_opened(label_of(found.marking_id), reader, policies(), at, home=home)


def openings(reader: Reader) -> QuerySet[Opening]:
    rows: QuerySet[Opening] = Opening.objects.readable_by(reader)
    return rows.select_related("by", "by_post", "ended_by", "marking")


def opening_for(number: int, reader: Reader) -> Opening | None:
    return openings(reader).filter(pk=number).first()


def opening_called(reference: str) -> Opening:
    """For telling people of it, each of whom is asked for its marking first. Raises Opening.DoesNotExist."""
    rows = Opening.objects.whole("whoever is told is asked for its marking")
    found: Opening = rows.get(pk=int(reference.removeprefix("O-")))
    return found


def things_of(opened: Iterable[Opening], reader: Reader) -> dict[int, OpenedThing]:
    """What each of these opened, by the number of the opening, as far as this reader may read that."""
    rows = OpenedThing.objects.readable_by(reader).filter(opening__in=list(opened)).select_related("marking")
    return {row.opening_id: row for row in rows}


def pages_of(opening: Opening, reader: Reader) -> QuerySet[Page]:
    rows: QuerySet[Page] = Page.objects.readable_by(reader).filter(opening=opening)
    return rows.select_related("marking")


def thing_of(opening: Opening) -> Thing:
    return Thing("opening", str(opening.pk), opening.reference)


RUNS = "what stands open to somebody is asked before they read anything"


def running_for(actor: Actor, at: datetime) -> list[OpenedThing]:
    """What stands open to this person in this post at this moment, and may still be: asked anew with every request, so
    that ending it, or losing a clearance under its policy, closes it at once."""
    if actor.person_id is None or actor.post_id is None:
        return []
    rows = OpenedThing.objects.whole(RUNS).filter(
        opening__by_id=actor.person_id,
        opening__by_post_id=actor.post_id,
        opening__ended_at__isnull=True,
        opening__opened_at__lte=at,
        opening__until__gt=at,
    )
    found = list(rows.select_related("opening"))
    framework = framework_for(actor) if found else None
    if framework is None or not named_for(actor):
        return []
    home = [file_of(framework).home]
    reader = actor.reader.plain
    return [row for row in found if not why_not_opened(label_of(row.marking_id), reader, policies(), at, home=home)]


def opened_by(rows: Iterable[OpenedThing]) -> frozenset[Opened]:
    """The same for the filter of readers: the things, and what was said of them when they were opened."""
    own = (Opened(OWN, str(row.pk), row.marking_id, row.opening.until) for row in rows)
    return frozenset([*map(as_opened, rows), *own])


def as_opened(row: OpenedThing) -> Opened:
    return Opened(MODELS[row.kind], row.key, row.marking_id, row.opening.until)


def expired(at: datetime) -> list[int]:
    """The numbers of those whose time ran out and of which nobody was told yet."""
    rows = Opening.objects.whole("the clock ends what is over").filter(ended_at__isnull=True, until__lte=at)
    return list(rows.order_by("pk").values_list("pk", flat=True))
