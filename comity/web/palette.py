"""What the command palette offers this person on this page: things to go to, and things to do. The server decides;
the page only draws, and does what changes anything through a form with its token."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import JsonResponse
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.http import require_safe

from comity.activity.engagements.queries import framework_of, power_to_propose
from comity.foundation.access.queries import ActingRequest
from comity.foundation.labels.queries import Marking, level_of, page_marking
from comity.foundation.personal.queries import pins_of, views_for, visits_of
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import in_words
from comity.mandate.institutions.queries import power
from comity.mandate.institutions.rules.framework import May

from .context import PLACES
from .finding import ROOMS, Hit, called_exactly, find
from .help_topics import TOPICS
from .matching import matches, parts, terms_of
from .things import Found, Seeing, address, named, narrowable, thing_of
from .waiting import waiting_on

RECENT, WAITING, FOUND = 6, 6, 5  # shown of each, at most


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One line of the palette: it leads somewhere (`url`), posts a form, or moves something on the page (`act`)."""

    title: str
    icon: str
    url: str = ""
    post: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    act: str = ""
    note: str = ""
    reference: str = ""
    also: str = ""  # other words by which it is found
    marking: Marking | None = None


@dataclass(frozen=True, slots=True)
class Here:
    """The page from which the palette was opened."""

    full: str
    path: str
    query: str
    match: ResolverMatch | None

    @property
    def thing(self) -> Thing | None:
        return thing_of(self.match)


@require_safe
def find_now(request: ActingRequest) -> JsonResponse:
    """Answer while somebody types: offers in groups, and the marking of all that is shown."""
    seeing = Seeing(request.actor, timezone.now())
    here, typed = here_of(request.GET.get("page", "/")), request.GET.get("q", "")
    terms = terms_of(typed)
    groups = list(_sought(request, here, seeing, typed) if terms else _at_hand(request, here, seeing))
    drawn = [{"title": title, "items": [_drawn(one, terms) for one in offers]} for title, offers in groups if offers]
    shown = [one.marking for _title, offers in groups for one in offers if one.marking]
    count = sum(len(group["items"]) for group in drawn)
    told = (
        ngettext("%(count)d offer", "%(count)d offers", count) % {"count": count} if count else gettext("Nothing found")
    )
    answer = JsonResponse({"groups": drawn, "told": told, "marking": page_marking(shown)})
    answer["Cache-Control"] = "no-store"
    return answer


def here_of(page: str) -> Here:
    """The page of this address; "/" when it is none of this house."""
    parted = urlsplit(page)
    inside = page.startswith("/") and not page.startswith("//") and not parted.netloc
    path, query = (parted.path, parted.query) if inside else ("/", "")
    try:
        match = resolve(path)
    except Resolver404:
        match = None
    return Here(f"{path}?{query}" if query else path, path, query, match)


Group = tuple[str, list[Offer]]


def _at_hand(request: ActingRequest, here: Here, seeing: Seeing) -> Iterator[Group]:
    """Before anything is typed: what waits, what is pinned, what was looked at, what can be done here."""
    actor = request.actor
    yield gettext("Waits on you"), list(_waiting(seeing))[:WAITING]
    yield gettext("On this page"), [*_on_page(request, here)]
    yield gettext("Pinned"), [_going(one) for one in named((_thing(row) for row in pins_of(actor.person_id)), seeing)]
    visits = [_thing(row) for row in visits_of(actor.person_id)[: RECENT * 2]]
    recent = [one for one in named(visits, seeing) if one.url != here.path]
    yield gettext("Recent"), [_going(one) for one in recent[:RECENT]]
    yield gettext("Saved views"), list(_views(request))[:RECENT]


def _sought(request: ActingRequest, here: Here, seeing: Seeing, typed: str) -> Iterator[Group]:
    terms = terms_of(typed)
    exact = called_exactly(typed, seeing)
    if exact is not None:
        yield gettext("Called exactly so"), [_going(exact)]
    doing = [*_on_page(request, here), *_everywhere(request, here), *_waiting(seeing)]
    yield gettext("Do"), [one for one in doing if matches(terms, one.title, one.also, one.reference)][: FOUND * 2]
    yield gettext("Go to"), [one for one in _places(request) if matches(terms, one.title, one.also)][: FOUND * 2]
    rooms = [key for key in ROOMS if key not in ("places", "views")]  # those are offered above
    groups = find(typed, seeing, rooms=rooms, most=FOUND, quick=True)
    for group in groups:
        shown = [_hit(hit) for hit in group.hits if exact is None or hit.url != exact.url]
        yield str(group.title), shown
    more = f"{reverse('find')}?{urlencode({'q': typed})}"
    yield (
        gettext("Search"),
        [Offer(title=gettext("Search everywhere for “%(words)s”") % {"words": typed}, icon="search", url=more)],
    )


def _waiting(seeing: Seeing) -> Iterator[Offer]:
    """What waits on the acting post, the soonest first, as things to do."""
    for item in waiting_on(seeing.actor, seeing.at).now:
        yield Offer(
            title=gettext("%(ask)s · %(title)s") % {"ask": in_words(item["ask"]), "title": item["title"]},
            icon="alarm-clock" if item["late"] else "inbox",
            url=item["url"],
            reference=item["reference"],
            note=_when(item),
            marking=item["marked"],
        )


def _when(item: dict[str, Any]) -> str:
    if item["due"] is None:
        return ""
    day = timezone.localtime(item["due"]).date().isoformat()
    return gettext("late since %(day)s") % {"day": day} if item["late"] else gettext("due %(day)s") % {"day": day}


def _on_page(request: ActingRequest, here: Here) -> Iterator[Offer]:
    """What can be done with the page one is on."""
    if (thing := here.thing) is not None:
        pinned = pins_of(request.actor.person_id).filter(kind=thing.kind, key=thing.key).exists()
        fields = {"do": "remove" if pinned else "add", "kind": thing.kind, "key": thing.key, "next": here.full}
        words = gettext("Take the pin off this page") if pinned else gettext("Pin this page")
        yield Offer(title=words, icon="pin-off" if pinned else "pin", post=reverse("pins"), fields=fields)
    if here.query and narrowable(here.match):
        yield Offer(
            title=gettext("Save this view"), icon="save", url=f"{reverse('view-new')}?{urlencode({'page': here.full})}"
        )
    if here.match is not None and (export := address(f"{here.match.url_name}-export")):
        yield Offer(title=gettext("Export this list"), icon="download", url=f"{export}?{here.query}")
    yield Offer(title=gettext("Print this page"), icon="printer", act="print")


def _everywhere(request: ActingRequest, here: Here) -> Iterator[Offer]:
    """What can be done from every page."""
    at = timezone.now()
    if power_to_propose(request.actor, at, framework_of(request.actor.post_id)):
        yield Offer(
            title=gettext("Begin an engagement"),
            icon="plus",
            url=reverse("engagement-new"),
            also=gettext("new concept"),
        )
    framework = framework_of(request.actor.post_id)
    if framework is not None and power(request.actor, May.DECLARE, framework=framework, at=at):
        yield Offer(title=gettext("Declare a crisis"), icon="octagon-alert", url=reverse("crisis-declare"))
    for row in request.held:
        if row.post_id != request.actor.post_id:
            yield Offer(
                title=gettext("Act as %(post)s") % {"post": row.post.title},
                icon="circle-user",
                post=reverse("act-as"),
                fields={"post": str(row.post_id), "next": here.full},
                note=row.post.institution.name,
            )
    for code, name in settings.LANGUAGES:
        if code != get_language():
            fields = {"language": code, "next": here.full}
            words = gettext("Language: %(name)s") % {"name": name}
            yield Offer(title=words, icon="globe", post=reverse("language"), fields=fields, also="language langue لغة")
    if all_read := address("notices-read"):
        yield Offer(
            title=gettext("Mark all notices as read"), icon="check-check", post=all_read, fields={"next": here.full}
        )
    yield Offer(title=gettext("Switch between light and dark"), icon="moon", act="theme", also=gettext("theme"))
    yield Offer(title=gettext("Show the keys"), icon="square-check", act="keys", also=gettext("keyboard shortcuts"))
    yield Offer(title=gettext("Sign out"), icon="log-out", post=reverse("sign-out"))


def _places(request: ActingRequest) -> Iterator[Offer]:
    for name, icon, label in PLACES:
        if url := address(name):
            yield Offer(title=str(label), icon=icon, url=url)
    if notices := address("notices"):
        yield Offer(title=gettext("Notices"), icon="bell", url=notices)
    yield Offer(
        title=gettext("Your settings"), icon="settings", url=reverse("me"), also=gettext("language time zone theme")
    )
    for topic in TOPICS:
        yield Offer(
            title=str(topic.title),
            icon="circle-question-mark",
            url=topic.url,
            also=gettext("help"),
            note=gettext("Help"),
        )
    yield from _views(request)


def _views(request: ActingRequest) -> Iterator[Offer]:
    for row in views_for(request.actor.person_id, request.actor.institution_id):
        theirs = "" if row.person_id == request.actor.person_id else row.person.name
        yield Offer(title=row.name, icon="list-filter", url=row.url, note=theirs)


def _thing(row: Any) -> Thing:
    return Thing(row.kind, row.key)


def _going(one: Found) -> Offer:
    return Offer(
        title=str(one.title),
        icon=one.icon,
        url=one.url,
        note=str(one.note),
        reference=one.reference,
        marking=one.marking,
    )


def _hit(hit: Hit) -> Offer:
    return Offer(
        title="".join(part.text for part in hit.title),
        icon=hit.icon,
        url=hit.url,
        note="".join(part.text for part in hit.note),
        reference="".join(part.text for part in hit.reference),
        marking=hit.marking,
    )


def _drawn(offer: Offer, terms: Iterable[str]) -> dict[str, Any]:
    """As the script draws it: texts only, never markup."""
    marked = offer.marking
    return {
        "title": [[part.text, part.hit] for part in parts(offer.title, terms)],
        "icon": offer.icon,
        "url": offer.url,
        "post": offer.post,
        "fields": offer.fields,
        "act": offer.act,
        "note": offer.note,
        "reference": offer.reference,
        "marking": {"text": marked.words, "level": level_of(marked.label)} if marked else None,
    }
