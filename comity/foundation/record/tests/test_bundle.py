"""What the room writes as evidence, the independent verifier finds good; what may not be shown is counted."""

import json
from itertools import islice
from zipfile import ZipFile

import pytest

from comity.foundation.labels import queries as labels
from comity.foundation.labels.rules.label import Reader
from comity.foundation.labels.rules.policy import Policy
from comity.foundation.record import queries
from comity.foundation.record.actions import write_bundle as writing
from comity.foundation.record.actions.publish import publish
from comity.foundation.record.actions.write_bundle import Changed, Evidence, NeverSoLong, NothingSigned, write_bundle
from comity.foundation.record.queries import record_keys, run_at, runs_at
from comity.foundation.record.rules import evidence
from comity.foundation.record.rules.absence import Erased, Withheld
from verifier.checking import check
from verifier.policy import policy

from .builders import ANYBODY, NOON, a_key, an_entry, entries_in_bulk

pytestmark = pytest.mark.django_db
NOBODY = Reader(nationality="AUS")
SCOPE = {"all": True}


@pytest.fixture
def signed():
    a_key()
    for text in ("rain", 'ä“\x01\n"', "snow"):
        an_entry(text)
    an_entry("sleet")
    publish(NOON)


@pytest.fixture
def written(tmp_path):
    def write(numbers, **options):
        bundle = Evidence(numbers, scope=SCOPE, at=NOON, **options)
        write_bundle(bundle, tmp_path / "evidence.zip")
        return bundle, judged(tmp_path / "evidence.zip")

    return write


def judged(path, *kept):
    return check(path, policy(f"log {record_keys()[0].key}\nquorum 0\n"), kept)


def bodies(path):
    with ZipFile(path) as archive:
        return [json.loads(line) for line in archive.read("bodies.jsonl").splitlines()]


def test_a_whole_record_is_good_and_said_to_be_whole(signed, written):
    bundle, result = written(range(queries.head().size))
    assert result.status == 0, result.sentences
    assert result.sentences[-1] == f"All {bundle.entries} entries are here, none is missing or changed."


@pytest.mark.parametrize("chosen", [[], [0], [4], [0, 2, 2, 4], [1, 2, 3]])
def test_chosen_entries_are_good(signed, written, chosen):
    bundle, result = written(chosen, since=[2])
    assert (result.status, result.entries) == (0, len(set(chosen))), result.sentences
    assert bundle.size == 5


def test_entries_far_apart_are_good_and_their_runs_are_those_made_one_by_one(written):
    a_key()
    entries_in_bulk(1300)
    publish(NOON)
    chosen = [0, 1, 255, 256, 257, 511, 700, 1023, 1024, 1025, 1300]
    _, result = written(chosen, since=[1, 256, 1000])
    assert (result.status, result.entries) == (0, len(chosen)), result.sentences
    many = [(first, 1 + first % 3) for first in range(0, 1296, 5)]
    assert list(runs_at(many, size=1301)) == [run_at(first, count, size=1301) for first, count in many]


def test_what_a_reader_may_not_read_is_withheld_and_counted(signed, written, tmp_path, monkeypatch):
    monkeypatch.setattr(labels, "policies", lambda: {"COMITY": Policy("COMITY", ("OFFICIAL",))})
    bundle, result = written(range(5), reader=NOBODY)
    assert (result.status, result.withheld, bundle.withheld) == (0, 5, 5)
    assert not bundle.marking_ids
    assert {tuple(line) for line in bodies(tmp_path / "evidence.zip")} == {("withheld",)}
    bundle, result = written(range(5), reader=ANYBODY)
    assert (result.status, bundle.withheld) == (0, 0)
    assert len(bundle.marking_ids) == 1


def test_what_was_erased_or_withheld_is_said_to_be(signed, written, tmp_path, monkeypatch):
    absent = {1: Erased(4, "a court ordered it"), 2: Withheld("sealed"), 99: Withheld("beyond")}
    monkeypatch.setattr(
        writing, "absent_bodies", lambda first, end: {k: v for k, v in absent.items() if first <= k < end}
    )
    bundle, result = written([0, 1, 2, 3])
    assert (result.status, result.erased, result.erased_by, result.withheld) == (0, 1, [4], 1), result.sentences
    assert (bundle.erased, bundle.withheld) == (1, 1)
    _, result = written([1], reader=NOBODY)
    assert (result.erased, result.withheld) == (0, 1), "who may not read it is not told that it was erased"


def test_a_body_withheld_meanwhile_is_noticed(signed, tmp_path, monkeypatch):
    bundle = Evidence(range(5), scope=SCOPE, at=NOON)
    monkeypatch.setattr(writing, "absent_bodies", lambda first, end: {2: Withheld("sealed")})
    with pytest.raises(Changed):
        write_bundle(bundle, tmp_path / "evidence.zip")
    assert list(tmp_path.iterdir()) == []


def test_narrow_gaps_are_bridged_where_there_would_be_too_many_runs(signed, written, monkeypatch):
    asked = [(0, 1), (2, 1), (4, 2), (20, 1), (40, 1)]
    assert evidence.bridged(asked, 5) == asked
    assert evidence.bridged(asked, 3) == [(0, 6), (20, 1), (40, 1)]
    assert evidence.bridged(asked, 1) == [(0, 41)]
    bridged = evidence.bridged
    monkeypatch.setattr(evidence, "bridged", lambda stretches: bridged(stretches, 1))
    bundle, result = written([0, 2, 4])
    assert (result.status, bundle.entries, bundle.withheld, result.withheld) == (0, 5, 2, 2), result.sentences


def test_it_ends_at_the_last_checkpoint_and_says_what_lies_beyond(signed, written):
    an_entry("after")
    bundle, result = written(range(6))
    assert (bundle.size, bundle.entries, bundle.beyond, result.status) == (5, 5, 1, 0)


def test_what_cannot_be_proved_is_refused(db):
    with pytest.raises(NothingSigned):
        Evidence([0], scope=SCOPE, at=NOON)
    a_key()
    publish(NOON)
    with pytest.raises(NeverSoLong):
        Evidence([0], scope=SCOPE, at=NOON, since=[9])


def test_it_proves_growth_since_every_checkpoint_that_was_signed(signed, tmp_path):
    kept = []
    for text in ("one", "two", "three"):
        kept.append(queries.checkpoint_note())
        an_entry(text)
        publish(NOON)
    write_bundle(Evidence([1], scope=SCOPE, at=NOON), tmp_path / "evidence.zip")
    assert judged(tmp_path / "evidence.zip", *kept).status == 0


def test_it_is_made_piece_by_piece(db):
    a_key()
    entries_in_bulk(5000)
    publish(NOON)
    parts = Evidence(range(5000), scope=SCOPE, at=NOON).parts()
    assert max(map(len, islice(parts, 20))) < 200_000
    parts.close()
