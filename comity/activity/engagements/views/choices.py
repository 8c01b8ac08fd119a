"""Which moves a person may make now, and why not the others."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.activity.engagements.models import Engagement
from comity.activity.engagements.permissions import may_lead, may_propose, may_write
from comity.activity.engagements.queries import Grounds, start_of
from comity.activity.engagements.rules.life import AMENDABLE, Move, State, moves_from
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Verdict, deny
from comity.foundation.words.rules.said import day, say

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Weighty:
    """A move that a person makes on a page of its own: what it is called, what it means, which words it needs."""

    label: Words
    question: Words
    means: Words
    icon: str
    tone: str = "plain"
    asks: Words = ""


WEIGHTY: dict[Move, Weighty] = {
    Move.WITHDRAW: Weighty(
        _("Withdraw"),
        _("Withdraw this engagement?"),
        _("It leaves clearance. Whoever was asked is asked no longer. It can be taken up again as a concept."),
        "undo-2",
        "danger",
        _("Why it is withdrawn"),
    ),
    Move.BEGIN: Weighty(
        _("Begin"),
        _("Has this engagement begun?"),
        _("It is recorded as under way. From now on it must be suspended before it can be amended."),
        "play",
    ),
    Move.COMPLETE: Weighty(
        _("Complete"),
        _("Is this engagement over?"),
        _("It is recorded as completed, and its assessment is due."),
        "flag",
    ),
    Move.ASSESS: Weighty(
        _("Assess"),
        _("What did this engagement achieve?"),
        _("The assessment is measured against the objectives and kept in the record."),
        "target",
        asks=_("What it achieved, objective by objective"),
    ),
    Move.CLOSE: Weighty(
        _("Close"), _("Close this engagement?"), _("Nothing more can be done with it afterwards."), "archive"
    ),
    Move.CANCEL: Weighty(
        _("Call off"),
        _("Call this engagement off?"),
        _("It ends here and cannot be taken up again."),
        "circle-x",
        "danger",
        _("Why it is called off"),
    ),
    Move.REVISE: Weighty(
        _("Revise"),
        _("Take this engagement up again?"),
        _("It becomes a concept, and must be proposed and cleared anew."),
        "refresh-ccw",
        asks=_("Why it is taken up again"),
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
        return deny(say("it begins on {day}", day=day(first)))
    return may_lead(actor, **asked.leading())


def choices(it: Engagement, actor: Actor, asked: Grounds, at: datetime) -> list[dict[str, Any]]:
    """Everything a person could do with it as it stands: allowed, or refused with the reason."""
    found = []
    known = moves_from(it.state)
    if it.state == State.CONCEPT:
        found.append(_choice(_("Edit"), _url("engagement-edit", it), "pencil", may_write(actor, **asked.writing())))
        verdict = verdict_on(Move.PROPOSE, it, actor, asked, at)
        found.append(_choice(_("Propose"), _url("engagement-propose", it), "send", verdict, "primary"))
    if it.state in AMENDABLE:
        found.append(
            _choice(_("Amend"), _url("engagement-edit", it), "file-pen", may_propose(actor, **asked.writing()))
        )
    for move, weighty in WEIGHTY.items():
        if move in known:
            url = reverse("engagement-move", args=[it.reference, move.value])
            found.append(_choice(weighty.label, url, weighty.icon, verdict_on(move, it, actor, asked, at)))
    if it.state not in (State.WITHDRAWN, State.REFUSED, State.CANCELLED, State.UNDER_WAY, State.PROPOSED):
        marks = may_lead(actor, **asked.leading())
        found.append(_choice(_("Change marking"), _url("engagement-marking", it), "shield", marks))
    return found


def _url(name: str, it: Engagement) -> str:
    return reverse(name, args=[it.reference])


def _choice(label: Words, url: str, icon: str, verdict: Verdict, tone: str = "") -> dict[str, Any]:
    return {
        "label": label,
        "url": url,
        "icon": icon,
        "tone": tone,
        "allowed": bool(verdict),
        "why": verdict.why,
    }
