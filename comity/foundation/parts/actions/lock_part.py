"""What the acts on parts have in common: found, locked, permitted, rightly marked, told. Not an act of its own."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused
from comity.foundation.labels.queries import label_of, marking_for, policies, readable
from comity.foundation.labels.rules.label import Label
from comity.foundation.record.actions.announce import announce
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say

from ..events import PartEvent
from ..models import Part
from ..rules.whole import why_not_in

LONGEST = 20_000  # characters


def lock_part(line: UUID, actor: Actor, seen: UUID | None = None) -> Part:
    """The part as it stands now, locked. Raises Refused when the actor can read no such part, or saw another text."""
    rows = Part.objects.readable_by(actor.reader).filter(line=line, ended_at__isnull=True)
    found: Part | None = rows.select_related("marking").select_for_update(of=("self",)).first()
    if found is None:
        raise Refused(say("There is no such part any more."))
    if seen is not None and found.pk != seen:
        raise Refused(say("Somebody has changed this part since you opened it. Look at it again."))
    return found


def marked_rightly(label: Label, frame_id: int, *, actor: Actor, at: datetime) -> int:
    """The id of the marking. Raises Refused when it cannot stand in this frame, or the actor could not read it."""
    if why := why_not_in(label, label_of(frame_id), policies(), at):
        raise Refused(say("It cannot be marked so: {why}.", why=why), fields={"classification": say("not here")})
    if not readable(label, actor.reader, at).allowed:
        raise Refused(
            say("You could not read it yourself under that marking."), fields={"classification": say("not open to you")}
        )
    return int(marking_for(label).pk)


def said(words: str) -> str:
    """The words, trimmed. Raises Refused without any, or with too many."""
    found = words.replace("\x00", "").strip()
    if not found:
        raise Refused(say("Write something, or take the part out."), fields={"words": say("empty")})
    if len(found) > LONGEST:
        raise Refused(say("This is too long for one part: divide it."), fields={"words": say("too long")})
    return found


def end(part: Part, *, actor: Actor, at: datetime) -> None:
    part.ended_at, part.ended_by_id = at, actor.who
    part.save(update_fields=["ended_at", "ended_by"])


def tell(
    event: type[PartEvent], part: Part, thing: Thing, *, actor: Actor, at: datetime, about: list[Thing], **more: str
) -> None:
    """Announce it under the marking of the part itself: whoever may not read the part is told nothing of it."""
    told = event(reference=thing.reference, line=str(part.line), digest=part.digest, marked=part.marking.words, **more)
    announce(told, actor=actor, at=at, about=[thing, *about], marking_id=part.marking_id)
