"""Begin to go through many engagements with one act of the desk."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.record.actions.announce import announce
from comity.foundation.words.rules.said import say

from ..events import RoundBegun
from ..models import Crisis, Round, RoundLine
from ..queries import may_do, thing, touched_by
from ..rules.desk_acts import DeskAct

MOST = 500


@attempt
def begin_round(
    key: UUID, *, actor: Actor, at: datetime, act: DeskAct, engagements: Sequence[str], words: str
) -> Round:
    """Write down which engagements are gone through, and with which words. Nothing is done to any of them yet:
    `carry_out_round` does it, one by one, each by the act that a page of its own would call.

    `engagements` are references. Raises NotAllowed; Refused when the crisis is over, when one of them is not touched
    by it, or without words.
    """
    rows = Crisis.objects.whole("an act locks what it changes; its permission is checked next")
    crisis: Crisis = rows.select_for_update().get(pk=key)
    require(
        may_do(act, crisis, actor=actor, at=at),
        doing=say("go through engagements in {reference}: {act}", reference=crisis.reference, act=act.words),
        about=[thing(crisis)],
        marking_id=crisis.marking_id,
    )
    if not crisis.runs_at(at):
        raise Refused(say("This crisis is over: what is left is done from the page of each engagement."))
    if not words.strip():
        raise Refused(say("Say why; it is shown to everyone concerned."), fields={"words": say("needed")})
    wanted = list(dict.fromkeys(engagements))
    if not wanted:
        raise Refused(say("Choose at least one engagement."), fields={"engagements": say("needed")})
    if len(wanted) > MOST:
        raise Refused(say("At most {most} engagements go into one round.", most=MOST))
    found = {it.reference: it for it in touched_by(crisis, actor.reader).filter(reference__in=wanted)}
    if strange := [reference for reference in wanted if reference not in found]:
        raise Refused(say("{references}: not touched by this crisis, or over.", references=", ".join(strange)))
    begun = Round.objects.create(
        crisis=crisis,
        act=act,
        words=words.strip(),
        by_id=actor.who,
        by_post_id=actor.from_post,
        begun_at=at,
    )
    RoundLine.objects.bulk_create(
        RoundLine(round=begun, number=number, engagement=found[reference]) for number, reference in enumerate(wanted, 1)
    )
    event = RoundBegun(
        crisis=str(crisis.pk),
        reference=crisis.reference,
        title=crisis.title,
        act=act,
        words=begun.words,
        count=len(wanted),
    )
    announce(event, actor=actor, at=at, about=[thing(crisis)], marking_id=crisis.marking_id)
    return begun
