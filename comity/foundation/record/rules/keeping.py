"""The statements by which the database refuses to edit or remove the rows of a table that only grows.

Other rooms name such tables in their `rules/kept.py`, with the columns that may change all the same (whether
an opinion still stands), and lay these in a migration. What `guards` says of whoever may change the schema
holds here as well.

DANGER: SQLite drops a table's triggers when Django rebuilds the table, and on both databases a new column is
not guarded by itself. A migration that alters a kept table runs `statements` last; one that fills a column
runs `lifting` first.
DANGER: SQLite's INSERT OR REPLACE removes rows without waking a DELETE trigger, unless the connection says
`PRAGMA recursive_triggers=ON`.
"""

from collections.abc import Sequence

# SQLite's other names of a row's number: by them the primary key could be set without naming its column.
_ROWID = ("rowid", "_rowid_", "oid")


def names(vendor: str, table: str) -> tuple[str, ...]:
    """The triggers a kept table must have. Raises ValueError for a database we have no guards for."""
    verbs = ("update", "delete") if _known(vendor) == "sqlite" else ("update", "delete", "truncate")
    return tuple(f"{table}_kept_{verb}" for verb in verbs)


def statements(vendor: str, table: str, columns: Sequence[str], may_change: Sequence[str]) -> list[str]:
    """Refuse to delete, to truncate, and to update any of `columns` but those that may change.

    Those already laid are replaced. Raises ValueError when a column that may change is none of the table's,
    when no column is left to guard, and see `names`.
    """
    if unknown := set(may_change) - set(columns):
        raise ValueError(f"{table} has no column {', '.join(sorted(unknown))}")
    kept = [column for column in columns if column not in may_change]
    if not kept:
        raise ValueError(f"{table} keeps no column")
    laying = _sqlite(table, [*kept, *_ROWID]) if _known(vendor) == "sqlite" else _postgresql(table, kept)
    return [*lifting(vendor, table), *laying]


def lifting(vendor: str, table: str) -> list[str]:
    """Take the guards of a table away: for migrations that fill a column, and for tests."""
    place = "" if _known(vendor) == "sqlite" else f' ON "{table}"'
    return [f'DROP TRIGGER IF EXISTS "{name}"{place}' for name in names(vendor, table)]


def _known(vendor: str) -> str:
    if vendor not in ("sqlite", "postgresql"):
        raise ValueError(f"there are no guards for {vendor}")
    return vendor


def _of(columns: Sequence[str]) -> str:
    return "UPDATE OF " + ", ".join(f'"{column}"' for column in columns)


def _sqlite(table: str, kept: Sequence[str]) -> list[str]:
    return [
        f'CREATE TRIGGER "{name}" BEFORE {occasion} ON "{table}" FOR EACH ROW BEGIN SELECT RAISE(ABORT, '
        f"'rows of {table} are added and superseded, never edited: {occasion[:6]} is refused'); END"
        for name, occasion in zip(names("sqlite", table), (_of(kept), "DELETE"), strict=True)
    ]


_REFUSE = """
CREATE OR REPLACE FUNCTION record_keep_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are added and superseded, never edited: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def _postgresql(table: str, kept: Sequence[str]) -> list[str]:
    occasions = ((_of(kept), "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT"))
    laying = [_REFUSE]
    for name, (occasion, each) in zip(names("postgresql", table), occasions, strict=True):
        laying.append(
            f'CREATE TRIGGER "{name}" BEFORE {occasion} ON "{table}" '
            f"FOR EACH {each} EXECUTE FUNCTION record_keep_rows()"
        )
        # ALWAYS: otherwise session_replication_role = replica would switch it off.
        laying.append(f'ALTER TABLE "{table}" ENABLE ALWAYS TRIGGER "{name}"')
    return laying
