"""Write the register of releases to a file: what left the house, to whom, ever."""

from collections.abc import Sequence
from datetime import datetime

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.labels.queries import joined, marking_for
from comity.foundation.labels.rules.joining import CannotJoin
from comity.foundation.record.actions.announce import announce
from comity.foundation.words.rules.said import say
from comity.mandate.institutions.queries import framework_above

from ..events import RegisterExported
from ..models import Release
from ..permissions import may_export
from ..queries import at_home, thing_of


@attempt
def export_register(rows: Sequence[Release], *, actor: Actor, at: datetime) -> int:
    """How many lines are handed out: exporting is an act. Raises NotAllowed to whoever is not of the house; Refused
    where no one marking admits exactly those who may read every line, for a file and its entry carry one.
    """
    own = framework_above(actor.post_id) if actor.post_id is not None else None
    marking_id = _marking_over(rows) if rows else None
    verdict = may_export(actor, at_home=at_home(actor, own))
    if marking_id is not None:
        about = [thing_of(row) for row in rows]
        require(verdict, doing=say("export the register of releases"), about=about, marking_id=marking_id)
        announce(RegisterExported(count=len(rows)), actor=actor, at=at, about=about, marking_id=marking_id)
    return len(rows)


def _marking_over(rows: Sequence[Release]) -> int:
    try:
        return marking_for(joined([row.marking for row in rows])).pk
    except CannotJoin as error:
        raise Refused(
            say("These releases stand under markings that no one marking holds together: {why}.", why=error.args[0])
        ) from error
