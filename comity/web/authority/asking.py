"""Who may? and why not?: every act on a thing, asked of the permissions that the act itself asks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Verdict
from comity.mandate.institutions.queries import (
    Appointment,
    Chain,
    Framework,
    Mandate,
    actor_from,
    chains_of,
    everybody,
    lenders_to,
    own_mandate,
)
from comity.mandate.institutions.rules.framework import May


class Permission(Protocol):
    """It knows all that it asks about, beside who would act."""

    def __call__(self, *, actor: Actor) -> Verdict: ...


@dataclass(frozen=True, slots=True)
class Question:
    """One act on one thing: may this actor? `at_issue` names the part it is about, where there are several; `not_now`
    says why nobody does it now, whoever may. `only`: the posts from which alone it could be allowed, where that is
    known beforehand, so that nobody else need be asked."""

    act: str
    words: str
    ask: Permission
    may: May | None = None
    at_issue: str = ""
    not_now: str = ""
    only: frozenset[int] | None = None
    of: frozenset[int] | None = None
    """The posts whose power it is, where it is that of particular posts: only they could lend it."""


@dataclass(frozen=True, slots=True)
class Thing:
    """What is asked about: its name, the framework whose people may act on it, and every act there is on it."""

    reference: str
    title: str
    framework: Framework
    questions: tuple[Question, ...]

    def about(self, act: str) -> list[Question]:
        """The questions of this act, several when it is about several parts; all of them when none is named."""
        return [question for question in self.questions if act in ("", question.act)]


@dataclass(frozen=True, slots=True)
class Entitled:
    """Somebody who may: from which post, and under what."""

    held: Appointment
    chain: Chain | None
    why: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why somebody may not, and who could lend their post the power that is missing."""

    verdict: Verdict
    lenders: tuple[tuple[Mandate, list[Appointment]], ...]


def who_may_now(question: Question, framework: Framework, at: datetime) -> list[Entitled]:
    """Everybody in every post of theirs whom the act would let, with the chain to the instrument."""
    rows = everybody(framework, at)
    if question.only is not None:
        rows = rows.filter(post__in=question.only)
    found = [(row, question.ask(actor=actor_from(row))) for row in rows]
    allowed = [(row, verdict) for row, verdict in found if verdict]
    chains = chains_of(verdict.source for _, verdict in allowed)
    return [
        Entitled(row, chains.get(verdict.source) or _own(question, row, framework), verdict.why)
        for row, verdict in allowed
    ]


def _own(question: Question, row: Appointment, framework: Framework) -> Chain | None:
    """The post's own mandate, for acts whose permission names none."""
    mandate = own_mandate(row.post_id, question.may, framework) if question.may else None
    return Chain(None, mandate.cites) if mandate else None


def why_not(question: Question, actor: Actor, framework: Framework, at: datetime) -> Refusal | None:
    """What is missing, and who could lend it; None when they may."""
    verdict = question.ask(actor=actor)
    if verdict:
        return None
    lenders = lenders_to(actor, question.may, framework, at) if question.may else []
    theirs = [row for row in lenders if question.of is None or row[0].post_id in question.of]
    return Refusal(verdict, tuple(theirs))


def first_open(questions: Sequence[Question]) -> str:
    """The act to show first: one that is on now, else any."""
    return next(_open(questions), questions[0].act if questions else "")


def _open(questions: Sequence[Question]) -> Iterator[str]:
    return (question.act for question in questions if not question.not_now)
