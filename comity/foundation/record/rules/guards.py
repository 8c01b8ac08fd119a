"""The statements by which the database itself refuses to change or forget what was recorded.

They are data so that a migration lays them, `record_check` looks for them, and tests can lift them. Anyone
who may change the schema can lift them too: they stop mistakes and injected SQL; the tree shows the rest.

DANGER: SQLite drops a table's triggers when Django rebuilds the table. A migration that alters these tables
runs `lifting` first and `statements` last (tests/test_guards.py finds a guard that was forgotten).
"""

from collections.abc import Sequence

ENTRY, MENTION, HEAD = "record_entry", "record_mention", "record_head"
TILE, KEY, CHECKPOINT, COSIGNATURE = "record_tile", "record_key", "record_checkpoint", "record_cosignature"
WITNESS, QUORUM = "record_witness", "record_quorum"
TABLES = (ENTRY, MENTION, HEAD, TILE, KEY, CHECKPOINT, COSIGNATURE, WITNESS, QUORUM)

# Each guard: name, table, verb, and the condition under which it refuses (None: always). INSERT is guarded
# as well because SQLite's INSERT OR REPLACE removes rows without waking a DELETE trigger.
_RULES: tuple[tuple[str, str, str, str | None], ...] = (
    ("record_entry_no_update", ENTRY, "UPDATE", None),
    ("record_entry_no_delete", ENTRY, "DELETE", None),
    (
        "record_entry_only_next",
        ENTRY,
        "INSERT",
        "NEW.seq <> (SELECT coalesce(max(seq), -1) + 1 FROM record_entry)",
    ),
    ("record_mention_no_update", MENTION, "UPDATE", None),
    ("record_mention_no_delete", MENTION, "DELETE", None),
    (
        "record_mention_only_with_entry",
        MENTION,
        "INSERT",
        "NEW.entry_id < (SELECT size FROM record_head)"
        " OR EXISTS (SELECT 1 FROM record_mention WHERE id = NEW.id)"
        " OR EXISTS (SELECT 1 FROM record_mention WHERE thing_kind = NEW.thing_kind"
        " AND thing_key = NEW.thing_key AND entry_id = NEW.entry_id)",
    ),
    (
        "record_head_only_grows",
        HEAD,
        "UPDATE",
        "NEW.id <> OLD.id OR NEW.size <= OLD.size OR NEW.size <> (SELECT coalesce(max(seq), -1) + 1 FROM record_entry)",
    ),
    ("record_head_no_delete", HEAD, "DELETE", None),
    ("record_head_no_second", HEAD, "INSERT", "EXISTS (SELECT 1 FROM record_head)"),
    ("record_tile_no_update", TILE, "UPDATE", None),
    ("record_tile_no_delete", TILE, "DELETE", None),
    (
        "record_tile_only_next",
        TILE,
        "INSERT",
        "NEW.number <> (SELECT coalesce(max(number), -1) + 1 FROM record_tile WHERE level = NEW.level)"
        " OR (NEW.number + 1) * (CAST(256 AS bigint) << (8 * NEW.level)) > (SELECT size FROM record_head)"
        " OR EXISTS (SELECT 1 FROM record_tile WHERE id = NEW.id)",
    ),
    ("record_key_no_update", KEY, "UPDATE", None),
    ("record_key_no_delete", KEY, "DELETE", None),
    ("record_key_only_next", KEY, "INSERT", "NEW.number <> (SELECT coalesce(max(number), -1) + 1 FROM record_key)"),
    ("record_checkpoint_no_update", CHECKPOINT, "UPDATE", None),
    ("record_checkpoint_no_delete", CHECKPOINT, "DELETE", None),
    (
        "record_checkpoint_only_grows",
        CHECKPOINT,
        "INSERT",
        "NEW.size <= (SELECT coalesce(max(size), 0) FROM record_checkpoint)"
        " OR NEW.size > (SELECT size FROM record_head)",
    ),
    ("record_cosignature_no_update", COSIGNATURE, "UPDATE", None),
    ("record_cosignature_no_delete", COSIGNATURE, "DELETE", None),
    (
        "record_cosignature_only_once",
        COSIGNATURE,
        "INSERT",
        "EXISTS (SELECT 1 FROM record_cosignature WHERE id = NEW.id)"
        " OR EXISTS (SELECT 1 FROM record_cosignature WHERE checkpoint_id = NEW.checkpoint_id"
        " AND name = NEW.name AND key_id = NEW.key_id)",
    ),
    (
        "record_witness_only_leaves",
        WITNESS,
        "UPDATE",
        "OLD.removed_at IS NOT NULL OR NEW.removed_at IS NULL OR NEW.id <> OLD.id OR NEW.name <> OLD.name"
        " OR NEW.key <> OLD.key OR NEW.key_id <> OLD.key_id OR NEW.url <> OLD.url OR NEW.added_at <> OLD.added_at",
    ),
    ("record_witness_no_delete", WITNESS, "DELETE", None),
    ("record_witness_no_replace", WITNESS, "INSERT", "EXISTS (SELECT 1 FROM record_witness WHERE id = NEW.id)"),
    ("record_quorum_no_update", QUORUM, "UPDATE", None),
    ("record_quorum_no_delete", QUORUM, "DELETE", None),
    (
        "record_quorum_only_next",
        QUORUM,
        "INSERT",
        "NEW.number <> (SELECT coalesce(max(number), -1) + 1 FROM record_quorum)",
    ),
)
# Migration 0002 lays what guards these; the tables that came later are guarded where they are made.
FIRST_TABLES = (ENTRY, MENTION, HEAD)


def names(vendor: str) -> tuple[str, ...]:
    """The triggers that must be there. Raises ValueError for a database we have no guards for."""
    rows = tuple(name for name, *_ in _RULES)
    return rows if _known(vendor) == "sqlite" else rows + tuple(f"{table}_no_truncate" for table in TABLES)


def statements(vendor: str, tables: Sequence[str] = TABLES) -> list[str]:
    """Lay every guard of these tables; those already laid are left or replaced. Raises ValueError, see `names`."""
    rules = [rule for rule in _RULES if rule[1] in tables]
    if _known(vendor) == "sqlite":
        return [_sqlite(*rule) for rule in rules]
    return [_REFUSE, *(part for rule in rules for part in _postgresql(*rule)), *_no_truncate(tables)]


def lifting(vendor: str) -> list[str]:
    """Take every guard away: for migrations that rebuild a table, and for tests."""
    if _known(vendor) == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {name}" for name, *_ in _RULES]
    on_rows = [f"DROP TRIGGER IF EXISTS {name} ON {table}" for name, table, *_ in _RULES]
    return on_rows + [f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}" for table in TABLES]


def _known(vendor: str) -> str:
    if vendor not in ("sqlite", "postgresql"):
        raise ValueError(f"the record has no guards for {vendor}")
    return vendor


def _sqlite(name: str, table: str, verb: str, refuse_when: str | None) -> str:
    condition = f"WHEN {refuse_when} " if refuse_when else ""
    return (
        f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {verb} ON {table} FOR EACH ROW {condition}"
        f"BEGIN SELECT RAISE(ABORT, 'the record only grows: {verb} on {table} is refused'); END"
    )


_REFUSE = """
CREATE OR REPLACE FUNCTION record_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the record only grows: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def _postgresql(name: str, table: str, verb: str, refuse_when: str | None) -> list[str]:
    if refuse_when is None:
        return _trigger(name, table, f"BEFORE {verb} ON {table} FOR EACH ROW", "record_refuse")
    # A trigger's WHEN clause may not look into tables, so the condition needs a function of its own.
    function = f"""
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {refuse_when} THEN
        RAISE EXCEPTION 'the record only grows: % on % is refused', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$
"""
    return [function, *_trigger(name, table, f"BEFORE {verb} ON {table} FOR EACH ROW", name)]


def _no_truncate(tables: Sequence[str]) -> list[str]:
    return [
        statement
        for table in tables
        for statement in _trigger(
            f"{table}_no_truncate", table, f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT", "record_refuse"
        )
    ]


def _trigger(name: str, table: str, occasion: str, function: str) -> list[str]:
    return [
        f"CREATE OR REPLACE TRIGGER {name} {occasion} EXECUTE FUNCTION {function}()",
        # ALWAYS: otherwise session_replication_role = replica would switch it off.
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}",
    ]
