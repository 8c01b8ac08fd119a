"""The pages that answer *who reads this, and why?*, and *who would, if…?*"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from comity.foundation.access.actions.record_refusal import record_refusal
from comity.foundation.access.queries import ActingRequest, Person, person_numbered
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import NotAllowed, deny
from comity.foundation.labels.queries import Marking, level_of, page_marking, policies
from comity.foundation.labels.rules.label import Reader
from comity.foundation.labels.rules.reading import Ground
from comity.foundation.words.rules.said import say
from comity.mandate.institutions.queries import everybody, framework_over, frameworks_of, post_by_id, power
from comity.mandate.institutions.rules.framework import May
from comity.web.authority.finding import hidden

from .deciding import RULES, Foretold, Under, explained, foretold, with_clearance, with_member
from .forms import Asked, ChangeForm
from .pieces import whole_for


@require_safe
def who_reads(request: ActingRequest, reference: str) -> HttpResponse:
    """Of a thing that one sees: why one sees each part of it, and, for who leads it, who else does or does not.

    What one may not see is not there, and the attempt is written down.
    """
    at = timezone.now()
    whole = whole_for(reference, request.actor.reader)
    if whole is None:
        _attempted(request, reference)
        raise Http404
    leads = request.actor.post_id == whole.post_id
    mine = explained(whole, [(request.actor.person, request.actor.reader)], at)
    others = explained(whole, people_under(whole.post_id, at), at) if leads else []
    context = {
        "at": at,
        "whole": whole,
        "leads": leads,
        "mine": [_row(one) for one in mine],
        "others": [_row(one) for one in others],
        "page_marking": page_marking(piece.marking for piece in whole.pieces),
    }
    return render(request, "web/sight/who_reads.html", context)


def people_under(post_id: int, at: datetime) -> list[tuple[str, Reader]]:
    """Everybody who holds a post under the framework of this post, each once, by name."""
    framework = framework_over(post_by_id(post_id)) if post_id else None
    rows = everybody(framework, at) if framework else ()
    found = {row.person_id: (row.person.name, row.person.reader) for row in rows}
    return sorted(found.values(), key=lambda one: one[0])


def _row(under: Under) -> dict[str, Any]:
    """Those of whom the same is said stand together; from whom it is withheld, first."""
    groups: dict[tuple[bool, tuple[Ground, ...]], list[str]] = {}
    for why in under.whys:
        grounds = tuple(ground for ground in why.grounds if ground.admits is why.allowed)
        groups.setdefault((why.allowed, grounds), []).append(why.name)
    told = sorted(groups.items(), key=lambda group: group[0][0])
    return {
        "marking": _chip(under.marking),
        "pieces": under.pieces,
        "groups": [_group(names, allowed, grounds) for (allowed, grounds), names in told],
    }


def _group(names: list[str], allowed: bool, grounds: Iterable[Ground]) -> dict[str, Any]:
    said = [{"rule": RULES[ground.rule], "words": ground.words} for ground in grounds]
    return {"names": names, "allowed": allowed, "grounds": said}


def _chip(marking: Marking) -> dict[str, Any]:
    return {"text": marking.words, "level": level_of(marking.label)}


def _attempted(request: ActingRequest, reference: str) -> None:
    """As when it is opened itself: an attempt to learn of what one may not read is written down."""
    if (there := hidden(reference)) is not None:
        about, marking_id = there
        doing = say("ask who reads {reference}", reference=about.reference)
        refusal = NotAllowed(deny(say("not cleared to read it")), doing, [about], marking_id)
        record_refusal(refusal, actor=request.actor, at=timezone.now())


@require_safe
def who_would_read(request: ActingRequest) -> HttpResponse:
    """Before a change: what of all that one sees oneself somebody would gain or lose, and why. Changes nothing.

    Asking about others tells how far they are cleared, so it is open to who may appoint them; anybody asks of themself.
    """
    at = timezone.now()
    people = _askable(request.actor, at)
    form = ChangeForm(request.GET or None, people=people, policies=policies())
    found: Foretold | None = None
    if form.is_bound and form.is_valid():
        readers = [(person.name, person.reader) for person in people.values()]
        found = told_of(form.asked(), readers, request.actor.reader, at)
    context = {
        "at": at,
        "form": form,
        "found": found,
        "turned": [(one, _chip(one.marking)) for one in found.turned] if found else [],
        "page_marking": page_marking(_markings(found)),
    }
    return render(request, "web/sight/who_would_read.html", context)


def _askable(actor: Actor, at: datetime) -> dict[str, Person]:
    """By number, whom this actor may ask about."""
    theirs = [one for one in frameworks_of(actor.person_id, at) if power(actor, May.APPOINT, framework=one, at=at)]
    found = {str(row.person_id): row.person for framework in theirs for row in everybody(framework, at)}
    if actor.person_id is not None:
        found.setdefault(str(actor.person_id), person_numbered(actor.person_id))
    return found


def _markings(found: Foretold | None) -> Iterable[Marking]:
    return [one.marking for one in found.turned] if found else []


def told_of(asked: Asked, people: Iterable[tuple[str, Reader]], asker: Reader, at: datetime) -> Foretold:
    """What the change asked about would turn, for these people."""
    if asked.community:
        after = with_member(policies(), asked.community, asked.nation)
        of_it = [(name, reader, reader) for name, reader in people if reader.nationality == asked.nation]
        return foretold(of_it, asker, at, after)
    name, reader = asked.person
    return foretold([(name, reader, with_clearance(reader, asked.clearances, asked.groups))], asker, at)
