"""Which first screen is shown: the post's own, or another that was looked at and is kept for the session."""

from typing import Any

from comity.foundation.access.queries import ActingRequest
from comity.mandate.institutions.rules.desk import Desk

CHOSEN = "desk"
OWN = "own"
PLAIN = "plain"


def chosen(request: ActingRequest, own: Desk | None) -> Desk | None:
    """The desk to show; `own` is that of the post, None the plain list of what waits.

    A choice holds for the post it was made from: whoever turns to another post of theirs finds that post's desk.
    """
    said = request.GET.get("desk", "")
    if said == OWN:
        request.session.pop(CHOSEN, None)
    elif said == PLAIN or said in set(Desk):
        request.session[CHOSEN] = [request.actor.post_id, said]
    post_id, kept = request.session.get(CHOSEN, (None, ""))
    if post_id != request.actor.post_id:
        return own
    return Desk(kept) if kept in set(Desk) else None if kept == PLAIN else own


def switch(shown: Desk | None, own: Desk | None) -> list[dict[str, Any]]:
    """Every desk there is, for the menu: the post's own first."""
    order = [own, *(desk for desk in (*Desk, None) if desk is not own)]
    return [
        {
            "url": "?desk=" + (OWN if desk is own else PLAIN if desk is None else desk.value),
            "desk": desk,
            "own": desk is own,
            "current": desk is shown,
        }
        for desk in order
    ]
