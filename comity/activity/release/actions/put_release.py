"""Put a release to clearance: exactly these words, for this recipient and use, on these conditions, until this day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.labels.queries import marking_for, policies
from comity.foundation.labels.rules.joining import join
from comity.foundation.parts.queries import Part
from comity.foundation.words.rules.said import say
from comity.mandate.institutions.queries import Framework, posts
from comity.procedure.clearance.actions.open_dossier import open_dossier

from ..events import ConsentAsked, ReleasePut
from ..models import Consent, Item, Release, Term
from ..permissions import may_put
from ..queries import (
    at_home,
    checks,
    framework_of,
    house_of,
    marking_between,
    original,
    originators_needed,
    parts_for,
    power_to_put,
    recipient_words,
    state_called,
    subject_of,
    thing_of,
)
from ..rules.checks import asked, faults
from ..rules.life import Move, after
from .change_release import locked, move_on, named, tell


@dataclass(frozen=True, slots=True)
class Chosen:
    """One part that is to leave: as it stands, or in words that were written to be released (`sanitised`)."""

    line: UUID
    sanitised: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """What the recipient is to keep, by when if there is a day."""

    words: str
    due: date | None = None


@attempt
def put_release(
    key: UUID,
    *,
    actor: Actor,
    at: datetime,
    parts: Sequence[Chosen],
    conditions: Sequence[Condition],
    until: date | None,
    answers: Mapping[str, tuple[str, str]],
    technology: bool = False,
) -> Release:
    """Freeze the words, ask every other originator, open the dossier. `answers` are those of the disclosure checks.

    Raises NotAllowed to all but a post of the house that may propose and reads every part; Refused without parts,
    with a day that is past, or while a check is not met.
    """
    release = locked(key, actor)
    framework = framework_of(release)
    found = original(release.of_kind, release.of_key, actor.reader)
    there = parts_for(found, actor.reader).parts if found else {}
    readable = found is not None and all(str(one.line) in there for one in parts)
    require(
        may_put(
            actor,
            power=power_to_put(actor, framework, at),
            readable=readable,
            at_home=at_home(actor, framework),
        ),
        doing=say("put a release to clearance"),
        about=[thing_of(release)],
        marking_id=release.marking_id,
    )
    after(release.state, Move.PUT)
    if not parts:
        raise Refused(say("Choose the parts that are to be released."), fields={"parts": say("choose at least one")})
    if until is not None and until <= at.date():
        raise Refused(say("The last day of a release lies ahead."), fields={"until": say("a day to come")})
    _freeze(release, parts, there, conditions)
    _check(release, answers, technology)
    release.until, release.lead_post_id, release.put_by_id = until, actor.from_post, actor.who
    release.save(update_fields=["until", "lead_post", "put_by", "checks"])
    asked_of = _ask_originators(release, framework, at)
    release = locked(key, actor)  # with its lead: the subject speaks of it
    subject = subject_of(release)
    release.dossier = open_dossier(subject, actor=actor, at=at)
    move_on(release, Move.PUT, at=at, more=("dossier",))
    event = ReleasePut(**named(release), dossier=release.dossier.reference, digest=subject.digest)
    tell(event, release, actor=actor, at=at)
    for consent in asked_of:
        whose = state_called(consent.originator)
        told = ConsentAsked(
            **named(release), originator=consent.originator, originator_name=whose, recipient=consent.to
        )
        tell(told, release, actor=actor, at=at, marking_id=consent.marking_id)
    return release


def _freeze(
    release: Release, parts: Sequence[Chosen], there: Mapping[str, Part], conditions: Sequence[Condition]
) -> None:
    chosen = {one.line: one for one in parts}
    ordered = sorted(chosen.values(), key=lambda one: (there[str(one.line)].place, str(one.line)))
    for place, one in enumerate(ordered, 1):
        part = there[str(one.line)]
        Item.objects.create(
            release=release,
            line=one.line,
            place=place,
            words=one.sanitised.strip() or part.words,
            sanitised=bool(one.sanitised.strip()),
            originators=sorted(part.marking.label.originators),
            marking_id=part.marking_id,
        )
    Term.objects.bulk_create(
        Term(release=release, words=one.words.strip(), due=one.due) for one in conditions if one.words.strip()
    )


def _check(release: Release, answers: Mapping[str, tuple[str, str]], technology: bool) -> None:
    """Keep the checks as they were answered. Raises Refused while one stands against it."""
    wanted = asked(checks(), third_party=bool(originators_needed(release)), technology=technology)
    if found := faults(wanted, answers):
        raise Refused(
            say("The disclosure checks are not met yet."), fields={f"check-{key}": why for key, why in found.items()}
        )
    release.checks = [
        {"key": one.key, "title": one.title, "answer": answers[one.key][0], "words": answers[one.key][1].strip()}
        for one in wanted
    ]


def _ask_originators(release: Release, framework: Framework | None, at: datetime) -> list[Consent]:
    """One row for each other originator, marked for it and the house. Raises Refused when nobody could answer."""
    found = []
    for state in sorted(originators_needed(release)):
        there = posts().filter(
            institution__state_id=state, institution__framework_key=framework.key if framework else ""
        )
        if not there.exists():
            raise Refused(
                say("Information of {state} is in it, and no post here answers for {state}: leave it out.", state=state)
            )
        put = release.items.whole("each originator is asked about its own words")
        theirs = [item for item in put.select_related("marking") if state in _whose(item)]
        labels = [release.marking.label, *(item.marking.label for item in theirs)]
        between = marking_between(join(labels, policies(), at), house=house_of(framework), other=state)
        found.append(
            Consent.objects.create(
                release=release,
                originator=state,
                to=recipient_words(release),
                use=release.use,
                what=[item.words for item in theirs],
                asked_at=at,
                marking=marking_for(between),
            )
        )
    return found


def _whose(item: Item) -> set[str]:
    return {*item.originators, *item.marking.label.originators}
