"""A condition as a database filter that selects exactly the rows for which `evaluate` answers True."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import and_, or_
from typing import Any, cast

from django.db.models import DecimalField, Exists, OuterRef, Q, QuerySet, Value

from comity.foundation.conditions.rules.tree import All, AnyOf, Condition, Money, Not, Single, Test

_NO_ROW = Q(pk__in=[])
_EVERY_ROW = ~Q(pk__in=[])  # an empty Q() will not do: Django drops it from `Q() | other`


@dataclass(frozen=True)
class Column:
    """A fact kept in one column; NULL is not known.

    path              the column as in `filter()`, possibly through foreign keys ("host__code"), never through
                      a relation to many, which would return a row several times: for that there is Members
    empty_is_missing  the column writes "not said" as empty text, and the room's facts give None for it

    The field holds text, integers, dates or booleans, or decimals of at most 15 digits: SQLite keeps no more.
    """

    path: str
    empty_is_missing: bool = False


@dataclass(frozen=True)
class Members:
    """A set kept as rows of a related table.

    rows    the related rows, already allowed to run
    owner   their field that holds the key of the filtered row
    value   their path to the member, which is not null
    known   a boolean column of the filtered row: whether the set is known at all; None when it always is
    outer   the field of the filtered row that `owner` holds
    """

    rows: QuerySet[Any]
    owner: str
    value: str
    known: str | None
    outer: str = "pk"


Columns = Mapping[str, Column | Members]


class NoColumn(LookupError):
    """The condition asks for a fact that the filter has no fitting column for."""


def as_filter(condition: Condition, columns: Columns) -> Q:
    """The filter, for a query set over the table that the columns belong to. Raises NoColumn.

    INVARIANT: the same rows as `evaluate`, on SQLite and PostgreSQL; held by
    tests/test_agreement.py::test_the_filter_selects_exactly_the_rows_that_evaluate_to_true.
    """
    return _rows(condition, True, columns)


def _rows(condition: Condition, wanted: bool, columns: Columns) -> Q:
    # The rows where the condition is known to be `wanted`. A `not` only turns the wish around, down to the
    # tests: on a whole branch NOT would lose rows with NULL, and Django's `~Q` would let them in.
    match condition:
        case Not(part):
            return _rows(part, not wanted, columns)
        case All(parts) | AnyOf(parts):
            every = isinstance(condition, All) == wanted
            found = [_rows(part, wanted, columns) for part in parts]
            return reduce(and_ if every else or_, found) if found else _EVERY_ROW if every else _NO_ROW
        case Test():
            return _tested(condition, wanted, columns)


def _tested(test: Test, wanted: bool, columns: Columns) -> Q:
    column = columns.get(test.term)
    is_set = test.operator.startswith("includes")
    if column is None or (test.operator != "known" and isinstance(column, Members) is not is_set):
        raise NoColumn(f"no {'Members' if is_set else 'Column'} is given for '{test.term}'")
    if test.operator == "known":
        return _known(column, test.value is wanted)
    if isinstance(column, Members):
        return _known(column, True) & _membership(test, column, wanted)
    return _compared(test, column, wanted)


def _known(column: Column | Members, wanted: bool) -> Q:
    match column:
        case Members(known=None):
            return _EVERY_ROW if wanted else _NO_ROW
        case Members(known=str(path)):
            return Q((path, True)) if wanted else Q((path, False)) | Q((f"{path}__isnull", True))
        case Column(path, empty_is_missing=True):
            filled = Q((f"{path}__isnull", False)) & ~Q((path, ""))
            return filled if wanted else Q((f"{path}__isnull", True)) | Q((path, ""))
        case Column(path):
            return Q((f"{path}__isnull", not wanted))
    raise TypeError(f"{column!r} is neither a Column nor Members")


_ORDER = {
    "over": ("gt", "lte"),
    "after": ("gt", "lte"),
    "at_least": ("gte", "lt"),
    "under": ("lt", "gte"),
    "before": ("lt", "gte"),
    "at_most": ("lte", "gt"),
}
_NEGATIVE = frozenset({"is_not", "not_in"})


def _compared(test: Test, column: Column, wanted: bool) -> Q:
    if test.operator in _ORDER:
        lookup = _ORDER[test.operator][0 if wanted else 1]
        return Q((f"{column.path}__{lookup}", _parameter(test.value)))
    if test.operator == "between":
        low, high = (_parameter(end) for end in cast(tuple[Single, Single], test.value))
        if wanted:
            return Q((f"{column.path}__gte", low), (f"{column.path}__lte", high))
        return Q((f"{column.path}__lt", low)) | Q((f"{column.path}__gt", high))
    if wanted is (test.operator not in _NEGATIVE):
        return _equal(test, column)
    return _known(column, True) & ~_equal(test, column)


def _equal(test: Test, column: Column) -> Q:
    if isinstance(test.value, tuple):
        return Q((f"{column.path}__in", test.value))
    return Q((column.path, _parameter(test.value)))


def _parameter(value: object) -> object:
    """Numbers go in as expressions: Django would first round bare values to the field's own places."""
    if isinstance(value, Money):
        value = value.amount
    if isinstance(value, bool | str | date) or not isinstance(value, int | Decimal):
        return value
    if value == int(value):
        return Value(int(value))  # an integer keeps the index of an integer column usable
    places = -int(Decimal(value).as_tuple().exponent)
    return Value(value, output_field=DecimalField(max_digits=40, decimal_places=places))


def _membership(test: Test, members: Members, wanted: bool) -> Q:
    values: tuple[Single, ...] = test.value if isinstance(test.value, tuple) else (test.value,)
    if test.operator == "includes_all":
        each = [_present(members, {members.value: value}, wanted) for value in values]
        return reduce(and_ if wanted else or_, each)
    return _present(members, {f"{members.value}__in": values}, wanted)


def _present(members: Members, having: Mapping[str, object], wanted: bool) -> Q:
    found = Exists(members.rows.filter(**{members.owner: OuterRef(members.outer)}, **having))
    return Q(found) if wanted else Q(~found)
