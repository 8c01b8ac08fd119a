"""Search across the rooms: everything somebody may see, filtered for them in the database, bounded group by group."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import islice
from operator import and_, or_
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comity.activity.crises.queries import crises
from comity.activity.engagements.queries import engagements
from comity.activity.papers.queries import papers_called, remarks_called
from comity.foundation.labels.queries import Marking, level_of, readable_marking_ids
from comity.foundation.personal.queries import views_for
from comity.foundation.record.events import Thing
from comity.foundation.record.queries import history
from comity.foundation.words.rules.said import in_words
from comity.mandate.institutions.queries import file_of, holders_of, posts_of, states
from comity.mandate.obligations.queries import obligations
from comity.procedure.clearance.queries import dossiers

from .context import PLACES
from .help_topics import TOPICS
from .matching import AROUND, Part, excerpt, matches, parts, spellings, terms_of
from .nations import name_of
from .things import KINDS, Found, Seeing, Words, address, named

WHOLE_REFERENCE = 60  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One thing found: where it is, what it is called with the words sought marked, and where else they stand."""

    icon: str
    url: str
    title: Sequence[Part]
    reference: Sequence[Part] = ()
    note: Sequence[Part] = ()
    excerpt: Sequence[Part] = ()
    marking: Marking | None = None

    @property
    def level(self) -> int:
        return level_of(self.marking.label) if self.marking else 0


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind; `more` when there is more than is shown."""

    key: str
    title: Words
    hits: list[Hit] = field(default_factory=list)
    more: bool = False


@dataclass(frozen=True, slots=True)
class Sought:
    """What is sought, by whom; `quick` looks only at names and references, for an answer while one types."""

    terms: Sequence[str]
    seeing: Seeing
    most: int
    quick: bool

    def anywhere(self, *fields: str) -> Q:
        """Every word in at least one of these columns."""
        return reduce(and_, (reduce(or_, self._each(term, fields)) for term in self.terms))

    @staticmethod
    def _each(term: str, fields: Iterable[str]) -> list[Q]:
        return [Q(**{f"{name}__icontains": spelt}) for name in fields for spelt in spellings(term)]

    def hit(
        self, title: Words, *, reference: str = "", note: Words = "", within: Sequence[str] = (), **said: Any
    ) -> Hit:
        shown, beside = str(title), str(note)
        stretch = (
            "" if matches(self.terms, shown, reference, beside) else next(filter(None, self._excerpts(within)), "")
        )
        return Hit(
            title=parts(shown, self.terms),
            reference=parts(reference, self.terms),
            note=parts(beside, self.terms),
            excerpt=parts(stretch, self.terms),
            **said,
        )

    def _excerpts(self, texts: Sequence[str]) -> Iterator[str]:
        return (excerpt(text, self.terms) for text in texts)


def _engagements(sought: Sought) -> Iterator[Hit]:
    fields = ("title", "reference") if sought.quick else ("title", "reference", "place", "purpose", "objectives")
    rows = engagements(sought.seeing.actor.reader).filter(sought.anywhere(*fields)).select_related("marking")
    shown = ("reference", "title", "place", "partner_codes", "marking")
    rest = () if sought.quick else ("purpose", "objectives")
    for row in rows.only(*shown, *rest).order_by("-sort_date", "-id")[: sought.most + 1]:
        yield sought.hit(
            row.title,
            reference=row.reference,
            within=() if sought.quick else (row.purpose, row.objectives),
            icon="handshake",
            url=reverse("engagement", args=[row.reference]),
            note=" · ".join(filter(None, [row.place, row.partner_codes])),
            marking=row.marking,
        )


def _dossiers(sought: Sought) -> Iterator[Hit]:
    rows = dossiers(sought.seeing.actor.reader).filter(sought.anywhere("title", "reference", "subject_reference"))
    for row in rows.order_by("-opened_at")[: sought.most + 1]:
        yield sought.hit(
            row.title,
            reference=row.reference,
            icon="folder-open",
            url=reverse("dossier", args=[row.reference]),
            note=row.subject_reference,
            marking=row.marking,
        )


def _obligations(sought: Sought) -> Iterator[Hit]:
    rows = obligations(sought.seeing.actor.reader).filter(sought.anywhere("what", "origin", "thing_reference"))
    for row in rows.order_by("-raised_at")[: sought.most + 1]:
        yield sought.hit(
            row.what,
            reference=row.thing_reference,
            within=(row.origin,),
            icon="list-checks",
            url=reverse("obligation", args=[row.pk]),
            note=row.owed_by.title,
            marking=row.marking,
        )


def _papers(sought: Sought) -> Iterator[Hit]:
    rows = papers_called(sought.terms[0], sought.seeing.actor.reader).filter(sought.anywhere("name", "note"))
    theirs = rows.filter(engagement__marking_id__in=readable_marking_ids(sought.seeing.actor.reader))
    for row in theirs[: sought.most + 1]:
        yield sought.hit(
            row.name,
            reference=row.engagement.reference,
            within=(row.note,),
            icon="file-text",
            url=reverse("paper", args=[row.engagement.reference, row.pk]),
            marking=row.marking,
        )


def _remarks(sought: Sought) -> Iterator[Hit]:
    rows = remarks_called(sought.terms[0], sought.seeing.actor.reader).filter(sought.anywhere("words"))
    theirs = rows.filter(engagement__marking_id__in=readable_marking_ids(sought.seeing.actor.reader))
    for row in theirs[: sought.most + 1]:
        yield sought.hit(
            excerpt(row.words, sought.terms) or row.words[:AROUND],
            reference=row.engagement.reference,
            note=row.by.name,
            icon="message-square",
            url=f"{reverse('papers', args=[row.engagement.reference])}#remark-{row.pk}",
            marking=row.marking,
        )


def _crises(sought: Sought) -> Iterator[Hit]:
    rows = crises(sought.seeing.actor.reader).filter(sought.anywhere("title", "reference", "why"))
    for row in rows[: sought.most + 1]:
        yield sought.hit(
            row.title,
            reference=row.reference,
            within=(row.why,),
            icon="octagon-alert",
            url=reverse("crisis", args=[row.reference]),
            note=row.declared_post.title,
            marking=row.marking,
        )


def _posts(sought: Sought) -> Iterator[Hit]:
    """Posts of one's own frameworks, and whoever holds them: few enough to be compared without case and accents."""
    rows = list(posts_of(sought.seeing.frameworks))
    held = holders_of([row.pk for row in rows], sought.seeing.at)
    for row in rows:
        people = ", ".join(one.person.name for one in held[row.pk])
        if matches(sought.terms, row.title, row.institution.name, people):
            yield sought.hit(
                row.title,
                icon="id-card",
                url=reverse("post", args=[row.key]),
                note=" · ".join([row.institution.name, people or gettext("vacant")]),
            )


def _countries(sought: Sought) -> Iterator[Hit]:
    names: dict[str, list[str]] = {}
    for code, name, spelling in states().values_list("code", "name", "spellings__spelling"):
        names.setdefault(code, [name]).append(spelling or "")
    for code, (name, *spellings_of_it) in names.items():
        shown = name_of(code, name)
        if matches(sought.terms, shown, name, code) or matches(sought.terms, *spellings_of_it):
            theirs = f"{reverse('engagements')}?{urlencode({'partner': code})}"
            yield sought.hit(shown, reference=code, icon="flag", url=address("country", code) or theirs)


def _instruments(sought: Sought) -> Iterator[Hit]:
    for framework in sought.seeing.frameworks:
        for one in file_of(framework).instruments:
            if matches(sought.terms, one.title, one.source):
                yield sought.hit(
                    one.title,
                    within=(one.source,),
                    icon="scroll-text",
                    url=f"{reverse('help-topic', args=['instruments'])}#{framework.key}-{one.key}",
                )


def _entries(sought: Sought) -> Iterator[Hit]:
    """Entries of the record: by the number they have, or about what is called exactly so."""
    typed = sought.terms[0].lstrip("#") if len(sought.terms) == 1 else ""
    if not typed:
        return
    rows = history(reader=sought.seeing.actor.reader).select_related("marking")
    if typed.isdecimal() and len(typed) < 12:
        rows = rows.filter(seq=int(typed))
    else:
        rows = rows.filter(mentions__reference=typed.upper()).distinct()
    for row in rows[: sought.most + 1]:
        yield sought.hit(
            in_words(row.told),
            reference=f"#{row.seq}",
            icon="book-open",
            url=f"{reverse('record')}?before={row.seq + 1}",
            note=row.actor,
            marking=row.marking,
        )


def _views(sought: Sought) -> Iterator[Hit]:
    actor = sought.seeing.actor
    for row in views_for(actor.person_id, actor.institution_id):
        if matches(sought.terms, row.name):
            yield sought.hit(row.name, icon="list-filter", url=row.url, note=row.person.name)


def _places(sought: Sought) -> Iterator[Hit]:
    for name, icon, label in PLACES:
        if matches(sought.terms, str(label)) and (url := address(name)):
            yield sought.hit(label, icon=icon, url=url)
    for topic in TOPICS:
        if matches(sought.terms, str(topic.title), str(topic.about)):
            yield sought.hit(topic.title, icon="circle-question-mark", url=topic.url, note=topic.about)


ROOMS: dict[str, tuple[Words, Callable[[Sought], Iterator[Hit]]]] = {
    "places": (_("Pages and help"), _places),
    "views": (_("Saved views"), _views),
    "engagements": (_("Engagements"), _engagements),
    "dossiers": (_("Dossiers"), _dossiers),
    "obligations": (_("What is owed"), _obligations),
    "papers": (_("Papers"), _papers),
    "remarks": (_("Remarks"), _remarks),
    "crises": (_("Crises"), _crises),
    "posts": (_("Posts and people"), _posts),
    "countries": (_("Countries"), _countries),
    "instruments": (_("Instruments"), _instruments),
    "record": (_("Record"), _entries),
}


def find(typed: str, seeing: Seeing, *, rooms: Sequence[str] = (), most: int = 8, quick: bool = False) -> list[Group]:
    """What this reader may see of what was typed, group by group; no more than `most` of each. Groups without
    anything are left out, so that nothing tells of what is withheld."""
    terms = terms_of(typed)
    if not terms:
        return []
    sought = Sought(terms, seeing, most, quick)
    found = []
    for key, (title, look) in ROOMS.items():
        if rooms and key not in rooms:
            continue
        hits = list(islice(look(sought), most + 1))
        if hits:
            found.append(Group(key, title, hits[:most], more=len(hits) > most))
    return found


def called_exactly(typed: str, seeing: Seeing) -> Found | None:
    """The engagement or dossier that bears exactly this reference, if this reader may know of it."""
    reference = typed.strip().upper()
    if not reference or len(reference) > WHOLE_REFERENCE or not reference.isprintable() or " " in reference:
        return None
    things = [Thing(kind, reference, reference) for kind in KINDS if KINDS[kind].argument == "reference"]
    return next(iter(named(things, seeing)), None)


def markings_of(groups: Iterable[Group]) -> list[Marking]:
    """Of everything shown: what the page, or the answer, must bear."""
    return [hit.marking for group in groups for hit in group.hits if hit.marking]
