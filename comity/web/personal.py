"""Makes every page speak and look as its reader chose, and notes which things they looked at."""

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from comity.foundation.personal.actions.note_visit import note_visit
from comity.foundation.personal.queries import choices_of
from comity.foundation.personal.rules.choices import Choices
from comity.foundation.record.events import Thing

from .mine import with_cookie
from .things import thing_of

log = logging.getLogger("comity.personal")


def as_they_like(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[Any], HttpResponse]:
    """Middleware, after the one that says who acts. Nobody signed in: the browser's language, and UTC."""

    def middleware(request: Any) -> HttpResponse:
        person_id = request.actor.person_id if hasattr(request, "actor") else None
        chosen = choices_of(person_id)
        request.choices = chosen
        if chosen.language:
            translation.activate(chosen.language)
            request.LANGUAGE_CODE = translation.get_language()
        with timezone.override(chosen.zone or "UTC"):
            answer = get_response(request)
        _remember_language(request, answer, chosen)
        if person_id is not None:
            _note(request, answer, person_id)
        return answer

    return middleware


def _remember_language(request: HttpRequest, answer: HttpResponse, chosen: Choices) -> None:
    """So that the page for signing in speaks it too, next time in this browser."""
    name = settings.LANGUAGE_COOKIE_NAME
    if chosen.language and request.COOKIES.get(name) != chosen.language and name not in answer.cookies:
        with_cookie(answer, name, chosen.language)


def _note(request: HttpRequest, answer: HttpResponse, person_id: int) -> None:
    """Note the thing of a page that was shown, once it has been sent: nobody waits for the note."""
    page = request.method == "GET" and answer.status_code == 200
    if not page or not answer.headers.get("Content-Type", "").startswith("text/html"):
        return
    thing = thing_of(request.resolver_match)
    if thing is None:
        return
    close = answer.close

    def note_and_close() -> None:
        _write(thing, person_id)
        close()

    answer.close = note_and_close  # type: ignore[method-assign]


def _write(thing: Thing, person_id: int) -> None:
    try:
        note_visit(thing, person_id=person_id, at=timezone.now())
    except Error:
        log.warning("a visit could not be noted, and is forgotten", exc_info=True)
