"""Looks up releases for their readers, what they are taken from, and the content of a package."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import IO
from uuid import UUID

import yaml
from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import Q, QuerySet
from django.urls import reverse

from comity.activity.engagements.queries import Engagement, engagement_by_key, thing
from comity.activity.engagements.rules.vocabulary import INFORMATION_RELEASE
from comity.activity.papers.queries import WRITTEN, thing_of_written, written_paper
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Verdict, deny
from comity.foundation.files.queries import open_sealed, sealed_keys
from comity.foundation.labels.queries import Marking, label_of, marking_for, policies, readable
from comity.foundation.labels.rules.aggregation import Aggregate, aggregated
from comity.foundation.labels.rules.joining import CannotJoin, join
from comity.foundation.labels.rules.label import Label, Reader, from_data, label
from comity.foundation.parts.queries import Laid, laid_out
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say
from comity.mandate.institutions.queries import (
    Framework,
    Post,
    file_of,
    framework_above,
    holders,
    institutions,
    post_by_id,
    posts,
    power,
    state_named,
)
from comity.mandate.institutions.rules.framework import May
from comity.procedure.clearance.queries import standing
from comity.procedure.clearance.rules.subject import Particular, Subject

from .models import Consent, Item, Package, Release, Term, Wanted
from .rules.checks import Check, Checks
from .rules.life import SERVED, State
from .rules.standing import why_not_served
from .rules.third_parties import must_agree

__all__ = ["Consent", "Item", "Package", "Release", "Term", "Wanted"]

ENGAGEMENT = "engagement"
_WHOLE = (
    *("marking", "recipient", "recipient__institution", "asked_by", "asked_by_post", "lead_post", "framework_post"),
    *("dossier", "package", "package__made_by", "package__received_by", "package__recalled_by", "put_by"),
    "package__marking",
)


@dataclass(frozen=True, slots=True)
class Original:
    """What a release is taken from, as its reader may see it."""

    thing: Thing
    title: str
    url: str
    marking: Marking
    framework: Framework
    lead_post_id: int
    engagement: Engagement

    @property
    def marking_id(self) -> int:
        return self.marking.pk

    @property
    def home(self) -> str:
        return file_of(self.framework).home


def original(kind: str, key: str, reader: Reader) -> Original | None:
    """A paper written beside an engagement, or an engagement with marked fields; None when it is not open."""
    try:
        uuid = UUID(key)
    except ValueError:
        return None
    if kind == WRITTEN:
        paper = written_paper(uuid, reader)
        if paper is None or paper.withdrawn_at is not None:
            return None
        it, found, marking, title = paper.engagement, thing_of_written(paper), paper.marking, paper.title
        url = reverse("written", args=[it.reference, paper.pk])
    elif kind == ENGAGEMENT and (there := engagement_by_key(uuid, reader)) is not None:
        it, found, marking, title = there, thing(there), there.marking, there.title
        url = reverse("engagement", args=[it.reference])
    else:
        return None
    framework = framework_above(it.lead_post_id)
    return Original(found, title, url, marking, framework, it.lead_post_id, it) if framework else None


def parts_for(found: Original, reader: Reader) -> Laid:
    return laid_out(found.thing, reader)


def releases(reader: Reader) -> QuerySet[Release]:
    """Every release that this reader may know of, whatever became of it: the register."""
    rows: QuerySet[Release] = Release.objects.readable_by(reader)
    return rows.select_related(*_WHOLE)


def every_release() -> QuerySet[Release]:
    """The whole register, oldest first, for the operator's console."""
    rows: QuerySet[Release] = Release.objects.whole("the operator's console reads the whole register, and says so")
    return rows.select_related(*_WHOLE).order_by("asked_at", "reference")


def release_for(reference: str, reader: Reader) -> Release | None:
    return releases(reader).filter(reference=reference.upper()).first()


def release_by_key(key: UUID, reader: Reader) -> Release | None:
    return releases(reader).filter(pk=key).first()


def hidden(reference: str) -> tuple[Thing, int] | None:
    """The thing and its marking, whoever reads: only to record that somebody tried to open it."""
    rows = Release.objects.whole("to record a refused reading under its own marking")
    row = rows.filter(reference=reference.upper()).only("pk", "reference", "marking_id").first()
    return (thing_of(row), row.marking_id) if row else None


def release_whoever_reads(reference: str) -> Release:
    """For telling those concerned: each of them is asked for the marking. Raises Release.DoesNotExist."""
    rows = Release.objects.whole("whoever is told is asked for its marking")
    found: Release = rows.get(reference=reference)
    return found


def releases_waiting(actor: Actor) -> QuerySet[Release]:
    """What this post does next: answers what was asked, hands over what was agreed, takes receipt of what came."""
    mine = (
        Q(state=State.ASKED, framework_post_id=actor.post_id)
        | Q(state=State.AGREED, lead_post_id=actor.post_id)
        | Q(state=State.HANDED_OVER, recipient_id=actor.post_id)
    )
    rows = releases(actor.reader)
    return rows.filter(mine).order_by("state_since") if actor.post_id is not None else rows.none()


def thing_of(release: Release) -> Thing:
    return Thing("release", str(release.pk), release.reference)


def items_of(release: Release, reader: Reader) -> list[Item]:
    """What was put, as far as this reader may read it where it came from."""
    return list(Item.objects.readable_by(reader).filter(release=release).select_related("marking"))


def reads_all_of(release: Release, reader: Reader) -> bool:
    rows = Item.objects.whole("whether there is one that this reader may not read, and nothing of it")
    return len(items_of(release, reader)) == int(rows.filter(release=release).count())


def parts_known(release: Release, reader: Reader) -> tuple[int, int]:
    """How many parts were asked for, and how many of those put are withheld from this reader, as far as they may know.

    INVARIANT: a part that its writer does not let be known is not counted here either, though more people may read the
    release than know of it (tests/test_release.py; tests/adversary/test_canaries.py).
    """
    found = original(release.of_kind, release.of_key, reader)
    known = {UUID(one.line) for one in parts_for(found, reader).seen} if found else set()
    read = {row.line for row in items_of(release, reader)}
    put = Item.objects.whole("which parts were put: only those the reader may know of are counted")
    asked = {row.line for row in release.wanted.all()} & (known | read)
    withheld = put.filter(release=release, line__in=known - read).count()
    return len(asked), withheld


def together(release: Release, labels: Iterable[Label], at: datetime) -> Aggregate | None:
    """What these parts are together with all that this recipient was ever given, by number, under the policies' rules.

    It advises whoever puts the release; None where the labels have no join.
    """
    rows = Item.objects.whole("how much this recipient was given, by marking alone").exclude(release=release)
    given = rows.filter(release__recipient_id=release.recipient_id, release__package__isnull=False)
    counts = Counter([item.marking.label for item in given.select_related("marking")])
    counts.update(labels)
    try:
        return aggregated(counts, policies(), at)
    except CannotJoin:
        return None


def consents_of(release: Release, reader: Reader) -> list[Consent]:
    rows = Consent.objects.readable_by(reader).filter(release=release)
    return list(rows.select_related("marking", "by", "by_post"))


def consent_for(key: UUID, reader: Reader) -> Consent | None:
    rows: QuerySet[Consent] = Consent.objects.readable_by(reader).filter(pk=key)
    return rows.select_related("marking", "by", "by_post", "release").first()


def state_called(code: str) -> str:
    """The name under which the house knows this state; its code when it knows none."""
    state = state_named(code)
    return state.name if state else code


def consents_waiting(actor: Actor) -> list[Consent]:
    """What an originator is asked and has not answered, for a post of its state."""
    theirs = institutions().filter(pk=actor.institution_id or 0).values("state_id")
    rows = Consent.objects.readable_by(actor.reader).filter(originator__in=theirs, answer="")
    return list(rows.select_related("marking", "release"))


def terms_of(release: Release) -> list[Term]:
    return list(release.terms.all())


def state_of(actor: Actor) -> str | None:
    """The state whose post they act from."""
    return post_by_id(actor.post_id).institution.state_id if actor.post_id is not None else None


def at_home(actor: Actor, framework: Framework | None) -> bool:
    """Whether they act from a post of the state whose framework this is."""
    if framework is None or actor.post_id is None:
        return False
    own = framework_above(actor.post_id)
    return own is not None and own.key == framework.key and state_of(actor) == file_of(framework).home


def same_framework(actor: Actor, framework: Framework | None) -> bool:
    own = framework_above(actor.post_id) if actor.post_id is not None else None
    return own is not None and framework is not None and own.key == framework.key


def framework_of(release: Release) -> Framework | None:
    return framework_above(release.framework_post_id)


def recipients(framework: Framework) -> list[Post]:
    """The posts of other states under this framework: to whom something can be released."""
    rows = posts().filter(institution__framework_key=framework.key, institution__kind="partner")
    return list(rows.select_related("institution").order_by("institution__name", "title"))


def power_to_put(actor: Actor, framework: Framework | None, at: datetime) -> Verdict:
    if framework is None:
        return deny(say("no framework is in force here"))
    return power(actor, May.PROPOSE, framework=framework, at=at)


def power_to_revoke(actor: Actor, release: Release, at: datetime) -> Verdict:
    framework = framework_of(release)
    if framework is None:
        return deny(say("no framework is in force here"))
    return power(actor, May.REVOKE, framework=framework, at=at, facts=facts_of(release))


def recipient_reads(release: Release, marked: Label, at: datetime) -> bool:
    """Whether somebody holds the recipient's post who may read under this marking."""
    held = holders(release.recipient_id, at).select_related("person")
    return any(readable(marked, row.person.reader, at).allowed for row in held)


def house_of(framework: Framework | None) -> frozenset[str]:
    """The nations that read what the house deliberates: its own state, or the members of an alliance."""
    if framework is None:
        return frozenset()
    file = file_of(framework)
    return from_data(file.deliberation).releasable_to or frozenset({file.home})


def marking_between(found: Label, *, house: Iterable[str], other: str) -> Label:
    """The marking of what the house and one other say to each other: as high as what it is about, for these alone."""
    return label(found.policy, found.classification, releasable_to=[*house, other])


def marking_released(release: Release, labels: Iterable[Label], at: datetime) -> Label:
    """The marking of what leaves: the join of its parts in height and origin, releasable to house and recipient alone.

    Need-to-know groups are the house's own: the release is what takes their place.
    """
    whole = join(list(labels), policies(), at)
    plain = marking_between(whole, house=house_of(framework_of(release)), other=release.recipient_state)
    return Label(plain.policy, plain.classification, plain.categories, whole.originators, frozenset(), None)


def all_items(release: Release) -> list[Item]:
    rows = Item.objects.whole("what is decided and packed is all that was put, whoever looks")
    return list(rows.filter(release=release).select_related("marking"))


def agreed_originators(release: Release) -> set[str]:
    rows = Consent.objects.whole("whether each originator agreed")
    return set(rows.filter(release=release, answer="agreed").values_list("originator", flat=True))


def originators_needed(release: Release) -> frozenset[str]:
    labels = [_origins(item) for item in all_items(release)]
    return must_agree(labels, home=release.home, recipient=release.recipient_state)


def _origins(item: Item) -> Label:
    here = item.marking.label
    kept = frozenset(item.originators) | here.originators
    return Label(here.policy, here.classification, here.categories, kept, here.also, here.succession)


def all_agreed(release: Release) -> bool:
    return originators_needed(release) <= agreed_originators(release)


def facts_of(release: Release) -> dict[str, object]:
    """As the vocabulary of frameworks has them: they choose the route."""
    lead = post_by_id(release.lead_post_id) if release.lead_post_id else None
    facts: dict[str, object] = {
        "kind": INFORMATION_RELEASE,
        "partners": frozenset({release.recipient_state}),
        "originators": frozenset(originators_needed(release)) | {release.home},
        "technology": any(row["key"] == "technology" for row in release.checks),
        "personnel": 0,  # telling moves nobody and costs nothing: said, so that no class has to guess
        "cost": Decimal(0),
    }
    if lead is not None:
        facts["lead"] = lead.institution.key
    if release.until is not None:
        facts["end"] = release.until
    return facts


def subject_of(release: Release) -> Subject:
    """The release as it is put before those who must clear it: every word that would leave, and on what terms."""
    items = all_items(release)
    labels = [release.marking.label, *(item.marking.label for item in items)]
    lines = [
        Particular("kind", "Kind", INFORMATION_RELEASE, "Release of information"),
        Particular("partners", "Released to", release.recipient_state, _recipient(release)),
        Particular("use", "For this use", release.use, release.use),
        Particular("source", "Taken from", release.of_reference, release.of_reference),
    ]
    if release.until:
        lines.append(Particular("end", "Valid until", release.until, release.until.isoformat()))
    for item in items:
        how = " (sanitised)" if item.sanitised else ""
        field = f"part-{item.place}"
        lines.append(Particular(field, f"Part {item.place}{how}, {item.marking.words}", item.words, item.words))
    for number, term in enumerate(terms_put(release), 1):
        due = f" ({term.due.isoformat()})" if term.due else ""
        lines.append(Particular(f"condition-{number}", f"Condition {number}", term.words, f"{term.words}{due}"))
    for row in release.checks:
        said = f"{row['answer'].replace('_', ' ')}: {row['words']}"
        lines.append(Particular(f"check-{row['key']}", row["title"], said, said))
    return Subject(
        kind="release",
        key=str(release.pk),
        reference=release.reference,
        title=release.title,
        facts=facts_of(release),
        particulars=tuple(lines),
        lead_post_id=release.lead_post_id or release.framework_post_id,
        marking_id=marking_for(join(labels, policies())).pk,
        authors=frozenset({release.asked_by_id, *([release.put_by_id] if release.put_by_id else [])}),
        version=1,
    )


def terms_put(release: Release) -> list[Term]:
    """The conditions that were decided on; those added at the hand-over come after and bind the recipient alone."""
    return list(release.terms.filter(added=False))


def _recipient(release: Release) -> str:
    return f"{release.recipient.title}, {release.recipient.institution.name}"


def recipient_words(release: Release) -> str:
    return _recipient(release)


def why_closed(release: Release, today: date) -> str:
    """Why its package is not opened now; empty when it is."""
    found = standing(release.dossier_id) if release.dossier_id else None
    return why_not_served(
        state=release.state,
        cleared=str(found.state) if found else "",
        until=release.until,
        today=today,
        agreed=all_agreed(release),
    )


def place_of(digest: str) -> str:
    """Where in the file store a package lies that was made before contents were sealed."""
    return f"releases/{digest[:2]}/{digest}"


PACKAGE = "package"  # the kind of thing that a package's sealed content is of


def open_content(package: Package) -> IO[bytes]:
    """The file, to be read piece by piece. Raises FileNotFoundError when the store has lost it, or it is not as it was
    sealed, or it was erased."""
    return open_sealed(PACKAGE, str(package.pk)) or default_storage.open(place_of(package.digest))


def unsealed_packages() -> list[Package]:
    """Packages whose content lies in the store as it was made."""
    rows = Package.objects.whole("the operator seals what lies unsealed, and reads none of it")
    sealed = sealed_keys(PACKAGE)
    return [package for package in rows.order_by("made_at", "pk") if str(package.pk) not in sealed]


@cache
def checks_asked() -> Checks:
    """The disclosure checks of the library."""
    path = settings.LIBRARY / "disclosure" / "checks.yaml"
    return Checks.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))


def checks() -> tuple[Check, ...]:
    return checks_asked().checks


def waiting_to_put(actor: Actor, framework: Framework | None) -> QuerySet[Release]:
    """What partners asked for and nobody has put or declined, for a post of the house."""
    rows = releases(actor.reader).filter(state=State.ASKED)
    return rows if at_home(actor, framework) else rows.none()


def given_to(recipient_id: int, reader: Reader) -> QuerySet[Release]:
    """What was handed over to this post, or recalled from it."""
    rows = releases(reader).filter(recipient_id=recipient_id)
    return rows.filter(Q(state__in=SERVED) | Q(state__in=[State.RECALLED, State.GIVEN_BACK]))


def next_reference(at: datetime) -> str:
    """The next free number of the year; acts take turns, so no two get the same."""
    stem = f"REL-{at.year}-"
    rows = Release.objects.whole("numbers are unique, whoever reads").filter(reference__startswith=stem)
    last = max((int(text.removeprefix(stem)) for text in rows.values_list("reference", flat=True)), default=0)
    return f"{stem}{last + 1:04d}"


def label_with(release: Release) -> Label:
    return label_of(release.marking_id)
