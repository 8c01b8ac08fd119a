"""The subject changed: put the new text, and ask again only those whom a material change concerns."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.record.actions.announce import announce
from comity.foundation.words.rules.said import say

from ..events import SubjectAmended
from ..models import Consultation, Dossier, FrozenSubject
from ..queries import (
    Choice,
    asked_otherwise,
    choice_for,
    consultations_of,
    facts_of,
    may_amend,
    named_in_events,
    route_of,
    things,
)
from ..rules.ended import Ended
from ..rules.life import AMENDABLE, UNDECIDED, Asked, Move, State
from ..rules.material import Change, changes, concerned
from ..rules.route import Tolerance
from ..rules.subject import Subject
from ..rules.urgency import takes
from ..rules.written import another_post, another_route, changed, material_line
from .ask_posts import ask_posts, supersede
from .back_to_ordinary import back_to_ordinary
from .change_state import change_state
from .lock import lock_dossier
from .open_dossier import deliberation_marking, freeze


@attempt
def amend_subject(dossier_id: UUID, *, actor: Actor, at: datetime, subject: Subject, why: str) -> bool:
    """Freeze the new text. Returns whether clearance was reopened.

    A material change (the route says which, with which tolerance) asks again those concerned; the opinions
    of the others stand. What is material is weighed against the last text and against the text each answer was
    given for. Signatures never outlive the text they were given for while it is undecided.
    Raises NotAllowed to whoever has spoken on the dossier; Refused when it cannot be amended any more.
    INVARIANT: nobody clears what they wrote (tests/adversary/test_self_approval.py).
    """
    dossier = lock_dossier(dossier_id)
    require(
        may_amend(dossier, actor=actor, at=at),
        doing=say("amend {reference}", reference=dossier.subject_reference),
        about=things(dossier),
        marking_id=dossier.marking_id,
    )
    if dossier.state not in AMENDABLE:
        raise Refused(
            say(
                "{reference} is {state}: it cannot be amended. Propose anew.",
                reference=dossier.reference,
                state=dossier.state_words,
            )
        )
    before = dossier.subject
    if before.digest == subject.digest:
        return False
    choice = choice_for(dossier, subject.facts)
    if choice.route is None:
        raise Refused(say("No route can be chosen for the new text: {why}.", why=choice.why))
    new_route = choice.route.key != dossier.route_key
    particulars = [p.as_data() for p in subject.particulars]
    tolerances = route_of(dossier).material
    found = changes(before.particulars, particulars, tolerances)
    crept = _crept(dossier, choice, particulars, tolerances)
    frozen = freeze(dossier, subject, actor=actor, at=at, why=why)
    dossier.title, dossier.route_key, dossier.route_why = subject.title, choice.route.key, choice.why
    dossier.marking_id = deliberation_marking(subject.marking_id, dossier.framework)
    dossier.save(update_fields=["title", "route_key", "route_why", "marking"])
    hurried = choice.route.urgent
    if dossier.urgent and (new_route or hurried is None or not takes(hurried, choice.class_key)):
        # What is hurried is this matter on this route; another one is declared urgent anew, or is not.
        back_to_ordinary(dossier, Ended.ANOTHER_ROUTE, at=at)
        choice = choice_for(dossier, subject.facts)
    new_steps = _new_steps(dossier, choice)
    material = new_route or new_steps or bool(crept) or any(change.material for change in found)
    crept_upon = {row.pk for row, _ in crept if row}
    elsewhere = asked_otherwise(dossier, before, choice) if new_route else frozenset()
    again = _stale(dossier, choice, found, crept_upon | elsewhere) if material else []
    if material or dossier.state in UNDECIDED:
        dossier.signatures.filter(standing=True).update(standing=False)
    reopened = material and bool(again or new_steps or dossier.state in AMENDABLE - UNDECIDED)
    if reopened:
        supersede(again, at=at)
        dossier.stage = 0
        dossier.save(update_fields=["stage"])
        change_state(dossier, Move.REOPEN, at=at)
    elif dossier.state in (State.COUNTERSIGNING, State.DECIDING):
        change_state(dossier, Move.SEND_BACK, at=at)
    event = SubjectAmended(
        **named_in_events(dossier),
        number=frozen.number,
        digest=frozen.digest,
        changed=tuple(changed(c.label, c.before, c.after) for c in found),
        material=material,
        asked_again=tuple(dict.fromkeys(row.post.title for row in again)),
        why=_why([*found, *(change for _, change in crept)], new_route, choice, new_steps),
    )
    announce(event, actor=actor, at=at, about=things(dossier), marking_id=dossier.marking_id)
    if reopened:
        ask_posts(dossier, actor=actor, at=at)
    return reopened


def _crept(
    dossier: Dossier,
    choice: Choice,
    particulars: Sequence[Mapping[str, object]],
    tolerances: Mapping[str, Tolerance | str],
) -> list[tuple[Consultation | None, Change]]:
    """Material changes since the text that each answer, and each key that stands, was given for.

    Many small amendments would else go anywhere, each within the tolerance of the one before.
    """
    steps = {step.key: step for stage in choice.stages for step in stage}
    rows = consultations_of(dossier.pk).exclude(state=Asked.SUPERSEDED).filter(elevates__isnull=True)
    crept: list[tuple[Consultation | None, Change]] = []
    for row in rows:
        since = changes(_text_of(row, dossier).particulars, particulars, tolerances)
        concerns = steps[row.step_key].concerns if row.step_key in steps else ("",)
        crept += [(row, c) for c in since if concerned(concerns, [c])]
    for key in dossier.signatures.filter(standing=True).select_related("frozen"):
        crept += [(None, c) for c in changes(key.frozen.particulars, particulars, tolerances) if c.material]
    return crept


def _text_of(row: Consultation, dossier: Dossier) -> FrozenSubject:
    """The text that the standing opinion was given for; before it is given, the text that was put."""
    opinion = row.opinions.filter(standing=True).first()
    seen = dossier.versions.filter(digest=opinion.digest).last() if opinion else None
    return seen or row.frozen


def _stale(dossier: Dossier, choice: Choice, found: Sequence[Change], crept: set[UUID]) -> list[Consultation]:
    """Standing consultations that the change concerns, or whose step is no longer on the route.

    A ruling falls with the consultation it ruled upon.
    """
    steps = {step.key: step for stage in choice.stages for step in stage}
    rows = list(consultations_of(dossier.pk).exclude(state=Asked.SUPERSEDED))
    stale = {
        row.pk
        for row in rows
        if row.elevates_id is None
        and (row.pk in crept or row.step_key not in steps or concerned(steps[row.step_key].concerns, found))
    }
    steps_again = {row.step_key for row in rows if row.pk in stale}
    return [row for row in rows if row.pk in stale or row.elevates_id in stale or row.step_key in steps_again]


def _new_steps(dossier: Dossier, choice: Choice) -> bool:
    standing = consultations_of(dossier.pk).exclude(state=Asked.SUPERSEDED)
    asked = set(standing.values_list("step_key", flat=True))
    before = set(route_step_keys(dossier))
    wanted = {step.key for stage in choice.stages for step in stage}
    return bool(wanted - asked - before)


def route_step_keys(dossier: Dossier) -> list[str]:
    """The steps that applied to the text before this one."""
    previous = dossier.versions.order_by("-number")[1:2]
    stages = choice_for(dossier, facts_of(previous[0])).stages if previous else ()
    return [step.key for stage in stages for step in stage]


def _why(found: Sequence[Change], new_route: bool, choice: Choice, new_steps: bool) -> str:
    said: list[str] = list(dict.fromkeys(material_line(c.label, c.why) for c in found if c.material))
    if new_route:
        said.append(another_route(choice.why))
    elif new_steps:
        said.append(another_post())
    return "; ".join(said) + "." if said else ""
