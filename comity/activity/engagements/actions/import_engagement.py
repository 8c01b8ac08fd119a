"""Take in one engagement from a data set, as a concept led by the importing post."""

from dataclasses import dataclass
from datetime import datetime

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.labels.queries import Marking
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say, series
from comity.mandate.institutions.queries import Framework, Post
from comity.mandate.institutions.rules.framework import May

from ..events import EngagementImported
from ..models import Engagement
from ..permissions import may_import
from ..queries import led_by, power_to_propose
from ..rules.completeness import faults
from ..rules.exercises import DATA_SET, Row
from ..rules.particulars import digest
from .change_engagement import add_rows, keep_version, lay, named, next_reference, person_in_post, tell


@dataclass(frozen=True, slots=True)
class Intake:
    """What every row of one import has in common."""

    framework: Framework
    post: Post
    marking: Marking
    source: str


@attempt
def import_engagement(row: Row, *, actor: Actor, at: datetime, intake: Intake) -> Engagement:
    """One row, by the same rules as one typed by hand: permission, faults, version, entry.

    Whoever imports is its author and can never clear it. Raises NotAllowed without a mandate to import; Refused
    for what cannot be right.
    """
    require(
        may_import(actor, power=power_to_propose(actor, at, intake.framework, May.IMPORT)),
        doing=say("import row {row} of {file}", row=row.row, file=intake.source),
        about=[Thing("framework", intake.framework.key, intake.framework.key)],
        marking_id=intake.marking.pk,
    )
    if wrong := faults(row.said):
        raise Refused(series(wrong.values()), fields=wrong)
    it = Engagement(
        reference=next_reference(at.year),
        lead_post=intake.post,
        state_since=at,
        marking=intake.marking,
        created_by_id=person_in_post(actor)[0],
        created_at=at,
        source=f"{DATA_SET}: {row.id}, row {row.row} of {intake.source}"[:200],
        source_key=row.key,
    )
    said = led_by(row.said, intake.post, intake.marking.words)
    lay(it, said)
    it.save(force_insert=True)
    add_rows(it, said)
    keep_version(it, said, actor=actor, at=at, why=f"imported: {'; '.join(row.warnings) or 'as in the source'}")
    event = EngagementImported(**named(it), source=intake.source, row=row.row, digest=digest(said))
    tell(event, it, actor=actor, at=at)
    return it
