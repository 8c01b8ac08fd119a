"""Change what is said of a concept."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.words.rules.said import say
from comity.mandate.institutions.queries import post_by_id

from ..events import ConceptChanged
from ..models import Engagement
from ..permissions import may_write
from ..queries import grounds, led_by, snapshot_of, thing
from ..rules.completeness import faults
from ..rules.life import State
from ..rules.particulars import Snapshot, differences, digest
from .change_engagement import in_words, keep_version, lay, locked, named, tell, unchanged_since, write_rows


@attempt
def save_concept(key: UUID, *, actor: Actor, at: datetime, said: Snapshot, seen_version: int) -> Engagement:
    """Every change is a version. Saving what is there already changes nothing and says nothing.

    Raises NotAllowed; Refused when it is a concept no longer, or somebody else wrote meanwhile.
    """
    it = locked(key)
    asked = grounds(it, actor, at)
    require(
        may_write(actor, **asked.writing()),
        doing=say("change {reference}", reference=it.reference),
        about=[thing(it)],
        marking_id=it.marking_id,
    )
    if it.state != State.CONCEPT:
        raise Refused(say("It is {state} and a concept no longer. Amend it instead.", state=State(it.state).words))
    unchanged_since(it, seen_version)
    if wrong := faults(said):
        raise Refused(say("This cannot be right yet."), fields=wrong)
    before = snapshot_of(it)
    said = led_by(said, post_by_id(it.lead_post_id), it.marking.words)
    if not (changed := differences(before, said)):
        return it
    it.version += 1
    lay(it, said)
    it.save()
    write_rows(it, said)
    keep_version(it, said, actor=actor, at=at)
    event = ConceptChanged(**named(it), number=it.version, changed=in_words(changed), digest=digest(said))
    tell(event, it, actor=actor, at=at)
    return it
