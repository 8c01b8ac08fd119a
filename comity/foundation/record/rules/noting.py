"""The triggers that note which rows a transaction touches, and what they said before it.

They only note; `announce` tells. What nobody tells of is found by the audit, whether a trigger saw it or not: they are
there so that no act forgets to tell, and none tells of what somebody else changed.

SQLite drops the triggers of a table that is rebuilt and refuses to drop a column they name, so they are lifted before
migrations and laid after them. A trigger's name holds the digest of what it says: one that says something else is
another one.
"""

from collections.abc import Iterable
from functools import cache
from hashlib import sha256

from .rows import Column, Kind, Table

TOUCHED = "record_touched"
PREFIX = "record_note_"
_ALONE = "record_touched_alone"  # the guard of the notes themselves


@cache
def image(vendor: str, table: Table, row: str, markings: str) -> str:
    """SQL for the row as JSON text; `row` is what the row is called there, `markings` the table of markings.

    A marking is given by its digest, which names what it says, so that a marking edited behind the house's back shows
    in everything that bears it.
    """
    if vendor == "sqlite":
        parts = ", ".join(f"'{c.name}', {_sqlite_value(c, row, markings)}" for c in table.columns)
        return f"json_object({parts})"
    marks = [c for c in table.columns if c.kind is Kind.MARKING]
    if not marks and not table.left_out:
        return f"row_to_json({row})::text"
    less = "".join(f" - '{name}'" for name in table.left_out)
    more = ", ".join(f"'{c.name}', {_digest_of(c, row, markings)}" for c in marks)
    return f"(to_jsonb({row}){less}{f' || jsonb_build_object({more})' if more else ''})::text"


def statements(vendor: str, table: Table, markings: str) -> dict[str, list[str]]:
    """Each trigger of this table by its name, with the statements that lay it."""
    if vendor == "sqlite":
        return {name: [sql] for name, sql in _sqlite(table, markings)}
    return dict([_postgresql(table, markings)])


def alone(vendor: str) -> dict[str, list[str]]:
    """PostgreSQL: nobody but a trigger notes a row. On SQLite an act alone writes from its beginning to its end."""
    return {} if vendor == "sqlite" else {_ALONE: [_ONLY_BY_TRIGGER, _LAY_ALONE]}


def lifting(vendor: str, laid: Iterable[tuple[str, str]]) -> list[str]:
    """Take these triggers away, each with its table."""
    if vendor == "sqlite":
        return [f'DROP TRIGGER IF EXISTS "{name}"' for name, _ in laid]
    return [f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"' for name, table in laid]


def _named(table: Table, what: str, says: str) -> str:
    return f"{PREFIX}{table.name[:30]}_{what}_{sha256(says.encode()).hexdigest()[:8]}"


def _digest_of(column: Column, row: str, markings: str) -> str:
    return f'(SELECT digest FROM "{markings}" WHERE id = {row}."{column.name}")'  # noqa: S608  names of models


def _sqlite_value(column: Column, row: str, markings: str) -> str:
    if column.kind is Kind.MARKING:
        return _digest_of(column, row, markings)
    value = f'{row}."{column.name}"'
    # Bytes have no place in JSON, wherever somebody put them: the database lets a column hold anything.
    return f"iif(typeof({value}) = 'blob', hex({value}), {value})"


_INTO = f"INSERT INTO {TOUCHED} (transaction_id, in_table, key, was)"


def _sqlite(table: Table, markings: str) -> Iterable[tuple[str, str]]:
    new, old = f'CAST(NEW."{table.key.name}" AS TEXT)', f'CAST(OLD."{table.key.name}" AS TEXT)'
    made = f"{_INTO} SELECT 0, '{table.name}', {new}, NULL"
    left = f"{_INTO} SELECT 0, '{table.name}', {old}, {image('sqlite', table, 'OLD', markings)}"
    for verb, noted in (
        ("INSERT", [made]),
        ("UPDATE", [left, f"{made} WHERE {new} <> {old}"]),
        ("DELETE", [left]),
    ):
        says = f'AFTER {verb} ON "{table.name}" FOR EACH ROW BEGIN {"; ".join(noted)}; END'
        name = _named(table, verb.lower(), says)
        yield name, f'CREATE TRIGGER "{name}" {says}'


def _postgresql(table: Table, markings: str) -> tuple[str, list[str]]:
    new, old = f'NEW."{table.key.name}"::text', f'OLD."{table.key.name}"::text'
    now = "pg_current_xact_id()::text::bigint"
    made = f"{_INTO} VALUES ({now}, '{table.name}', {new}, NULL)"
    left = f"{_INTO} VALUES ({now}, '{table.name}', {old}, {image('postgresql', table, 'OLD', markings)})"
    says = f"""
BEGIN
    IF TG_OP <> 'INSERT' THEN
        {left};
    END IF;
    IF TG_OP = 'INSERT' THEN
        {made};
    ELSIF TG_OP = 'UPDATE' AND {new} <> {old} THEN
        {made};
    END IF;
    RETURN NULL;
END"""
    name = _named(table, "row", says)
    return name, [
        f'CREATE OR REPLACE FUNCTION "{PREFIX}{table.name}"() RETURNS trigger LANGUAGE plpgsql AS $note${says} $note$',
        f'CREATE TRIGGER "{name}" AFTER INSERT OR UPDATE OR DELETE ON "{table.name}" '
        f'FOR EACH ROW EXECUTE FUNCTION "{PREFIX}{table.name}"()',
    ]


_ONLY_BY_TRIGGER = f"""
CREATE OR REPLACE FUNCTION {_ALONE}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'rows are noted by triggers alone: INSERT on {TOUCHED} is refused'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$
"""
_LAY_ALONE = f"CREATE TRIGGER {_ALONE} BEFORE INSERT ON {TOUCHED} FOR EACH STATEMENT EXECUTE FUNCTION {_ALONE}()"


@cache
def rows_now(vendor: str, table: Table, markings: str, count: int) -> str:
    """SQL for key and image of the rows with that many keys, given as parameters."""
    key, said = f't."{table.key.name}"', image(vendor, table, "t", markings)
    places = ", ".join(["%s"] * count)
    return f'SELECT {key}, {said} FROM "{table.name}" t WHERE {key} IN ({places})'  # noqa: S608  names of models
