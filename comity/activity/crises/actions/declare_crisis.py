"""Declare a crisis for a state or a region."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models.functions import Length

from comity.activity.engagements.queries import framework_of
from comity.activity.engagements.rules.vocabulary import ZONE_WORDS
from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.labels.queries import marking_for
from comity.foundation.labels.rules.label import from_data
from comity.foundation.record.actions.announce import announce
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say, series
from comity.mandate.institutions.queries import file_of, power, states
from comity.mandate.institutions.rules.framework import May
from comity.mandate.institutions.rules.lending import lent_under
from comity.procedure.clearance.rules.urgent import Cause

from ..events import CrisisDeclared
from ..models import Crisis
from ..permissions import may_declare
from ..queries import thing

LONGEST = timedelta(days=180)


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What is declared: for one state by its code, or for one region."""

    title: str
    cause: str
    state: str = ""
    zone: str = ""
    why: str
    until: datetime


@attempt
def declare_crisis(said: Declared, *, actor: Actor, at: datetime) -> Crisis:
    """It changes nothing by itself: it opens a desk. Needs the mandate to declare.

    Raises NotAllowed; Refused, field by field, when it names no place, no cause, no reason or no end.
    """
    framework = framework_of(actor.post_id)
    if framework is None:
        raise Refused(say("No framework is in force: adopt one first."))
    marking = marking_for(from_data(file_of(framework).deliberation))
    held = require(
        may_declare(actor, power=power(actor, May.DECLARE, framework=framework, at=at)),
        doing=say("declare a crisis"),
        about=[Thing("framework", framework.key, framework.key)],
        marking_id=marking.pk,
    )
    if wrong := _faults(said, at):
        raise Refused(series(wrong.values(), " "), fields=wrong)
    crisis: Crisis = Crisis.objects.create(
        reference=_next_reference(at),
        title=said.title.strip(),
        cause=said.cause,
        state_id=said.state or None,
        zone=said.zone,
        why=said.why.strip(),
        framework_key=framework.key,
        declared_by_id=actor.who,
        declared_post_id=actor.from_post,
        declared_at=at,
        until=said.until,
        marking=marking,
    )
    event = CrisisDeclared(
        crisis=str(crisis.pk),
        reference=crisis.reference,
        title=crisis.title,
        cause=crisis.cause,
        state=said.state,
        state_name=crisis.state.name if crisis.state else "",
        zone=crisis.zone,
        why=crisis.why,
        until=f"{crisis.until.astimezone(UTC):%d %B %Y}",
        until_time=f"{crisis.until.astimezone(UTC):%H:%M}",
        cites=str(held.source),
        under=lent_under(held),
    )
    announce(event, actor=actor, at=at, about=[thing(crisis)], marking_id=marking.pk)
    return crisis


def _faults(said: Declared, at: datetime) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if not said.title.strip():
        wrong["title"] = say("Give it a name that everybody will use.")
    if said.cause not in set(Cause):
        wrong["cause"] = say("Say what kind of crisis it is.")
    if bool(said.state) == bool(said.zone):
        wrong["state"] = say("Name one country or one region.")
    elif said.state and not states().filter(code=said.state).exists():
        wrong["state"] = say("There is no such state.")
    elif said.zone and said.zone not in ZONE_WORDS:
        wrong["zone"] = say("There is no such region.")
    if not said.why.strip():
        wrong["why"] = say("Say what has happened; the record keeps it.")
    if not at < said.until <= at + LONGEST:
        wrong["until"] = say("It ends in the future, and within {days} days.", days=LONGEST.days)
    return wrong


def _next_reference(at: datetime) -> str:
    """The next free number of the year; acts take turns, so no two get the same."""
    stem = f"CR-{at.year}-"
    rows = Crisis.objects.whole("numbers are unique, whoever reads").filter(reference__startswith=stem)
    last = rows.order_by(Length("reference").desc(), "-reference").values_list("reference", flat=True).first()
    return f"{stem}{int(last.removeprefix(stem)) + 1 if last else 1:03d}"
