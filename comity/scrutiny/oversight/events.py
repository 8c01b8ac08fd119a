"""Facts this room announces."""

from dataclasses import dataclass
from typing import ClassVar

from comity.foundation.record.events import Event
from comity.foundation.words.rules.said import known, say, say_many

from .rules.found import read
from .rules.scope import named

CONSOLE: str = say("the operator's console")


@dataclass(frozen=True, kw_only=True)
class SnapshotTaken(Event):
    """A frozen copy was handed out; whoever holds it can show by this digest that it was not changed since."""

    kind: ClassVar[str] = "snapshot.taken"
    population: str
    rows: int
    digest: str
    record_size: int
    record_root: str

    def sentence(self) -> str:
        return say(
            "A snapshot of {rows} engagements ({population}) was taken: {digest}.",
            rows=self.rows,
            population=self.population,
            digest=self.digest,
        )


@dataclass(frozen=True, kw_only=True)
class EvidenceExported(Event):
    """A bundle was handed out by which an auditor can check the record alone. `scope` and `name` say what it is of."""

    kind: ClassVar[str] = "evidence.exported"
    scope: str
    name: str
    recipient: str
    entries: int
    withheld: int
    digest: str
    record_size: int

    def sentence(self) -> str:
        return say(
            "Evidence of {what} was exported for {recipient}: {entries} of a record of {size}, {withheld}: {digest}.",
            what=named(self.scope, self.name),
            recipient=known(self.recipient),
            entries=say_many("{count} entry", "{count} entries", self.entries),
            size=self.record_size,
            withheld=say_many("{count} body withheld", "{count} bodies withheld", self.withheld),
            digest=self.digest,
        )


@dataclass(frozen=True, kw_only=True)
class FindingMade(Event):
    """A monitor found something. `found` is the sentence, `seq` the entry it is about, if it is about one."""

    kind: ClassVar[str] = "oversight.finding-made"
    finding: str
    watch: str
    found: str
    seq: int | None
    instrument: str

    def sentence(self) -> str:
        return say("Finding {finding}: {found}", finding=self.finding, found=read(self.found))


@dataclass(frozen=True, kw_only=True)
class FindingGone(Event):
    """Everything was read anew, and what was found once is so no longer. That it was, stays."""

    kind: ClassVar[str] = "oversight.finding-gone"
    finding: str
    watch: str
    found: str

    def sentence(self) -> str:
        return say("Finding {finding} is so no longer: {found}", finding=self.finding, found=read(self.found))


@dataclass(frozen=True, kw_only=True)
class FindingAcknowledged(Event):
    """An overseer took note of a finding."""

    kind: ClassVar[str] = "oversight.finding-acknowledged"
    finding: str
    post: str
    remark: str

    def sentence(self) -> str:
        return say(
            "{post} took note of finding {finding}: “{remark}”",
            post=self.post,
            finding=self.finding,
            remark=self.remark,
        )
