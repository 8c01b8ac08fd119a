"""Say something about an engagement, outside its clearance, and to somebody by name."""

from datetime import datetime
from uuid import UUID

from comity.activity.engagements.queries import thing
from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused
from comity.foundation.labels.queries import label_of
from comity.foundation.labels.rules.label import Label
from comity.foundation.record.actions.announce import announce
from comity.foundation.words.rules.said import say

from ..events import RemarkMade
from ..models import Remark
from ..queries import those_who_read
from ..rules.mentions import mentioned
from .contribute import marking_for_us, open_to

LONGEST = 4000  # characters


@attempt
def make_remark(
    key: UUID, *, actor: Actor, at: datetime, words: str, ours: bool = False, label: Label | None = None
) -> Remark:
    """Keep the remark; whoever it names is told. `ours` keeps it from partners, `label` is a marking of its own.

    Raises NotAllowed; Refused without words, or when it names somebody who may not read it: nobody learns from the
    refusal more than that such a name is not among the readers.
    """
    it, framework = open_to(key, actor=actor, at=at, doing=say("remark on an engagement"))
    said = words.strip()
    if not said:
        raise Refused(say("Say something."), fields={"words": say("needed")})
    if len(said) > LONGEST:
        raise Refused(say("Say it in {limit} characters at most.", limit=LONGEST), fields={"words": say("too long")})
    marking_id = marking_for_us(it, framework, ours=ours, actor=actor, at=at, own=label)
    names = mentioned(said)
    readers = those_who_read(label_of(marking_id), framework, at) if names else {}
    if strangers := [f"@{name}" for name in names if name not in readers]:
        raise Refused(
            say(
                "{names}: nobody of this name may read this remark. Write it without the @, or choose from the list.",
                names=", ".join(strangers),
            ),
            fields={"words": say("somebody named here may not read it")},
        )
    remark: Remark = Remark.objects.create(
        engagement=it,
        words=said,
        mentions=list(names),
        marking_id=marking_id,
        by_id=actor.who,
        by_post_id=actor.from_post,
        at=at,
    )
    people = tuple(readers[name].pk for name in names)
    event = RemarkMade(reference=it.reference, remark=str(remark.pk), words=said, mentioned=people)
    announce(event, actor=actor, at=at, about=[thing(it)], marking_id=marking_id)
    return remark
