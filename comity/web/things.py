"""What a page is about, as far as it can be pinned, visited again or found: from its address to the thing, and from
the thing to what it is called, always through the reader's filter. No title is kept anywhere."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.urls import NoReverseMatch, ResolverMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.activity.crises.queries import crises
from comity.activity.engagements.queries import engagements
from comity.foundation.access.rules.actor import Actor
from comity.foundation.labels.queries import Marking, level_of
from comity.foundation.record.events import Thing
from comity.mandate.institutions.queries import Framework, frameworks_of, posts_of, states
from comity.mandate.obligations.queries import obligations
from comity.procedure.clearance.queries import consultations_named, dossiers

from .context import PLACES
from .nations import name_of

Words = str | Promise


@dataclass
class Seeing:
    """Who looks, and when; the frameworks they belong to are looked up when first needed."""

    actor: Actor
    at: datetime

    @cached_property
    def frameworks(self) -> list[Framework]:
        return frameworks_of(self.actor.person_id, self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A thing as this reader may see it. `marking` is None for what bears none."""

    kind: str
    key: str
    icon: str
    url: str
    title: Words
    reference: str = ""
    note: Words = ""
    marking: Marking | None = None

    @property
    def level(self) -> int:
        return level_of(self.marking.label) if self.marking else 0

    @property
    def unlimited(self) -> bool:
        """Whether a page of any marking may name it: it bears none, or the lowest without a limit."""
        return self.marking is None or (self.level == 0 and not self.marking.label.categories)


Names = Mapping[str, Found]


def address(name: str, *args: object) -> str:
    """The address of a page by name; empty when the house has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _engagements(keys: Collection[str], seeing: Seeing) -> Iterable[Found]:
    rows = engagements(seeing.actor.reader).filter(reference__in=keys).select_related("marking")
    for row in rows.only("reference", "title", "marking"):
        yield Found(
            kind="engagement",
            key=row.reference,
            icon="handshake",
            url=address("engagement", row.reference),
            title=row.title,
            reference=row.reference,
            marking=row.marking,
        )


def _dossiers(keys: Collection[str], seeing: Seeing) -> Iterable[Found]:
    for row in dossiers(seeing.actor.reader).filter(reference__in=keys):
        yield Found(
            kind="dossier",
            key=row.reference,
            icon="folder-open",
            url=address("dossier", row.reference),
            title=row.title,
            reference=row.reference,
            marking=row.marking,
        )


def _consultations(keys: Collection[str], seeing: Seeing) -> Iterable[Found]:
    for row in consultations_named(_uuids(keys), seeing.actor.reader):
        yield Found(
            kind="consultation",
            key=str(row.pk),
            icon="message-square-quote",
            url=address("consultation", row.pk),
            title=row.dossier.title,
            reference=row.dossier.reference,
            note=str(row.post),
            marking=row.marking,
        )


def _obligations(keys: Collection[str], seeing: Seeing) -> Iterable[Found]:
    for row in obligations(seeing.actor.reader).filter(pk__in=_uuids(keys)):
        yield Found(
            kind="obligation",
            key=str(row.pk),
            icon="list-checks",
            url=address("obligation", row.pk),
            title=row.what,
            reference=row.thing_reference,
            marking=row.marking,
        )


def _crises(keys: Collection[str], seeing: Seeing) -> Iterable[Found]:
    for row in crises(seeing.actor.reader).filter(reference__in=keys):
        yield Found(
            kind="crisis",
            key=row.reference,
            icon="octagon-alert",
            url=address("crisis", row.reference),
            title=row.title,
            reference=row.reference,
            marking=row.marking,
        )


def _posts(keys: Collection[str], seeing: Seeing) -> Iterable[Found]:
    for row in posts_of(seeing.frameworks).filter(key__in=keys):
        yield Found(
            kind="post",
            key=row.key,
            icon="id-card",
            url=address("post", row.key),
            title=row.title,
            note=row.institution.name,
        )


def _countries(keys: Collection[str], seeing: Seeing) -> Iterable[Found]:  # states bear no marking
    for row in states().filter(code__in=keys):
        yield Found(
            kind="country",
            key=row.code,
            icon="flag",
            url=address("country", row.code),
            title=name_of(row.code, row.name),
        )


def _uuids(keys: Collection[str]) -> list[UUID]:
    found = []
    for key in keys:
        try:
            found.append(UUID(key))
        except ValueError:
            continue  # what a browser asked for; nothing has such a key
    return found


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing: what its pages are named, by which part of the address it is known, how it is looked up."""

    words: Words
    pages: frozenset[str]
    argument: str
    named: Callable[[Collection[str], Seeing], Iterable[Found]]


def _kind(words: Words, pages: str, argument: str, named: Any) -> Kind:
    return Kind(words, frozenset(pages.split()), argument, named)


KINDS: Mapping[str, Kind] = {
    "engagement": _kind(
        _("Engagement"),
        "engagement engagement-edit engagement-propose engagement-move engagement-marking engagement-history "
        "engagement-who-may",
        "reference",
        _engagements,
    ),
    "dossier": _kind(_("Dossier"), "dossier dossier-decide dossier-history", "reference", _dossiers),
    "consultation": _kind(_("Consultation"), "consultation", "key", _consultations),
    "obligation": _kind(_("Obligation"), "obligation", "key", _obligations),
    "crisis": _kind(_("Crisis"), "crisis crisis-preview", "reference", _crises),
    "post": _kind(_("Post"), "post", "key", _posts),
    "country": _kind(_("Country"), "country", "code", _countries),
}


def thing_of(match: ResolverMatch | None) -> Thing | None:
    """What the page of this address is about; None for a page that is about nothing that has a name."""
    if match is None or match.url_name is None:
        return None
    for name, kind in KINDS.items():
        if match.url_name in kind.pages and (key := str(match.kwargs.get(kind.argument, ""))):
            return Thing(name, key.upper() if kind.argument in ("reference", "code") else key)
    return None


def narrowable(match: ResolverMatch | None) -> bool:
    """Whether the page of this address, with what follows its question mark, is worth keeping as a view."""
    kept = {"find", "country", *(name for name, _icon, _label in PLACES)}
    return match is not None and match.url_name in kept


def named(things: Iterable[Thing], seeing: Seeing) -> list[Found]:
    """These things in the same order, as this reader may see them; what they may not see is left out.

    One query for each kind there is among them.
    """
    wanted = list(things)
    found: dict[tuple[str, str], Found] = {}
    for name in dict.fromkeys(thing.kind for thing in wanted):
        if name in KINDS:
            rows = KINDS[name].named({thing.key for thing in wanted if thing.kind == name}, seeing)
            found |= {(row.kind, row.key): row for row in rows if row.url}
    return [found[thing.kind, thing.key] for thing in wanted if (thing.kind, thing.key) in found]
