"""Which moves a person may make now, and why not the others."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from comity.activity.engagements.models import Engagement
from comity.activity.engagements.permissions import may_lead, may_propose, may_write
from comity.activity.engagements.queries import Grounds, start_of
from comity.activity.engagements.rules.life import AMENDABLE, Move, State, moves_from
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Verdict, deny


@dataclass(frozen=True, slots=True)
class Weighty:
    """A move that a person makes on a page of its own: what it is called, what it means, which words it needs."""

    label: str
    question: str
    means: str
    icon: str
    tone: str = "plain"
    asks: str = ""


WEIGHTY: dict[Move, Weighty] = {
    Move.WITHDRAW: Weighty(
        "Withdraw",
        "Withdraw this engagement?",
        "It leaves clearance. Whoever was asked is asked no longer. It can be taken up again as a concept.",
        "undo-2",
        "danger",
        "Why it is withdrawn",
    ),
    Move.BEGIN: Weighty(
        "Begin",
        "Has this engagement begun?",
        "It is recorded as under way. From now on it must be suspended before it can be amended.",
        "play",
    ),
    Move.COMPLETE: Weighty(
        "Complete",
        "Is this engagement over?",
        "It is recorded as completed, and its assessment is due.",
        "flag",
    ),
    Move.ASSESS: Weighty(
        "Assess",
        "What did this engagement achieve?",
        "The assessment is measured against the objectives and kept in the record.",
        "target",
        asks="What it achieved, objective by objective",
    ),
    Move.CLOSE: Weighty("Close", "Close this engagement?", "Nothing more can be done with it afterwards.", "archive"),
    Move.CANCEL: Weighty(
        "Call off",
        "Call this engagement off?",
        "It ends here and cannot be taken up again.",
        "circle-x",
        "danger",
        "Why it is called off",
    ),
    Move.REVISE: Weighty(
        "Revise",
        "Take this engagement up again?",
        "It becomes a concept, and must be proposed and cleared anew.",
        "refresh-ccw",
        asks="Why it is taken up again",
    ),
}


def verdict_on(move: Move, it: Engagement, actor: Actor, asked: Grounds, at: datetime) -> Verdict:
    """May this actor make the move, and is it time? The action decides again; this is what the page says."""
    if move is Move.PROPOSE:
        return may_propose(actor, **asked.writing())
    if move is Move.REVISE or (move is Move.WITHDRAW and it.state != State.IN_CLEARANCE):
        return may_write(actor, **asked.writing())
    first = start_of(it).earliest
    if move is Move.BEGIN and first is not None and at.date() < first:
        return deny(f"it begins on {first:%d %B %Y}")
    return may_lead(actor, **asked.leading())


def choices(it: Engagement, actor: Actor, asked: Grounds, at: datetime) -> list[dict[str, Any]]:
    """Everything a person could do with it as it stands: allowed, or refused with the reason."""
    found = []
    known = moves_from(it.state)
    if it.state == State.CONCEPT:
        found.append(_choice("Edit", _url("engagement-edit", it), "pencil", may_write(actor, **asked.writing())))
        verdict = verdict_on(Move.PROPOSE, it, actor, asked, at)
        found.append(_choice("Propose", _url("engagement-propose", it), "send", verdict, "primary"))
    if it.state in AMENDABLE:
        found.append(_choice("Amend", _url("engagement-edit", it), "file-pen", may_propose(actor, **asked.writing())))
    for move, weighty in WEIGHTY.items():
        if move in known:
            url = reverse("engagement-move", args=[it.reference, move.value])
            found.append(_choice(weighty.label, url, weighty.icon, verdict_on(move, it, actor, asked, at)))
    if it.state not in (State.WITHDRAWN, State.REFUSED, State.CANCELLED, State.UNDER_WAY, State.PROPOSED):
        marks = may_lead(actor, **asked.leading())
        found.append(_choice("Change marking", _url("engagement-marking", it), "shield", marks))
    return found


def _url(name: str, it: Engagement) -> str:
    return reverse(name, args=[it.reference])


def _choice(label: str, url: str, icon: str, verdict: Verdict, tone: str = "") -> dict[str, Any]:
    return {
        "label": label,
        "url": url,
        "icon": icon,
        "tone": tone,
        "allowed": bool(verdict),
        "why": verdict.why,
    }
