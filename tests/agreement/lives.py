"""Lives of a dossier at random, by the real actions, each step compared with what the proofs say can be reached."""

import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.core.exceptions import ObjectDoesNotExist

from comity.foundation.access.queries import Person
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.mandate.institutions.actions.appoint_person import appoint_person
from comity.mandate.institutions.actions.delegate_mandate import delegate_mandate
from comity.mandate.institutions.models import Delegation, Mandate
from comity.mandate.institutions.queries import actor_for, file_of, post_by_key
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
from comity.procedure.clearance.actions.place_hold import place_hold
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
from comity.procedure.clearance.queries import authors_of, consultations_of, has_spoken, route_of, signed_by
from comity.procedure.clearance.rules.life import Asked, State
from comity.procedure.clearance.rules.opinion import Adjudicated, OpinionKind, Severity
from comity.procedure.clearance.rules.route import Route, Step
from comity.procedure.clearance.tests.builders import MONDAY, House, a_subject, an_open_dossier, now

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
    asking: dict[str, tuple[Step, ask.Asking, Region]] = field(init=False)

    def __post_init__(self) -> None:
        route, lines = self.route, self.lines
        keys = [lines.signer(key, May.DECIDE, route.classes) for key in route.keys]
        second = lines.signer(route.countersign, May.COUNTERSIGN, route.classes) if route.countersign else None
        self.signing = sign.signing(route, keys, second, lines.speakers(route))
        self.signed = reachable(self.signing.procedure)
        self.asking = {}
        for step in (step for stage in route.stages for step in stage.steps):
            told = ask.asking(route, step, title=step.post, above=True, ladder=bool(route.elevate))
            self.asking[step.key] = step, told, reachable(told.procedure)

    def compare(self, dossier: Dossier, people: list[Person]) -> None:
        """Raises Disagreement."""
        for person in people:
            self._among(self.signing.procedure, self.signed, dossier.state, self._of(dossier, person), person.username)
        for key, (step, told, region) in self.asking.items():
            flags = _of_step(dossier, step)
            if flags is not None:
                self._among(told.procedure, region, dossier.state, flags, key)

    @staticmethod
    def _among(procedure: Procedure, region: Region, state: str, up: set[str], whose: str) -> None:
        there = sum(1 << procedure.flags.index(flag) for flag in up)
        if not region.get(procedure.places.index(state), 0) >> there & 1:
            raise Disagreement(f"{whose}: {state}, {sorted(up)}")

    def _of(self, dossier: Dossier, person: Person) -> set[str]:
        """The flags of X, were this person X. What X cleared of their own is remembered by none: it must be down."""
        signers = [rule.post for rule in self.route.signatures]
        speakers = self.lines.speakers(self.route)
        stands = dossier.signatures.filter(standing=True)
        spoke = Opinion.objects.filter(consultation__dossier=dossier, person=person)
        posts = {post if post in signers else sign.ELSEWHERE for post in spoke.values_list("post__key", flat=True)}
        flags = {f"X spoke for {post}" for post in posts & {*speakers, sign.ELSEWHERE}}
        flags |= {
            f"{key} has turned its key" for key in stands.filter(role=Signature.KEY).values_list("post__key", flat=True)
        }
        told = {
            sign.WROTE: person.pk in authors_of(dossier),
            sign.SPOKEN: has_spoken(dossier.pk, person.pk),
            sign.SIGNED: person.pk in signed_by(dossier),
            sign.TWICE: stands.filter(person=person).count() > 1,
            sign.CIVIL: any(self.lines.civil(self._from(signature)) for signature in stands.select_related("post")),
        }
        return flags | {flag for flag, up in told.items() if up}

    def _from(self, signature: Signature) -> str:
        """The post it was signed from: one to which the power was lent, one that stands in, or its own."""
        if signature.under.startswith("D-"):
            lent = Delegation.objects.select_related("to_post").get(pk=int(signature.under.split()[0][2:]))
            return str(lent.to_post.key)
        return str(signature.post.key)


def _of_step(dossier: Dossier, step: Step) -> set[str] | None:
    """The flags of the consultation that stands for this step; None while it is not asked here at all."""
    rows = consultations_of(dossier.pk).filter(step_key=step.key)
    row = rows.exclude(state=Asked.SUPERSEDED).order_by("-asked_at", "-pk").first()
    if row is None:
        return None
    flags = {ask.OPEN} if row.state in (Asked.PENDING, Asked.WAITING, Asked.HELD) else set()
    flags |= {ask.WAITING} if row.state == Asked.WAITING else set()
    flags |= {ask.HELD} if row.state == Asked.HELD else set()
    said = row.opinions.filter(standing=True).first()
    if row.state not in (Asked.PENDING, Asked.WAITING, Asked.HELD):
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
        framework = self.dossier.framework
        self.proofs = Proofs(Lines(file_of(framework)), route_of(self.dossier))

    def live(self, acts: int) -> Counter[str]:
        """Try so many acts; how often each succeeded. Raises Disagreement."""
        self.proofs.compare(self.dossier, self.people)
        for _ in range(acts):
            if self.dossier.state in ENDED:
                break
            self.at += timedelta(hours=self.dice.choice([1, 5, 30]))
            self._try(self.dice.choice(self._likely()))
            self.dossier = now(self.dossier)
            if self.dossier.route_key == self.proofs.route.key:
                self.proofs.compare(self.dossier, self.people)
        return self.done

    def _try(self, act: Callable[[], object]) -> None:
        with suppress(NotAllowed, Refused, ObjectDoesNotExist):
            act()
            self.done[act.__name__.lstrip("_")] += 1

    def _likely(self) -> list[Callable[[], object]]:
        everywhere = [self._amend, self._lend, self._appoint, self._tick, self._opine, self._withdraw]
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
