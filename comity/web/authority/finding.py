"""Find what is asked about by what people call it: ENG-2026-0001, DOS-2026-0001, D-4 or the key of a post."""

from datetime import datetime

from comity.activity.engagements.queries import engagement_by_reference, engagement_whole
from comity.activity.engagements.queries import hidden as hidden_engagement
from comity.foundation.labels.queries import Marking
from comity.foundation.labels.rules.label import Reader
from comity.foundation.record.events import Thing as Named
from comity.mandate.institutions.queries import Framework, Post, delegation_numbered, posts_of
from comity.procedure.clearance.queries import (
    dossier_by_reference,
    dossier_for_reader,
    dossier_named,
    dossier_whoever_reads,
    marking_of_hidden,
)

from .asking import Thing
from .things import of_delegation, of_dossier, of_engagement, of_post

Found = tuple[Thing, list[Marking]]


def for_reader(reference: str, reader: Reader, frameworks: list[Framework], at: datetime) -> Found | None:
    """What this reader may read, with the markings of what is shown; None for what there is not, to them."""
    if (it := engagement_by_reference(reference, reader)) is not None:
        thing, marked = of_engagement(it, at), [it.marking]
        dossier = dossier_for_reader(it.dossier_id, reader) if it.dossier_id else None
        if thing is not None and dossier is not None:
            thing = _with(thing, of_dossier(dossier, at))
            marked.append(dossier.marking)
        return (thing, marked) if thing else None
    if (dossier := dossier_by_reference(reference, reader)) is not None:
        return of_dossier(dossier, at), [dossier.marking]
    thing = _of_institutions(reference, frameworks, at)
    return (thing, []) if thing else None


def whole(reference: str, frameworks: list[Framework], at: datetime) -> Thing | None:
    """The same for the operator's console, which reads everything."""
    if (it := engagement_whole(reference)) is not None:
        thing = of_engagement(it, at)
        return _with(thing, of_dossier(dossier_whoever_reads(it.dossier_id), at)) if thing and it.dossier_id else thing
    if (dossier := dossier_named(reference)) is not None:
        return of_dossier(dossier, at)
    return _of_institutions(reference, frameworks, at)


def hidden(reference: str) -> tuple[Named, int] | None:
    """What is there though this reader may not know it, and its marking: for recording the attempt."""
    if (found := hidden_engagement(reference=reference)) is not None:
        return found
    dossier = marking_of_hidden(reference)
    return (Named("dossier", str(dossier[0]), reference.upper()), dossier[1]) if dossier else None


def _with(own: Thing, other: Thing) -> Thing:
    return Thing(own.reference, own.title, own.framework, (*own.questions, *other.questions))


def _of_institutions(reference: str, frameworks: list[Framework], at: datetime) -> Thing | None:
    number = reference.upper().removeprefix("D-")
    if reference.upper().startswith("D-") and number.isascii() and number.isdigit() and len(number) < 10:
        loan = delegation_numbered(int(number))
        mine = loan is not None and loan.mandate.framework.key in {row.key for row in frameworks}
        return of_delegation(loan) if loan is not None and mine else None
    post: Post | None = posts_of(frameworks).filter(key=reference).first()
    return of_post(post, at) if post is not None else None
