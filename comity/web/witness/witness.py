"""The witness itself: judges what is shown to it, remembers, and only then cosigns."""

import logging
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock

from comity.foundation.record.actions.key_file import verify
from comity.foundation.record.rules.checkpoint import cosigned
from comity.foundation.record.rules.note import Note, Signature, VerifierKey, with_signatures
from comity.foundation.record.rules.witnessing import (
    SIZE_TYPE,
    BadSubmission,
    Judgement,
    Status,
    Submission,
    Weight,
    judge,
    read_submission,
)

from .home import Home
from .memory import Seen, write_memory

log = logging.getLogger("comity.witness")
TEXT = "text/plain; charset=utf-8"
REMEMBERED = 50  # refusals shown on the page; a fork is kept in a file besides

Clock = Callable[[], int]  # seconds since 1970


def now() -> int:
    return int(datetime.now(UTC).timestamp())


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: bytes
    kind: str = TEXT


@dataclass(frozen=True, slots=True)
class Refusal:
    """A submission that was turned down although the log itself signed it."""

    time: int
    origin: str
    judgement: Judgement


class Witness:
    """One witness at work. Submissions take turns, so that what is cosigned always continues what was.

    INVARIANT: a cosignature is given out only after what it says is on the disk
    (web/tests/test_witness.py::test_after_a_crash_between_memory_and_answer_nothing_is_contradicted).
    """

    def __init__(self, home: Home, clock: Clock = now) -> None:
        """Raises NoWitness, or Damaged."""
        self.home, self._clock, self._turn = home, clock, Lock()
        self.key, self._private = home.key()
        self.seen = home.memory(self.key)
        self._refusals: deque[Refusal] = deque(maxlen=REMEMBERED)
        home.trusted()

    def add_checkpoint(self, body: bytes) -> Reply:
        """Answer one submission by the protocol. Raises OSError when nothing can be written, NoWitness when
        the list of trusted keys cannot be read: then nothing was cosigned."""
        try:
            asked = read_submission(body)
        except BadSubmission as problem:
            return _sentence(Status.MALFORMED, f"This is no submission: {problem}.")
        with self._turn:
            return self._answered(asked)

    def refusals(self) -> list[Refusal]:
        """The last ones since this began, the newest last."""
        with self._turn:
            return list(self._refusals)

    def _answered(self, asked: Submission) -> Reply:
        last = self.seen.get(asked.checkpoint.origin)
        keys = self.home.trusted()
        judged = judge(asked, keys, last.checkpoint if last else None, verify)
        if judged.status == Status.COSIGNED:
            return Reply(judged.status, str(self._cosigned(asked, keys)).encode())
        self._refused(asked, judged, last.note if last else None)
        if judged.status == Status.CONFLICT:
            return Reply(judged.status, f"{last.checkpoint.size if last else 0}\n".encode(), SIZE_TYPE)
        return _sentence(judged.status, judged.why)

    def _cosigned(self, asked: Submission, keys: Iterable[VerifierKey]) -> Signature:
        time = self._clock()
        line = cosigned(asked.note.text, time, self.key, self._private.sign)
        note = Note(asked.note.text, _by_the_log(asked, keys))
        seen = {**self.seen, asked.checkpoint.origin: Seen(with_signatures(note, [line]), asked.checkpoint, time)}
        write_memory(self.home.memory_file, self.key, seen)
        self.seen = seen
        log.info("cosigned %s at %d entries", asked.checkpoint.origin, asked.checkpoint.size)
        return line

    def _refused(self, asked: Submission, judged: Judgement, last: Note | None) -> None:
        origin = asked.checkpoint.origin
        if judged.weight is Weight.ORDINARY:
            log.info("not cosigned for %s: %s", origin, judged.why)
            return
        self._refusals.append(Refusal(self._clock(), origin, judged))
        if judged.weight is Weight.PROOF and last:
            kept = self.home.keep_fork(last, asked.note)
            log.critical("REFUSED, %s HAS TWO HISTORIES: %s Both are kept in %s.", origin, judged.why, kept)
        else:
            log.error("REFUSED %s: %s", origin, judged.why)


def _by_the_log(asked: Submission, keys: Iterable[VerifierKey]) -> tuple[Signature, ...]:
    """One line of each key believed: what else stands under the note is not kept, or it could fill the memory."""
    lines = [[line for line in asked.note.signatures if line.is_by(key)][:1] for key in keys]
    return tuple(line for few in lines for line in few)


def _sentence(status: int, words: str) -> Reply:
    return Reply(status, f"{words}\n".encode())
