"""What stands around every page: where one can go, what one keeps at hand, the keys, and the pin of the page."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.activity.emergency.queries import entry_for
from comity.foundation.personal.queries import pins_of, views_for, visits_of
from comity.foundation.personal.rules.choices import Choices
from comity.foundation.record.events import Thing

from .context import PLACES
from .keys import key_list
from .things import Seeing, address, named, narrowable, thing_of

RECENT, PINNED, VIEWS = 6, 12, 12  # shown at the side
GROUPS = (
    (_("Work"), ("home", "desk", "engagements", "dossiers", "releases", "obligations", "notices")),
    (_("Plan"), ("calendar", "timeline", "map", "countries", "crises")),
)
REST = _("Look up")
OVERSEERS = ("parliamentary", "independent")  # characters of posts
CRISIS_DESKS = ("planner", "country", "embassy", "secretariat", "decider")  # first screens of posts


def around(request: Any) -> dict[str, Any]:
    """Context of the frame; empty for nobody. Looked up only when a page draws its frame."""
    if not hasattr(request, "actor"):
        return {}
    return {"around": _Around(request)}


class _Around:
    """Asked for by the frame's templates, so that an answer without a frame costs nothing."""

    def __init__(self, request: Any) -> None:
        self._request = request
        self._seeing = Seeing(request.actor, timezone.now())

    @cached_property
    def groups(self) -> list[tuple[Any, list[dict[str, Any]]]]:
        path = self._request.path
        unless = {"oversight": self._oversees, "crises": self._minds_crises, "emergency": self._opens_or_watches}
        here = [place for place in PLACES if address(place[0]) and unless.get(place[0], True)]
        links = {name: _link(name, icon, label, path) for name, icon, label in here}
        grouped = [(title, [links.pop(name) for name in names if name in links]) for title, names in GROUPS]
        return [(title, found) for title, found in [*grouped, (REST, list(links.values()))] if found]

    @property
    def _oversees(self) -> bool:
        """Its pages show to everybody what they may read; at hand they stand for those whose work it is."""
        return self._request.actor.character in OVERSEERS

    @property
    def _minds_crises(self) -> bool:
        """At hand for those whose desk needs it; by the palette it is for everybody."""
        post_id = self._request.actor.post_id
        return any(row.post.desk in CRISIS_DESKS for row in self._request.held if row.post_id == post_id)

    @property
    def _opens_or_watches(self) -> bool:
        """At hand for those whom a framework names, to open or to be told; its page is for everybody."""
        actor = self._request.actor
        entry = entry_for(actor) if actor.post_id is not None else None
        held = {row.post.key for row in self._request.held if row.post_id == actor.post_id}
        return self._oversees or (entry is not None and bool(held & {*entry.posts, *entry.tell}))

    @cached_property
    def keys(self) -> Any:
        return key_list()

    @cached_property
    def letters(self) -> bool:
        return bool(getattr(self._request, "choices", Choices()).letters)

    @cached_property
    def pins(self) -> list[Any]:
        return self._named(pins_of(self._request.actor.person_id)[:PINNED])

    @cached_property
    def recent(self) -> list[Any]:
        found = self._named(visits_of(self._request.actor.person_id)[: RECENT + 4])
        return [one for one in found if one.url != self._request.path][:RECENT]

    @cached_property
    def views(self) -> list[dict[str, Any]]:
        actor, here = self._request.actor, self._request.get_full_path()
        rows = views_for(actor.person_id, actor.institution_id)[:VIEWS]
        return [{"view": row, "current": row.url == here, "own": row.person_id == actor.person_id} for row in rows]

    @cached_property
    def thing(self) -> dict[str, Any] | None:
        """What the page is about, if its reader may know of it, and whether it is pinned."""
        found = thing_of(self._request.resolver_match)
        if found is None or not named([found], self._seeing):
            return None
        own = pins_of(self._request.actor.person_id)
        pinned = own.filter(kind=found.kind, key=found.key).exists()
        return {"kind": found.kind, "key": found.key, "pinned": pinned}

    @cached_property
    def narrowed(self) -> bool:
        """Whether this page could be kept as a view."""
        return bool(self._request.GET) and self._request.method == "GET" and narrowable(self._request.resolver_match)

    def _named(self, rows: Iterable[Any]) -> list[Any]:
        return named((Thing(row.kind, row.key) for row in rows), self._seeing)


def _link(name: str, icon: str, label: Any, path: str) -> dict[str, Any]:
    url = reverse(name)
    here = path == url if url == "/" else path.startswith(url)
    return {"url": url, "icon": icon, "label": label, "current": here, "name": name}
