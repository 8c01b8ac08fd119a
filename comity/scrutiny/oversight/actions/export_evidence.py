"""Write down that evidence was handed out, of what and for whom, so that the file can be known again."""

from datetime import datetime

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import require
from comity.foundation.record.actions.announce import announce
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say

from ..events import EvidenceExported
from ..permissions import may_export_evidence
from ..rules.handed_out import HandedOut
from ..rules.scope import named, of


@attempt
def export_evidence(handed: HandedOut, *, actor: Actor, at: datetime, marking_id: int) -> int:
    """The entry holds the digest of the file, never its content. The file is made before, since an act is short, and
    handed over after; `marking_id` is of all that it shows. Returns the number of the entry. Raises NotAllowed."""
    scope = handed.scope
    about = [Thing("evidence", handed.digest[:40], handed.digest[:12]), *handed.things]
    require(
        may_export_evidence(actor, scope),
        doing=say("export evidence of {what}", what=named(scope.kind, of(scope))),
        about=about,
        marking_id=marking_id,
    )
    event = EvidenceExported(
        scope=str(scope.kind),
        name=of(scope),
        recipient=handed.recipient,
        entries=handed.entries,
        withheld=handed.withheld,
        digest=handed.digest,
        record_size=handed.record_size,
    )
    return announce(event, actor=actor, at=at, about=about, marking_id=marking_id).seq
