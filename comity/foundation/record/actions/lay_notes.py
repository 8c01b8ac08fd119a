"""Lay the triggers that note what acts touch, after every migration; lift them before one."""

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction

from comity.foundation.record.queries.tables import asked, notes_laid, notes_wanted
from comity.foundation.record.rules import noting


def lift_notes(plan: Iterable[object], **_: Any) -> None:
    """Before migrations: SQLite drops no column that a trigger names, and what a migration fills in is no act's."""
    if plan:
        with transaction.atomic():
            _execute(noting.lifting(connection.vendor, notes_laid().items()))


def lay_notes(**_: Any) -> None:
    """After migrations: take away what is there no longer as it should be, lay what is missing. Else nothing."""
    there = connection.introspection.table_names()
    if noting.TOUCHED not in there:
        return
    wanted = {name: lay for name, (table, lay) in notes_wanted().items() if table in there}
    laid = notes_laid()
    old = {name: table for name, table in laid.items() if name not in wanted}
    new = [statement for name, lay in wanted.items() if name not in laid for statement in lay]
    with transaction.atomic():
        _execute([*noting.lifting(connection.vendor, old.items()), *new])


def _execute(statements: Iterable[str]) -> None:
    for statement in statements:
        asked(statement)
