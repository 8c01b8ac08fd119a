"""The turn in which an act runs: alone from its first question to its commit, and telling of every row it touches."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection

from comity.foundation.record.queries import take_turn
from comity.foundation.record.queries.tables import asked, digests, recorded
from comity.foundation.record.rules import noting, rows
from comity.foundation.record.rules.rows import Told

_turn: ContextVar[bool] = ContextVar("in_a_turn", default=False)


class Untold(RuntimeError):
    """An act changed rows and told nobody: it announced nothing after the change."""


@contextmanager
def turn() -> Iterator[None]:
    """Wait for the head, forget what others left noted, run the act, and refuse one that left a change untold.

    Only within a turn does an entry tell of rows. So nothing that somebody wrote outside of an act is ever taken for a
    part of the next one: its rows stay untold, and the audit names them. Raises Untold at the end.
    INVARIANT: tests/test_telling.py.
    """
    take_turn()
    _forget()
    token = _turn.set(True)
    try:
        yield
        if left := told_now():
            raise Untold(f"Rows of {', '.join(left)} were changed and no entry tells of it: announce after the change.")
    finally:
        _turn.reset(token)


def told_now() -> Told:
    """What this act did to rows since it last told, taken off the notes; nothing outside a turn."""
    if not _turn.get():
        return {}
    first: dict[str, dict[str, str | None]] = {}
    for _, table, key, was in sorted(_take(), key=lambda note: note[0]):
        first.setdefault(table, {}).setdefault(key, was)
    found = ((table, _told(table, noted)) for table, noted in first.items())
    return {table: told for table, told in found if told}


def _told(name: str, noted: dict[str, str | None]) -> dict[str, dict[str, str]]:
    table = recorded()[name]
    now = digests(table, list(noted))
    before = {rows.key_of(table, key): was and rows.digest(table, was) for key, was in noted.items()}
    # What came and went within the act was never anything, and what says the same as before is not told again.
    return {key: rows.told(was, now.get(key)) for key, was in before.items() if was != now.get(key)}


_MINE = {"sqlite": "", "postgresql": " WHERE transaction_id = pg_current_xact_id()::text::bigint"}


def _take() -> list[tuple[int, str, str, str | None]]:
    mine = _MINE[connection.vendor]
    return asked(f"DELETE FROM {noting.TOUCHED}{mine} RETURNING id, in_table, key, was")  # noqa: S608  constants


def _forget() -> None:
    asked(f"DELETE FROM {noting.TOUCHED}")  # noqa: S608  a constant
