"""What is held at a post, and to whom each thing goes when whoever holds it leaves: nothing is lost with them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse

from comity.activity.engagements.queries import drafts_from, drafts_left
from comity.foundation.access.rules.actor import Actor
from comity.foundation.labels.queries import Marking
from comity.foundation.labels.rules.label import Reader
from comity.foundation.words.rules.said import day, say, say_many, series
from comity.mandate.institutions.queries import (
    Appointment,
    Post,
    absences,
    delegations_of,
    holders,
    may_fill,
    who_fills,
)
from comity.mandate.obligations.queries import owed_by_post
from comity.procedure.clearance.queries import holds_at, led_and_open, waiting_at, waiting_questions, waiting_to_sign

CONSULTATION, DRAFT = "consultation", "draft"


@dataclass(frozen=True, slots=True)
class Held:
    """One thing at a post: what it is, where it is read, and where it goes. `item` names what may be taken over."""

    what: str
    goes: str
    url: str = ""
    item: str = ""


@dataclass(slots=True)
class Handover:
    """Everything at a post that its reader may see, with the markings of what is shown."""

    ends: list[Held] = field(default_factory=list)
    stays: list[Held] = field(default_factory=list)
    markings: list[Marking] = field(default_factory=list)


def may_see(actor: Actor, post: Post, at: datetime) -> bool:
    """Whoever holds the post, is above it, or may fill it."""
    here: Post | None = post
    while here is not None:
        if actor.post_id == here.pk:
            return True
        here = here.superior
    return bool(may_fill(actor, post, at))


def at_post(post: Post, reader: Reader, at: datetime, leaving: Appointment | None = None) -> Handover:
    """What is at the post; of somebody who is `leaving`, also what ends with their appointment."""
    found = Handover()
    if leaving is not None:
        found.ends += _ends_with(leaving, at)
    goes, waits = whither(post, at, leaving), stays_where(post, at, leaving)
    for what, url, item, marking in _waiting(post, reader, at):
        found.stays.append(Held(what, goes if item else waits, url, item))
        found.markings += [marking] if marking else []
    found.stays += _drafts(post, at, goes, leaving)
    return found


def whither(post: Post, at: datetime, leaving: Appointment | None = None) -> str:
    """Who answers at a post once somebody has left it: a successor, whoever acts, else its superior."""
    rows = holders(post.pk, at).exclude(pk=leaving.pk if leaving else 0)
    if held := list(rows):
        return say("to {people}, who holds the post", people=", ".join(row.person.name for row in held))
    if post.superior is not None:
        return say("to its superior, {post}, who may take it over", post=post.superior.title)
    return say("to whoever is appointed next")


def stays_where(post: Post, at: datetime, leaving: Appointment | None = None) -> str:
    """Where goes what nobody takes over: signatures, what is led and owed, and holds."""
    if holders(post.pk, at).exclude(pk=leaving.pk if leaving else 0).exists():
        return whither(post, at, leaving)
    return say("waits for whoever is appointed next")


def fillers(post: Post, at: datetime) -> str:
    """Who may appoint to it, in words."""
    found = [
        say("{people}, {post}", people=", ".join(row.person.name for row in held), post=mandate.post.title)
        for mandate, held in who_fills(post, at)
        if held
    ]
    return series(found, "; ")


def _ends_with(leaving: Appointment, at: datetime) -> Iterator[Held]:
    for loan in delegations_of(leaving, at):
        what = say(
            "{number}: {may} lent to {post}", number=loan.number, may=loan.mandate.may_words, post=loan.to_post.title
        )
        yield Held(what, say("ends with the appointment"), reverse("who-may-about", args=[loan.number]))
    for cover in absences(at).filter(appointment=leaving):
        what = say("Cover by {post} until {day}", post=cover.by_post.title, day=day(cover.ends))
        yield Held(what, say("ends with the appointment"))


def _waiting(post: Post, reader: Reader, at: datetime) -> Iterator[tuple[str, str, str, Marking | None]]:
    there = Actor(person_id=None, person="", post_id=post.pk, post=post.title, reader=reader)
    for row in waiting_at(post.pk, reader):
        said = say("{reference} “{title}” asks its opinion", reference=row.dossier.reference, title=row.dossier.title)
        yield said, reverse("consultation", args=[row.pk]), f"{CONSULTATION}:{row.pk}", row.marking
    for hold in holds_at(post.pk, reader):
        row = hold.consultation
        said = say("A hold on {reference} until {day}", reference=row.dossier.reference, day=day(hold.expires))
        yield said, reverse("consultation", args=[row.pk]), "", row.marking
    for dossier, rule in waiting_to_sign(there, at):
        if rule.post == post.key:
            said = say("{reference} “{title}” waits for its signature", **_called(dossier.reference, dossier.title))
            yield said, reverse("dossier", args=[dossier.reference]), "", dossier.marking
    for question in waiting_questions(there):
        dossier = question.consultation.dossier
        said = say("A question on {reference}: {question}", reference=dossier.reference, question=question.question)
        yield said, reverse("dossier", args=[dossier.reference]), "", question.consultation.marking
    for dossier in led_and_open(there):
        said = say("It leads {reference} “{title}”", **_called(dossier.reference, dossier.title))
        yield said, reverse("dossier", args=[dossier.reference]), "", dossier.marking
    for owed in owed_by_post(post.pk, reader):
        said = say("It owes {post}: {what}", post=owed.owed_to.title, what=owed.what)
        yield said, reverse("obligation", args=[owed.pk]), "", owed.marking


def _called(reference: str, title: str) -> dict[str, str]:
    return {"reference": reference, "title": title}


def _drafts(post: Post, at: datetime, goes: str, leaving: Appointment | None) -> Iterator[Held]:
    """That they are there, and when they were typed: what they say is nobody's to see."""
    if leaving is not None:
        count = drafts_from(post.pk, leaving.person_id).count()
        if count:
            yield Held(say_many("{count} draft of theirs", "{count} drafts of theirs", count), goes)
    for draft in drafts_left(post.pk, at):
        what = say("A draft that {person} left on {day}", person=draft.person.name, day=day(draft.saved_at))
        yield Held(what, goes, "", f"{DRAFT}:{draft.pk}")
