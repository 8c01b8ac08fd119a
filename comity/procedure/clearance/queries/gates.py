"""What must be so before a dossier may be granted, and whether it is: for the page on which it is decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from comity.foundation.labels.rules.label import Reader
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say, series
from comity.mandate.institutions.queries import Post, post_by_key, posts
from comity.mandate.obligations.queries import obligations_about
from comity.mandate.obligations.rules.due import Standing as Owed

from ..models import Consolidation, Consultation, Dossier, FrozenSubject, Signature
from ..rules.delay import Late, cost_of_delay
from ..rules.life import OPEN, Asked, State
from ..rules.opinion import OpinionKind
from .progress import facts_of
from .routes import cites, instrument, route_of

Delays = Mapping[UUID, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Gate:
    """One thing that must be so. `met` None means that nothing is required of it yet, or that it cannot be told."""

    label: str
    state: str
    source: str = ""
    met: bool | None = None


def gates_of(dossier: Dossier, rows: Sequence[Consultation], reader: Reader, today: date) -> list[Gate]:
    """Who was to be asked, who was to sign, what is still owed on the matter, and whether the law was checked.

    `rows` are the reader's consultations of the dossier.
    """
    return [
        *(gate for row in rows if row.state != Asked.SUPERSEDED if (gate := _of_consultation(row))),
        *_of_signatures(dossier),
        *_of_obligations(dossier, reader, today),
        *_of_instrument(dossier),
    ]


def _of_consultation(row: Consultation) -> Gate:
    opinion = next((o for o in row.opinions.all() if o.standing), None)
    objects = opinion is not None and opinion.kind == OpinionKind.NONCONCUR
    sought = row.needs != "concurrence"
    met = None if row.state in OPEN else True if sought else opinion is not None and not objects
    return Gate(_asked_in_words(row), opinion.kind if opinion else str(row.state), row.cites, met)


def _asked_in_words(row: Consultation) -> str:
    if row.elevates_id is not None:
        return say("Ruling of {post} on the objection", post=row.post.title)
    match row.needs:
        case "concurrence":
            return say("Concurrence of {post}", post=row.post.title)
        case "coordination":
            return say("Chance for {post} to comment", post=row.post.title)
        case _:
            return say("Advice of {post}", post=row.post.title)


def _of_signatures(dossier: Dossier) -> list[Gate]:
    route = route_of(dossier)
    signed = {(s.role, s.post.key): s for s in dossier.signatures.filter(standing=True).select_related("post")}
    found = []
    for rule in route.signatures:
        counter = rule is route.countersign
        given = signed.get((Signature.COUNTERSIGN if counter else Signature.KEY, rule.post))
        if counter and given is None:
            given = next((s for (role, _), s in signed.items() if role == Signature.COUNTERSIGN), None)
        title = given.post.title if given else post_by_key(rule.post).title
        label = say("Countersignature of {post}", post=title) if counter else say("Key of {post}", post=title)
        state = "not_started" if given is None else "granted" if given.grants else "refused"
        source = given.cites if given else cites(dossier.framework, rule.instrument, rule.article)
        found.append(Gate(label, state, source, None if given is None else given.grants))
    return found


def _of_obligations(dossier: Dossier, reader: Reader, today: date) -> list[Gate]:
    """What is owed on the same matter: a promise not kept in time is a gate not met."""
    about = Thing(dossier.subject_kind, dossier.subject_key, dossier.subject_reference)
    found = []
    for owed in obligations_about(about, reader):
        standing = owed.standing_on(today)
        label = say("{post} owes: {what}", post=owed.owed_by.title, what=owed.what)
        met = {Owed.OPEN: None, Owed.OVERDUE: False}.get(standing, True)
        found.append(Gate(label, str(standing), owed.origin, met))
    return found


def _of_instrument(dossier: Dossier) -> list[Gate]:
    law = instrument(dossier.framework, route_of(dossier).instrument)
    if law is None:
        return []
    checked = say("text compared with the official one") if law.verified else say("text not yet compared")
    state = "met" if law.verified else "cannot_tell"
    return [Gate(say("Legal ground: {title}", title=law.title), state, checked, law.verified or None)]


def delays_of(rows: Sequence[Dossier], papers: Mapping[UUID, Consolidation | None], at: datetime) -> Delays:
    """What it costs to decide each of these late, in sentences. Three queries, however many they are."""
    latest = {version.dossier_id: version for version in _versions(rows)}
    wanted = {key for row in rows for rule in route_of(row).signatures for key in (rule.post, rule.on_lapse.to) if key}
    known = {post.key: post for post in posts().filter(key__in=wanted)}
    return {row.pk: _delay(row, latest.get(row.pk), papers.get(row.pk), known, at) for row in rows}


def _versions(rows: Sequence[Dossier]) -> QuerySet[FrozenSubject]:
    """Every version of the subjects, so that the last one of each remains."""
    found = FrozenSubject.objects.filter(dossier__in=[row.pk for row in rows]).select_related("dossier")
    return found.order_by("number")


def _delay(
    row: Dossier,
    frozen: FrozenSubject | None,
    paper: Consolidation | None,
    known: Mapping[str, Post],
    at: datetime,
) -> tuple[str, ...]:
    start = facts_of(frozen).get("start") if frozen else None
    return cost_of_delay(
        today=at.date(),
        start=start if isinstance(start, date) else None,
        due=row.due_at,
        decide_by=paper.decide_by if paper else None,
        lapse=_lapse(row, known),
    )


def _lapse(row: Dossier, known: Mapping[str, Post]) -> Late | None:
    route = route_of(row)
    counter = row.state == State.COUNTERSIGNING
    for rule in filter(None, [route.countersign] if counter else route.keys):
        told = known.get(rule.on_lapse.to) if rule.on_lapse.to else known[rule.post].superior
        if told is not None:
            return Late(told.title, counter and rule.on_lapse.do == "escalate")
    return None


def count_met(gates: Sequence[Gate]) -> str:
    """How many are met, in words."""
    met, not_met = sum(g.met is True for g in gates), sum(g.met is False for g in gates)
    said = [say("{met} of {all} met", met=met, all=len(gates))]
    return series([*said, say("{count} not met", count=not_met)] if not_met else said)
