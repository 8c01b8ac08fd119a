"""Something became of a clearance: whoever the framework says is to be told of it is owed that from now on."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.mandate.institutions.queries import classified, file_of, post_by_key
from comity.mandate.institutions.rules.promises import OversightEntry
from comity.mandate.obligations.actions.raise_obligation import Owed, raise_obligation
from comity.mandate.obligations.rules.origin import told_to

from ..events import OVERSEEN, ClearanceEvent
from ..models import Dossier
from ..queries import cites, due_after, facts_of, things
from ..rules.overseen import to_be_told
from .lock import lock_dossier


@attempt
def owe_to_oversight(event: ClearanceEvent, *, actor: Actor, at: datetime) -> list[OversightEntry]:
    """Raise an obligation for every entry of `oversight`, of the version the dossier runs under, that speaks of this
    event and of this class. A class that cannot be told is told of: oversight never goes without for want of a fact.

    It has no permission of its own: it follows from the act that announced the event. Raises Refused when the clock of
    an entry cannot be told, and then the act does not happen either.
    """
    dossier = lock_dossier(UUID(event.dossier))
    when = OVERSEEN[type(event)]
    if not any(entry.when == when for entry in file_of(dossier.framework).oversight):
        return []
    found = classified(dossier.framework, facts_of(dossier.subject)).found
    concerned = to_be_told(file_of(dossier.framework).oversight, when, found.key if found else None)
    for entry in concerned:
        raise_obligation(_owed(dossier, entry, at), actor=actor, at=at)
    return concerned


def _owed(dossier: Dossier, entry: OversightEntry, at: datetime) -> Owed:
    told = post_by_key(entry.tell)
    cited = cites(dossier.framework, entry.instrument, entry.article)
    return Owed(
        what=entry.what,
        owed_by=post_by_key(entry.by) if entry.by else dossier.lead_post,
        owed_to=told,
        due=due_after(at, entry.within, dossier.framework).date(),
        about=things(dossier)[1],
        origin=str(told_to(told.title, cited, dossier.reference))[:300],
        # A dossier that is granted anew is told of anew.
        origin_key=f"oversight:{dossier.pk.hex}:{entry.key}:{int(at.timestamp())}",
        marking_id=dossier.marking_id,
    )
