"""Open one thing above one's clearance in an emergency, for hours, before everybody's eyes."""

from datetime import UTC, datetime, timedelta

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, deny, require
from comity.foundation.labels.queries import label_of, policies, readable
from comity.foundation.labels.rules.reading import changes_after
from comity.foundation.record.actions.announce import announce
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say
from comity.mandate.institutions.queries import open_marking_id

from ..events import EmergencyOpened, EmergencyReasonGiven
from ..models import OpenedThing, Opening
from ..permissions import may_break_glass
from ..queries import entry_for, framework_for, instrument_of, named_for, running_for, sought, thing_of, why_never

NOTHING = say("Nothing of this name can be opened to you in an emergency.")
SHORTEST = 20  # characters of a reason


@attempt
def break_glass(said: str, *, actor: Actor, at: datetime, reason: str, hours: int) -> Opening:
    """`said` is the reference of an engagement, or the address of a paper. It opens that one row and nothing beside it,
    until its moment, or until its marking changes.

    Raises NotAllowed to every post that the framework does not name; Refused, or NotAllowed in the same words, for what
    is not there, what is another's information, and what is not releasable to the reader: which of these is not told.
    """
    framework = framework_for(actor)
    if framework is None:
        raise Refused(say("No framework is in force over your post."))
    entry, marking_id = entry_for(actor), open_marking_id(framework)
    instrument = instrument_of(framework, entry) if entry else ""
    require(
        may_break_glass(actor, named=named_for(actor), instrument=instrument),
        doing=say("open something in an emergency"),
        about=[Thing("framework", framework.key, framework.key)],
        marking_id=marking_id,
    )
    longest = entry.hours if entry else 0
    if len(reason.strip()) < SHORTEST:
        raise Refused(say("Say why it cannot wait, in a sentence."), fields={"reason": say("overseers read it")})
    if not 1 <= hours <= longest:
        raise Refused(say("At most {hours} hours.", hours=longest), fields={"hours": say("not so long")})
    found = sought(said)
    if found is None:
        raise Refused(NOTHING, fields={"what": say("look again")})
    label = label_of(found.marking_id)
    if readable(label, actor.reader, at).allowed:
        raise Refused(say("You may read it as it is."), fields={"what": say("nothing to open")})
    if why_never(found, framework, actor.reader, at):
        require(deny(NOTHING), doing=say("open it in an emergency"), about=[found.thing], marking_id=found.marking_id)
    if any((row.kind, row.key) == (found.thing.kind, found.thing.key) for row in running_for(actor, at)):
        raise Refused(say("It stands open to you already."), fields={"what": say("open already")})
    until = at + timedelta(hours=hours)
    if (turn := changes_after(label, policies(), at)) is not None:
        until = min(until, turn)
    opening: Opening = Opening.objects.create(
        by_id=actor.who,
        by_post_id=actor.from_post,
        framework_key=framework.key,
        instrument=instrument[:300],
        opened_at=at,
        until=until,
        marking_id=marking_id,
    )
    thing = OpenedThing.objects.create(
        opening=opening,
        kind=found.thing.kind,
        key=found.thing.key,
        reference=found.thing.reference,
        reason=reason.strip(),
        marking_id=found.marking_id,
    )
    why = EmergencyReasonGiven(opening=opening.reference, what=thing.reference, reason=thing.reason)
    announce(why, actor=actor, at=at, about=[found.thing, thing_of(opening)], marking_id=found.marking_id)
    event = EmergencyOpened(
        opening=opening.reference,
        who=str(actor),
        until=f"{until.astimezone(UTC):%Y-%m-%d %H:%M} UTC",
        instrument=instrument,
    )
    announce(event, actor=actor, at=at, about=[thing_of(opening)], marking_id=marking_id)
    return opening
