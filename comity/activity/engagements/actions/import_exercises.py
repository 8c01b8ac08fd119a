"""Take in a file of exercises: first read every row and say which cannot be taken, then write all others at once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.labels.queries import marking_for
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say
from comity.mandate.institutions.queries import open_marking_id, post_by_id
from comity.mandate.institutions.rules.framework import May

from ..permissions import may_import
from ..queries import framework_of, imported_already, lowest_label, power_to_propose, state_names
from ..rules.exercises import KnownStates, Rejected, Row, read_row, source_key
from .import_engagement import Intake, import_engagement


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file. In a dry run `taken` is what would have been taken."""

    file: str
    dry_run: bool
    taken: int
    rejected: tuple[Rejected, ...]
    warnings: tuple[dict[str, object], ...]
    stopped: bool = False

    def as_data(self) -> dict[str, object]:
        return {
            "file": self.file,
            "dry_run": self.dry_run,
            "taken": self.taken,
            "rejected": [row.as_data() for row in self.rejected],
            "warnings": list(self.warnings),
        }


@attempt
def import_exercises(
    rows: Sequence[Mapping[str, str]],
    *,
    actor: Actor,
    at: datetime,
    source: str,
    dry_run: bool = False,
    strict: bool = False,
) -> Imported:
    """Every row that can be taken, in one transaction: either all of them are in, each with its entry, or none.

    `strict` takes nothing if any row cannot be taken. Raises NotAllowed without a mandate to import.
    """
    framework = framework_of(actor.post_id)
    if framework is None or actor.post_id is None:
        raise Refused(say("No framework is in force: adopt one first."))
    require(
        may_import(actor, power=power_to_propose(actor, at, framework, May.IMPORT)),
        doing=say("import {file}", file=source),
        about=[Thing("framework", framework.key, framework.key)],
        marking_id=open_marking_id(framework),
    )
    taken, rejected = read_all(rows)
    stopped = strict and bool(rejected)
    if not dry_run and not stopped:
        marking = marking_for(lowest_label(framework))
        intake = Intake(framework, post_by_id(actor.post_id), marking, source)
        for row in taken:
            import_engagement(row, actor=actor, at=at, intake=intake)
    warnings = tuple({"row": r.row, "id": r.id, "warnings": list(r.warnings)} for r in taken if r.warnings)
    count = 0 if stopped else len(taken)
    return Imported(source, dry_run, count, tuple(rejected), warnings, stopped)


def read_all(rows: Sequence[Mapping[str, str]]) -> tuple[list[Row], list[Rejected]]:
    """Decide every row, and reject those that an earlier import has brought in."""
    names = state_names()
    ended = {code: state.until_year for code, state in names.by_code.items() if state.until_year is not None}
    known = KnownStates(names.code, ended)
    seen: Counter[str] = Counter()
    read: list[Row | Rejected] = []
    for number, cells in enumerate(rows, 2):
        plain_key = source_key(cells)
        read.append(read_row(cells, row=number, states=known, repeat=seen[plain_key]))
        seen[plain_key] += 1
    here = imported_already(row.key for row in read if isinstance(row, Row))
    taken, rejected = [], []
    for row in read:
        if isinstance(row, Rejected):
            rejected.append(row)
        elif row.key in here:
            rejected.append(Rejected(row.row, row.id, (f"already here as {here[row.key]}",)))
        else:
            taken.append(row)
    return taken, rejected
