"""The first page: the desk of the acting post, beginning with what waits on it, by when and why."""

from collections.abc import Callable, Mapping

from csp.decorators import csp_replace
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from comity.activity.engagements.queries import framework_of, markings_among
from comity.activity.engagements.views.worldmap import MAP_POLICY
from comity.foundation.access.queries import ActingRequest
from comity.foundation.labels.queries import page_marking, read_once
from comity.mandate.institutions.queries import desk_of_post, power
from comity.mandate.institutions.rules.desk import Desk
from comity.mandate.institutions.rules.framework import May

from ..waiting import waiting_on
from .auditor import auditor
from .choosing import chosen, switch
from .clerk import clerk
from .country import country
from .decider import decider
from .embassy import embassy
from .liaison import liaison
from .pieces import Layout, Sitting
from .planner import planner
from .secretariat import secretariat
from .training import training

DESKS: Mapping[Desk, Callable[[Sitting], Layout]] = {
    Desk.PLANNER: planner,
    Desk.COUNTRY: country,
    Desk.EMBASSY: embassy,
    Desk.SECRETARIAT: secretariat,
    Desk.DECIDER: decider,
    Desk.CLERK: clerk,
    Desk.AUDITOR: auditor,
    Desk.TRAINING: training,
    Desk.LIAISON: liaison,
}
SHOWN = 4  # of what waits; the rest is one click away


@require_safe
def home(request: ActingRequest) -> HttpResponse:
    """The desk that belongs to the post, or the one that was chosen to be looked at."""
    with read_once():
        own = desk_of_post(request.actor.post_id)
        desk = chosen(request, own)
        sitting = sit(request)
        layout = DESKS[desk](sitting) if desk else Layout({})
        template = f"web/desks/{desk.value}.html" if desk else "web/waits.html"
        answer = _shown(request, template, sitting, layout, desk=desk, own=own)
    if desk is Desk.PLANNER:
        csp_replace(MAP_POLICY)(lambda _: answer)(request)  # marks the answer: this page draws the map
    return answer


@require_safe
def everything_waiting(request: ActingRequest) -> HttpResponse:
    """The whole list of what waits, whatever desk one sits at."""
    with read_once():
        return _shown(request, "web/waits.html", sit(request), Layout({}), desk=None, own=None)


def sit(request: ActingRequest) -> Sitting:
    at = timezone.now()
    framework = framework_of(request.actor.post_id)
    return Sitting(request.actor, at, waiting_on(request.actor, at), framework, request.GET)


def _shown(
    request: ActingRequest, template: str, sitting: Sitting, layout: Layout, *, desk: Desk | None, own: Desk | None
) -> HttpResponse:
    work, framework = sitting.work, sitting.framework
    return render(
        request,
        template,
        {
            "at": sitting.at,
            "today": sitting.today,
            "desk": desk,
            "own_desk": own,
            "desks": switch(desk, own),
            "work": work,
            "first_waiting": work.now[:SHOWN],
            "more_waiting": max(0, len(work.now) - SHOWN),
            "framework": framework,
            "may_propose": framework and power(request.actor, May.PROPOSE, framework=framework, at=sitting.at),
            **layout.context,
            "page_marking": page_marking([*work.markings, *layout.markings, *markings_among(layout.counted)]),
        },
    )
