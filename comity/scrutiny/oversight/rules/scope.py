"""What evidence is asked for: one dossier, one engagement, some days, an institution, or everything."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from comity.foundation.words.rules.said import day, say


class ScopeKind(StrEnum):
    DOSSIER = "dossier"
    ENGAGEMENT = "engagement"
    PERIOD = "period"
    INSTITUTION = "institution"
    ALL = "all"


THINGS = frozenset({ScopeKind.DOSSIER, ScopeKind.ENGAGEMENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """`name` is the reference of a thing, or the name of an institution, whose `key` is then said too; a period goes
    from the day `first` to the day `last`, both included."""

    kind: ScopeKind
    name: str = ""
    key: str = ""
    first: date | None = None
    last: date | None = None

    @property
    def is_of_one_thing(self) -> bool:
        return self.kind in THINGS

    @property
    def begins(self) -> datetime | None:
        return datetime.combine(self.first, time.min, UTC) if self.first else None

    @property
    def ends(self) -> datetime | None:
        """The first moment after it."""
        return datetime.combine(self.last + timedelta(days=1), time.min, UTC) if self.last else None

    def as_data(self) -> dict[str, object]:
        """As it stands in the manifest of a bundle, in English."""
        match self.kind:
            case ScopeKind.PERIOD:
                return {"period": {"from": _written(self.first), "to": _written(self.last)}}
            case ScopeKind.ALL:
                return {"all": True}
        return {self.kind.value: self.name}

    @property
    def called(self) -> str:
        """A word for the name of a file: nothing of it needs quoting anywhere."""
        named = {
            ScopeKind.PERIOD: f"{_written(self.first)}-{_written(self.last)}",
            ScopeKind.INSTITUTION: self.key,
            ScopeKind.ALL: "all",
        }.get(self.kind, self.name)
        return "".join(sign if sign.isascii() and (sign.isalnum() or sign == "-") else "-" for sign in named)


def named(kind: str, name: str) -> str:
    """What evidence is of, in words; `name` as `of` gives it."""
    match kind:
        case ScopeKind.DOSSIER:
            return say("the dossier {reference}", reference=name)
        case ScopeKind.ENGAGEMENT:
            return say("the engagement {reference}", reference=name)
        case ScopeKind.INSTITUTION:
            return say("what was done from posts of {institution}", institution=name)
        case ScopeKind.PERIOD:
            first, _, last = name.partition("/")
            return say("what was done from {first} to {last}", first=day(first), last=day(last))
    return say("the whole record")


def of(scope: Scope) -> str:
    """The name by which the record keeps what a scope is of."""
    if scope.kind == ScopeKind.PERIOD:
        return f"{_written(scope.first)}/{_written(scope.last)}"
    return scope.name


def _written(one: date | None) -> str:
    return one.isoformat() if one else ""
