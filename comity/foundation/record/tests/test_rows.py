"""What a row says is one digest, however a database writes it."""

import pytest

from comity.foundation.record.rules.rows import Column, Kind, Table, batches, digest, key_of, told

KEY = Column("id", Kind.IDENTIFIER)
TEXT = Kind.DATA_AS_TEXT


def a_table(data=Kind.DATA, *more):
    return Table(
        "things_thing",
        KEY,
        (
            KEY,
            Column("name"),
            Column("at", Kind.MOMENT),
            Column("open", Kind.YES_OR_NO),
            Column("cost", Kind.FIGURE, 2),
            Column("said", data),
            Column("seal", Kind.BYTES),
            *more,
        ),
    )


ON_SQLITE = (
    '{"id":"0e2d8e4c6f3b4a1e9a44aa6f0a1b2c3d","name":"Río","at":"2026-03-01 12:00:00.500000","open":1,"cost":12.5,'
    '"said":"{\\"b\\": 1e-07, \\"a\\": [100.0, null]}","seal":"00FF"}'
)
ON_POSTGRESQL = (
    '{"name":"Río","id":"0e2d8e4c-6f3b-4a1e-9a44-aa6f0a1b2c3d","at":"2026-03-01T14:00:00.5+02:00","open":true,'
    '"cost":12.50,"said":{"a":[100.0,null],"b":0.0000001},"seal":"\\\\x00ff","later":null,"unknown":7}'
)


def test_a_row_has_one_digest_on_either_database():
    assert digest(a_table(TEXT), ON_SQLITE) == digest(a_table(), ON_POSTGRESQL)
    assert key_of(a_table(), "0e2d8e4c6f3b4a1e9a44aa6f0a1b2c3d") == "0e2d8e4c-6f3b-4a1e-9a44-aa6f0a1b2c3d"


def test_a_column_added_later_and_empty_changes_no_digest():
    later = a_table(Kind.DATA, Column("later", Kind.MOMENT))
    assert digest(later, ON_POSTGRESQL) == digest(a_table(), ON_POSTGRESQL)
    filled = ON_POSTGRESQL.replace('"later":null', '"later":"2026-03-01T12:00:00+00:00"')
    assert digest(later, filled) != digest(later, ON_POSTGRESQL)


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("Río", "Rio"),
        ('"open":1', '"open":0'),
        ('"open":1', '"open":7'),
        ("12.5", "12.51"),
        ("12.5", '"much"'),
        (".500000", ".500001"),
        ("2026-03-01", "some day"),
        ("100.0", '\\"100\\"'),
        ("100.0", "100.5"),
        ("00FF", "00FE"),
        ("{", "not json"),
        ('"name":"Río",', '"name":null,'),
    ],
)
def test_whatever_is_changed_shows_even_what_no_longer_fits_its_column(was, now):
    head, _, tail = ON_SQLITE.partition('"said"')
    other = ON_SQLITE.replace(was, now, 1) if was != "{" else f'{head}"said"{tail.replace(was, now, 1)}'
    assert other != ON_SQLITE
    assert digest(a_table(TEXT), other) != digest(a_table(TEXT), ON_SQLITE)


def test_the_same_row_in_another_table_is_another():
    other = Table("things_other", KEY, a_table().columns)
    assert digest(other, ON_POSTGRESQL) != digest(a_table(), ON_POSTGRESQL)


def test_rows_are_told_in_pieces_and_none_is_lost():
    rows = {"b": {"2": told("x", None), "1": told(None, "y")}, "a": {str(n): told("u", "v") for n in range(5)}}
    pieces = list(batches(rows, 3))
    assert [sum(map(len, piece.values())) for piece in pieces] == [3, 3, 1]
    assert [(t, k) for piece in pieces for t in piece for k in piece[t]] == [
        *(("a", str(n)) for n in range(5)),
        ("b", "1"),
        ("b", "2"),
    ]
    assert pieces[-1] == {"b": {"2": {"was": "x"}}}
    assert list(batches({})) == [{}]
