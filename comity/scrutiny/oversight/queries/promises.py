"""The monitors of what frameworks promise: one pass over a stretch of the record finds what breaks any of them.

Every act is judged by the version of its framework that was in force when it was done, told by the record. Of a dossier
of which something was done in the stretch everything told before is read again, in one query for all of them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, allow
from comity.foundation.labels.rules.label import Reader
from comity.foundation.record.queries import Entry
from comity.foundation.words.rules.said import say
from comity.mandate.institutions.permissions import may_appoint, may_approve_version
from comity.mandate.institutions.queries import (
    Framework,
    appointments_kept,
    approver_of,
    file_of,
    framework_versions,
    lenders_named,
    posts,
)
from comity.mandate.institutions.rules.framework import Character, FrameworkFile
from comity.mandate.institutions.rules.lending import may_be_lent
from comity.mandate.institutions.rules.promises import Property
from comity.mandate.obligations.rules.origin import is_told_to, told_to
from comity.procedure.assurance.rules.lines import Lines
from comity.procedure.clearance.events import OVERSEEN
from comity.procedure.clearance.queries import TextKept, choose_route, cites, classified_as, due_after, texts_kept
from comity.procedure.clearance.rules.overseen import to_be_told

from ..rules import broken
from ..rules.course import MIGRATED, PUTTING, TELLING, Breach, Chosen, Course, Told
from ..rules.tenure import APPOINTED
from ..rules.trouble import Trouble
from .bodies import entries

WROTE = ("engagement.concept-begun", "engagement.concept-changed", "engagement.amended", "engagement.imported")
"""Kinds of entries with which somebody becomes an author of what is then put to clearance."""

PROPOSED, ADOPTED, LENT, OWED, KEPT, WAIVED = (
    "framework.version-proposed",
    "framework.adopted",
    "mandate.delegated",
    "obligation.raised",
    "obligation.kept",
    "obligation.waived",
)
HAPPENED = {event.kind: when for event, when in OVERSEEN.items()}
_COLUMNS = ("seq", "kind", "at", "person_id", "person", "post_id", "post", "body__event")
_AFTER = 500  # entries of one act that may lie behind that of which they tell: what is owed follows from it

Found = dict[Property, list[Trouble]]
_pass: ContextVar[dict[tuple[int, int], Found] | None] = ContextVar("pass over the record", default=None)


@contextmanager
def one_pass() -> Iterator[None]:
    """Within it, a stretch that several monitors read is read once. Nothing is kept beyond it."""
    before = _pass.set({})
    try:
        yield
    finally:
        _pass.reset(before)


def breaking(promise: Property) -> Callable[[int, int], Iterable[Trouble]]:
    """The monitor of one promise: what breaks it in the entries of [first, end)."""
    return partial(_of, promise)


def _of(promise: Property, first: int, end: int) -> list[Trouble]:
    kept = _pass.get()
    if kept is None:
        return broken_in(first, end)[promise]
    if (first, end) not in kept:
        kept[first, end] = broken_in(first, end)
    return kept[first, end][promise]


def broken_in(first: int, end: int) -> Found:
    """Whatever breaks a promise in the entries of [first, end), by promise."""
    found: Found = {promise: [] for promise in Property}
    laws = _Laws(framework_versions())
    for course in (_on_dossiers, _filled, _lent, _adopted):
        for promise, trouble in course(first, end, laws):
            found[promise].append(trouble)
    return found


@dataclass(slots=True)
class _Laws:
    """Every version there ever was, the earliest first, with the lines of authority that follow from each."""

    versions: Sequence[Framework]
    _lines: dict[int, Lines] = field(default_factory=dict)

    def then(self, key: str, at: datetime) -> Framework | None:
        """The version in force then."""
        adopted = [version for version in self.versions if version.key == key and version.adopted_at <= at]
        return adopted[-1] if adopted else None

    def named(self, key: str, version: str) -> Framework | None:
        return next((one for one in self.versions if (one.key, one.version) == (key, version)), None)

    def lines(self, framework: Framework) -> Lines:
        if framework.pk not in self._lines:
            self._lines[framework.pk] = Lines(file_of(framework))
        return self._lines[framework.pk]


# -- what is done on dossiers ----------------------------------------------------------------------------------


def _on_dossiers(first: int, end: int, laws: _Laws) -> Iterator[tuple[Property, Trouble]]:
    here = _told(entries(first, end, {*TELLING, *HAPPENED}))
    by_dossier: dict[UUID, list[Told]] = {key: [] for told in here if (key := _dossier(told)) is not None}
    if not by_dossier:
        return
    about = {"mentions__thing_kind": "dossier", "mentions__thing_key__in": list(map(str, by_dossier))}
    history = entries(0, end, {*TELLING, *HAPPENED}).filter(**about)
    for named, told in zip(history.values_list("mentions__thing_key", flat=True), _told(history), strict=True):
        by_dossier[UUID(str(named))].append(told)
    texts = texts_kept(by_dossier)
    subjects = {str(event["subject_key"]): key for key, rows in by_dossier.items() if (event := _first(rows))}
    writers, lenders = _writers(subjects, end), lenders_named(_unders(by_dossier.values()))
    owed = _Owed.after(first, end)
    for key, rows in by_dossier.items():
        kept = texts.get(key, [])
        if kept:
            course = Course(writers=writers.get(key, ()), lenders=lenders)
            yield from _on_one(_Dossier(kept, laws, owed), course, rows, first)


def _first(rows: Sequence[Told]) -> Mapping[str, Any] | None:
    return next((told.event for told in rows if told.event), None)


def _unders(dossiers: Iterable[Sequence[Told]]) -> set[str]:
    return {str(told.event.get("under") or "") for rows in dossiers for told in rows if told.event}


@dataclass(slots=True)
class _Dossier:
    """The texts of one dossier, and under which version it ran when."""

    texts: Sequence[TextKept]
    laws: _Laws
    owed: "_Owed"
    version: Framework | None = None
    text: TextKept | None = None

    def choose(self, told: Told) -> Chosen | None:
        """What is chosen by the text that this entry puts, or by the last one under the version it moves to."""
        event, key = told.event or {}, self.texts[0].framework.key
        if told.kind == MIGRATED:
            self.version = self.laws.named(key, str(event.get("to_version"))) or self.version
        elif self.version is None:
            self.version = self.laws.then(key, told.at)
        put = [text for text in self.texts if text.digest == event.get("digest")]
        self.text = next(iter(put), self.text or self.texts[0])
        if self.version is None:
            return None
        choice = choose_route(self.text.facts, self.version)
        steps = tuple(step for stage in choice.stages for step in stage)
        return Chosen(self.laws.lines(self.version), choice.route, steps, self.class_key or "")

    @property
    def class_key(self) -> str | None:
        return classified_as(self.text.facts, self.version) if self.text and self.version else None

    def untold(self, told: Told) -> Iterator[Trouble]:
        """Whoever is to be told of this, and to whom nothing, or too late, was owed with it."""
        event, version = told.event or {}, self.version
        if version is None:
            return
        for entry in to_be_told(file_of(version).oversight, HAPPENED[told.kind], self.class_key):
            post = self.laws.lines(version).posts[entry.tell].title
            reference, cited = str(event.get("reference")), cites(version, entry.instrument, entry.article)
            due = self.owed.due(told, str(told_to(post, cited, reference))[:300], entry.what)
            if due is None:
                words = broken.never_owed(
                    str(event.get("subject_reference")), told.seq, told.at, post=post, cites=cited
                )
            elif (within := _within(told, entry.within, version)) is not None and due > within.isoformat():
                words = broken.owed_too_late(reference, told.seq, due, within, post=post, cites=cited)
            else:
                continue
            yield Trouble(key=f"owed:{told.seq}:{entry.key}", words=words, seq=told.seq, instrument=cited)


def _within(told: Told, clock: Any, version: Framework) -> Any:
    try:
        return due_after(told.at, clock, version).date()
    except Refused:
        return None  # its calendar ends before: nobody can tell


def _on_one(dossier: _Dossier, course: Course, rows: Sequence[Told], first: int) -> Iterator[tuple[Property, Trouble]]:
    for told in rows:
        chosen = dossier.choose(told) if told.kind in PUTTING and told.event is not None else None
        for breach in course.take(told, chosen):
            if told.seq >= first:
                yield breach.promise, _trouble(breach)
        if told.kind in HAPPENED and told.event is not None and told.seq >= first:
            for trouble in dossier.untold(told):
                yield Property.OVERSIGHT_IS_TOLD, trouble


def _trouble(breach: Breach) -> Trouble:
    event = breach.told.event or {}
    words = broken.words(breach, str(event.get("reference")))
    instrument = str(event.get("cites") or event.get("basis") or "")
    return Trouble(key=f"{breach.why}:{breach.told.seq}", words=words, seq=breach.told.seq, instrument=instrument)


def _told(rows: Any) -> list[Told]:
    found = list(rows.values_list(*_COLUMNS))
    keys = dict(posts().filter(pk__in={row[5] for row in found}).values_list("pk", "key"))
    return [
        Told(
            seq=seq,
            kind=kind,
            at=at,
            person_id=person_id,
            person=person,
            post=post,
            post_key=keys.get(post_id, ""),
            event=event if isinstance(event, dict) else None,
        )
        for seq, kind, at, person_id, person, post_id, post, event in found
    ]


def _dossier(told: Told) -> UUID | None:
    try:
        return UUID(str((told.event or {}).get("dossier")))
    except ValueError:
        return None


def _writers(subjects: Mapping[str, UUID], end: int) -> dict[UUID, list[tuple[int, int]]]:
    """By dossier, who had written in its subject, each from which entry on."""
    rows = entries(0, end, WROTE).filter(mentions__thing_key__in=list(subjects), person_id__isnull=False)
    found: dict[UUID, list[tuple[int, int]]] = {}
    for key, seq, person in rows.values_list("mentions__thing_key", "seq", "person_id"):
        found.setdefault(subjects[key], []).append((seq, person or 0))
    return found


@dataclass(frozen=True, slots=True)
class _Owed:
    """What was owed in the acts of a stretch: by when, of which origin and of what it speaks."""

    rows: Sequence[tuple[int, datetime, Mapping[str, Any]]]

    @classmethod
    def after(cls, first: int, end: int) -> "_Owed":
        rows = entries(first, end + _AFTER, (OWED,)).values_list("seq", "at", "body__event")
        return cls([(seq, at, event) for seq, at, event in rows if isinstance(event, dict)])

    def due(self, told: Told, origin: str, what: str) -> str | None:
        """The day by which it is owed; None if nothing of the kind was, with this act."""
        return next(
            (
                str(event.get("due"))
                for seq, at, event in self.rows
                if seq > told.seq and at == told.at and (event.get("origin"), event.get("what")) == (origin, what)
            ),
            None,
        )


# -- who fills which post, and who brings the next version ------------------------------------------------------


def _filled(first: int, end: int, laws: _Laws) -> Iterator[tuple[Property, Trouble]]:
    """Appointments past the lines of authority: of oneself, or by a military post to a civilian one."""
    rows = entries(first, end, (APPOINTED,)).filter(post_id__isnull=False)
    filled = rows.values_list("seq", "at", "person_id", "person", "post_id", "post", "body__event", "body__about")
    known = {row.pk: row for row in posts()} if filled else {}
    by_key = {row.key: row for row in known.values()}
    for seq, at, person_id, person, post_id, post, event, about in filled:
        to = next((by_key[t["key"]] for t in about or () if t.get("kind") == "post" and t["key"] in by_key), None)
        if to is None or post_id not in known or not isinstance(event, dict):
            continue
        version = laws.then(to.institution.framework_key, at)
        entry_of = laws.lines(version).posts if version else {}
        mine, theirs = entry_of.get(known[post_id].key), entry_of.get(to.key)
        actor = Actor(
            person_id=person_id,
            person=person,
            post_id=post_id,
            post=post,
            character=mine.character if mine else known[post_id].character,
            reader=Reader(nationality=""),
        )
        themselves = person == event.get("person") and any(
            row == (person_id, to.pk, row[2]) and row[2].isoformat() == event.get("starts")
            for row in appointments_kept([to.pk])
        )
        verdict = may_appoint(
            actor,
            person_id=person_id if themselves else None,
            power=allow(""),
            over=True,
            post_is_civilian=(theirs.character if theirs else to.character) == Character.CIVILIAN,
            founding=False,
        )
        if not verdict:
            who, why = f"{person}, {post}", str(verdict.why)
            words = broken.appointed_wrongly(who, str(event.get("person")), to.title, seq, at, why=why)
            yield Property.CIVILIAN_CONTROL, Trouble(key=f"appointed:{seq}", words=words, seq=seq)


def _lent(first: int, end: int, laws: _Laws) -> Iterator[tuple[Property, Trouble]]:
    """Powers lent beyond what the version then in force let be lent."""
    rows = list(entries(first, end, (LENT,)).values_list("seq", "at", "person", "post", "body__event", "body__about"))
    by_key = {row.key: row for row in posts()} if rows else {}
    for seq, at, person, post, event, about in rows:
        if not isinstance(event, dict):
            continue
        about_posts = [thing["key"] for thing in about or () if thing.get("kind") == "post"]  # whose, and to whom
        named = [by_key[key] for key in about_posts if key in by_key]
        version = laws.then(named[0].institution.framework_key, at) if len(named) == 2 else None
        if version is None:
            continue
        why = _beyond(file_of(version), named[0].key, named[1].key, event, at)
        if why:
            who = f"{person}, {post}" if post else person
            words = broken.lent_too_far(who, str(event["delegation"]), seq, at, post=named[1].title, why=why)
            cited = str(event.get("instrument") or "")
            yield Property.LOANS_ARE_BOUNDED, Trouble(key=f"lent:{seq}", words=words, seq=seq, instrument=cited)


def _beyond(file: FrameworkFile, lender: str, receiver: str, event: Mapping[str, Any], at: datetime) -> str:
    """Why no mandate of the lender could be lent so far; empty where one could."""
    to = next((post for post in file.posts if post.key == receiver), None)
    held = [mandate for mandate in file.mandates if mandate.post == lender and str(event.get("may")) in mandate.may]
    if to is None or not held:
        return str(say("the framework then in force gave this post no such power to lend"))
    bounds = [str(bound) for bound in event.get("bounds") or ()]
    known = {entry.key for entry in file.classes}
    classes = [bound for bound in bounds if bound in known]
    ceiling = {term: Decimal(limit) for term, limit in (b.rsplit(" ", 1) for b in bounds if b not in known)}
    starts = date.fromisoformat(str(event.get("starts") or at.date().isoformat()))
    days = (date.fromisoformat(str(event["until"])) - starts).days
    verdicts = [may_be_lent(mandate, to, classes=classes, ceiling=ceiling, days=days) for mandate in held]
    return "" if any(verdicts) else str(verdicts[0].why)


def _adopted(first: int, end: int, laws: _Laws) -> Iterator[tuple[Property, Trouble]]:
    """Later versions that their own proposer, or another post than the version before names, brought into force."""
    adopted = [row for row in entries(first, end, (ADOPTED,)) if row.post_id is not None]
    proposals = list(entries(0, end, (PROPOSED,))) if adopted else []
    for row in adopted:
        event = row.body["event"]
        key, version = str(event["framework"]), str(event["adopted_version"])
        before = [
            one for one in laws.versions if one.key == key and one.adopted_at <= row.at and one.version != version
        ]
        proposed = [one for one in proposals if one.seq < row.seq and _same(one, key, version)]
        if not before or not _two(row, proposed[-1] if proposed else None, before[-1]):
            who = f"{row.person}, {row.post}"
            words = broken.adopted_alone(who, str(event["title"]), version, row.seq, row.at)
            yield Property.TWO_KEYS, Trouble(key=f"adopted:{row.seq}", words=words, seq=row.seq)


def _same(proposal: Entry, key: str, version: str) -> bool:
    event = proposal.body["event"]
    return (event["framework"], event["proposed_version"]) == (key, version)


def _two(adopted: Entry, proposed: Entry | None, before: Framework) -> bool:
    if proposed is None or proposed.post_id is None:
        return False
    proposing = posts().filter(pk=proposed.post_id).first()
    actor = Actor(
        person_id=adopted.person_id,
        person=adopted.person,
        post_id=adopted.post_id,
        post=adopted.post,
        reader=Reader(nationality=""),
    )
    return bool(
        proposing
        and may_approve_version(
            actor,
            approver=approver_of(before, proposing),
            proposer_id=proposed.person_id or 0,
            proposing_post_id=proposing.pk,
        )
    )


# -- who was told by when --------------------------------------------------------------------------------------


def not_told_in_time(at: datetime) -> Iterator[Trouble]:
    """Whoever was to be told by a day that has passed, and was not, or was told later."""
    end = 2**62
    ended: dict[str, tuple[int, datetime]] = {}
    for seq, told, about in entries(0, end, (KEPT, WAIVED)).values_list("seq", "at", "body__about"):
        ended |= {thing["key"]: (seq, told) for thing in about or () if thing.get("kind") == "obligation"}
    for seq, event, about in entries(0, end, (OWED,)).values_list("seq", "body__event", "body__about"):
        key = next((thing["key"] for thing in about or () if thing.get("kind") == "obligation"), "")
        if not isinstance(event, dict) or not event.get("due") or not is_told_to(str(event.get("origin"))):
            continue
        due, who, to = str(event["due"]), str(event["owed_by"]), str(event["owed_to"])
        if key in ended and ended[key][1].date().isoformat() > due:
            late, told = ended[key]
            words = broken.told_late(who, to, str(event["what"]), due, told=told, seq=late)
            yield Trouble(key=f"late:{seq}", words=words, seq=late)
        elif key not in ended and at.date().isoformat() > due:
            yield Trouble(key=f"late:{seq}", words=broken.not_told(who, to, str(event["what"]), due, seq), seq=seq)
