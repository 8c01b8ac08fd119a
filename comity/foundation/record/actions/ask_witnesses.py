"""Show the last checkpoint to every witness, and keep the cosignatures that they answer with."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, datetime
from functools import partial

from django.db import transaction

from comity.foundation.record.models import Asked, Checkpoint, Cosignature, Witness
from comity.foundation.record.queries import last_checkpoint, prove_growth, witnesses
from comity.foundation.record.rules.note import read_note
from comity.foundation.record.rules.witnessing import (
    Answer,
    Cosigned,
    Declined,
    Elsewhere,
    Submission,
    read_answer,
    submission,
)

from .key_file import verify
from .reach_witness import PATIENCE, Unreachable, reach_witness

Said = Cosigned | Elsewhere | Declined
_SPARE = 5.0  # seconds beyond a witness's patience: looking up a name has no end of its own
_LATEST = datetime(9999, 1, 1, tzinfo=UTC)


def ask_witnesses(at: datetime) -> list[Witness]:
    """Ask each witness that has not cosigned the last checkpoint yet; all at once, each at most twice.

    A witness that stands elsewhere says where, and is asked again from there. What it answered is believed only after
    its signature was verified; that it refused, or did not answer, is remembered. Nothing is sent inside a
    transaction, so acts go on meanwhile. Returns those that say now, and did not say before, that they have seen
    another history.
    """
    last = last_checkpoint()
    if last is None:
        return []
    rows = [row for row in witnesses() if not _has_signed(row, last)]
    answers = _asked({row: min(row.asked.size, last.size) for row in rows}, last)
    elsewhere = {row: said.size for row, said in answers.items() if isinstance(said, Elsewhere)}
    answers |= _asked({row: size for row, size in elsewhere.items() if size <= last.size}, last)
    return [row for row, said in answers.items() if _keep(row, said, last, at)]


def _has_signed(row: Witness, last: Checkpoint) -> bool:
    return last.cosignatures.filter(name=row.name, key_id=row.key_id).exists()


def _asked(wanted: Mapping[Witness, int], last: Checkpoint) -> dict[Witness, Said]:
    """Each witness's answer to the last checkpoint, proved from the size that stands beside it."""
    note = read_note(last.note.encode())
    sent = {row: submission(old, prove_growth(old, size=last.size), note) for row, old in wanted.items()}
    if not sent:
        return {}
    pool = ThreadPoolExecutor(max_workers=len(sent), thread_name_prefix="witness")
    calls = {row: pool.submit(reach_witness, row.url, asked.as_bytes()) for row, asked in sent.items()}
    wait(calls.values(), timeout=PATIENCE + _SPARE)
    pool.shutdown(wait=False, cancel_futures=True)
    return {row: _read(row, sent[row], partial(call.result, 0)) for row, call in calls.items()}


def _read(row: Witness, asked: Submission, answer: "partial[tuple[int, bytes]]") -> Said:
    try:
        status, written = answer()
    except (Unreachable, TimeoutError) as problem:
        return Declined(Answer.NO_ANSWER, str(problem) or "timed out")
    said = read_answer(status, written, asked, row.verifier, verify)
    if isinstance(said, Cosigned) and not _is_time(said.time):
        return Declined(Answer.UNREADABLE, "its clock is beyond the year 9999")
    return said


def _is_time(seconds: int) -> bool:
    return seconds < _LATEST.timestamp()


def _keep(row: Witness, said: Said, last: Checkpoint, at: datetime) -> bool:
    """Whether it newly says that it has seen another history."""
    with transaction.atomic():
        asked = Asked.objects.select_for_update().get(witness=row)
        before = asked.answer
        if isinstance(said, Cosigned):
            _keep_cosignature(row, said, last, at)
            asked.size = max(asked.size, last.size)
            _note(asked, Answer.COSIGNED, "", at)
        elif isinstance(said, Declined):
            _note(asked, said.answer, said.detail, at)
        elif not _another_was_faster(said):
            _note(asked, Answer.OTHER_HISTORY, f"it has cosigned {said.size} entries", at)
        return before != asked.answer == Answer.OTHER_HISTORY.value


def _keep_cosignature(row: Witness, said: Cosigned, last: Checkpoint, at: datetime) -> None:
    if _has_signed(row, last):
        return  # another process was faster
    Cosignature.objects.create(
        checkpoint=last,
        name=row.name,
        key_id=row.key_id,
        line=str(said.line),
        seen_at=datetime.fromtimestamp(said.time, UTC),
        at=at,
    )


def _another_was_faster(said: Elsewhere) -> bool:
    """Whether another process published and asked meanwhile; else the witness knows more entries than there are."""
    now = last_checkpoint()
    return now is not None and said.size <= now.size


def _note(asked: Asked, answer: Answer, detail: str, at: datetime) -> None:
    """Remember how it went. Who saw another history has seen it until they cosign this one; silence changes nothing."""
    asked.at = at
    if asked.answer != Answer.OTHER_HISTORY.value or answer is Answer.COSIGNED:
        if asked.answer != answer.value or asked.since is None:
            asked.since = at
        asked.answer, asked.detail = answer.value, detail
    asked.save()
