"""Country pages: what is planned with a state, what waits, what is wrong, who is there, what is owed, what was said."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity.activity.engagements.queries import (
    COUNTED,
    EARLIER,
    PLANNED,
    concerned,
    drawn,
    end_of,
    in_these_dossiers,
    keys_of_state,
    markings_among,
    running_with,
    start_of,
)
from comity.activity.engagements.rules.dates import span_shown
from comity.activity.engagements.rules.life import State as Life
from comity.activity.engagements.rules.vocabulary import KIND_WORDS
from comity.foundation.access.queries import ActingRequest
from comity.foundation.access.rules.actor import Actor
from comity.foundation.labels.queries import Marking, level_of, page_marking
from comity.foundation.record.queries import history
from comity.foundation.words.rules.order import by_letters
from comity.foundation.words.rules.said import in_words
from comity.mandate.institutions.queries import (
    Framework,
    State,
    file_of,
    frameworks_of,
    holders_of,
    posts_of,
    states,
)
from comity.mandate.obligations.queries import open_obligations
from comity.procedure.clearance.queries import Progress, dossiers, progress_of
from comity.procedure.clearance.rules.blocking import Gravity
from comity.procedure.clearance.rules.life import UNDECIDED

from .nations import name_of
from .waiting import waiting_on

RUNS = 1100  # days that it looks back for what is under way: nothing is planned to run for longer
AHEAD = 90  # days that country page and list of countries look ahead
SHOWN = 10  # engagements of each part
WAITING = 60  # undecided dossiers, those of the soonest engagements
SAID = 12  # entries of the record
OWED = 40
AGREED = ("agreement", "memorandum")


@require_safe
def country_list(request: ActingRequest) -> HttpResponse:
    """Every state, those with something ahead first; `?text=` narrows by any spelling of the name."""
    at = timezone.now()
    today = timezone.localtime(at).date()
    text = " ".join(request.GET.get("text", "").replace("\x00", "").split())
    hosts, parts, marking_ids = concerned(request.actor.reader, today, today + timedelta(days=AHEAD))
    agreed = _agreements(frameworks_of(request.actor.person_id, at))
    rows = [_country(state, hosts, parts, agreed) for state in states()]
    found = sorted(_called(rows, text), key=lambda row: by_letters(row["name"]))
    busy = sorted((row for row in found if row["any"]), key=lambda row: -row["hosts"] - row["parts"])
    others = [row for row in found if not row["any"]]
    context = {
        "at": at,
        "text": text,
        "busy": busy,
        "others": _by_letter(others),
        "page_marking": page_marking(markings_among(marking_ids)),
    }
    return render(request, "web/countries.html", context)


def _called(rows: Sequence[dict[str, Any]], text: str) -> Sequence[dict[str, Any]]:
    """Those with this code, or with these words in their name in the reader's language or in any known spelling."""
    if not text:
        return rows
    known = Q(name__icontains=text) | Q(code__iexact=text) | Q(spellings__spelling__icontains=text.casefold())
    codes = set(states().filter(known).values_list("code", flat=True))
    return [row for row in rows if row["state"].code in codes or by_letters(text) in by_letters(row["name"])]


def _country(
    state: State, hosts: dict[str, int], parts: dict[str, int], agreed: dict[str, list[dict[str, Any]]]
) -> dict[str, Any]:
    here = {"hosts": hosts.get(state.code, 0), "parts": parts.get(state.code, 0)}
    count = len(agreed.get(state.code, ()))
    return {
        "state": state,
        "name": name_of(state.code, state.name),
        "url": reverse("country", args=[state.code]),
        "agreements": count,
        "any": bool(here["hosts"] or here["parts"] or count),
        **here,
    }


def _by_letter(rows: Sequence[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(by_letters(row["name"])[:1].upper(), []).append(row)
    return list(found.items())


def _agreements(frameworks: Iterable[Framework]) -> dict[str, list[dict[str, Any]]]:
    """The agreements of these frameworks, under each state that they bind."""
    found: dict[str, list[dict[str, Any]]] = {}
    for framework in frameworks:
        for entry in file_of(framework).instruments:
            if entry.kind in AGREED:
                for code in entry.parties:
                    found.setdefault(code, []).append({"entry": entry, "framework": framework.title})
    return found


@require_safe
def country_page(request: ActingRequest, code: str) -> HttpResponse:
    """Everything this reader may know of one state. A state nobody here knows is a 404."""
    state = states().filter(code=code).first()
    if state is None:
        raise Http404(_("There is no such state here."))
    at, actor = timezone.now(), request.actor
    today = timezone.localtime(at).date()
    seen: list[Marking] = []
    parts = _engagements(actor, state.code, today, seen)
    dossier_rows, waiting = _waiting(actor, state.code, at, seen)
    frameworks = frameworks_of(actor.person_id, at)
    things = [*parts.pop("keys"), *(row.pk for row in dossier_rows)]
    owed = _owed(actor, state.code, things, today, seen)
    context = {
        "at": at,
        "state": state,
        "name": name_of(state.code, state.name),
        **parts,
        "waiting": waiting,
        "waiting_cut": len(waiting) == WAITING,
        "flags": _flags(waiting, owed),
        "agreements": _agreements(frameworks).get(state.code, []),
        "people": _people(frameworks, state.code, at),
        "owed": owed,
        "said": _said(actor, things, seen),
        "page_marking": page_marking(seen),
        "map": f"{reverse('map')}?host={state.code}",
        "listed": f"{reverse('engagements')}?partner={state.code}",
        "hosted": f"{reverse('engagements')}?host={state.code}",
    }
    return render(request, "web/country.html", context)


def _engagements(actor: Actor, code: str, today: date, seen: list[Marking]) -> dict[str, Any]:
    """The next days, what is planned, what runs, what was; each bounded, each counted as far as counting goes."""
    reader, horizon = actor.reader, today + timedelta(days=AHEAD)
    soon = keys_of_state(reader, code, states=(*PLANNED, Life.UNDER_WAY), first=today, last=horizon)
    running = running_with(reader, code, today - timedelta(days=RUNS), today)
    later = keys_of_state(reader, code, states=PLANNED, first=horizon + timedelta(days=1))
    past = keys_of_state(reader, code, states=EARLIER, last=today - timedelta(days=1), latest_first=True)
    parts = {"soon": (soon, 2 * SHOWN), "running": (running, SHOWN), "later": (later, SHOWN), "past": (past, SHOWN)}
    wanted = list(dict.fromkeys(key for keys, most in parts.values() for key in list(keys)[:most]))
    lines = {key: _line(row) for key, row in drawn(wanted, reader).items()}
    seen += markings_among(marking for keys, _most in parts.values() for marking in keys.values())
    return {
        "counts": {name: _count(keys) for name, (keys, _most) in parts.items()},
        "keys": wanted,
        **{
            name: {
                "lines": [lines[key] for key in list(keys)[:most] if key in lines],
                "count": _count(keys) if len(keys) > most else "",
            }
            for name, (keys, most) in parts.items()
        },
    }


def _count(keys: Collection[UUID]) -> str:
    return f"{COUNTED - 1}+" if len(keys) >= COUNTED else str(len(keys))


def _line(row: Any) -> dict[str, Any]:
    return {
        "row": row,
        "reference": row.reference,
        "title": row.title,
        "state": row.state,
        "url": reverse("engagement", args=[row.reference]),
        "kind": in_words(KIND_WORDS.get(row.kind, row.kind)),
        "when": in_words(span_shown(start_of(row), end_of(row))),
        "where": row.place or (name_of(row.host_id, row.host.name) if row.host else ""),
        "partners": row.partner_codes,
        "marking": {"text": row.marking.words, "level": level_of(row.marking.label)},
    }


def _waiting(actor: Actor, code: str, at: datetime, seen: list[Marking]) -> tuple[list[Any], list[dict[str, Any]]]:
    """Undecided dossiers on what concerns this state, at most `WAITING`: what waits on me first, then by deadline."""
    open_ones = dossiers(actor.reader).filter(state__in=UNDECIDED)
    about = in_these_dossiers(actor.reader, code, open_ones.values_list("pk", flat=True))[:WAITING]
    rows = list(open_ones.filter(pk__in=[it.dossier_id for it in about]))
    mine = {item["reference"]: item for item in waiting_on(actor, at).now}
    progress = progress_of(rows, actor.reader, at)
    seen += [row.marking for row in rows] + [it.marking for it in about]
    found = [
        {
            "dossier": row,
            "mine": mine.get(row.reference),
            "progress": progress[row.pk],
            "due": _due(progress[row.pk]),
            "level": level_of(row.marking.label),
        }
        for row in rows
    ]
    found.sort(key=lambda item: (item["mine"] is None, item["due"] is None, item["due"] or at))
    return rows, found


def _due(progress: Progress) -> datetime | None:
    """The soonest clock that runs on it, as far as this reader sees them."""
    clocks = [block.due for block in progress.blocks if block.due] + [progress.dossier.due_at]
    return min((clock for clock in clocks if clock), default=None)


def _flags(waiting: Sequence[dict[str, Any]], owed: dict[str, Any]) -> list[dict[str, Any]]:
    """What is late, held or objected to, the gravest first; and obligations past their day."""
    grave = (Gravity.HOLD, Gravity.OBJECTION, Gravity.LATE)
    found = [
        {"gravity": block.gravity, "dossier": item["dossier"], "block": block}
        for item in waiting
        for block in item["progress"].blocks
        if block.gravity in grave
    ]
    found.sort(key=lambda flag: (flag["gravity"], flag["block"].since))
    return found + [{"owed": item} for item in owed["rows"] if item["late"]]


def _people(frameworks: Sequence[Framework], code: str, at: datetime) -> list[dict[str, Any]]:
    """Their posts and our embassies there, with whoever holds them now; only of the reader's own frameworks."""
    embassies = {
        entry.key for framework in frameworks for entry in file_of(framework).institutions if code in entry.accredited
    }
    theirs = Q(institution__state_id=code) | Q(institution__key__in=embassies)
    rows = list(posts_of(frameworks).filter(theirs).order_by("institution__name", "pk"))
    held = holders_of([row.pk for row in rows], at)
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        ours = row.institution.key in embassies
        house = found.setdefault(row.institution.name, {"name": row.institution.name, "ours": ours, "posts": []})
        house["posts"].append({"post": row, "holders": [held_by.person.name for held_by in held[row.pk]]})
    return sorted(found.values(), key=lambda house: (not house["ours"], house["name"]))


def _owed(actor: Actor, code: str, things: Sequence[UUID], today: date, seen: list[Marking]) -> dict[str, Any]:
    """What their posts owe, what is owed to them, and what is owed about engagements with them."""
    about = Q(thing_key__in=[str(key) for key in things])
    whose = Q(owed_by__institution__state_id=code) | Q(owed_to__institution__state_id=code)
    rows = list(open_obligations(actor.reader).filter(about | whose)[: OWED + 1])
    seen += [row.marking for row in rows[:OWED]]
    found = [
        {
            "row": row,
            "url": reverse("obligation", args=[row.pk]),
            "by_them": row.owed_by.institution.state_id == code,
            "to_them": row.owed_to.institution.state_id == code,
            "late": row.due is not None and row.due < today,
            "marking": {"text": row.marking.words, "level": level_of(row.marking.label)},
        }
        for row in rows[:OWED]
    ]
    return {"rows": found, "more": len(rows) > OWED}


def _said(actor: Actor, things: Sequence[UUID], seen: list[Marking]) -> list[Any]:
    """The last entries of the record about these engagements and dossiers."""
    keys = [str(key) for key in things]
    rows = history(reader=actor.reader).filter(
        mentions__thing_key__in=keys, mentions__thing_kind__in=["engagement", "dossier"]
    )
    latest = list(rows.select_related("marking").distinct()[:SAID])
    seen += [row.marking for row in latest]
    return latest
