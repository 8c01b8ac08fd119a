"""What a log and its witness say to each other: a checkpoint with its proof, and what the witness answers.

Both sides stand here, so that they are tried on each other; neither knows of a network, a clock or a library.
Source: C2SP tlog-witness, `add-checkpoint`.
"""

import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, IntEnum

from .checkpoint import SIZE_AT_MOST, Checkpoint, cosigned_at, read_checkpoint
from .merkle import EMPTY_ROOT, HASH_LENGTH
from .note import NOTE_AT_MOST, BadNote, Note, Signature, VerifierKey, Verify, read_note, read_signature
from .proofs import consistent

PROOF_AT_MOST = 63  # hashes
SUBMISSION_AT_MOST = NOTE_AT_MOST + 4096  # bytes: the note, and 64 lines before it
ANSWER_AT_MOST = 16 * 1024  # bytes
SIZE_TYPE = "text/x.tlog.size"
_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})")
_SIZE = re.compile(r"(0|[1-9][0-9]{0,18})\n")


class BadSubmission(ValueError):
    """Bytes that are no submission; it says why in a sentence."""


class Status(IntEnum):
    """How a witness answers."""

    COSIGNED = 200
    MALFORMED = 400
    NOT_BELIEVED = 403
    UNKNOWN_LOG = 404
    CONFLICT = 409
    NOT_PROVED = 422


@dataclass(frozen=True, slots=True)
class Submission:
    """A signed checkpoint, the size from which it is proved, and the proof."""

    old: int
    path: tuple[bytes, ...]
    note: Note
    checkpoint: Checkpoint

    def as_bytes(self) -> bytes:
        lines = [f"old {self.old}", *(b64encode(step).decode() for step in self.path), "", ""]
        return "\n".join(lines).encode() + self.note.as_bytes()


class Weight(Enum):
    """What a refusal means for the log."""

    ORDINARY = "ordinary"  # asked from the wrong place, or not this witness's log
    SUSPECT = "suspect"  # the log went back or cannot prove itself; or somebody sent an old checkpoint again
    PROOF = "proof"  # the log signed two histories: only who holds its key can have done that


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a witness makes of a submission, and why in a sentence."""

    status: Status
    why: str
    weight: Weight = Weight.ORDINARY


def submission(old: int, path: Iterable[bytes], note: Note) -> Submission:
    """Raises BadNote when the note is no checkpoint."""
    return Submission(old, tuple(path), note, read_checkpoint(note.text))


def read_submission(written: bytes) -> Submission:
    """What `Submission.as_bytes` wrote. Nothing in it may be believed yet. Raises BadSubmission."""
    if len(written) > SUBMISSION_AT_MOST:
        raise BadSubmission(f"a submission has at most {SUBMISSION_AT_MOST} bytes")
    head, blank, rest = written.partition(b"\n\n")
    if not blank or not head.isascii():
        raise BadSubmission("a submission is the old size, a proof, an empty line, and a checkpoint")
    first, *steps = head.decode().split("\n")
    old = _OLD.fullmatch(first)
    if not old or int(old[1]) > SIZE_AT_MOST:
        raise BadSubmission("the first line of a submission is “old” and a size in figures")
    if len(steps) > PROOF_AT_MOST:
        raise BadSubmission(f"a proof has at most {PROOF_AT_MOST} hashes")
    try:
        return submission(int(old[1]), map(_hash, steps), read_note(rest))
    except BadNote as problem:
        raise BadSubmission(str(problem)) from problem


def judge(asked: Submission, keys: Iterable[VerifierKey], seen: Checkpoint | None, verify: Verify) -> Judgement:
    """Whether a witness that believes these keys, and cosigned `seen` last for this log, may cosign.

    The order of the tests is the protocol's. INVARIANT: what is cosigned continues what was seen
    (tests/test_witnessing.py).
    """
    now, last = asked.checkpoint, seen or Checkpoint(asked.checkpoint.origin, 0, EMPTY_ROOT)
    believed = [key for key in keys if key.name == now.origin]
    if not believed:
        return Judgement(Status.UNKNOWN_LOG, f"This witness does not watch {now.origin}.")
    if not _signed(asked.note, believed, verify):
        return Judgement(Status.NOT_BELIEVED, f"No key that this witness believes of {now.origin} signed this.")
    if asked.old > now.size:
        return Judgement(Status.MALFORMED, f"A log of {now.size} entries does not continue one of {asked.old}.")
    if asked.old != last.size or (now.size == last.size and now.root != last.root):
        return _elsewhere(now, asked.old, last)
    if not consistent(last.size, last.root, now.size, now.root, asked.path):
        why = f"The proof does not show that the {now.size} entries begin with the {last.size} cosigned here."
        return Judgement(Status.NOT_PROVED, why, Weight.SUSPECT)
    return Judgement(Status.COSIGNED, f"{now.size} entries, and they begin with the {last.size} cosigned before.")


class Answer(Enum):
    """What became of the last time a witness was asked. The values are stored."""

    NOT_ASKED = "not-asked"
    COSIGNED = "cosigned"
    NO_ANSWER = "no-answer"
    NOT_BELIEVED = "not-believed"  # it does not watch this log, or not this key of it
    OTHER_HISTORY = "other-history"  # it cosigned what this record does not continue
    UNREADABLE = "unreadable"  # an answer that no witness gives


@dataclass(frozen=True, slots=True)
class Cosigned:
    """The witness's line, and the moment it says, in seconds since 1970."""

    line: Signature
    time: int


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The witness has cosigned another size than it was asked to continue."""

    size: int


@dataclass(frozen=True, slots=True)
class Declined:
    answer: Answer
    detail: str


def read_answer(
    status: int, written: bytes, asked: Submission, key: VerifierKey, verify: Verify
) -> Cosigned | Elsewhere | Declined:
    """What a witness answered. A cosignature is believed only when it verifies over what was sent."""
    if status == Status.COSIGNED:
        return _cosigned(written, asked, key, verify)
    if status == Status.CONFLICT:
        return _another_size(written, asked)
    detail = f"HTTP {status}"
    if status == Status.NOT_PROVED:
        return Declined(Answer.OTHER_HISTORY, detail)
    if status in (Status.NOT_BELIEVED, Status.UNKNOWN_LOG):
        return Declined(Answer.NOT_BELIEVED, detail)
    return Declined(Answer.UNREADABLE, detail)


def _cosigned(written: bytes, asked: Submission, key: VerifierKey, verify: Verify) -> Cosigned | Declined:
    try:
        lines = [read_signature(line) for line in written.decode().splitlines(keepends=True)]
        mine = [line for line in lines if line.is_by(key)]
        time = cosigned_at(Note(asked.note.text, tuple(mine)), key, verify)
    except (BadNote, UnicodeDecodeError) as problem:
        return Declined(Answer.UNREADABLE, str(problem))
    if time is None:
        return Declined(Answer.UNREADABLE, f"no line by {key.name}")
    line = next(line for line in mine if cosigned_at(Note(asked.note.text, (line,)), key, verify) == time)
    return Cosigned(line, time)


def _another_size(written: bytes, asked: Submission) -> Elsewhere | Declined:
    found = _SIZE.fullmatch(written.decode("latin-1"))
    if not found or int(found[1]) > SIZE_AT_MOST:
        return Declined(Answer.UNREADABLE, "HTTP 409 without a size")
    size = int(found[1])
    if size == asked.old:  # not where we begin is disputed, but what we continue it with
        return Declined(Answer.OTHER_HISTORY, "HTTP 409")
    return Elsewhere(size)


def _signed(note: Note, keys: Iterable[VerifierKey], verify: Verify) -> bool:
    try:
        # Every key is asked: a false line of any of them spoils the note.
        return sum(note.signed_by(key, verify) for key in keys) > 0
    except BadNote:
        return False


def _elsewhere(now: Checkpoint, old: int, last: Checkpoint) -> Judgement:
    if now.size == last.size and now.root != last.root:
        why = f"Two histories: the log signed another root for {now.size} entries than the one cosigned here."
        return Judgement(Status.CONFLICT, why, Weight.PROOF)
    if now.size < last.size:
        why = f"{now.size} entries were shown after {last.size} were cosigned: an old checkpoint, or the log went back."
        return Judgement(Status.CONFLICT, why, Weight.SUSPECT)
    return Judgement(Status.CONFLICT, f"{last.size} entries were cosigned here, not {old}: that is where to begin.")


def _hash(written: str) -> bytes:
    try:
        step = b64decode(written, validate=True)
    except (NotBase64, ValueError) as problem:
        raise BadSubmission("a line of a proof is a hash in base 64") from problem
    if len(step) != HASH_LENGTH or b64encode(step).decode() != written:
        raise BadSubmission(f"a hash of a proof has {HASH_LENGTH} bytes, written in the one way there is")
    return step
