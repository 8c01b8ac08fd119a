"""The track, who holds it now, and what blocks it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from comity.foundation.conditions.rules.vocabulary import named
from comity.foundation.labels.rules.label import Reader
from comity.foundation.words.rules.said import day, say, say_many
from comity.mandate.institutions.queries import (
    Appointment,
    Framework,
    Post,
    framework_over,
    holders_of,
    post_by_key,
    posts,
)

from ..models import (
    Consultation,
    Dossier,
    FrozenSubject,
    Signature,
)
from ..rules.life import OPEN, UNDECIDED, Asked, State
from ..rules.needs import needed_as_title
from ..rules.route import Clock, HourClock, Route, Stage, Step
from ..rules.route import Signature as SignatureRule
from ..rules.typed import typed
from .procedure import consultations_of, open_comments, signing_now, unresolved_objections
from .reading import consultations_for
from .routes import choice_for, choose_route, cites, route_of


@dataclass(frozen=True, slots=True)
class Preview:
    """Who must clear a subject and why, before it is put: stages shaped for the track."""

    title: str
    why: str
    instrument: str
    stages: list[dict[str, Any]] = field(default_factory=list)
    missing: frozenset[str] = frozenset()


def route_preview(facts: Mapping[str, object], lead_post: Post, at: datetime) -> Preview:
    """What would be asked of whom if it were put now."""
    framework = framework_over(lead_post)
    if framework is None:
        return Preview("", say("no framework is in force for this institution"), "")
    choice = choose_route(facts, framework)
    if choice.route is None:
        return Preview("", choice.why, "", missing=choice.missing)
    route = choice.route
    wanted = [step.post for stage in choice.stages for step in stage]
    wanted += [rule.post for rule in route.signatures]
    held = _held(wanted, at)
    stages = [
        {"title": stage.title, "state": "not_started", "steps": [_asked(s, framework, held) for s in steps]}
        for stage, steps in zip(route.stages, choice.stages, strict=True)
        if steps
    ]
    stages += [_signatures(title, rules, framework, held) for title, rules in _signing(route)]
    return Preview(route.title, choice.why, cites(framework, route.instrument), stages)


def _signing(route: Route) -> list[tuple[str, list[SignatureRule]]]:
    first = [(say("Countersignature"), [route.countersign])] if route.countersign else []
    return [*first, (say("Decision"), list(route.keys))]


def _held(keys: Sequence[str], at: datetime) -> dict[str, tuple[Post, list[Appointment]]]:
    rows = {post.key: post for post in posts().filter(key__in=set(keys))}
    by_id = holders_of([post.pk for post in rows.values()], at)
    return {key: (post, by_id[post.pk]) for key, post in rows.items()}


def _person_at(key: str, held: Mapping[str, tuple[Post, list[Appointment]]]) -> dict[str, Any]:
    post, appointments = held[key]
    return {
        "post": post.title,
        "institution": post.institution.name,
        "holder": ", ".join(a.person.name for a in appointments),
    }


def _asked(step: Step, framework: Framework, held: Mapping[str, tuple[Post, list[Appointment]]]) -> dict[str, Any]:
    return {
        "title": needed_as_title(step.needs),
        "state": "not_started",
        "why": step.why,
        "note": say(
            "{cites} · {days} to answer",
            cites=cites(framework, step.instrument, step.article),
            days=_days(step.clock),
        ),
        **_person_at(step.post, held),
    }


def _signatures(
    title: str,
    rules: Sequence[SignatureRule],
    framework: Framework,
    held: Mapping[str, tuple[Post, list[Appointment]]],
) -> dict[str, Any]:
    steps = [
        {
            "title": say("Key") if title == "Decision" else title,
            "state": "not_started",
            "note": say(
                "{cites} · {days} to sign",
                cites=cites(framework, rule.instrument, rule.article),
                days=_days(rule.clock),
            ),
            **_person_at(rule.post, held),
        }
        for rule in rules
    ]
    return {"title": title, "state": "not_started", "steps": steps}


def _days(clock: Clock) -> str:
    if isinstance(clock, HourClock):
        return say_many("{count} hour", "{count} hours", clock.hours)
    if clock.count == "working":
        return say_many("{count} working day", "{count} working days", clock.days)
    if clock.count == "sitting":
        return say_many("{count} sitting day", "{count} sitting days", clock.days)
    return say_many("{count} calendar day", "{count} calendar days", clock.days)


def track(dossier: Dossier, reader: Reader, at: datetime) -> list[dict[str, Any]]:
    """Where a dossier stands, stage by stage, as this reader may see it."""
    route = route_of(dossier)
    framework = dossier.framework
    rows = [c for c in consultations_for(dossier, reader) if c.state != Asked.SUPERSEDED]
    signatures = list(dossier.signatures.filter(standing=True).select_related("post", "person"))
    wanted = [c.post.key for c in rows] + [s.post for stage in route.stages for s in stage.steps]
    wanted += [r.post for _, rules in _signing(route) for r in rules]
    held = _held(wanted, at)
    facts = facts_of(dossier.subject)
    applying = choice_for(dossier, facts).stages
    undecided = dossier.state in UNDECIDED
    stages = []
    for index, stage in enumerate(route.stages):
        here = _as_the_route_names_them([c for c in rows if c.stage == index], stage)
        asked = {c.step_key for c in here}
        steps = [_consulted(c, held, undecided) for c in here]
        ahead = applying[index] if index < len(applying) else ()
        later = dossier.state == State.CONSULTING and index > dossier.stage
        steps += [_asked(s, framework, held) for s in ahead if s.key not in asked and later]
        if steps:
            stages.append({"title": stage.title, "state": _stage_state(here, undecided), "steps": steps})
    stages.append(_consolidation(dossier))
    for title, rules in _signing(route):
        stages.append(_signed(dossier, title, rules, signatures, held))
    return stages


def _as_the_route_names_them(rows: Sequence[Consultation], stage: Stage) -> list[Consultation]:
    """In the order of the route's steps; rulings come last."""
    place = {step.key: place for place, step in enumerate(stage.steps)}
    return sorted(rows, key=lambda row: (place.get(row.step_key, len(place)), row.asked_at))


def facts_of(frozen: FrozenSubject) -> dict[str, object]:
    """The facts of a frozen subject, back from JSON to the types of its vocabulary."""
    vocabulary = named(frozen.dossier.subject_kind)
    return typed(frozen.facts, vocabulary)


def why_route(dossier: Dossier) -> str:
    """Why this route was chosen, in the language of whoever reads; as it was written down if that would say otherwise
    now."""
    why = choose_route(facts_of(dossier.subject), dossier.framework).why
    return why if why == dossier.route_why else dossier.route_why


def _stage_state(here: Sequence[Consultation], undecided: bool) -> str:
    if not here:
        return "not_started"
    states = {str(c.state) for c in here}
    if not undecided:
        return "skipped" if states & OPEN else "answered"
    for state in (Asked.HELD, Asked.WAITING, Asked.PENDING):
        if state in states:
            return str(state)
    return "answered"


def _consulted(
    row: Consultation, held: Mapping[str, tuple[Post, list[Appointment]]], undecided: bool
) -> dict[str, Any]:
    opinion = next((o for o in row.opinions.all() if o.standing), None)
    hold = next((h for h in row.holds.all() if h.ended_at is None), None)
    question = next((q for q in row.questions.all() if q.answered_at is None), None)
    step = {
        "title": needed_as_title(row.needs),
        "state": opinion.kind if opinion else str(row.state),
        "since": opinion.at if opinion else row.state_since,
        "due": row.due_at if row.state in OPEN else None,
        "paused": bool(question and question.clock_pauses),
        "why": row.why_words,
        "note": row.cites,
        "url": f"/consultations/{row.pk}/",
        **_person_at(row.post.key, held),
    }
    if opinion and opinion.person_name:
        step["holder"] = opinion.person_name
    if row.state in OPEN and not undecided:
        # A withdrawn dossier waits for nobody: its clocks have stopped for good.
        return {**step, "state": "skipped", "due": None, "note": say("No longer asked. {cites}", cites=row.cites)}
    if hold:
        step["note"] = say("Hold until {day}: {reason}", day=day(hold.expires, "%d %b %Y"), reason=hold.reason)
    elif question:
        step["note"] = say("Asks: {question}", question=question.question)
    elif row.state == Asked.LAPSED:
        step["note"] = row.closed_words
    return step


def _consolidation(dossier: Dossier) -> dict[str, Any]:
    done = dossier.consolidations.order_by("-at").select_related("by").first()
    now = dossier.state == State.CONSOLIDATING
    passed = dossier.state not in (State.CONSULTING, State.CONSOLIDATING, State.WITHDRAWN) and done is not None
    step = {
        "title": say("Consolidation"),
        "post": dossier.lead_post.title,
        "institution": dossier.lead_post.institution.name,
        "holder": done.by.name if passed and done else "",
        "state": "pending" if now else "answered" if passed else "not_started",
        "since": dossier.state_since if now else done.at if passed and done else None,
        "due": dossier.due_at if now else None,
        "note": done.recommendation if passed and done else "",
    }
    return {"title": say("Consolidation"), "state": step["state"], "steps": [step]}


def _signed(
    dossier: Dossier,
    title: str,
    rules: Sequence[SignatureRule],
    signatures: Sequence[Signature],
    held: Mapping[str, tuple[Post, list[Appointment]]],
) -> dict[str, Any]:
    role = Signature.KEY if title == "Decision" else Signature.COUNTERSIGN
    active = dossier.state == (State.DECIDING if role == Signature.KEY else State.COUNTERSIGNING)
    steps = []
    for rule in rules:
        done = next((s for s in signatures if s.role == role and s.post.key == rule.post), None)
        step: dict[str, Any] = {
            "title": say("Key") if role == Signature.KEY else title,
            "state": _signature_state(done, active),
            "since": done.at if done else dossier.state_since if active else None,
            "due": dossier.due_at if active and done is None else None,
            "note": done.cites if done else cites(dossier.framework, rule.instrument, rule.article),
            **_person_at(rule.post, held),
        }
        if done:
            step["holder"] = done.person.name
        steps.append(step)
    states = [step["state"] for step in steps]
    state = "pending" if active else states[0] if states else "not_started"
    return {"title": title, "state": state, "steps": steps}


def _signature_state(done: Signature | None, active: bool) -> str:
    if done is not None:
        return "granted" if done.grants else "refused"
    return "pending" if active else "not_started"


def holder_now(dossier: Dossier) -> list[dict[str, Any]]:
    """Who holds it now, since when, until when, and for what. Posts only: no word of what they said."""
    held: list[dict[str, Any]] = []
    if dossier.state == State.CONSULTING:
        for row in consultations_of(dossier.pk).filter(state__in=OPEN):
            asks = row.state == Asked.WAITING
            held.append(
                {
                    "who": dossier.lead_post.title if asks else row.post.title,
                    "since": row.state_since,
                    "due": None if asks else row.due_at,
                    "what": say("answer to {post}", post=row.post.title) if asks else row.needs_words,
                }
            )
    elif dossier.state == State.CONSOLIDATING:
        held.append(
            {
                "who": dossier.lead_post.title,
                "since": dossier.state_since,
                "due": dossier.due_at,
                "what": say("consolidation"),
            }
        )
    for rule in signing_now(dossier):
        what = say("countersignature") if dossier.state == State.COUNTERSIGNING else say("decision")
        held.append(
            {
                "who": post_by_key(rule.post).title,
                "since": dossier.state_since,
                "due": dossier.due_at,
                "what": what,
            }
        )
    return held


def blocks(dossier: Dossier, at: datetime) -> list[dict[str, Any]]:
    """What stands in the way, by whom, since when: holds, questions, objections, comments, lateness."""
    found: list[dict[str, Any]] = []
    if dossier.state not in UNDECIDED:
        return found
    for row in consultations_of(dossier.pk).filter(state__in=OPEN).prefetch_related("holds", "questions"):
        found += [
            {"what": say("Hold: {reason}", reason=h.reason), "who": row.post.title, "since": h.placed_at}
            for h in row.holds.all()
            if h.ended_at is None
        ]
        found += [
            {
                "what": say("Waits for an answer: {question}", question=q.question),
                "who": dossier.lead_post.title,
                "since": q.asked_at,
            }
            for q in row.questions.all()
            if q.answered_at is None
        ]
        if row.state == Asked.PENDING and row.due_at <= at:
            found.append({"what": say("Late with its answer"), "who": row.post.title, "since": row.due_at})
    found += [
        {"what": say("Objection: {basis}", basis=o.basis), "who": o.post.title, "since": o.at}
        for o in unresolved_objections(dossier)
    ]
    if dossier.state == State.CONSOLIDATING:
        found += [
            {
                "what": say("Comment to adjudicate: {words}", words=c.words),
                "who": dossier.lead_post.title,
                "since": c.at,
            }
            for c in open_comments(dossier)
        ]
    if dossier.state in (State.COUNTERSIGNING, State.DECIDING) and dossier.due_at and dossier.due_at <= at:
        found += [
            {"what": say("Late with its signature"), "who": post_by_key(r.post).title, "since": dossier.due_at}
            for r in signing_now(dossier)
        ]
    return found
