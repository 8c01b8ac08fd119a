"""How far others vouch for the record, and what is to be complained of: sentences from what witnesses answered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from comity.foundation.words.rules.said import figure, listed, say, say_many

from .witnessing import Answer

SILENT_AFTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One witness: how far it cosigned and when by its own clock, since when it is behind, and its last answer.

    `size` is None when it never cosigned. `behind_since` is when the first checkpoint was signed that it lacks
    (or when it was first to be asked, if that was later), None when it lacks none. `detail` is technical English.
    """

    name: str
    key: str
    key_id: str
    since: datetime
    size: int | None
    cosigned_at: datetime | None
    behind: int
    behind_since: datetime | None
    answer: Answer
    asked_at: datetime | None
    answer_since: datetime | None
    detail: str

    @property
    def told(self) -> str:
        """What it answered last, in words."""
        return _TOLD[self.answer]

    @property
    def contradicts(self) -> bool:
        """Whether it knows another history than the one that is kept here."""
        return self.answer is Answer.OTHER_HISTORY

    def silent_at(self, at: datetime) -> bool:
        return self.behind_since is not None and at - self.behind_since >= SILENT_AFTER

    def trouble(self, at: datetime) -> str | None:
        """What is to be said aloud of this witness; None when all is well, or may still be."""
        if self.contradicts:
            return say(
                "{name} has seen another history of the record than this one, and refuses to cosign. Either the record "
                "was rewritten or set back, or another copy of it was shown to the witness.",
                name=self.name,
            )
        if not self.silent_at(at):
            return None
        why = _NOT_ASKED if self.answer is Answer.COSIGNED else self.told
        return say("{name} has not cosigned since {size}: {why}.", name=self.name, size=self._so_far, why=why)

    @property
    def _so_far(self) -> str:
        if self.size is None:
            return say("it was asked first")
        return say_many("the record had {count} entry", "the record had {count} entries", self.size)


_NOT_ASKED = say("this house has not asked it")
_TOLD = {
    Answer.NOT_ASKED: say("it was not asked yet"),
    Answer.COSIGNED: say("it cosigns"),
    Answer.NO_ANSWER: say("it does not answer"),
    Answer.NOT_BELIEVED: say("it does not believe the key that signs the record, or does not watch it"),
    Answer.OTHER_HISTORY: say("it has seen another history"),
    Answer.UNREADABLE: say("its answer cannot be believed"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Public:
    """The last checkpoint that the quorum signed; `at` is when the last of the quorum did, by that witness's clock."""

    size: int
    at: datetime
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far the record is signed by its own key, and how far it is public: cosigned by the quorum of witnesses."""

    signed: int
    signed_at: datetime | None
    public: Public | None
    quorum: int
    standings: tuple[Standing, ...]

    @property
    def asked_for(self) -> bool:
        """Whether anybody outside must vouch for the record at all."""
        return self.quorum > 0

    @property
    def behind(self) -> int:
        """Entries that are signed, and not public yet."""
        return self.signed - (self.public.size if self.public else 0)

    @property
    def sentence(self) -> str:
        if not self.signed:
            return say("Nothing of the record is signed yet.")
        if not self.asked_for:
            return say(
                "{entries} are signed by the house itself. No witness is asked for: nobody outside vouches for them.",
                entries=_entries(self.signed),
            )
        if not self.public:
            return say(
                "{entries} are signed by the house itself, and none of them is witnessed yet: {needed}.",
                entries=_entries(self.signed),
                needed=_needed(self.quorum, len(self.standings)),
            )
        return say(
            "{public} of {signed} signed entries are witnessed by {names}.",
            public=figure(self.public.size),
            signed=figure(self.signed),
            names=listed(self.public.by),
        )

    def troubles(self, at: datetime) -> list[str]:
        """What is to be said aloud; nothing when no witness is asked for."""
        found = [trouble for one in self.standings if (trouble := one.trouble(at))]
        late = sum(one.contradicts or one.silent_at(at) for one in self.standings)
        if self.asked_for and self.signed and len(self.standings) - late < self.quorum:
            found.append(
                say_many(
                    "What was entered lately is not public: {needed}, and {count} is missing.",
                    "What was entered lately is not public: {needed}, and {count} are missing.",
                    late,
                    needed=_needed(self.quorum, len(self.standings)),
                )
            )
        return found


def reached(cosigned: Iterable[tuple[int, str, datetime]], quorum: int) -> Public | None:
    """The longest checkpoint with enough cosignatures, of rows (size, name, when), the longest first.

    Reads no further than it must. None when there is none, or when no witness is asked for.
    """
    size = -1
    names: list[str] = []
    times: list[datetime] = []
    for row_size, name, at in cosigned if quorum else ():
        if row_size != size:
            if len(names) >= quorum:
                break
            size, names, times = row_size, [], []
        names.append(name)
        times.append(at)
    if not quorum or len(names) < quorum:
        return None
    return Public(size=size, at=sorted(times)[quorum - 1], by=tuple(sorted(names)))


def upper_bound(sizes: Sequence[int], quorum: int) -> int | None:
    """No checkpoint beyond this can have the quorum, if these are the longest that each witness cosigned."""
    return sorted(sizes, reverse=True)[quorum - 1] if 0 < quorum <= len(sizes) else None


def _entries(count: int) -> str:
    return say_many("{count} entry", "{count} entries", count)


def _needed(quorum: int, witnesses: int) -> str:
    return say("{quorum} of {all} witnesses must sign", quorum=figure(quorum), all=figure(witnesses))
