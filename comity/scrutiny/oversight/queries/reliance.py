"""The monitor of powers: did the post hold then, itself or by a delegation that ran, the mandate it acted under?"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from comity.foundation.record.queries import Entry
from comity.mandate.institutions.queries import Framework, HeldThen, Post, framework_versions, held_then, posts
from comity.mandate.institutions.rules.framework import May
from comity.procedure.clearance.queries import TextKept, texts_kept

from ..rules import found
from ..rules.reliance import (
    ADOPTED,
    BOUND_BY_FACTS,
    DELEGATED,
    RELYING,
    REVOKED,
    Fault,
    Held,
    Reliance,
    fault,
    reliance_of,
)
from ..rules.trouble import Trouble
from .bodies import entries, event_of, keys_of

_ERASED = 0  # in place of the number of a delegation whose entry has no body any more: it may have been any


def acts_without_a_mandate(first: int, end: int) -> Iterator[Trouble]:
    """Each such entry of the stretch. What the console founds, and what the clock does, relies on no mandate."""
    acted = list(entries(first, end, RELYING).filter(post_id__isnull=False))
    if not acted:
        return
    house = _House.at(acted, end)
    for row in acted:
        reliance = reliance_of(row.kind, event_of(row))
        why = reliance and fault(reliance, list(house.held_by(row, reliance)))
        if reliance and why:
            words = _words(row, reliance, why)
            yield Trouble(key=f"power:{row.seq}", words=words, seq=row.seq, instrument=reliance.instrument)


def _words(row: Entry, reliance: Reliance, why: str) -> str:
    if why == Fault.NO_DELEGATION:
        return found.delegation_did_not_run(row.person, row.post, f"D-{reliance.delegation}", row.seq, row.at)
    if reliance.instrument:
        return found.mandate_without(
            row.person, row.post, reliance.may.words, row.seq, row.at, instrument=reliance.instrument
        )
    return found.no_mandate(row.person, row.post, reliance.may.words, row.seq, row.at)


@dataclass(frozen=True, slots=True)
class _House:
    """What the house looked like while these entries were made: posts, versions of frameworks, texts, delegations."""

    posts: Mapping[int, Post]
    institutions: Mapping[str, str]  # of each post that was filled or emptied
    versions: Sequence[Framework]
    texts: Mapping[UUID, list[TextKept]]
    delegations: Mapping[int, tuple[int, int | None]]  # told by which entry, taken back by which

    @classmethod
    def at(cls, acted: Sequence[Entry], end: int) -> "_House":
        filled = {key for row in acted for key in keys_of(row, "post")}
        of_posts = posts().filter(key__in=filled).values_list("key", "institution__key")
        return cls(
            posts=posts().in_bulk({row.post_id for row in acted}),
            institutions=dict(of_posts),
            versions=framework_versions(),
            texts=texts_kept({key for row in acted if (key := _dossier(row)) is not None}),
            delegations=_delegations(end),
        )

    def held_by(self, row: Entry, reliance: Reliance) -> Iterator[Held]:
        post = self.posts.get(row.post_id or 0)
        text = self._text(row)
        framework = text.framework if text else self._version(row, post)
        if post is None or framework is None:
            return
        facts = text.facts if text and row.kind in BOUND_BY_FACTS else None
        for held in held_then(post.pk, reliance.may, framework=framework, at=row.at):
            covers = held.covers(facts) and self._reaches(held, row, reliance)
            yield Held(covers, held.delegation, self._told(held.delegation, row.seq))

    def _text(self, row: Entry) -> TextKept | None:
        """The text that the entry binds; of one that binds none, the last that had been put by then."""
        kept = self.texts.get(_dossier(row) or UUID(int=0), [])
        digest = event_of(row).get("digest")
        bound = [text for text in kept if text.digest == digest]
        return next(iter(bound or [text for text in reversed(kept) if text.frozen.put_at <= row.at]), None)

    def _version(self, row: Entry, post: Post | None) -> Framework | None:
        """The version in force over the post then. Whoever adopts a version does so under the one before it."""
        key = post.institution.framework_key if post else ""
        adopts = event_of(row).get("adopted_version") if row.kind == ADOPTED else None
        then = [v for v in self.versions if v.key == key and v.adopted_at <= row.at and v.version != adopts]
        return then[-1] if then else None

    def _reaches(self, held: HeldThen, row: Entry, reliance: Reliance) -> bool:
        """A mandate to appoint is bounded by institutions, where it names some."""
        over = held.mandate.over if reliance.may is May.APPOINT else ()
        return not over or any(self.institutions.get(key) in over for key in keys_of(row, "post"))

    def _told(self, delegation: int | None, seq: int) -> bool:
        if delegation is None:
            return True
        told, revoked = self.delegations.get(delegation, (self.delegations.get(_ERASED, (seq, None))[0], None))
        return told < seq and (revoked is None or revoked > seq)


def _dossier(row: Entry) -> UUID | None:
    try:
        return UUID(str(event_of(row).get("dossier")))
    except ValueError:
        return None


def _delegations(end: int) -> dict[int, tuple[int, int | None]]:
    told: dict[int, tuple[int, int | None]] = {}
    for entry in entries(0, end, (DELEGATED, REVOKED)):
        number = _number(event_of(entry))
        if entry.kind == DELEGATED:
            told.setdefault(_ERASED if number is None else number, (entry.seq, None))
        elif number in told:
            told[number] = (told[number][0], entry.seq)
    return told


def _number(event: Mapping[str, Any]) -> int | None:
    said = str(event.get("delegation", "")).removeprefix("D-")
    return int(said) if said.isdecimal() else None
