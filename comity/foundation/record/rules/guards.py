"""The statements by which the database itself refuses to change or forget what was recorded.

They are data so that a migration lays them, `record_check` looks for them, and tests can lift them. Anyone
who may change the schema can lift them too: they stop mistakes and injected SQL; the tree shows the rest.

DANGER: SQLite drops a table's triggers when Django rebuilds the table. A migration that alters these tables
runs `lifting` first and `statements` last (tests/test_guards.py finds a guard that was forgotten).
"""

from collections.abc import Sequence

ENTRY, MENTION, HEAD = "record_entry", "record_mention", "record_head"
TILE, KEY, CHECKPOINT, COSIGNATURE = "record_tile", "record_key", "record_checkpoint", "record_cosignature"
ERASURE, WITHHOLDING, PROPOSAL = "record_erasure", "record_withholding", "record_absenceproposal"
WITNESS, QUORUM = "record_witness", "record_quorum"
TABLES = (
    *(ENTRY, MENTION, HEAD, TILE, KEY, CHECKPOINT, COSIGNATURE, WITNESS, QUORUM),
    *(ERASURE, WITHHOLDING, PROPOSAL),
)

# The one change an entry may see: a lawful erasure, of which a later entry tells, takes its words and nothing else.
# `coalesce`: a comparison with NULL is neither true nor false, and what is not plainly lawful is refused.
_ERASED = (
    "EXISTS (SELECT 1 FROM record_erasure JOIN record_entry AS teller ON teller.seq = record_erasure.by_id"
    " WHERE record_erasure.entry_id = {entry} AND teller.seq > {entry} AND teller.kind = 'record.body-erased'"
    " AND CAST((teller.body -> 'event') ->> 'entry' AS bigint) = {entry})"
)
_BLANKED_ENTRY = (
    "NOT coalesce(NEW.seq = OLD.seq AND NEW.kind = OLD.kind AND NEW.version = OLD.version AND NEW.at = OLD.at"
    " AND NEW.commitment = OLD.commitment AND NEW.leaf_hash = OLD.leaf_hash AND NEW.marking_id = OLD.marking_id"
    " AND NEW.body = '{}' AND length(NEW.salt) = 0 AND NEW.person_id IS NULL AND NEW.person = ''"
    " AND NEW.post_id IS NULL AND NEW.post = '' AND NEW.sentence = '' AND OLD.kind NOT LIKE 'record.%'"
    f" AND {_ERASED.format(entry='OLD.seq')}, FALSE)"
)
_BLANKED_MENTION = (
    "NOT coalesce(NEW.id = OLD.id AND NEW.entry_id = OLD.entry_id AND NEW.thing_kind = OLD.thing_kind"
    f" AND NEW.thing_key = OLD.thing_key AND NEW.reference = '' AND {_ERASED.format(entry='OLD.entry_id')}, FALSE)"
)


_TOLD = (
    "EXISTS (SELECT 1 FROM record_entry AS teller JOIN record_entry AS gone ON gone.seq = NEW.entry_id"
    " WHERE teller.seq = {by} AND teller.seq > gone.seq AND teller.kind IN ({kinds})"
    " AND gone.kind NOT LIKE 'record.%' AND CAST((teller.body -> 'event') ->> 'entry' AS bigint) = gone.seq)"
)


def _told(by: str, *kinds: str) -> str:
    """The later entry `by` is of one of these kinds and tells of the row's entry, which is none of the record's own."""
    return _TOLD.format(by=by, kinds=", ".join(f"'record.{kind}'" for kind in kinds))


# Each guard: name, table, verb, and the condition under which it refuses (None: always). INSERT is guarded
# as well because SQLite's INSERT OR REPLACE removes rows without waking a DELETE trigger.
_RULES: tuple[tuple[str, str, str, str | None], ...] = (
    ("record_entry_no_update", ENTRY, "UPDATE", _BLANKED_ENTRY),
    ("record_entry_no_delete", ENTRY, "DELETE", None),
    (
        "record_entry_only_next",
        ENTRY,
        "INSERT",
        "NEW.seq <> (SELECT coalesce(max(seq), -1) + 1 FROM record_entry)",
    ),
    ("record_mention_no_update", MENTION, "UPDATE", _BLANKED_MENTION),
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
    ("record_erasure_no_update", ERASURE, "UPDATE", None),
    ("record_erasure_no_delete", ERASURE, "DELETE", None),
    (
        "record_erasure_only_told",
        ERASURE,
        "INSERT",
        f"NOT {_told('NEW.by_id', 'body-erased')}"  # noqa: S608  of constants
        " OR EXISTS (SELECT 1 FROM record_erasure WHERE entry_id = NEW.entry_id OR by_id = NEW.by_id)",
    ),
    (
        "record_withholding_only_lifted",
        WITHHOLDING,
        "UPDATE",
        "NOT coalesce(NEW.by_id = OLD.by_id AND NEW.entry_id = OLD.entry_id AND OLD.lifted_by_id IS NULL"
        f" AND {_told('NEW.lifted_by_id', 'body-shown-again')}, FALSE)",
    ),
    ("record_withholding_no_delete", WITHHOLDING, "DELETE", None),
    (
        "record_withholding_only_told",
        WITHHOLDING,
        "INSERT",
        f"NEW.lifted_by_id IS NOT NULL OR NOT {_told('NEW.by_id', 'body-withheld')}"  # noqa: S608  of constants
        " OR EXISTS (SELECT 1 FROM record_withholding"
        " WHERE by_id = NEW.by_id OR entry_id = NEW.entry_id AND lifted_by_id IS NULL)",
    ),
    (
        "record_proposal_only_answered",
        PROPOSAL,
        "UPDATE",
        "NOT coalesce(NEW.told_id = OLD.told_id AND NEW.entry_id = OLD.entry_id AND OLD.answered_by_id IS NULL"
        f" AND {_told('NEW.answered_by_id', 'body-erased', 'body-withheld', 'absence-declined')}, FALSE)",
    ),
    ("record_proposal_no_delete", PROPOSAL, "DELETE", None),
    (
        "record_proposal_only_told",
        PROPOSAL,
        "INSERT",
        f"NEW.answered_by_id IS NOT NULL OR NOT {_told('NEW.told_id', 'absence-proposed')}"  # noqa: S608  of constants
        " OR EXISTS (SELECT 1 FROM record_absenceproposal"
        " WHERE told_id = NEW.told_id OR entry_id = NEW.entry_id AND answered_by_id IS NULL)",
    ),
)
# Migration 0002 lays what guards these; the tables that came later are guarded where they are made.
FIRST_TABLES = (ENTRY, MENTION, HEAD)


def names(vendor: str) -> tuple[str, ...]:
    """The triggers that must be there. Raises ValueError for a database we have no guards for."""
    rows = tuple(name for name, *_ in _RULES)
    return rows if _known(vendor) == "sqlite" else rows + tuple(f"{table}_no_truncate" for table in TABLES)


def statements(vendor: str, tables: Sequence[str] = TABLES, *, erasing: bool = True) -> list[str]:
    """Lay every guard of these tables; those already laid are left or replaced. Raises ValueError, see `names`.

    `erasing` False: as they were before there was a table of erasures, when no entry could change at all.
    """
    rules = [rule for rule in _RULES if rule[1] in tables]
    if not erasing:
        rules = [
            (*rule[:3], None if rule[1] in (ENTRY, MENTION) and rule[2] == "UPDATE" else rule[3]) for rule in rules
        ]
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
    if refuse_when and verb == "UPDATE":
        # By another name of a row's number, one row could be put in the place of another.
        refuse_when = f"({refuse_when}) OR NEW.rowid <> OLD.rowid"
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
