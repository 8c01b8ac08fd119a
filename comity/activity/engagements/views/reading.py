"""One engagement: at a glance, its history, and who may do what with it under which instrument."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from comity.activity.engagements.models import Engagement, Version
from comity.activity.engagements.queries import (
    draft_for,
    end_of,
    framework_of,
    grounds,
    snapshot_of,
    start_of,
    thing,
    versions_of,
)
from comity.activity.engagements.rules.changes import why_again
from comity.activity.engagements.rules.completeness import missing_to_propose
from comity.activity.engagements.rules.dates import span_shown
from comity.activity.engagements.rules.life import State
from comity.activity.engagements.rules.particulars import Snapshot, facts, particulars, stored_differences
from comity.activity.engagements.rules.vocabulary import KIND_WORDS
from comity.foundation.access.queries import ActingRequest
from comity.foundation.labels.queries import Marking
from comity.foundation.record.queries import history
from comity.foundation.words.rules.said import nation
from comity.mandate.institutions.queries import framework_over, post_by_id, who_may
from comity.mandate.institutions.rules.framework import May
from comity.mandate.obligations.queries import obligations_about
from comity.procedure.clearance.queries import (
    Preview,
    blocks,
    dossier_for_reader,
    holder_now,
    route_preview,
    track,
)

from .choices import choices
from .finding import chip, found, found_by_key, now, shown

TAIL = 8
PAGE = 50
ICONS = {
    "engagement.proposed": "send",
    "engagement.clearance-begun": "folder-open",
    "engagement.authorised": "badge-check",
    "engagement.refused": "ban",
    "engagement.withdrawn": "undo-2",
    "engagement.cancelled": "circle-x",
    "engagement.revoked": "circle-x",
    "engagement.suspended": "circle-pause",
    "engagement.resumed": "circle-play",
    "engagement.amended": "file-pen",
    "engagement.concept-changed": "pencil",
    "engagement.concept-begun": "plus",
    "engagement.imported": "download",
    "engagement.marking-changed": "shield",
    "engagement.clearance-reopened": "repeat",
    "engagement.assessed": "target",
    "engagement.closed": "archive",
    "engagement.begun": "play",
    "engagement.completed": "flag",
    "opinion.given": "message-square-quote",
    "hold.placed": "hand",
    "decision.key-turned": "stamp",
}
SHORT = frozenset({"title", "kind", "marking", "lead"})  # said in the heading already
WORDY = frozenset({"purpose", "objectives"})


@require_safe
def by_key(request: ActingRequest, key: UUID) -> HttpResponse:
    """Other rooms link by key, which never changes."""
    return redirect("engagement", reference=found_by_key(request, key).reference)


@require_safe
def show(request: ActingRequest, reference: str) -> HttpResponse:
    it, at, actor = found(request, reference), now(), request.actor
    said = snapshot_of(it)
    asked = grounds(it, actor, at)
    standing = _clearance(it, request, at)
    owed = list(obligations_about(thing(it), actor.reader))
    entries: list[Any] = list(history(about=thing(it), reader=actor.reader).select_related("marking")[: TAIL + 1])
    versions = list(versions_of(it, actor.reader))
    possible = choices(it, actor, asked, at)
    context = {
        "it": it,
        "kind": KIND_WORDS.get(it.kind, it.kind),
        "when": span_shown(start_of(it), end_of(it)),
        "host": nation(it.host.code, it.host.name) if it.host else "",
        "marking": chip(it.marking),
        "glance": _glance(said),
        "words": [p for p in particulars(said) if p.field in WORDY],
        "choices": [choice for choice in possible if choice["allowed"]],
        "closed_choices": [choice for choice in possible if not choice["allowed"]],
        "missing": missing_to_propose(said, at.date(), route_needs=_preview(it, said, at).missing)
        if it.state == State.CONCEPT
        else (),
        "entries": [_entry(entry) for entry in entries[:TAIL]],
        "more_history": len(entries) > TAIL,
        "owed": [_owed(row, at) for row in owed],
        "versions": _with_changes(versions),
        "draft": draft_for(it, actor),
        **standing["context"],
    }
    markings = [it.marking, *standing["markings"], *(row.marking for row in [*owed, *entries, *versions])]
    return shown(request, "engagement", context, markings=markings)


def _glance(said: Snapshot) -> list[dict[str, Any]]:
    """What, who, where, when, money: each with its words, or said to be not stated."""
    icons = {
        "partners": "users",
        "host": "map-pin",
        "place": "map-pin",
        "start": "calendar",
        "end": "calendar",
        "personnel": "users",
        "ships": "ship",
        "cost": "banknote",
        "zone": "globe",
        "units": "shield",
    }
    always = {
        "partners": gettext("Partners"),
        "host": gettext("Host"),
        "start": gettext("Begins"),
        "end": gettext("Ends"),
        "personnel": gettext("Personnel"),
        "cost": gettext("Cost"),
    }
    told = {p.field: p for p in particulars(said) if p.field not in SHORT | WORDY}
    lines = [
        {"label": p.label, "value": p.text, "icon": icons.get(p.field), "wide": p.field == "units"}
        for p in told.values()
    ]
    return lines + [
        {"label": label, "value": "", "unknown": True, "icon": icons[field]}
        for field, label in always.items()
        if field not in told
    ]


def _clearance(it: Engagement, request: ActingRequest, at: datetime) -> dict[str, Any]:
    """Where its dossier stands, as far as this reader may read the dossier."""
    if it.dossier_id is None:
        return {"context": {}, "markings": []}
    reader = request.actor.reader
    dossier = dossier_for_reader(it.dossier_id, reader)
    if dossier is None:
        return {"context": {"dossier_closed": True}, "markings": []}
    context = {
        "dossier": dossier,
        "stages": track(dossier, reader, at),
        "holders": holder_now(dossier),
        "blocks": blocks(dossier, at),
    }
    return {"context": context, "markings": [dossier.marking]}


def _owed(row: Any, at: datetime) -> dict[str, Any]:
    discharge = getattr(row, "discharge", None)
    return {"row": row, "state": row.standing_at(at), "ended": discharge}


def _with_changes(versions: list[Version]) -> list[dict[str, Any]]:
    """Newest first, each with what it changed of the one before that this reader may read."""
    pairs = zip([None, *versions], versions, strict=False)
    return [
        {
            "version": now_,
            "why": why_again(now_.why),
            "changes": stored_differences(then.particulars, now_.particulars) if then else (),
            "first": then is None,
        }
        for then, now_ in pairs
    ][::-1]


def _entry(entry: Any) -> dict[str, Any]:
    return {
        "at": entry.at,
        "actor": entry.actor,
        "sentence": entry.told,
        "icon": ICONS.get(entry.kind, "circle"),
        "refused": entry.refused,
    }


def _preview(it: Engagement, said: Snapshot, at: datetime) -> Preview:
    return route_preview(facts(said), post_by_id(it.lead_post_id), at)


@require_safe
def history_page(request: ActingRequest, reference: str) -> HttpResponse:
    it = found(request, reference)
    rows = history(about=thing(it), reader=request.actor.reader).select_related("marking")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    entries = list(page.object_list)
    context = {
        "it": it,
        "entries": [_entry(entry) for entry in entries],
        "previous": f"?page={page.previous_page_number()}" if page.has_previous() else None,
        "next": f"?page={page.next_page_number()}" if page.has_next() else None,
        "summary": gettext("Page {number} of {pages}").format(number=page.number, pages=page.paginator.num_pages),
    }
    return shown(request, "history", context, markings=_markings([it], entries))


def _markings(*groups: Iterable[Any]) -> list[Marking]:
    return [row.marking for group in groups for row in group]


@require_safe
def who_may_page(request: ActingRequest, reference: str) -> HttpResponse:
    """Who may propose, countersign, decide and revoke this, under which instrument; and who would be asked."""
    it, at = found(request, reference), now()
    said = snapshot_of(it)
    framework = framework_over(post_by_id(it.lead_post_id)) or framework_of(None)
    known = facts(said)
    powers = []
    for may, words in (
        (May.PROPOSE, gettext("Propose and amend")),
        (May.COUNTERSIGN, gettext("Countersign")),
        (May.DECIDE, gettext("Decide")),
        (May.REVOKE, gettext("Suspend and revoke")),
    ):
        rows = who_may(may, known, framework=framework, at=at) if framework else []
        powers.append({"may": may.value, "words": words, "rows": rows})
    context = {"it": it, "framework": framework, "powers": powers, "preview": _preview(it, said, at)}
    return shown(request, "who_may", context, markings=[it.marking])
