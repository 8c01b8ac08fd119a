"""Who held which post when, by what the record told up to then."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from .sequence import TOLERANCE

APPOINTED, ENDED = "post.person-appointed", "post.appointment-ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An entry that gives a post (`day` is the first of it) or takes it (`day` is the first without it).

    Of one whose body was erased nobody knows to whom and from when: it has no day.
    """

    seq: int
    kind: str
    post_key: str
    person: str = ""
    day: date | None = None


@dataclass(slots=True)
class Tenure:
    """One appointment: from which day, told by which entry; and each end it was given, by which entry."""

    seq: int
    starts: date
    ends: list[tuple[int, date]] = field(default_factory=list)

    def ran(self, day: date, seq: int) -> bool:
        """Whether it ran on that day as far as the entries before `seq` tell. An end that is told later undoes nothing
        that was done before."""
        known = [end for told, end in self.ends if told < seq]
        return self.seq < seq and self.starts <= day and (not known or day < min(known))


class Tenures:
    """Every appointment that the record tells of. The record names people by their names: of two of one name it cannot
    tell which was meant, and the list of appointments is asked beside it."""

    def __init__(self, told: Iterable[Told]) -> None:
        self._of: dict[tuple[str, str], list[Tenure]] = {}
        self._erased: dict[str, int] = {}
        for entry in told:
            if entry.day is None:
                self._erased.setdefault(entry.post_key, entry.seq)
                continue
            held = self._of.setdefault((entry.post_key, entry.person), [])
            if entry.kind == APPOINTED:
                held.append(Tenure(entry.seq, entry.day))
            elif held:
                held[-1].ends.append((entry.seq, entry.day))

    def ran(self, post_key: str, person: str, *, at: datetime, seq: int) -> bool:
        """Whether this person held the post when the entry `seq` was made. Whoever was let in just before the day ended
        may have acted just after it."""
        held = self._of.get((post_key, person), ())
        days = {at.date(), (at - TOLERANCE).date()}
        return any(tenure.ran(day, seq) for tenure in held for day in days)

    def erased(self, post_key: str, seq: int) -> bool:
        """Whether an entry before `seq` on this post was erased: then the record cannot tell who held it."""
        return self._erased.get(post_key, seq) < seq

    def days(self, post_key: str, person: str) -> frozenset[date]:
        """The first day of each of their appointments to it."""
        return frozenset(tenure.starts for tenure in self._of.get((post_key, person), ()))
