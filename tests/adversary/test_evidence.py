"""Whoever holds a bundle, a database, and even the record's key, changes what was recorded: the verifier names it.

The records are those of the real house, the bundles those of the real room; the verifier shares no line with either.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from comity.foundation.record.models import Entry, Tile
from comity.foundation.record.queries import entire_history, head, verify_all
from comity.foundation.record.tests.builders import entries_in_bulk

from .evidence import (
    NAMES,
    a_signed_record,
    behind_its_back,
    change_body,
    cosign,
    drop_last,
    exported,
    forged,
    judged,
    kept,
    lines,
    more,
    recounted,
    sign_anew,
    the_policy,
)

ROOT = Path(__file__).resolve().parents[2]
AN_OLD_ONE = (
    "This bundle ends at {short} entries, but the record you kept had {long}: an old checkpoint was shown to you "
    "again, or entries were dropped."
)
ANOTHER = (
    "The record you kept at {size} entries is not the beginning of this one: history was rewritten or you were shown "
    "another."
)
TWO = "The record you kept at {size} entries is another than this one, which is as long: two histories were signed."


@pytest.fixture
def record(ministry):
    a_signed_record(ministry)
    return ministry


@pytest.fixture
def file(tmp_path):
    return tmp_path / "evidence.zip"


@pytest.fixture
def decision():
    """The number of the entry by which it was granted."""
    return lambda: entire_history("a test", kind="clearance.granted").get().seq


def says(result, sentence, seq=None):
    assert (result.verdict, result.status) == ("broken", 1), result
    assert sentence in result.sentences, result.sentences
    assert result.first_broken == seq


def rewritten(seq):
    change_body(seq, "authorised", "refused")
    sign_anew()


# First, that what is true is found so


def test_the_record_of_a_real_house_is_good_whole_and_in_part(record, file, decision):
    keys, before = the_policy(), kept()
    more(record, 3)
    result = judged(exported(file), keys, before)
    assert result.status == 0, result.sentences
    assert result.entries == head().size
    result = judged(exported(file, [decision(), decision() + 1]), keys, before)
    assert result.status == 0, result.sentences


def test_witnesses_are_counted(record, file):
    for count, name in enumerate(NAMES):
        assert judged(exported(file), the_policy(quorum=count or 1)).status == (0 if count else 1)
        cosign(name)
    assert judged(exported(file), the_policy(quorum=2)).status == 0


# What is done to the file


def test_a_word_of_a_body_is_changed(record, file, decision):
    exported(file)
    bodies = lines(file, "bodies.jsonl")
    bodies[decision()] = bodies[decision()].replace(b"authorised", b"refused")
    result = judged(forged(file, bodies=b"".join(bodies)), the_policy())
    says(result, f"Entry {decision()}: its body is not what was committed to.", decision())


def test_two_entries_are_swapped(record, file):
    exported(file)
    leaves, bodies = lines(file, "leaves.jsonl"), lines(file, "bodies.jsonl")
    for these in (leaves, bodies):
        these[4], these[5] = these[5], these[4]
    result = judged(forged(file, leaves=b"".join(leaves), bodies=b"".join(bodies)), the_policy())
    says(result, "Entry 4: another entry, 5, stands in its place.", 4)


def test_the_last_ten_are_dropped_from_the_file(record, file):
    exported(file)
    size = head().size
    leaves, bodies = lines(file, "leaves.jsonl")[:-10], lines(file, "bodies.jsonl")[:-10]
    cut = forged(file, leaves=b"".join(leaves), bodies=b"".join(bodies))
    says(judged(cut, the_policy()), f"Entry {size - 10}: it is missing.", size - 10)
    runs = json.dumps([{"first": 0, "count": size - 10, "left": [], "right": []}]).encode()
    cut = forged(file, runs=runs, manifest=recounted(file, entries=size - 10))
    result = judged(cut, the_policy())
    assert (result.status, result.first_broken) == (1, 0)
    assert "Entry 0: the proof that it is in the record is incomplete" in result.sentences[0]


def test_a_body_is_withheld_by_whoever_carries_the_file(record, file, decision):
    exported(file)
    bodies = lines(file, "bodies.jsonl")
    bodies[decision()] = b'{"withheld":"it was asked for"}\n'
    withheld = forged(file, bodies=b"".join(bodies))
    says(judged(withheld, the_policy()), "The bundle says that 0 bodies are withheld, but 1 are.")


def test_an_old_bundle_is_shown_again(record, file, tmp_path):
    old, keys = exported(tmp_path / "old.zip"), the_policy()
    size = head().size
    more(record)
    says(judged(old, keys, kept()), AN_OLD_ONE.format(short=size, long=head().size))


# What is done to the database


def test_an_entry_is_edited_by_sql(record, file, decision):
    keys = the_policy()
    change_body(decision(), "authorised", "refused")
    says(judged(exported(file), keys), f"Entry {decision()}: its body is not what was committed to.", decision())
    says(
        judged(exported(file, [decision()]), keys),
        f"Entry {decision()}: its body is not what was committed to.",
        decision(),
    )
    assert verify_all().broken.seq == decision()


def test_the_time_of_an_entry_is_edited_by_sql(record, file, decision):
    rows = Entry.objects.whole("an attack").filter(pk=decision())
    behind_its_back(lambda: rows.update(at="2020-01-01T00:00:00Z"))
    result = judged(exported(file, [decision()]), the_policy())
    sentence = "is not what the checkpoint was signed over: an entry or its proof was changed."
    says(result, f"Entry {decision()} {sentence}")


def test_a_tile_is_cut_short(record, file):
    entries_in_bulk(256)
    more(record)
    cut = lambda: Tile.objects.filter(level=0, number=0).update(hashes=b"x" * 32 * 255)  # noqa: E731
    behind_its_back(cut)
    assert verify_all().broken.why == "The tile tile/0/000 does not hold the hashes of the record."


def test_all_is_rewritten_and_signed_again_with_the_right_key(record, file, decision):
    """Nothing within shows it; a checkpoint that somebody kept does."""
    keys, before = the_policy(), kept()
    more(record)
    later = kept()
    rewritten(decision())
    assert verify_all().whole
    assert judged(exported(file), keys).status == 0, "who kept nothing and asks for no witness is deceived"
    size = int(before.splitlines()[1])
    says(judged(exported(file), keys, before), ANOTHER.format(size=size))
    says(judged(exported(file, [0], since=[size]), keys, before), ANOTHER.format(size=size))
    says(judged(exported(file), keys, later), TWO.format(size=head().size))


def test_a_rewritten_record_has_no_witnesses(record, file, decision):
    """What they signed before is of another record: without them it is missing, with them it is false."""
    keys = the_policy(quorum=2)
    for name in NAMES:
        cosign(name)
    signed = [line for line in kept().decode().splitlines() if line.startswith(tuple(f"— {n} " for n in NAMES))]
    assert judged(exported(file), keys).status == 0
    rewritten(decision())
    says(judged(exported(file), keys), "No witness has signed; your policy asks for 2.")
    stolen = kept() + "".join(f"{line}\n" for line in signed).encode()
    says(judged(forged(file, checkpoint=stolen), keys), f"The signature of {NAMES[0]} on the checkpoint is false.")


def test_two_auditors_are_shown_two_histories(record, tmp_path, decision):
    """The house forks: one goes home with one history, the other with another. As soon as they compare, it is out."""
    keys = the_policy()
    first, of_the_first = exported(tmp_path / "first.zip"), kept()
    rewritten(decision())
    second, of_the_second = exported(tmp_path / "second.zip"), kept()
    assert [judged(one, keys).status for one in (first, second)] == [0, 0], "each alone sees nothing"
    for bundle, other in ((first, of_the_second), (second, of_the_first)):
        says(judged(bundle, keys, other), TWO.format(size=head().size))
    more(record, 2)
    says(judged(exported(second), keys, of_the_first), ANOTHER.format(size=int(of_the_first.splitlines()[1])))


def test_the_last_ten_are_dropped_from_the_database(record, file):
    keys, before, size = the_policy(), kept(), head().size
    drop_last(10)
    assert verify_all().whole
    says(judged(exported(file), keys, before), AN_OLD_ONE.format(short=size - 10, long=size))


# The program itself, as the auditor runs it


def run(*command, **options):
    return subprocess.run([sys.executable, *command], check=False, capture_output=True, text=True, **options)


def test_the_program_answers_in_sentences_in_json_and_by_its_status(record, file, tmp_path, decision):
    (tmp_path / "policy").write_text(the_policy(), encoding="utf-8")
    (tmp_path / "kept").write_bytes(kept())
    more(record)
    exported(file)
    given = [file, "--policy", tmp_path / "policy"]
    ran = run("-m", "verifier", *given, "--kept", tmp_path / "kept", cwd=ROOT)
    assert (ran.returncode, ran.stdout.splitlines()[0]) == (0, "It holds."), ran.stderr
    ran = run("-m", "verifier", file, cwd=ROOT)
    assert ran.returncode == 2
    assert "Whose keys?" in ran.stdout
    bodies = lines(file, "bodies.jsonl")
    bodies[decision()] = bodies[decision()].replace(b"authorised", b"refused")
    forged(file, bodies=b"".join(bodies))
    program = tmp_path / "comity-verifier.pyz"
    assert run(ROOT / "scripts" / "make_verifier.py", program).returncode == 0
    ran = run("-I", program, *given, "--json", cwd=tmp_path)
    told = json.loads(ran.stdout)
    assert (ran.returncode, told["verdict"], told["first_broken"]) == (1, "broken", decision())
