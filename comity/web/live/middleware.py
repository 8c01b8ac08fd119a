"""Notes, before a page is made, how far its reader can read the record: what is done meanwhile is then not missed."""

from collections.abc import Callable

from django.http import HttpResponse

from comity.foundation.access.queries import ActingRequest

from .watching import last_readable


def noting_how_far_the_record_reaches(
    get_response: Callable[[ActingRequest], HttpResponse],
) -> Callable[[ActingRequest], HttpResponse]:
    """Middleware. Sets `live_after` on requests for a page by somebody signed in."""

    def middleware(request: ActingRequest) -> HttpResponse:
        if request.method == "GET" and hasattr(request, "actor") and request.accepts("text/html"):
            request.live_after = last_readable(request.actor.reader)  # type: ignore[attr-defined]
        return get_response(request)

    return middleware
