"""Gives every signed-in request its actor: the person, from the post they chose among those they hold."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from comity.foundation.access.queries import ActingRequest, Person
from comity.mandate.institutions.queries import actor_for

POST_CHOSEN = "post"


def acting(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware. The post in the session is only a wish: a post the person does not hold now is ignored."""

    def middleware(request: ActingRequest) -> HttpResponse:
        if isinstance(request.user, Person):
            request.actor = actor_for(request.user, timezone.now(), request.session.get(POST_CHOSEN))
        return get_response(request)

    return middleware  # type: ignore[return-value]
