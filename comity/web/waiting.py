"""What waits on an actor, by when and why, gathered from every room."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import Any

from django.urls import reverse

from comity.activity.engagements.queries import drafts_of
from comity.foundation.access.rules.actor import Actor
from comity.foundation.labels.queries import Marking, level_of
from comity.mandate.obligations.queries import owed_by_post
from comity.procedure.clearance.queries import (
    cites,
    led_and_open,
    told_to,
    waiting_consultations,
    waiting_questions,
    waiting_to_consolidate,
    waiting_to_sign,
)
from comity.procedure.clearance.rules.life import Asked, State


@dataclass(slots=True)
class Work:
    """Lists for the page: what to do now, what one holds up oneself, what one waits for; and their markings."""

    now: list[dict[str, Any]] = field(default_factory=list)
    held: list[dict[str, Any]] = field(default_factory=list)
    elsewhere: list[dict[str, Any]] = field(default_factory=list)
    drafts: list[dict[str, Any]] = field(default_factory=list)
    markings: list[Marking] = field(default_factory=list)

    @property
    def late(self) -> int:
        return sum(1 for item in self.now if item["late"])


def waiting_on(actor: Actor, at: datetime) -> Work:
    """Gather and sort: the soonest first, what has no day last."""
    work = Work()
    items = [*_answers(actor, at), *_questions(actor), *_to_consolidate(actor), *_signatures(actor, at)]
    items += [*_obligations(actor, at), *_told(actor)]
    for item in items:
        item["late"] = item["due"] is not None and item["due"] < at
        (work.held if item.pop("on_hold", False) else work.now).append(item)
    work.now.sort(key=lambda item: (item["due"] is None, item["due"] or at))
    work.elsewhere = list(_elsewhere(actor))
    work.drafts = list(_drafts(actor))
    work.markings = [item["marked"] for item in [*work.now, *work.held, *work.elsewhere]]
    return work


def _item(marking: Marking, **said: Any) -> dict[str, Any]:
    shown = {"text": marking.words, "level": level_of(marking.label)}
    return {"marking": shown, "marked": marking, "since": None, "state": "", "origin": "", **said}


def _answers(actor: Actor, at: datetime) -> Iterator[dict[str, Any]]:
    for row in waiting_consultations(actor, at):
        held = row.state == Asked.HELD
        yield _item(
            row.marking,
            url=reverse("consultation", args=[row.pk]),
            reference=row.dossier.reference,
            title=row.dossier.title,
            ask="Release your hold, or let it run" if held else f"Answer: {row.needs}",
            why=row.why,
            due=row.due_at,
            since=row.state_since,
            state=str(row.state),
            origin=row.cites,
            on_hold=held,
        )


def _questions(actor: Actor) -> Iterator[dict[str, Any]]:
    for request in waiting_questions(actor):
        consultation = request.consultation
        yield _item(
            consultation.marking,
            url=reverse("dossier", args=[consultation.dossier.reference]) + f"#question-{request.pk}",
            reference=consultation.dossier.reference,
            title=consultation.dossier.title,
            ask=f"Give information to {consultation.post}",
            why=request.question,
            due=None,
            since=request.asked_at,
            state="waiting_for_information",
        )


def _to_consolidate(actor: Actor) -> Iterator[dict[str, Any]]:
    for dossier in waiting_to_consolidate(actor):
        yield _item(
            dossier.marking,
            url=reverse("dossier", args=[dossier.reference]) + "#consolidate",
            reference=dossier.reference,
            title=dossier.title,
            ask="Consolidate",
            why="Everybody has answered; one paper now goes up.",
            due=dossier.due_at,
            since=dossier.state_since,
            state="consolidating",
        )


def _signatures(actor: Actor, at: datetime) -> Iterator[dict[str, Any]]:
    for dossier, rule in waiting_to_sign(actor, at):
        counter = dossier.state == State.COUNTERSIGNING
        yield _item(
            dossier.marking,
            url=reverse("dossier-decide", args=[dossier.reference]),
            reference=dossier.reference,
            title=dossier.title,
            ask="Countersign" if counter else "Decide",
            why=dossier.route_why,
            due=dossier.due_at,
            since=dossier.state_since,
            state=str(dossier.state),
            origin=cites(dossier.framework, rule.instrument, rule.article),
        )


def _obligations(actor: Actor, at: datetime) -> Iterator[dict[str, Any]]:
    if actor.post_id is None:
        return
    for row in owed_by_post(actor.post_id, actor.reader):
        yield _item(
            row.marking,
            url=reverse("obligation", args=[row.pk]),
            reference=row.thing_reference,
            title=row.what,
            ask=f"Owed to {row.owed_to}",
            why=row.origin[:1].upper() + row.origin[1:],
            due=datetime.combine(row.due, time.max, UTC) if row.due else None,
            since=row.raised_at,
            state=str(row.standing_on(at.date())),
        )


def _told(actor: Actor) -> Iterator[dict[str, Any]]:
    for row in told_to(actor):
        yield _item(
            row.dossier.marking,
            url=reverse("dossier", args=[row.dossier.reference]),
            reference=row.dossier.reference,
            title=row.dossier.title,
            ask=f"{row.waiting_on} is late" + (": you may sign in its place" if row.may_act else ""),
            why=row.why,
            due=row.dossier.due_at,
            since=row.at,
            state="overdue",
        )


def _drafts(actor: Actor) -> Iterator[dict[str, Any]]:
    for draft in drafts_of(actor.person_id) if actor.person_id else ():
        begun = draft.engagement
        url = (
            reverse("engagement-edit", args=[begun.reference])
            if begun
            else reverse("engagement-new") + f"?draft={draft.pk}"
        )
        yield {"url": url, "title": draft.title, "saved_at": draft.saved_at}


def _elsewhere(actor: Actor) -> Iterator[dict[str, Any]]:
    for dossier in led_and_open(actor):
        if dossier.state == State.CONSOLIDATING:
            continue
        yield _item(
            dossier.marking,
            url=reverse("dossier", args=[dossier.reference]),
            reference=dossier.reference,
            title=dossier.title,
            ask="You lead this dossier",
            why=dossier.route_why,
            due=dossier.due_at,
            since=dossier.state_since,
            state=str(dossier.state),
        )
