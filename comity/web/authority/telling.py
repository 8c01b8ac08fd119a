"""Answers to *who may?* and *why not?* as plain data, for programs and for the command line."""

from datetime import datetime
from typing import Any

from comity.foundation.access.rules.actor import Actor
from comity.mandate.institutions.queries import Chain, Delegation

from .asking import Entitled, Question, Refusal, Thing, who_may_now, why_not


def answers(thing: Thing, act: str, at: datetime) -> dict[str, Any]:
    """Who may do this act, or every act when none is named: then who may is told only of what can be done now."""
    return {
        "reference": thing.reference,
        "title": thing.title,
        "framework": str(thing.framework),
        "at": at.isoformat(),
        "acts": [
            {**_act(one), "who": _who(one, thing, at) if act or not one.not_now else []} for one in thing.about(act)
        ],
    }


def reasons(thing: Thing, act: str, actor: Actor, at: datetime) -> dict[str, Any]:
    """Why this actor may or may not do this act; and if not, what is missing and who could supply it or do it."""
    return {
        "reference": thing.reference,
        "title": thing.title,
        "framework": str(thing.framework),
        "at": at.isoformat(),
        "person": actor.person,
        "post": str(actor.post),
        "acts": [_why(one, actor, thing, at) for one in thing.about(act)],
    }


def _who(question: Question, thing: Thing, at: datetime) -> list[dict[str, Any]]:
    return [_entitled(who) for who in who_may_now(question, thing.framework, at)]


def _why(question: Question, actor: Actor, thing: Thing, at: datetime) -> dict[str, Any]:
    refusal = why_not(question, actor, thing.framework, at)
    verdict = refusal.verdict if refusal else question.ask(actor=actor)
    found = {**_act(question), "may": refusal is None, "reasons": list(map(str, verdict.reasons))}
    found["source"] = str(verdict.source)
    if refusal is not None:
        found |= _supplied(refusal)
        found["who"] = _who(question, thing, at)
    return found


def _supplied(refusal: Refusal) -> dict[str, Any]:
    return {
        "could_lend": [
            {
                "post": mandate.post.title,
                "holders": [row.person.name for row in held],
                "power": str(mandate.may),
                "instrument": mandate.cites,
            }
            for mandate, held in refusal.lenders
        ]
    }


def _act(question: Question) -> dict[str, Any]:
    return {
        "act": question.act,
        "words": str(question.words),
        "about": str(question.at_issue),
        "not_now": str(question.not_now),
    }


def _entitled(who: Entitled) -> dict[str, Any]:
    row = who.held
    return {
        "person": row.person.name,
        "username": row.person.username,
        "post": row.post.title,
        "institution": row.post.institution.name,
        "acting": row.acting,
        "why": str(who.why),
        **_chain(who.chain),
    }


def _chain(chain: Chain | None) -> dict[str, Any]:
    if chain is None:
        return {"delegation": None, "instrument": ""}
    return {"delegation": _loan(chain.loan) if chain.loan else None, "instrument": chain.cites}


def _loan(loan: Delegation) -> dict[str, Any]:
    return {
        "number": loan.number,
        "power": str(loan.mandate.may),
        "of": loan.mandate.post.title,
        "lent_by": loan.made_by.name,
        "classes": list(loan.classes),
        "ceiling": dict(loan.ceiling),
        "from": loan.starts.isoformat(),
        "until": loan.until.isoformat(),
        "reason": loan.reason,
        "covers_an_absence": loan.covers,
    }
