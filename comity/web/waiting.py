"""What waits on an actor, by when and why, gathered from every room."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst

from comity.activity.engagements.queries import drafts_of
from comity.foundation.access.rules.actor import Actor
from comity.foundation.labels.queries import Marking, level_of
from comity.foundation.words.rules.said import in_words, say
from comity.mandate.institutions.queries import open_marking_id, versions_to_approve
from comity.mandate.obligations.queries import owed_by_post
from comity.procedure.clearance.queries import (
    Dossier,
    cites,
    led_and_open,
    told_to,
    waiting_consultations,
    waiting_questions,
    waiting_to_consolidate,
    waiting_to_sign,
    why_route,
)
from comity.procedure.clearance.rules.life import Asked, State
from comity.procedure.clearance.rules.needs import to_answer
from comity.procedure.clearance.rules.route import Signature
from comity.scrutiny.oversight.queries import waits_for_answer


@dataclass(slots=True)
class Work:
    """Lists for the page: what to do now, what one holds up oneself, what one waits for; and their markings."""

    now: list[dict[str, Any]] = field(default_factory=list)
    held: list[dict[str, Any]] = field(default_factory=list)
    elsewhere: list[dict[str, Any]] = field(default_factory=list)
    drafts: list[dict[str, Any]] = field(default_factory=list)
    markings: list[Marking] = field(default_factory=list)
    signing: list[Dossier] = field(default_factory=list)

    @property
    def late(self) -> int:
        return sum(1 for item in self.now if item["late"])


def waiting_on(actor: Actor, at: datetime) -> Work:
    """Gather and sort: the soonest first, what has no day last."""
    work = Work()
    items = [*_answers(actor, at), *_questions(actor), *_to_consolidate(actor)]
    to_sign = waiting_to_sign(actor, at)
    items += _signatures(to_sign)
    items += [*_obligations(actor, at), *_told(actor), *_absences(actor, at), *_versions(actor, at)]
    for item in items:
        item["late"] = item["due"] is not None and item["due"] < at
        (work.held if item.pop("on_hold", False) else work.now).append(item)
    work.now.sort(key=lambda item: (item["due"] is None, item["due"] or at))
    work.signing = [dossier for dossier, _ in to_sign]
    work.elsewhere = list(_elsewhere(actor))
    work.drafts = list(_drafts(actor))
    work.markings = [item["marked"] for item in [*work.now, *work.held, *work.elsewhere]]
    return work


def _item(marking: Marking, **said: Any) -> dict[str, Any]:
    shown = {"text": marking.words, "level": level_of(marking.label)}
    return {"marking": shown, "marked": marking, "since": None, "state": "", "origin": "", "day": None, **said}


def _answers(actor: Actor, at: datetime) -> Iterator[dict[str, Any]]:
    for row in waiting_consultations(actor, at):
        held = row.state == Asked.HELD
        yield _item(
            row.marking,
            url=reverse("consultation", args=[row.pk]),
            reference=row.dossier.reference,
            title=row.dossier.title,
            ask=say("Release your hold, or let it run") if held else to_answer(row.needs),
            why=row.why_words,
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
            ask=say("Give information to {post}", post=consultation.post),
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
            ask=say("Consolidate"),
            why=say("Everybody has answered; one paper now goes up."),
            due=dossier.due_at,
            since=dossier.state_since,
            state="consolidating",
        )


def _versions(actor: Actor, at: datetime) -> Iterator[dict[str, Any]]:
    """Versions of frameworks that wait for this post, and for another person than whoever proposed them."""
    for framework, proposal in versions_to_approve(actor, at):
        yield _item(
            Marking.objects.get(pk=open_marking_id(framework)),
            url=reverse("framework-proposal", args=[proposal.key, proposal.pk]),
            reference=f"{proposal.key} {proposal.version}",
            title=proposal.title,
            ask=say("Approve a version of the framework, or end it"),
            why=proposal.why,
            due=None,
            since=proposal.at,
            state="pending",
        )


def _signatures(to_sign: Iterable[tuple[Dossier, Signature]]) -> Iterator[dict[str, Any]]:
    for dossier, rule in to_sign:
        counter = dossier.state == State.COUNTERSIGNING
        yield _item(
            dossier.marking,
            url=reverse("dossier-decide", args=[dossier.reference]),
            reference=dossier.reference,
            title=dossier.title,
            ask=say("Countersign") if counter else say("Decide"),
            why=why_route(dossier),
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
            ask=say("Owed to {post}", post=row.owed_to),
            why=capfirst(in_words(row.origin_words)),
            due=row.due_at or (datetime.combine(row.due, time.max, UTC) if row.due else None),
            since=row.raised_at,
            state=str(row.standing_at(at)),
            day=row.due,
        )


def _told(actor: Actor) -> Iterator[dict[str, Any]]:
    for row in told_to(actor):
        yield _item(
            row.dossier.marking,
            url=reverse("dossier", args=[row.dossier.reference]),
            reference=row.dossier.reference,
            title=row.dossier.title,
            ask=say("{post} is late: you may sign in its place", post=row.waiting_on)
            if row.may_act
            else say("{post} is late", post=row.waiting_on),
            why=row.why_words,
            due=row.dossier.due_at,
            since=row.at,
            state="overdue",
        )


def _absences(actor: Actor, at: datetime) -> Iterator[dict[str, Any]]:
    for row in waits_for_answer(actor, at):
        yield _item(
            row.entry.marking,
            url=reverse("oversight-absence", args=[row.told_id]),
            reference=f"#{row.entry_id}",
            title=row.legal_basis,
            ask=say("Confirm or decline an erasure") if row.erases else say("Confirm or decline a withholding"),
            why=row.reason,
            due=None,
            since=row.told.at,
            state="pending",
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
            ask=say("You lead this dossier"),
            why=why_route(dossier),
            due=dossier.due_at,
            since=dossier.state_since,
            state=str(dossier.state),
        )
