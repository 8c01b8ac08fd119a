"""A run that a proof tells, performed on the running house: every move by the actions, step for step.

The house is founded from the framework file with one person in every post. X holds every post that X acts from in the
run; *another* is whoever holds the post, or somebody appointed to it besides X. After each move the dossier must stand
where the run says it stands.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from unittest.mock import patch

import yaml

from comity.foundation.access.queries import Person
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.foundation.conditions.rules.load import load_data
from comity.foundation.conditions.rules.vocabulary import named
from comity.foundation.labels.queries import marking_for
from comity.foundation.labels.rules.label import label
from comity.mandate.institutions.actions.adopt_framework import adopt_framework
from comity.mandate.institutions.actions.appoint_person import appoint_person
from comity.mandate.institutions.actions.approve_version import approve_version
from comity.mandate.institutions.actions.delegate_mandate import delegate_mandate
from comity.mandate.institutions.actions.propose_version import propose_version
from comity.mandate.institutions.actions.revoke_delegation import revoke_delegation
from comity.mandate.institutions.models import Appointment, Delegation, Mandate
from comity.mandate.institutions.queries import actor_for, framework_in_force, people_at, post_by_key
from comity.mandate.institutions.rules.classes import EngagementClass
from comity.mandate.institutions.rules.framework import May
from comity.mandate.obligations.models import Obligation
from comity.procedure.assurance.rules import asking as ask
from comity.procedure.assurance.rules import hurrying
from comity.procedure.assurance.rules import signing as sign
from comity.procedure.assurance.rules.cells import cells_for
from comity.procedure.assurance.rules.lines import Lines
from comity.procedure.assurance.rules.verdicts import Verdict
from comity.procedure.clearance import jobs
from comity.procedure.clearance.actions.adjudicate_comment import adjudicate_comment
from comity.procedure.clearance.actions.amend_subject import amend_subject
from comity.procedure.clearance.actions.answer_review import answer_review
from comity.procedure.clearance.actions.ask_information import ask_information
from comity.procedure.clearance.actions.consolidate_dossier import consolidate_dossier
from comity.procedure.clearance.actions.countersign_dossier import countersign_dossier
from comity.procedure.clearance.actions.decide_dossier import decide_dossier
from comity.procedure.clearance.actions.declare_urgency import declare_urgency
from comity.procedure.clearance.actions.elevate_objection import elevate_objection
from comity.procedure.clearance.actions.give_information import give_information
from comity.procedure.clearance.actions.give_opinion import give_opinion
from comity.procedure.clearance.actions.make_comment import make_comment
from comity.procedure.clearance.actions.migrate_dossier import migrate_dossier
from comity.procedure.clearance.actions.open_dossier import open_dossier
from comity.procedure.clearance.actions.place_hold import place_hold
from comity.procedure.clearance.actions.reassign_consultation import reassign_consultation
from comity.procedure.clearance.actions.recall_grant import recall_grant
from comity.procedure.clearance.actions.release_hold import release_hold
from comity.procedure.clearance.actions.resume_clearance import resume_clearance
from comity.procedure.clearance.actions.revoke_clearance import revoke_clearance
from comity.procedure.clearance.actions.send_back_dossier import send_back_dossier
from comity.procedure.clearance.actions.suspend_clearance import suspend_clearance
from comity.procedure.clearance.actions.withdraw_dossier import withdraw_dossier
from comity.procedure.clearance.models import Comment, Consultation, Dossier, Hold, InformationRequest, Review
from comity.procedure.clearance.queries import (
    authors_of,
    consultations_of,
    migration_plan,
    route_of,
    signed_by,
    spoken_on,
)
from comity.procedure.clearance.rules.life import OPEN, Asked, Move, State, Turn
from comity.procedure.clearance.rules.opinion import Adjudicated, OpinionKind, Severity
from comity.procedure.clearance.rules.subject import Particular, Subject
from comity.procedure.clearance.rules.whole import WholeFramework
from comity.procedure.clearance.tests.builders import console

UNPROVED = patch("comity.web.wiring.prove_promises")
"""Within it a framework is adopted although it breaks what it promises: only then can anybody live under it."""

MONDAY = datetime(2027, 1, 4, 9, tzinfo=UTC)
ANOTHER = "another"


class Astray(AssertionError):
    """The running house did not do what the run says."""


class Replay:
    """One house and one dossier, on which a run is performed."""

    def __init__(self, text: str, file: WholeFramework, verdict: Verdict) -> None:
        self.text, self.file, self.verdict, self.at = text, file, verdict, MONDAY
        self.lines, self.version, self.particulars = Lines(file), 1, {"place": "A", "note": "a"}
        self.dossier: Dossier | None = None
        self.refusal: Refused | NotAllowed | None = None
        self.latest: dict[str, Person] = {}
        self.keys = [stop.move.key for stop in verdict.run if stop.move is not None]
        self.route = next((r for r in file.routes if set(r.classes) & set(verdict.classes)), file.routes[0])
        self.lead = next(m.post for m in file.mandates if May.PROPOSE in m.may)
        asked = [step.post for stage in self.route.stages for step in stage.steps]
        signing = [rule.post for rule in self.route.signatures]
        free = [post for post in asked if post not in signing and post != self.lead and not self.lines.abroad(post)]
        self.stands_for = dict(zip((sign.ELSEWHERE, sign.THIRD), free, strict=False))
        self.vacant = self._vacant(free)
        self.facts = dict(verdict.facts) or self._facts()

    def perform(self) -> None:
        """Raises Astray, or whatever refuses."""
        self._found()
        for stop, key, then in zip(self.verdict.run[1:], self.keys, [*self.keys[1:], ()], strict=True):
            self.at += timedelta(hours=1)
            self._do(key, self._named(stop.place))
            if then != ("answered",):  # which the house does by itself, as soon as it can
                self._stands(self._named(stop.place))
        if self.verdict.ends and not self.verdict.never:
            self._cannot_go_on()

    def _named(self, place: int) -> str:
        return self.verdict.procedure.places[place] if self.verdict.procedure else ""

    def _stands(self, where: str) -> None:
        if where in set(State) and self._now().state != where:
            raise Astray(f"it is {self._now().state}, and not {where}")

    def _now(self) -> Dossier:
        if self.dossier is None:
            raise Astray("nothing was put")
        self.dossier = Dossier.objects.whole("a run is performed").get(pk=self.dossier.pk)
        return self.dossier

    # The house.

    def _vacant(self, free: list[str]) -> str | None:
        """The post below, when somebody is to take over what it was asked."""
        if not any(key[0] == "take over" for key in self.keys):
            return None
        return next(post for post in free if self.lines.posts[post].superior)

    def _posts_of_x(self) -> Iterator[str]:
        for key in self.keys:
            match key:
                case ("put" | "import" | "consolidate" | "adjudicate" | "amend", "X", *_):
                    yield self.lead
                case ("speak", "X", post):
                    yield self.stands_for.get(post, post)
                case ("sign" | "refuse", "X", _, way):
                    yield way
                case ("take over", "X"):
                    yield str(self.lines.posts[str(self.vacant)].superior)
                case ("migrate", "X"):
                    yield self._holder_of(May.ADOPT)
                case ("declare", "X", *post):
                    urgent = self.route.urgent
                    yield post[0] if post else hurrying.declaring(self.lines, self.route, urgent)[0]  # type: ignore[arg-type]
                case ("review", "X", post):
                    yield post
                case ("grant urgently", "X"):
                    yield self.route.keys[-1].post

    def _holder_of(self, may: May) -> str:
        return next(m.post for m in self.file.mandates if may in m.may)

    def _found(self) -> None:
        text = self._earlier() if any(sign.EARLIER in key for key in self.keys) else self.text
        with UNPROVED:
            adopt_framework(text, actor=console(), at=MONDAY - timedelta(days=30))
        self.x, mine = self._person("x", self.file.home), set(self._posts_of_x())
        for post in self.file.posts:
            if post.key != self.vacant:
                state = next(i.state for i in self.file.institutions if i.key == post.institution)
                self._appoint(post.key, self.x if post.key in mine else self._person(post.key, state), console())

    def _person(self, username: str, nationality: str) -> Person:
        policy = self.file.deliberation["policy"]
        return Person.objects.create(
            username=f"the-{username}",
            name=username.replace("-", " "),
            nationality=nationality,
            clearances={policy: "SECRET"},
            demonstration=True,
        )

    def _appoint(self, post: str, person: Person, actor: Actor, *, acting: bool = False) -> None:
        row = post_by_key(post)
        appoint_person(row, actor=actor, at=self.at, person=person, starts=date(2026, 1, 1), acting=acting)

    def actor(self, who: str, post: str, *, for_: str | None = None) -> Actor:
        """X, or another who holds the post; if only X does, another is appointed beside X by whoever may.

        `for_`: the post for which they are to speak or sign, which not everybody may who holds this one.
        """
        row = post_by_key(post)
        if who == "X":
            return actor_for(self.x, self.at, row.pk)
        newest = self.latest.get(post)
        unfit = self._unfit(for_) if for_ else frozenset[int]()
        if newest is not None and newest.pk not in unfit:
            return actor_for(newest, self.at, row.pk)
        held = [pk for pk in people_at([row.pk], self.at) if pk != self.x.pk and pk not in unfit]
        if not held:
            by = self.actor(ANOTHER, next(p for p in self.lines.appointers[post] if p != post))
            self._appoint(post, self._another(post), by, acting=True)
            return self.actor(who, post, for_=for_)
        return actor_for(Person.objects.get(pk=held[0]), self.at, row.pk)

    def _leading(self) -> Actor:
        """Another at the leading post, who has not spoken on it."""
        self.actor(ANOTHER, self.lead)  # so that somebody is there beside X
        spoke = {person for person, _ in spoken_on(self._now())}
        held = people_at([post_by_key(self.lead).pk], self.at)
        person = next(pk for pk in held if pk not in spoke | {self.x.pk})
        return actor_for(Person.objects.get(pk=person), self.at, post_by_key(self.lead).pk)

    def _unfit(self, post: str) -> frozenset[int]:
        """Who has had their part in it: another must then be another."""
        dossier, pk = self._now(), post_by_key(post).pk
        elsewhere = {person for person, spoke in spoken_on(dossier) if spoke != pk}
        return authors_of(dossier) | signed_by(dossier) | frozenset(elsewhere)

    def _another(self, post: str) -> Person:
        state = next(i.state for i in self.file.institutions if i.key == self.lines.posts[post].institution)
        self.latest[post] = self._person(f"{post}-{len(self.latest)}", state)
        return self.latest[post]

    def _facts(self) -> dict[str, object]:
        """Facts by which the route is taken, and by which the step that is spoken of is asked."""
        vocabulary = named(self.file.subject)
        classes = [
            EngagementClass(c.key, c.title, load_data(c.when, vocabulary, name=c.key), c.why) for c in self.file.classes
        ]
        step = self.route.step(self.verdict.step) if self.verdict.step else None
        when = load_data(step.when, vocabulary, name="step") if step is not None and step.when is not None else None
        cells = cells_for([*(c.when for c in classes), *([when] if when is not None else [])], vocabulary)
        left = cells.all
        for entry in classes:
            if entry.key in self.route.classes:
                found = left & cells.where(entry.when) & (cells.where(when) if when is not None else cells.all)
                if found:
                    return cells.example(found)
            left &= ~cells.where(entry.when)
        raise Astray("no facts take this route and ask this step")

    def _earlier(self) -> str:
        """An earlier version, which asked the step of the run as the run says it did."""
        data = yaml.safe_load(self.text)
        how = next((key[1] for key in self.keys if key[0] == "earlier"), "")
        data["version"] = "earlier"
        for route in data["routes"]:
            for step in (step for stage in route["stages"] for step in stage["steps"]):
                if step["key"] == self.verdict.step and how == "needs":
                    step["needs"] = "consultation" if step["needs"] == "concurrence" else "concurrence"
                if step["key"] == self.verdict.step and how == "instrument":
                    step["article"] = "another"
                if step["key"] == self.verdict.step and how == "clock":
                    step["on_lapse"] = {"do": "silence", "instrument": step["instrument"]}
        return yaml.safe_dump(data, allow_unicode=True)

    # The moves.

    def _do(self, key: tuple[str, ...], there: str) -> None:
        match key:
            case ("put" | "import", *rest):
                self._put(rest[0] if rest and rest[0] in ("X", ANOTHER) else ANOTHER)
            case ("speak", who, post):
                self._speak(who, self.stands_for.get(post, post))
            case ("take over", *who):
                self._take_over(who[0] if who else ANOTHER)
            case ("answered",):
                self._everyone_answers()
            case ("adjudicate", who):
                self._adjudicate(who)
            case ("consolidate", *who):
                self._consolidate(self.actor("X", self.lead) if who == ["X"] else self._leading())
            case ("sign", who, post, way):
                self._sign(who, post, way, grant=True)
            case ("refuse", who, post, way):
                self._sign(who, post, way, grant=False)
            case ("send back",):
                post = self.route.keys[0].post
                send_back_dossier(self._now().pk, actor=self.actor(ANOTHER, post), at=self.at, reason="more")
            case ("amend", who, how):
                self._amend(who, how)
            case ("amend", how):
                self._amend(ANOTHER, "material" if how == "concerned" else "little")
            case ("withdraw",):
                withdraw_dossier(self._now().pk, actor=self.actor(ANOTHER, self.lead), at=self.at, reason="over")
            case (Move.SUSPEND | Move.RESUME | Move.REVOKE,):
                self._stand(Move(key[0]))
            case ("migrate", who, *_):
                self._migrate(who, there)
            case _:
                self._do_singly(key)

    def _do_singly(self, key: tuple[str, ...]) -> None:
        """What is done about one post that is asked, and by administrators."""
        match key:
            case ("ask",):
                self._asked()
            case ("answer", flag) | ("earlier", _, (ask.AGREED | ask.OBJECTED) as flag):
                self._answer(flag)
            case ("lapse", _) | ("earlier", _, _) | ("lapse in hours", _):
                self._lapse()
            case ("declare", *how):
                self._declare(*how[:2])
            case ("urgency lapses",):
                self._urgency_lapses()
            case (Turn.HOLD | Turn.RELEASE | Turn.ASK | Turn.INFORM,):
                self._turn(Turn(key[0]))
            case ("rule",):
                self._rule()
            case ("countersign",):
                self._sign(ANOTHER, self.route.countersign.post, self.route.countersign.post, grant=True)  # type: ignore[union-attr]
            case ("grant",):
                for rule in self.route.keys:
                    self._sign(ANOTHER, rule.post, rule.post, grant=True)
            case ("refuse",):
                self._sign(ANOTHER, self.route.keys[0].post, self.route.keys[0].post, grant=False)
            case ("appoint", by, post):
                self._appoint(post, self._another(post), self.actor(ANOTHER, by), acting=True)
            case ("lend", post, to, may, *beyond):
                self._lend(post, to, may, beyond)
            case _:
                self._see(key)

    def _see(self, key: tuple[str, ...]) -> None:
        """What the house must show at the end of a run."""
        match key:
            case ("no route",):
                self._must(isinstance(self.refusal, Refused) and "No route" in str(self.refusal), "a route was chosen")
            case ("goes", first):
                self._must(first in route_of(self._now()).classes, "it goes another way")
            case ("cannot decide", post):
                self._cannot_decide(post)
            case ("leave", post):
                self._leave(post)
            case ("nobody appoints", post):
                self._nobody_appoints(post)
            case (("granted" | "revoked") as what,):
                self._brought_to_be(what)
            case ("grant urgently", who):
                self._grant_urgently(who)
            case ("review opens",):
                self.at += timedelta(hours=self.route.urgent.review.opens_after)  # type: ignore[union-attr]
                jobs.tick(self.at)
                self._must(Review.objects.exists(), "no review opened")
            case ("review", who, post):
                self._review(self.actor(who, post))
            case ("recall", who):
                self._recall(who)
            case ("unsigned", post):
                self._unsigned(post)
            case ("longer", post):
                self._longer(post)
            case ("nobody is told",):
                self._must(not Obligation.objects.whole("a run is performed").exists(), "somebody is told")
            case ("told", entry):
                self._told_late(entry)
            case ("lend further", post, to, may):
                self._lend_further(post, to, may)
            case ("cannot take back", post):
                self._cannot_take_back(post)
            case _:
                raise Astray(f"nobody knows how to do {key}")

    @staticmethod
    def _must(so: object, else_: str) -> None:
        if not so:
            raise Astray(else_)

    def _subject(self, author: Actor) -> Subject:
        particulars = {**self.facts, **self.particulars}
        written = {
            name: sorted(value) if isinstance(value, frozenset) else value for name, value in particulars.items()
        }
        policy = self.file.deliberation["policy"]
        states = [self.file.home, *(entry.code for entry in self.file.states)]
        return Subject(
            kind="matter",
            key="11111111-1111-1111-1111-111111111111",
            reference="MAT-1",
            title="Calm Waters",
            facts=self.facts,
            particulars=tuple(Particular(name, name, value, str(value)) for name, value in written.items()),
            lead_post_id=post_by_key(self.lead).pk,
            marking_id=marking_for(label(policy, "RESTRICTED", releasable_to=sorted(set(states)))).pk,
            authors=frozenset({author.who}),
            version=self.version,
        )

    def _put(self, who: str) -> None:
        actor = self.actor(who, self.lead)
        try:
            self.dossier = open_dossier(self._subject(actor), actor=actor, at=self.at)
        except Refused as refusal:
            self.refusal = refusal

    def _open(self) -> list[Consultation]:
        rows = consultations_of(self._now().pk).filter(state__in=OPEN)
        return list(rows.select_related("post").order_by("stage", "asked_at", "pk"))

    def _asked(self) -> Consultation:
        """The standing question to the post that the run is about; what comes before it is answered first."""
        for _ in range(9):
            rows = consultations_of(self._now().pk).filter(step_key=self.verdict.step).exclude(state=Asked.SUPERSEDED)
            row = rows.select_related("post").order_by("-asked_at", "-pk").first()
            if row is not None:
                return row
            for other in self._open():
                self._opine(other, self.actor(ANOTHER, other.post.key))
        raise Astray(f"{self.verdict.step} is never asked")

    def _opine(self, row: Consultation, actor: Actor, kind: OpinionKind = OpinionKind.CONCUR) -> None:
        said = {"basis": "no", "cure": "less"} if kind is OpinionKind.NONCONCUR else {}
        digest = self._now().subject.digest
        give_opinion(row.pk, actor=actor, at=self.at, seen_digest=digest, kind=kind, **said)

    def _speak(self, who: str, post: str) -> None:
        for _ in range(9):
            rows = consultations_of(self._now().pk).exclude(state=Asked.SUPERSEDED).filter(post__key=post)
            row = rows.select_related("post").order_by("-asked_at").first()
            if row is not None and row.state != Asked.LAPSED:
                return self._opine(row, self.actor(who, post))
            self._later()
        raise Astray(f"{post} is never asked")

    def _later(self) -> None:
        """On to the next clock that runs out; an obligation may then be late, a question goes up."""
        self.at = max([self.at, *(row.due_at for row in self._open())]) + timedelta(minutes=1)
        due = self._now().due_at
        if not self._open() and due is not None:
            self.at = max(self.at, due + timedelta(minutes=1))
        jobs.tick(self.at)

    def _take_over(self, who: str) -> None:
        row = next(row for row in self._open() if row.post.key == self.vacant)
        above = str(self.lines.posts[str(self.vacant)].superior)
        reassign_consultation(row.pk, actor=self.actor(who, above), at=self.at, reason="nobody is there")

    def _everyone_answers(self) -> None:
        for _ in range(9):
            for row in self._open():
                self._opine(row, self.actor(ANOTHER, row.post.key, for_=row.post.key))
            if not self._open():
                return

    def _adjudicate(self, who: str) -> None:
        row = self._open()[0]
        said = {"field": "place", "words": "where?", "severity": Severity.SUBSTANTIVE}
        make_comment(row.pk, actor=self.actor(ANOTHER, row.post.key), at=self.at, **said)
        comment = Comment.objects.get(adjudication__isnull=True)
        how = {"outcome": Adjudicated.ACCEPTED, "rationale": "yes"}
        adjudicate_comment(comment.pk, actor=self.actor(who, self.lead), at=self.at, **how)

    def _consolidate(self, actor: Actor) -> None:
        said = {"summary": "All said.", "recommendation": "Authorise."}
        consolidate_dossier(self._now().pk, actor=actor, at=self.at, **said)

    def _sign(self, who: str, post: str, way: str, *, grant: bool) -> None:
        actor, digest = self.actor(who, way, for_=post), self._now().subject.digest
        if self.route.countersign is not None and post == self.route.countersign.post:
            if way != post and not Delegation.objects.filter(to_post__key=way).exists():
                self._later()  # who is above signs in its place once its clock has run out
                actor = self.actor(who, way)
            countersign_dossier(self._now().pk, actor=actor, at=self.at, seen_digest=digest)
            return
        said = {"reason": "because", "over_objection": "all the same"}
        decide_dossier(self._now().pk, actor=actor, at=self.at, seen_digest=digest, grant=grant, **said)

    def _amend(self, who: str, how: str) -> None:
        self.version += 1
        self.particulars["place" if how == "material" else "note"] = f"{self.version}"
        actor = self.actor(who, self.lead)
        amend_subject(self._now().pk, actor=actor, at=self.at, subject=self._subject(actor), why="changed")

    def _stand(self, move: Move) -> None:
        act = {
            Move.SUSPEND: suspend_clearance,
            Move.RESUME: resume_clearance,
            Move.REVOKE: revoke_clearance,
        }[move]
        act(self._now().pk, actor=self.actor(ANOTHER, self._holder_of(May.REVOKE)), at=self.at, reason="so")

    def _migrate(self, who: str, there: str) -> None:
        if there == State.CONSOLIDATING:
            self._everyone_answers()
        adopter = self._holder_of(May.ADOPT)
        by = self.actor(ANOTHER, self.file.adoption.approved_by)  # type: ignore[union-attr]
        with UNPROVED:
            proposal = propose_version(self.text, actor=self.actor(ANOTHER, adopter), at=self.at, why="better")
            approve_version(proposal.pk, actor=by, at=self.at, seen_digest=proposal.digest)
        actor = self.actor("X" if who == "X" else ANOTHER, adopter)
        plan = migration_plan(self._now(), framework_in_force(self.file.framework))
        migrate_dossier(self._now().pk, actor=actor, at=self.at, seen_plan=plan.digest, reason="better")

    def _answer(self, flag: str) -> None:
        kind = OpinionKind.NONCONCUR if flag == ask.OBJECTED else OpinionKind.CONCUR
        self._opine(self._asked(), self.actor(ANOTHER, self._asked().post.key), kind)

    # Of one post that is asked.

    def _lapse(self) -> None:
        row = self._asked()
        self.at = max(self.at, row.due_at) + timedelta(minutes=1)
        jobs.tick(self.at)

    def _turn(self, turn: Turn) -> None:
        row, lead = self._asked(), self.actor(ANOTHER, self.lead)
        actor = self.actor(ANOTHER, row.post.key)
        match turn:
            case Turn.HOLD:
                place_hold(row.pk, actor=actor, at=self.at, reason="wait", expires=self.at + timedelta(days=3))
            case Turn.RELEASE:
                release_hold(Hold.objects.get(ended_at__isnull=True).pk, actor=actor, at=self.at, reason="so")
            case Turn.ASK:
                ask_information(row.pk, actor=actor, at=self.at, question="what?")
            case _:
                asked = InformationRequest.objects.get(answered_at__isnull=True)
                give_information(asked.pk, actor=lead, at=self.at, answer="this")

    def _rule(self) -> None:
        lead = self.actor(ANOTHER, self.lead)
        ruling = elevate_objection(self._asked().pk, actor=lead, at=self.at, reason="stuck")
        self._opine(ruling, self.actor(ANOTHER, ruling.post.key))

    # In haste.

    def _declare(self, who: str = ANOTHER, post: str = "") -> None:
        if self.dossier is None:
            self._put(ANOTHER)
        declaring = hurrying.declaring(self.lines, self.route, self.route.urgent)  # type: ignore[arg-type]
        post = post if post in self.lines.posts else declaring[0]
        actor = self.actor("X" if who == "X" else ANOTHER, post)
        cause = self.route.urgent.causes[0]  # type: ignore[union-attr]
        declare_urgency(self._now().pk, actor=actor, at=self.at, cause=cause, why="lives")

    def _urgency_lapses(self) -> None:
        self.at += timedelta(hours=self.route.urgent.lapses_after + 1)  # type: ignore[union-attr]
        jobs.tick(self.at)

    def _grant_urgently(self, who: str) -> None:
        self._everyone_answers()
        self._consolidate(self._leading())
        if self.route.countersign is not None:
            self._sign(ANOTHER, self.route.countersign.post, self.route.countersign.post, grant=True)
        *first, last = self.route.keys
        for rule in first:
            self._sign(ANOTHER, rule.post, rule.post, grant=True)
        self._sign(who, last.post, last.post, grant=True)
        self._must(self._now().state == State.GRANTED, "it is not granted")

    def _review(self, actor: Actor) -> None:
        review = Review.objects.get()
        said = {"was_urgent": True, "answers": ["yes"] * len(review.questions), "words": "so it was"}
        answer_review(review.pk, actor=actor, at=self.at, **said)

    def _recall(self, who: str) -> None:
        posts = {
            "declarer": hurrying.declaring(self.lines, self.route, self.route.urgent)[0],  # type: ignore[arg-type]
            "reviewer": self.route.urgent.review.posts[0],  # type: ignore[union-attr]
            "stranger": self.lead,
        }
        recall_grant(self._now().pk, actor=self.actor(ANOTHER, posts[who]), at=self.at, reason="enough")

    def _unsigned(self, post: str) -> None:
        self._everyone_answers()
        self._consolidate(self._leading())
        for rule in self.route.keys:
            self._sign(ANOTHER, rule.post, rule.post, grant=True)
        dossier = self._now()
        signed = dossier.signatures.filter(standing=True, post__key=post)
        self._must(dossier.state == State.GRANTED and not signed.exists(), "it was signed all the same")

    def _longer(self, post: str) -> None:
        """It still has days: it is asked, or signs, by the clock of the ordinary route."""
        self._everyone_answers()
        self._consolidate(self._leading())
        left = self._now().due_at - self.at  # type: ignore[operator]
        self._must(left > timedelta(hours=self.route.urgent.hours.sign), f"{post} has hours only")  # type: ignore[union-attr]

    def _cannot_go_on(self) -> None:
        """Whoever would have to go on is refused, whatever they are to do."""
        if self._now().state == State.GRANTED:
            for name in ("declarer", "reviewer"):
                self._refused(lambda: self._recall(name))  # noqa: B023  called at once
            return
        for post in sorted({rule.post for rule in self.route.signatures}):
            self._refused(lambda: self._sign(ANOTHER, post, post, grant=True))  # noqa: B023  called at once
        self._refused(lambda: self._consolidate(self._leading()))

    # Administrators, and what is seen of them.

    def _lend(self, post: str, to: str, may: str, beyond: list[str]) -> Delegation:
        mandate = Mandate.objects.filter(post__key=post, may=may).order_by("pk").first()
        days, bounds = 1, {}
        match beyond:
            case ["days", figure]:
                days = int(figure)
            case ["ceiling", term, limit]:
                bounds = {"ceiling": {term: Decimal(limit)}}
        until = self.at + timedelta(days=days)
        actor = self.actor(ANOTHER, post)
        return delegate_mandate(
            mandate, actor=actor, at=self.at, to_post=post_by_key(to), until=until, reason="away", **bounds
        )

    def _lend_further(self, post: str, to: str, may: str) -> None:
        mandate = Mandate.objects.filter(post__key=post, may=may).order_by("pk").first()
        entry = next(m for m in self.file.mandates if m.post == post and may in m.may)
        third = next(key for key in self.lines.lent_to(entry, entry.classes) if key not in (to, post))
        until = self.at + timedelta(days=1)
        actor = self.actor(ANOTHER, to)
        delegate_mandate(mandate, actor=actor, at=self.at, to_post=post_by_key(third), until=until, reason="away")

    def _cannot_take_back(self, post: str) -> None:
        loan = Delegation.objects.get(mandate__post__key=post)
        self._refused(lambda: revoke_delegation(loan, actor=self.actor(ANOTHER, post), at=self.at, reason="enough"))

    def _refused(self, act: Callable[[], object]) -> None:
        try:
            act()
        except (NotAllowed, Refused) as refusal:
            self.refusal = refusal
            return
        raise Astray("it was let happen")

    def _cannot_decide(self, post: str) -> None:
        """Everybody answers, everybody else signs, and this key cannot be turned."""
        self._everyone_answers()
        self._consolidate(self._leading())
        self.route = route_of(self._now())
        if self.route.countersign is not None:
            self._sign(ANOTHER, self.route.countersign.post, self.route.countersign.post, grant=True)
        self._refused(lambda: self._sign(ANOTHER, post, post, grant=True))
        self._must(isinstance(self.refusal, NotAllowed), "it is refused for another reason")

    def _leave(self, post: str) -> None:
        """A person leaves by closing the account: that needs nobody who may appoint."""
        from comity.mandate.institutions.actions.vacate_posts import vacate_posts

        person = Person.objects.get(pk=people_at([post_by_key(post).pk], self.at)[0])
        person.is_active = False
        Person.objects.filter(pk=person.pk).update(is_active=False)
        vacate_posts(person.pk, actor=console(), at=self.at)
        self.at += timedelta(days=1)

    def _nobody_appoints(self, post: str) -> None:
        somebody = self._person("somebody", self.file.home)
        for held in Appointment.objects.filter(ends__isnull=True).select_related("person", "post"):
            actor = actor_for(held.person, self.at, held.post_id)
            self._refused(lambda: self._appoint(post, somebody, actor))  # noqa: B023  called at once
        self._must(not people_at([post_by_key(post).pk], self.at), "somebody holds it")

    def _brought_to_be(self, what: str) -> None:
        """A dossier of the route is cleared, by everybody in turn."""
        self._put(ANOTHER)
        self._everyone_answers()
        self._consolidate(self._leading())
        if self.route.countersign is not None:
            self._sign(ANOTHER, self.route.countersign.post, self.route.countersign.post, grant=True)
        for rule in self.route.keys:
            self._sign(ANOTHER, rule.post, rule.post, grant=True)
        if what == "revoked":
            self._stand(Move.REVOKE)

    def _told_late(self, key: str) -> None:
        entry = next(entry for entry in self.file.oversight if entry.key == key)
        promise = next(p.within for p in self.file.properties if p.within is not None)
        owed = Obligation.objects.whole("a run is performed").get(owed_to__key=entry.tell)
        from comity.procedure.clearance.queries import due_after

        by_law = due_after(self.at, promise, self._now().framework).date()
        self._must(owed.due > by_law, "it is told in time")
