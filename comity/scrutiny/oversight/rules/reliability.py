"""Whether data can be relied on: tests of each field, and a verdict with its thresholds.

The tests are those auditors make before they use figures that a computer gives: is it there, does it agree with
itself, can it be true, is it there once, was it written in time. The verdict says *undetermined* rather than guess.
"""

from dataclasses import dataclass
from enum import StrEnum

from comity.foundation.words.rules.said import say

ENOUGH = 10  # rows: fewer tell nothing
TOLERATED = 5  # percent of the rows tested that may fail
TESTABLE = 50  # percent of the population to which a test must apply
LATE_AFTER = 60  # days after its end that a result may take to be recorded


class Family(StrEnum):
    """What kind of test it is."""

    COMPLETENESS = "completeness"
    LOGIC = "logic"
    RANGE = "range"
    DUPLICATES = "duplicates"
    TIMELINESS = "timeliness"

    @property
    def words(self) -> str:
        return _FAMILIES[self]


_FAMILIES = {
    Family.COMPLETENESS: say("Is it there?"),
    Family.LOGIC: say("Does it agree with itself?"),
    Family.RANGE: say("Can it be true?"),
    Family.DUPLICATES: say("Is it there once?"),
    Family.TIMELINESS: say("Was it written in time?"),
}


class Verdict(StrEnum):
    SUFFICIENT = "sufficient"
    NOT_SUFFICIENT = "not_sufficient"
    UNDETERMINED = "undetermined"

    @property
    def words(self) -> str:
        return _VERDICTS[self]


_VERDICTS = {
    Verdict.SUFFICIENT: say("Sufficiently reliable"),
    Verdict.NOT_SUFFICIENT: say("Not sufficiently reliable"),
    Verdict.UNDETERMINED: say("Undetermined"),
}


@dataclass(frozen=True, slots=True)
class Check:
    """One test of one field, and what a row that fails it shows."""

    key: str
    family: Family
    field: str
    fault: str


CHECKS = (
    Check("purpose", Family.COMPLETENESS, say("Purpose"), say("no purpose is given")),
    Check("objectives", Family.COMPLETENESS, say("Objectives"), say("no objective is given")),
    Check("host", Family.COMPLETENESS, say("Host"), say("no host nation is named")),
    Check("place", Family.COMPLETENESS, say("Place"), say("no place is named")),
    Check("start", Family.COMPLETENESS, say("First day"), say("the first day is not known to the day")),
    Check("end", Family.COMPLETENESS, say("Last day"), say("the last day is not known to the day")),
    Check("personnel", Family.COMPLETENESS, say("Personnel"), say("no figure is given")),
    Check("cost", Family.COMPLETENESS, say("Cost"), say("no figure is given")),
    Check("assessment", Family.COMPLETENESS, say("Assessment"), say("it is over and says nothing of what it achieved")),
    Check("order", Family.LOGIC, say("Dates"), say("it ends before it starts")),
    Check("parties", Family.LOGIC, say("Figures of the parties"), say("together they exceed the total")),
    Check("cleared", Family.LOGIC, say("Clearance"), say("it goes ahead and no dossier stands behind it")),
    Check("people-range", Family.RANGE, say("Personnel"), say("nobody, or more than half a million")),
    Check("cost-range", Family.RANGE, say("Cost"), say("below nothing, or above a thousand million")),
    Check("date-range", Family.RANGE, say("First day"), say("before 1945, or more than ten years ahead")),
    Check("twice", Family.DUPLICATES, say("Title and first day"), say("another has the same title and first day")),
    Check("entered", Family.TIMELINESS, say("Entry"), say("it was entered after it had begun")),
    Check("closed-out", Family.TIMELINESS, say("Close-out"), say("it ended long ago and still counts as planned")),
)


def check_named(key: str) -> Check | None:
    return next((check for check in CHECKS if check.key == key), None)


def verdict(*, population: int, tested: int, faults: int) -> Verdict:
    """By the thresholds above: too little to go on is undetermined, whatever it shows."""
    if tested < ENOUGH or tested * 100 < population * TESTABLE:
        return Verdict.UNDETERMINED
    return Verdict.SUFFICIENT if faults * 100 <= tested * TOLERATED else Verdict.NOT_SUFFICIENT


@dataclass(frozen=True, slots=True)
class Finding:
    """What one test found: of how many rows it could be asked, and how many fail it."""

    check: Check
    population: int
    tested: int
    faults: int

    @property
    def verdict(self) -> Verdict:
        return verdict(population=self.population, tested=self.tested, faults=self.faults)

    @property
    def share(self) -> int:
        """Percent of the rows tested that pass, never rounded up to a clean hundred."""
        return (self.tested - self.faults) * 100 // self.tested if self.tested else 0
