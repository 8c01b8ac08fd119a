"""Which tables the record tells of, row by row: every one of the house but those that say why not."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection, models

from comity.foundation.labels.queries import Marking

from ..rules import noting, rows
from ..rules.rows import Column, Kind, Table

_AT_ONCE = 500  # keys in one question
MARKINGS = Marking._meta.db_table
_KINDS: Mapping[type[models.Field], Kind] = {  # type: ignore[type-arg]
    models.BooleanField: Kind.YES_OR_NO,
    models.DateTimeField: Kind.MOMENT,
    models.DecimalField: Kind.FIGURE,
    models.UUIDField: Kind.IDENTIFIER,
    models.BinaryField: Kind.BYTES,
    models.JSONField: Kind.DATA,
}
_AS_THEY_ARE = (models.CharField, models.TextField, models.IntegerField, models.DateField)


class Unknown(TypeError):
    """A column of a kind that has no one way to be written yet; `rules/rows.py` is where to say it."""


def unrecorded() -> dict[str, str]:
    """The tables that are not told of, each with its reason, as the rooms declare them in their `apps.py`."""
    found: dict[str, str] = {}
    for config in apps.get_app_configs():
        found |= getattr(config, "unrecorded", {})
    return found


def unrecorded_columns() -> dict[str, dict[str, str]]:
    """The columns that do not count in a table that is told of, each with its reason."""
    found: dict[str, dict[str, str]] = {}
    for config in apps.get_app_configs():
        found |= getattr(config, "unrecorded_columns", {})
    return found


@cache
def recorded() -> Mapping[str, Table]:
    """Every table that is told of, by name. Raises Unknown."""
    without, columns = unrecorded(), unrecorded_columns()
    found = (model for model in apps.get_models(include_auto_created=True) if model._meta.managed)
    tables = [_table(model, columns.get(model._meta.db_table, {})) for model in found if _here(model, without)]
    return {table.name: table for table in sorted(tables, key=lambda table: table.name)}


def _here(model: type[models.Model], without: Mapping[str, str]) -> bool:
    return not model._meta.proxy and model._meta.db_table not in without


def _table(model: type[models.Model], left_out: Mapping[str, str]) -> Table:
    columns = tuple(_column(f) for f in model._meta.concrete_fields if f.column not in left_out)
    key = next(column for column in columns if column.name == model._meta.pk.column)
    return Table(model._meta.db_table, key, columns, tuple(sorted(left_out)))


def _column(field: models.Field) -> Column:  # type: ignore[type-arg]
    name, places = str(field.column), 0
    if field.remote_field and field.remote_field.model is Marking:
        return Column(name, Kind.MARKING)
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    if isinstance(field, models.DecimalField):
        places = int(field.decimal_places or 0)
    for kind, written in _KINDS.items():
        if isinstance(field, kind):
            text = written is Kind.DATA and connection.vendor == "sqlite"
            return Column(name, Kind.DATA_AS_TEXT if text else written, places)
    if not isinstance(field, _AS_THEY_ARE):
        raise Unknown(f"{field.model._meta.db_table}.{name} is a {type(field).__name__}")
    return Column(name)


def asked(sql: str, parameters: Sequence[Any] | None = None) -> list[tuple[Any, ...]]:
    """The rows that the database answers; none to a statement that answers nothing. The one door of this room past
    its models: what is read through it are catalogues, the head, tiles, and rows that become digests before anybody
    sees them."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall()) if cursor.description else []


def notes_wanted() -> dict[str, tuple[str, list[str]]]:
    """Every trigger that must be there: by its name its table and the statements that lay it."""
    wanted = {name: (noting.TOUCHED, lay) for name, lay in noting.alone(connection.vendor).items()}
    for table in recorded().values():
        for name, lay in noting.statements(connection.vendor, table, MARKINGS).items():
            wanted[name] = (table.name, lay)
    return wanted


def notes_laid() -> dict[str, str]:
    """The triggers of this sort that are there and switched on: by name, their table."""
    asking = {
        "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
        " AND tgenabled IN ('O', 'A')",
    }
    ours = (noting.PREFIX, noting.TOUCHED)
    found = asked(asking[connection.vendor])
    return {name: table.strip('"') for name, table in found if name.startswith(ours)}


def digests(table: Table, keys: Sequence[object]) -> dict[str, str]:
    """What each of these rows says now, as its digest, by its key as it is told; those that are gone are missing.
    `keys` are as the database holds them."""
    found: dict[str, str] = {}
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        answered = asked(noting.rows_now(connection.vendor, table, MARKINGS, len(some)), some)
        found |= {rows.key_of(table, key): rows.digest(table, image) for key, image in answered}
    return found


def digests_by_key(table: Table, keys: Sequence[str]) -> dict[str, str]:
    """The same for keys as they are told."""
    without_dashes = table.key.kind is Kind.IDENTIFIER and connection.vendor == "sqlite"
    return digests(table, [key.replace("-", "") if without_dashes else key for key in keys])
