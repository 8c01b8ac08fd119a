"""The desk of an auditor: can the data be relied on, how were decisions reached, is the record whole."""

from datetime import UTC, datetime, time
from typing import Any

from comity.foundation.labels.queries import counted
from comity.foundation.record.queries import head, witness_reach
from comity.scrutiny.oversight.forms import PopulationForm
from comity.scrutiny.oversight.queries import REFUSED, Population, decided, findings, found_waiting
from comity.scrutiny.oversight.rules.reliability import (
    ENOUGH,
    LATE_AFTER,
    TESTABLE,
    TOLERATED,
    Family,
    Finding,
    Verdict,
)

from .pieces import Layout, Sitting


def auditor(sitting: Sitting) -> Layout:
    reader, today = sitting.actor.reader, sitting.today
    first, last = PopulationForm(sitting.asked).period(today)
    found = findings(Population(first, last), reader, today)
    told = decided(reader, datetime.combine(first, time.min, UTC))
    tip, reach, watched = head(), witness_reach(), found_waiting(sitting.actor)
    context = {
        "population": Population(first, last),
        "population_form": PopulationForm(initial={"first": first, "last": last}),
        "rows": found[0].population if found else 0,
        "families": [{"family": family, "findings": _of(family, found)} for family in Family],
        "verdicts": [{"verdict": v, "count": sum(1 for f in found if f.verdict is v)} for v in Verdict],
        "thresholds": {"enough": ENOUGH, "tolerated": TOLERATED, "testable": TESTABLE, "late_after": LATE_AFTER},
        "decided": told,
        "watched": watched,
        "refused_kind": REFUSED,
        "head": tip,
        "reach": reach,
        "troubles": reach.troubles(sitting.at),
        "root": bytes(tip.root).hex(),
    }
    _, population = counted(Population(first, last).rows(reader))
    return Layout(context, counted=population | told.marking_ids | watched.marking_ids)


def _of(family: Family, found: list[Finding]) -> list[dict[str, Any]]:
    return [{"finding": f, "tone": _TONES[f.verdict]} for f in found if f.check.family is family]


_TONES = {
    Verdict.SUFFICIENT: "met",
    Verdict.NOT_SUFFICIENT: "not_met",
    Verdict.UNDETERMINED: "cannot_tell",
}
