"""Lives of a dossier at random, by the real actions, each step compared with what the proofs say can be reached."""

import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from comity.foundation.access.queries import Person
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.mandate.institutions.actions.appoint_person import appoint_person
from comity.mandate.institutions.actions.approve_version import approve_version
from comity.mandate.institutions.actions.cover_absence import cover_absence
from comity.mandate.institutions.actions.delegate_mandate import delegate_mandate
from comity.mandate.institutions.actions.end_appointment import end_appointment
from comity.mandate.institutions.actions.propose_version import propose_version
from comity.mandate.institutions.models import Appointment, Delegation, Framework, Mandate
from comity.mandate.institutions.queries import (
    actor_for,
    file_of,
    forget_mandates,
    framework_in_force,
    post_by_key,
)
from comity.mandate.institutions.rules.framework import May
from comity.procedure.assurance.rules import asking as ask
from comity.procedure.assurance.rules import signing as sign
from comity.procedure.assurance.rules.exploring import Region, reachable
from comity.procedure.assurance.rules.lines import Lines
from comity.procedure.assurance.rules.space import Procedure
from comity.procedure.clearance import jobs
from comity.procedure.clearance.actions.adjudicate_comment import adjudicate_comment
from comity.procedure.clearance.actions.amend_subject import amend_subject
from comity.procedure.clearance.actions.ask_information import ask_information
from comity.procedure.clearance.actions.consolidate_dossier import consolidate_dossier
from comity.procedure.clearance.actions.countersign_dossier import countersign_dossier
from comity.procedure.clearance.actions.decide_dossier import decide_dossier
from comity.procedure.clearance.actions.elevate_objection import elevate_objection
from comity.procedure.clearance.actions.give_information import give_information
from comity.procedure.clearance.actions.give_opinion import give_opinion
from comity.procedure.clearance.actions.make_comment import make_comment
from comity.procedure.clearance.actions.migrate_dossier import migrate_dossier
from comity.procedure.clearance.actions.place_hold import place_hold
from comity.procedure.clearance.actions.reassign_consultation import reassign_consultation
from comity.procedure.clearance.actions.release_hold import release_hold
from comity.procedure.clearance.actions.resume_clearance import resume_clearance
from comity.procedure.clearance.actions.revoke_clearance import revoke_clearance
from comity.procedure.clearance.actions.send_back_dossier import send_back_dossier
from comity.procedure.clearance.actions.suspend_clearance import suspend_clearance
from comity.procedure.clearance.actions.withdraw_dossier import withdraw_dossier
from comity.procedure.clearance.models import (
    Comment,
    Consultation,
    Dossier,
    Hold,
    InformationRequest,
    Opinion,
    Signature,
)
from comity.procedure.clearance.queries import authors_of, consultations_of, migration_plan, routes_of
from comity.procedure.clearance.rules.life import OPEN, Asked, State
from comity.procedure.clearance.rules.opinion import Adjudicated, OpinionKind, Severity
from comity.procedure.clearance.rules.route import Route, Step
from comity.procedure.clearance.tests.builders import FRAMEWORK, MONDAY, House, a_subject, an_open_dossier, now

MOST_TRIES = 8  # until an act is let happen: one that is refused is no step of a run
LATER = FRAMEWORK.replace('version: "1"', 'version: "2"').replace(
    "concerns: [personnel],\n             clock: {days: 5}", "concerns: [personnel],\n             clock: {days: 6}"
)
LENDABLE = (May.DECIDE, May.COUNTERSIGN, May.OPINE, May.PROPOSE)
ENDED = {State.REFUSED, State.WITHDRAWN, State.REVOKED}


class Disagreement(AssertionError):
    """The running house came to a state that the proofs say cannot be reached."""


@dataclass
class Proofs:
    """What can be reached on one route, told of X and told of each post that is asked."""

    lines: Lines
    route: Route
    signing: sign.Signing = field(init=False)
    signed: Region = field(init=False)
    speakers: frozenset[str] = field(init=False)
    asking: dict[str, tuple[Step, ask.Asking, Region]] = field(init=False)

    def __post_init__(self) -> None:
        route, lines = self.route, self.lines
        keys = [lines.signer(key, May.DECIDE, route.classes) for key in route.keys]
        second = lines.signer(route.countersign, May.COUNTERSIGN, route.classes) if route.countersign else None
        self.signing = sign.signing(route, keys, second, lines.speakers(route))
        self.signed = reachable(self.signing.procedure)
        self.speakers = lines.speakers(route)
        self.asking = {}
        for step in (step for stage in route.stages for step in stage.steps):
            post = lines.posts[step.post]
            above = step.on_lapse.to or post.superior
            told = ask.asking(
                route, step, post=post, above=lines.posts[above] if above else None, ladder=bool(route.elevate)
            )
            self.asking[step.key] = step, told, reachable(told.procedure)

    def compare(self, dossier: Dossier, people: list[Person]) -> None:
        """Raises Disagreement."""
        seen = self._seen(dossier)
        for person in people:
            up = self._of(seen, dossier, person.pk)
            self._among(self.signing.procedure, self.signed, dossier.state, up, person.username)
        steps = _steps_of(dossier)
        for key, (step, told, region) in self.asking.items():
            flags = _of_step(dossier, step, steps.get(key))
            if flags is not None:
                self._among(told.procedure, region, dossier.state, flags, key)

    @staticmethod
    def _among(procedure: Procedure, region: Region, state: str, up: set[str], whose: str) -> None:
        there = sum(1 << procedure.flags.index(flag) for flag in up)
        if not region.get(procedure.places.index(state), 0) >> there & 1:
            raise Disagreement(f"{whose}: {state}, {sorted(up)}")

    def _seen(self, dossier: Dossier) -> "Seen":
        """What everybody did, read once."""
        said = Opinion.objects.filter(consultation__dossier=dossier, person__isnull=False)
        ever = list(Signature.objects.filter(dossier=dossier).select_related("post"))
        stands = [signature for signature in ever if signature.standing]
        spoke = frozenset(said.values_list("person_id", "post__key"))
        return Seen(
            authors=authors_of(dossier),
            spoke=spoke,
            ever=frozenset({person for person, _ in spoke} | {signature.person_id for signature in ever}),
            stands=tuple(signature.person_id for signature in stands),
            turned=frozenset(s.post.key for s in stands if s.role == Signature.KEY),
            countersigned=any(s.role == Signature.COUNTERSIGN for s in stands),
            civil=any(self.lines.civil(self._from(signature)) for signature in stands),
        )

    def _of(self, seen: "Seen", dossier: Dossier, person: int) -> set[str]:
        """The flags of X, were this person X. What X cleared of their own is remembered by none: it must be down."""
        signers = [rule.post for rule in self.route.signatures]
        posts = {post if post in signers else sign.ELSEWHERE for who, post in seen.spoke if who == person}
        flags = {f"X spoke for {post}" for post in posts & {*self.speakers, sign.ELSEWHERE}}
        flags |= {f"{key} has turned its key" for key in seen.turned}
        told = {
            sign.WROTE: person in seen.authors,
            sign.SPOKEN: person in seen.ever,
            sign.SIGNED: person in seen.stands,
            sign.TWICE: seen.stands.count(person) > 1,
            sign.OTHER: any(other != person for other in seen.stands),
            sign.COUNTERSIGNED: seen.countersigned,
            sign.ENDED: dossier.state in ENDED,
            sign.CIVIL: seen.civil,
        }
        return flags | {flag for flag, up in told.items() if up}

    def _from(self, signature: Signature) -> str:
        """The post it was signed from: one to which the power was lent, one that stands in, or its own."""
        if signature.under.startswith("D-"):
            lent = Delegation.objects.select_related("to_post").get(pk=int(signature.under.split()[0][2:]))
            return str(lent.to_post.key)
        return str(signature.post.key)


@dataclass(frozen=True)
class Seen:
    """What everybody did on a dossier: ids of people, and keys of posts."""

    authors: frozenset[int]
    spoke: frozenset[tuple[int, str]]
    ever: frozenset[int]
    stands: tuple[int, ...]
    turned: frozenset[str]
    countersigned: bool
    civil: bool


def _steps_of(dossier: Dossier) -> dict[str, Consultation]:
    """By step, the consultation that stands for it."""
    rows = consultations_of(dossier.pk).exclude(state=Asked.SUPERSEDED).filter(elevates__isnull=True)
    return {row.step_key: row for row in rows.select_related("post").order_by("asked_at", "pk")}


def _of_step(dossier: Dossier, step: Step, row: Consultation | None) -> set[str] | None:
    """The flags of the consultation that stands for this step; None while it is not asked here at all."""
    if row is None:
        return None
    open_ = row.state in (Asked.PENDING, Asked.WAITING, Asked.HELD)
    flags = {ask.OPEN} if open_ else set()
    flags |= {ask.WAITING} if row.state == Asked.WAITING else set()
    flags |= {ask.HELD} if row.state == Asked.HELD else set()
    flags |= {ask.INSTEAD} if row.post.key != step.post else set()
    if not open_:
        said = row.opinions.filter(standing=True).first()
        flags.add(_answer(row, said))
        ruled = consultations_of(dossier.pk).filter(elevates=row, opinions__standing=True, opinions__kind="concur")
        if said and said.kind == OpinionKind.NONCONCUR and ruled.exclude(state=Asked.SUPERSEDED).exists():
            flags.add(ask.RULED)
    return flags


def _answer(row: Consultation, said: Opinion | None) -> str:
    if said is None:
        return ask.PASSED
    if said.kind == OpinionKind.SILENCE:
        return ask.SILENT
    return ask.OBJECTED if said.kind == OpinionKind.NONCONCUR else ask.AGREED


@cache
def _proofs(digest: str, route_key: str) -> Proofs:
    framework = Framework.objects.get(digest=digest)
    route = next(route for route in routes_of(framework) if route.key == route_key)
    return Proofs(Lines(file_of(framework)), route)


def proofs_of(dossier: Dossier) -> Proofs:
    return _proofs(dossier.framework.digest, dossier.route_key)


class Life:
    """One dossier among people who hold several posts, lend each other powers, and try everything."""

    def __init__(self, house: House, seed: int) -> None:
        self.dice, self.house, self.at, self.version = random.Random(seed), house, MONDAY, 1
        self.people = list(house.people.values())
        self.pairs = [(person, key) for key, person in house.people.items()]
        self.done: Counter[str] = Counter()
        for _ in range(self.dice.randrange(4)):
            self._try(self._appoint)
        self.facts: dict[str, object] = {"kind": self.dice.choice(["exercise", "exercise", "talks"])}
        self.dossier = an_open_dossier(house, **self.facts)
        self.proofs = proofs_of(self.dossier)

    def live(self, acts: int) -> Counter[str]:
        """Try so many acts; how often each succeeded. Raises Disagreement."""
        self.proofs.compare(self.dossier, self.people)
        for _ in range(acts):
            if self.dossier.state in ENDED:
                break
            self._act()
        return self.done

    def lives(self, depth: int, width: int) -> int:
        """From here, in so many ways, on for so many acts each; how many runs that are.

        Runs that begin alike share their beginning: what follows is undone, and another way is tried from there.
        Raises Disagreement.
        """
        if not depth or self.dossier.state in ENDED:
            return 1
        runs = 0
        for _ in range(width):
            kept = self.at, self.version, list(self.pairs), dict(self.facts), self.dossier, self.proofs
            with transaction.atomic():
                for _ in range(MOST_TRIES):
                    if self._act():
                        break
                runs += self.lives(depth - 1, width)
                transaction.set_rollback(True)
            self.at, self.version, self.pairs, self.facts, self.dossier, self.proofs = kept
            forget_mandates()
        return runs

    def _act(self) -> bool:
        """Try one act, and compare what has become of the dossier. Whether it was let happen."""
        self.at += timedelta(hours=self.dice.choice([1, 5, 30]))
        happened = self._try(self.dice.choice(self._likely()))
        self.dossier = now(self.dossier)
        if happened:
            self.proofs = proofs_of(self.dossier)
            self.proofs.compare(self.dossier, self.people)
        return happened

    def _try(self, act: Callable[[], object]) -> bool:
        with suppress(NotAllowed, Refused, ObjectDoesNotExist):
            act()
            self.done[act.__name__.lstrip("_")] += 1
            return True
        return False

    def _likely(self) -> list[Callable[[], object]]:
        everywhere = [self._amend, self._lend, self._appoint, self._tick, self._opine, self._withdraw]
        everywhere += [self._cover, self._vacate, self._take_over, self._migrate]
        state = self.dossier.state
        if state == State.CONSULTING:
            return [
                *everywhere,
                *[self._opine] * 12,
                self._comment,
                self._adjudicate,
                self._hold,
                self._release,
                self._ask,
                self._inform,
                self._elevate,
            ]
        if state == State.CONSOLIDATING:
            return [*everywhere, *[self._consolidate] * 8, self._adjudicate, self._elevate]
        if state == State.COUNTERSIGNING:
            return [*everywhere, *[self._countersign] * 10, self._send_back]
        if state == State.DECIDING:
            return [*everywhere, *[self._decide] * 12, self._send_back]
        return [self._amend, self._amend, self._suspend, self._resume, self._revoke]

    def _actor(self, *posts: str) -> Actor:
        """Mostly somebody who holds one of these posts or was lent its powers; sometimes anybody."""
        lent = [
            (person, delegation.to_post.key)
            for delegation in Delegation.objects.filter(mandate__post__key__in=posts).select_related("to_post")
            for person, key in self.pairs
            if key == delegation.to_post.key
        ]
        fitting = [pair for pair in self.pairs if pair[1] in posts] + lent
        person, key = self.dice.choice(fitting if fitting and self.dice.random() < 0.85 else self.pairs)
        return actor_for(person, self.at, post_by_key(key).pk)

    def _open(self) -> Consultation:
        rows = list(consultations_of(self.dossier.pk).exclude(state=Asked.SUPERSEDED))
        waiting = [row for row in rows if row.state in (Asked.PENDING, Asked.WAITING, Asked.HELD)]
        return self.dice.choice(waiting if waiting and self.dice.random() < 0.8 else rows)

    def _opine(self) -> None:
        row = self._open()
        kind = self.dice.choice([OpinionKind.CONCUR] * 6 + [OpinionKind.NONCONCUR, OpinionKind.NO_INTEREST])
        said = {"basis": "no", "cure": "less"} if kind is OpinionKind.NONCONCUR else {}
        give_opinion(
            row.pk,
            actor=self._actor(row.post.key),
            at=self.at,
            seen_digest=self.dossier.subject.digest,
            kind=kind,
            **said,
        )

    def _comment(self) -> None:
        row = self._open()
        make_comment(
            row.pk,
            actor=self._actor(row.post.key),
            at=self.at,
            field="personnel",
            words="hm",
            severity=Severity.SUBSTANTIVE,
        )

    def _adjudicate(self) -> None:
        comment = Comment.objects.filter(consultation__dossier=self.dossier, adjudication__isnull=True).first()
        if comment is not None:
            adjudicate_comment(
                comment.pk, actor=self._actor("planner"), at=self.at, outcome=Adjudicated.ACCEPTED, rationale="yes"
            )

    def _hold(self) -> None:
        row = self._open()
        place_hold(
            row.pk, actor=self._actor(row.post.key), at=self.at, reason="wait", expires=self.at + timedelta(days=3)
        )

    def _release(self) -> None:
        hold = Hold.objects.filter(consultation__dossier=self.dossier, ended_at__isnull=True).first()
        if hold is not None:
            release_hold(hold.pk, actor=self._actor(hold.consultation.post.key), at=self.at, reason="so")

    def _ask(self) -> None:
        row = self._open()
        ask_information(row.pk, actor=self._actor(row.post.key), at=self.at, question="what?")

    def _inform(self) -> None:
        asked = InformationRequest.objects.filter(consultation__dossier=self.dossier, answered_at__isnull=True).first()
        if asked is not None:
            give_information(asked.pk, actor=self._actor("planner"), at=self.at, answer="this")

    def _elevate(self) -> None:
        row = self._open()
        elevate_objection(row.pk, actor=self._actor("planner"), at=self.at, reason="stuck")

    def _consolidate(self) -> None:
        consolidate_dossier(
            self.dossier.pk, actor=self._actor("planner"), at=self.at, summary="All said.", recommendation="Authorise."
        )

    def _countersign(self) -> None:
        countersign_dossier(
            self.dossier.pk, actor=self._actor("director"), at=self.at, seen_digest=self.dossier.subject.digest
        )

    def _decide(self) -> None:
        decide_dossier(
            self.dossier.pk,
            actor=self._actor(*(key.post for key in self.proofs.route.keys)),
            at=self.at,
            seen_digest=self.dossier.subject.digest,
            grant=self.dice.random() < 0.9,
            reason="because",
            over_objection="all the same",
        )

    def _send_back(self) -> None:
        signers = [rule.post for rule in self.proofs.route.signatures]
        send_back_dossier(self.dossier.pk, actor=self._actor(*signers), at=self.at, reason="more")

    def _amend(self) -> None:
        self.version += 1
        changes = self.dice.choice(
            [{"personnel": 900 + self.version}, {"personnel": 3000 * self.version}, {"cost": "90000"}]
        )
        actor = self._actor("planner", "desk")
        key = next((key for key, person in self.house.people.items() if person.pk == actor.person_id), "planner")
        self.facts |= changes
        subject = a_subject(self.house, author=key, version=self.version, **self.facts)
        amend_subject(self.dossier.pk, actor=actor, at=self.at, subject=subject, why="changed")

    def _lend(self) -> None:
        mandate = self.dice.choice(list(Mandate.objects.filter(may__in=LENDABLE).select_related("post")))
        to = self.dice.choice(self.pairs)[1]
        delegate_mandate(
            mandate,
            actor=self._actor(mandate.post.key),
            at=self.at,
            to_post=post_by_key(to),
            until=self.at + timedelta(days=20),
            reason="away",
        )

    def _appoint(self) -> None:
        person, key = self.dice.choice(self.people), self.dice.choice(list(self.house.people))
        appoint_person(
            post_by_key(key),
            actor=self._actor("appointer"),
            at=self.at,
            person=person,
            starts=date(2026, 1, 1),
            acting=True,
        )
        self.pairs.append((person, key))

    def _cover(self) -> None:
        held = self.dice.choice(list(Appointment.objects.filter(ends__isnull=True).select_related("post")))
        cover_absence(
            held,
            actor=self._actor(held.post.key),
            at=self.at,
            by_post=post_by_key(self.dice.choice(self.pairs)[1]),
            starts=self.at,
            until=self.at + timedelta(days=9),
            reason="away",
        )

    def _vacate(self) -> None:
        """The appointment ends at midnight, and what was asked of the post is then its superior's to take over."""
        held = self.dice.choice(list(Appointment.objects.filter(ends__isnull=True).select_related("post")))
        end_appointment(held, actor=self._actor("appointer"), at=self.at, ends=self.at.date())
        self.pairs = [pair for pair in self.pairs if pair != (held.person, held.post.key)] or self.pairs

    def _take_over(self) -> None:
        """In bulk: every question that a post was left with, one by one."""
        rows = list(consultations_of(self.dossier.pk).filter(state__in=OPEN).select_related("post__superior"))
        row = self.dice.choice(rows or [self._open()])
        above = row.post.superior.key if row.post.superior else row.post.key
        for each in [other for other in rows if other.post_id == row.post_id] or [row]:
            reassign_consultation(each.pk, actor=self._actor(above), at=self.at, reason="nobody is there")

    def _migrate(self) -> None:
        """To a later version, which counsel has longer to answer under."""
        current = framework_in_force(self.dossier.framework.key)
        if current.version == self.dossier.framework.version:
            proposal = propose_version(LATER, actor=self._actor("appointer"), at=self.at, why="better")
            by = self._actor("principals")
            current = approve_version(proposal.pk, actor=by, at=self.at, seen_digest=proposal.digest)
        plan = migration_plan(self.dossier, current)
        actor = self._actor("appointer")
        migrate_dossier(self.dossier.pk, actor=actor, at=self.at, seen_plan=plan.digest, reason="better")

    def _tick(self) -> None:
        self.at += timedelta(days=self.dice.choice([1, 4, 9]))
        jobs.tick(self.at)

    def _withdraw(self) -> None:
        if self.dice.random() < 0.1:
            withdraw_dossier(self.dossier.pk, actor=self._actor("planner"), at=self.at, reason="over")

    def _suspend(self) -> None:
        suspend_clearance(self.dossier.pk, actor=self._actor("defence-minister"), at=self.at, reason="storm")

    def _resume(self) -> None:
        resume_clearance(self.dossier.pk, actor=self._actor("defence-minister"), at=self.at, reason="calm")

    def _revoke(self) -> None:
        revoke_clearance(self.dossier.pk, actor=self._actor("foreign-minister"), at=self.at, reason="never")
