"""What an adversary may try, each told in the right sentence; and what is lawful."""

import json
import zipfile

import pytest

from verifier.__main__ import main
from verifier.checking import check
from verifier.policy import policy

from . import building
from .building import AUDITORS, LOG, PARLIAMENT, Signer, a_checkpoint, a_policy, a_record, made, parts, told, zipped

RECORD = a_record(130)
GOOD = parts(RECORD)


@pytest.fixture
def judged(tmp_path):
    def judge(bundle, *, kept=(), **wanted):
        path = tmp_path / "evidence.zip"
        path.write_bytes(bundle if isinstance(bundle, bytes) else bundle.packed())
        return check(path, policy(a_policy(**wanted)), kept)

    return judge


def replaced(entries, **at):
    """The entries, those named `e41=…` replaced."""
    return [at.get(f"e{seq}", one) for seq, one in enumerate(entries)]


ERASED = b'{"by":120,"erased":"Records Act, art. 9"}'
UNSHOWN = "1 body was erased, it is said by entry 120, which the bundle does not show: ask for it."


def teller(of, *, entry=9, commitment=None, body=None):
    """Entry 120 as it tells of the erasure of entry 9."""
    event = {"commitment": commitment or json.loads(of.leaf)["commitment"], "entry": entry, "reason": "a court said so"}
    said = {"event": event, "sentence": "It was erased."} if body is None else body
    return made(120, building.written(said), bytes(32), kind="record.body-erased")


def told_broken(result, sentence, seq=None):
    assert (result.verdict, result.status, result.first_broken) == ("broken", 1, seq), result
    assert sentence in result.sentences, result.sentences


def told_unreadable(result, words):
    assert (result.verdict, result.status) == ("unreadable", 2), result
    assert words in " ".join(result.sentences), result.sentences


# What is lawful


def test_a_whole_record_holds(judged):
    result = judged(GOOD)
    assert result.sentences == [
        "The record record.example/ministry with 130 entries is signed by the log of your policy.",
        "2 of 2 witnesses have signed; your policy asks for 2.",
        "parliament.example/w signed at 2026-09-21 14:13:20 UTC.",
        "audit.example/w signed at 2026-09-21 14:13:20 UTC.",
        "All 130 entries are here, none is missing or changed.",
    ]
    assert (result.status, result.entries, result.size) == (0, 130, 130)


@pytest.mark.parametrize("size", [0, 1, 2, 3, 1023, 1025, 2050])
def test_records_of_any_length_hold(judged, size):
    assert judged(parts(a_record(size))).status == 0


@pytest.mark.parametrize("stretches", [[(0, 1)], [(129, 1)], [(3, 5), (9, 1), (64, 64)], [(128, 2)], []])
def test_stretches_hold_and_it_is_said_that_others_are_not_shown(judged, stretches):
    result = judged(parts(RECORD, stretches))
    assert result.status == 0, result.sentences
    assert any("does not show the others" in one or "shows none" in one for one in result.sentences)


def test_withheld_and_erased_bodies_are_counted_and_told(judged):
    hidden = {
        "e5": building.Told(RECORD[5].leaf, b'{"withheld":"marked above your clearance"}'),
        "e6": building.Told(RECORD[6].leaf, b'{"withheld":"marked above your clearance"}'),
        "e9": building.Told(RECORD[9].leaf, ERASED),
        "e120": teller(RECORD[9]),
    }
    result = judged(parts(replaced(RECORD, **hidden)))
    assert (result.status, result.withheld, result.erased, result.erased_by) == (0, 2, 1, [120])
    assert result.erased_unshown == []
    assert "2 bodies are withheld: that they exist is proved, not what they say." in result.sentences
    here = "1 body was erased, as is told here by entry 120: look there for who did it and why."
    assert here in result.sentences


@pytest.mark.parametrize("how", ["left out", "withheld"])
def test_that_the_entry_which_tells_of_an_erasure_is_not_shown_is_said(judged, how):
    telling = teller(RECORD[9])
    if how == "withheld":
        telling = building.Told(telling.leaf, b'{"withheld":"marked above your clearance"}')
    entries = replaced(RECORD, e9=building.Told(RECORD[9].leaf, ERASED), e120=telling)
    result = judged(parts(entries, [(0, 130)] if how == "withheld" else [(3, 20)]))
    assert (result.status, result.erased_by, result.erased_unshown) == (0, [120], [120])
    assert UNSHOWN in result.sentences


@pytest.mark.parametrize("stretches", [None, [(9, 1), (120, 1)]])
@pytest.mark.parametrize(
    ("telling", "why"),
    [
        (lambda: RECORD[120], "which tells of no erasure."),
        (lambda: building.Told(RECORD[120].leaf, b'{"withheld":"reasons"}'), "which tells of no erasure."),
        (lambda: teller(RECORD[9], entry=8), "which tells of another erasure."),
        (lambda: teller(RECORD[9], entry=True), "which tells of another erasure."),
        (lambda: teller(RECORD[9], commitment="00" * 32), "which tells of another erasure."),
        (lambda: teller(RECORD[9], body={"event": []}), "which tells of another erasure."),
        (lambda: teller(RECORD[9], body={}), "which tells of another erasure."),
    ],
)
def test_a_body_is_erased_by_an_entry_that_does_not_tell_of_it(judged, telling, why, stretches):
    entries = replaced(RECORD, e9=building.Told(RECORD[9].leaf, ERASED), e120=telling())
    result = judged(parts(entries, *([stretches] if stretches else [])))
    told_broken(result, f"Entry 9: its body is said to be erased by entry 120, {why}", 9)


def test_one_entry_tells_of_one_erasure(judged):
    erased = {f"e{seq}": building.Told(RECORD[seq].leaf, ERASED) for seq in (9, 10)}
    told_broken(
        judged(parts(replaced(RECORD, **erased, e120=teller(RECORD[9])))),
        "Entry 10: its body is said to be erased by entry 120, which is said of another entry too.",
        10,
    )


def test_a_record_that_grew_since_it_was_kept_holds(judged):
    kept = [a_checkpoint(RECORD[:size]) for size in (0, 1, 64, 100, 130)]
    assert judged(GOOD, kept=kept).status == 0
    few = parts(RECORD, [(99, 3)])
    assert judged(few, kept=kept[3:4]).status == 0  # the run goes over that size
    assert judged(parts(RECORD, [(7, 1)], proofs_from=[100]), kept=kept[3:4]).status == 0


def test_a_key_that_followed_another_is_known(judged, tmp_path):
    old = Signer(LOG.name, 8)
    kept = a_checkpoint(RECORD[:50], log=old)
    told_unreadable(judged(GOOD, kept=[kept]), "Of the checkpoint you kept: The checkpoint is not signed by the key")
    both = policy(a_policy() + f"log {old.vkey}\n")
    assert check(tmp_path / "evidence.zip", both, [kept]).status == 0


def test_rare_shapes_hold(judged):
    bodies = [
        b'{"a":[],"b":{},"c":null,"d":-12}',
        '{"é":"\\n\\"\\\\\\u0001","😀":1,"ﬃ":[{"x":true}]}'.encode(),
        b'{"big":9007199254740991}',
    ]
    rare = [made(seq, bodies[seq % 3], bytes(16 + seq % 3), kind="Ünüsual kind") for seq in range(40)]
    assert judged(parts(rare)).status == 0


# What an adversary may try


def test_a_word_of_a_body_is_changed(judged):
    forged = RECORD[41].body.replace(b"proposed", b"declined")
    result = judged(parts(replaced(RECORD, e41=building.Told(RECORD[41].leaf, forged))))
    told_broken(result, "Entry 41: its body is not what was committed to.", 41)


def test_a_body_is_changed_together_with_its_leaf(judged):
    result = judged(parts(replaced(RECORD, e41=told(41, "declined")), checkpoint=GOOD.checkpoint))
    assert result.status == 1
    told_broken(
        result,
        "Entries 0 to 129 are not what the checkpoint was signed over: an entry or its proof was changed.",
    )


def test_two_entries_are_swapped(judged):
    swapped = replaced(RECORD, e41=RECORD[42], e42=RECORD[41])
    told_broken(
        judged(parts(swapped, checkpoint=GOOD.checkpoint)), "Entry 41: another entry, 42, stands in its place.", 41
    )


def test_the_last_ten_are_dropped(judged):
    short = parts(RECORD[:120])
    told_broken(judged(GOOD.with_(shown=RECORD[:120])), "Entry 120: it is missing.", 120)
    told_broken(
        judged(short.with_(checkpoint=GOOD.checkpoint)),
        "The bundle speaks of a record of 120 entries, its checkpoint of 130.",
    )
    disguised = short.with_(checkpoint=GOOD.checkpoint, manifest={**short.manifest, "size": 130})
    told_broken(
        judged(disguised),
        "Entry 0: the proof that it is in the record is incomplete (2 subtrees follow 120 leaves of 130, not 0).",
        0,
    )


def test_an_old_checkpoint_is_replayed(judged):
    told_broken(
        judged(parts(RECORD[:120]), kept=[a_checkpoint(RECORD)]),
        "This bundle ends at 120 entries, but the record you kept had 130: an old checkpoint was shown to you again, "
        "or entries were dropped.",
    )


@pytest.mark.parametrize("stretches", [None, [(119, 3)]])
def test_history_is_rewritten_and_signed_again_by_the_right_keys(judged, stretches):
    rewritten = a_record(130, "declined", since=41)
    told_broken(
        judged(parts(rewritten, stretches), kept=[a_checkpoint(RECORD[:120])]),
        "The record you kept at 120 entries is not the beginning of this one: history was rewritten or you were "
        "shown another.",
    )


def test_a_rewritten_record_offers_a_proof(judged):
    rewritten = a_record(130, "declined", since=41)
    forged = parts(rewritten, [(7, 1)], proofs_from=[120])
    assert (
        "The record you kept at 120 entries is not the beginning"
        in judged(forged, kept=[a_checkpoint(RECORD[:120])]).sentences[0]
    )


def test_two_auditors_are_shown_two_histories_of_one_length(judged):
    told_broken(
        judged(parts(a_record(130, "declined", since=129)), kept=[GOOD.checkpoint]),
        "The record you kept at 130 entries is another than this one, which is as long: two histories were signed.",
    )


def test_a_rewritten_record_that_no_witness_signs(judged):
    """The log's key is in the wrong hands; the witnesses cosign only what continues what they saw."""
    rewritten = a_record(130, "declined", since=41)
    bundle = parts(rewritten, checkpoint=a_checkpoint(rewritten, witnesses=[]))
    told_broken(judged(bundle), "No witness has signed; your policy asks for 2.")


def test_what_continues_nothing_that_was_kept_is_not_taken_for_proved(judged):
    told_broken(
        judged(parts(RECORD, [(7, 1)]), kept=[a_checkpoint(RECORD[:120])]),
        "The bundle does not show that it continues the record you kept at 120 entries. "
        "Ask for one with a proof from 120.",
    )


def test_the_quorum_is_missing(judged):
    bundle = GOOD.with_(checkpoint=a_checkpoint(RECORD, witnesses=[AUDITORS, AUDITORS]))
    told_broken(judged(bundle), "Only 1 of 2 witnesses have signed; your policy asks for 2.")
    assert judged(bundle, quorum=1).status == 0


def test_another_key_has_signed(judged):
    for stranger in (Signer(LOG.name, 9), Signer("other.example", 1)):
        bundle = GOOD.with_(checkpoint=a_checkpoint(RECORD, log=stranger))
        told_broken(judged(bundle), "The checkpoint is not signed by the key of your policy.")


def test_a_witness_cannot_stand_in_for_the_log(judged):
    bundle = GOOD.with_(checkpoint=a_checkpoint(RECORD, log=PARLIAMENT))
    told_broken(judged(bundle), "The checkpoint is not signed by the key of your policy.")


def test_a_signature_is_false(judged):
    text, below = GOOD.checkpoint.decode().split("\n\n")
    other = AUDITORS.line("something else\n")
    told_broken(
        judged(GOOD.with_(checkpoint=f"{text}\n\n{below.splitlines()[0]}\n{other}".encode())),
        "The signature of audit.example/w on the checkpoint is false.",
    )


@pytest.mark.parametrize(
    "line",
    [
        b'{"withheld":""}',
        b'{"erased":"it was asked for"}',
        b'{"body":{},"withheld":"both"}',
        b'{"body":[],"salt":"' + b"00" * 32 + b'"}',
        b'{"body":{},"salt":"' + b"00" * 8 + b'"}',
        b'{"body":{},"salt":"' + b"0A" * 32 + b'"}',
        b"{}",
        b"null",
    ],
)
def test_a_body_is_simply_left_out(judged, line):
    told_broken(
        judged(parts(replaced(RECORD, e41=building.Told(RECORD[41].leaf, line)))),
        "Entry 41: its body is neither shown nor said to be withheld or erased.",
        41,
    )


@pytest.mark.parametrize("by", [b"3", b"9", b"130", b"true"])
def test_a_body_is_erased_by_nothing(judged, by):
    line = b'{"by":' + by + b',"erased":"it was asked for"}'
    told_broken(
        judged(parts(replaced(RECORD, e9=building.Told(RECORD[9].leaf, line)))),
        "Entry 9: its body is said to be erased, but not by a later entry of the record.",
        9,
    )


def test_more_is_withheld_than_is_said(judged):
    bundle = parts(replaced(RECORD, e5=building.Told(RECORD[5].leaf, b'{"withheld":"reasons"}')))
    told_broken(judged(bundle.with_(manifest=GOOD.manifest)), "The bundle says that 0 bodies are withheld, but 1 are.")


def test_a_body_that_reads_in_two_ways_is_refused_even_if_committed_to(judged):
    twice = made(41, b'{"sentence":"yes","sentence":"no"}', bytes(32))
    result = judged(parts(replaced(RECORD, e41=twice)))
    assert (result.status, result.first_broken) == (1, 41)
    assert "a key is given twice" in result.sentences[0]


def test_a_byte_that_is_no_text_is_named(judged):
    forged = RECORD[41].body.replace("é".encode(), b"\xe9")
    result = judged(parts(replaced(RECORD, e41=building.Told(RECORD[41].leaf, forged))))
    assert (result.status, result.first_broken) == (1, 41)


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_proof_is_changed(judged, side):
    bundle = parts(RECORD, [(41, 1)])
    sides = bundle.runs[0][side]
    told_broken(
        judged(bundle.with_(runs=[{**bundle.runs[0], side: ["00" * 32, *sides[1:]]}])),
        "Entry 41 is not what the checkpoint was signed over: an entry or its proof was changed.",
    )
    assert judged(bundle.with_(runs=[{**bundle.runs[0], side: sides[1:]}])).first_broken == 41


# What is no bundle


def test_what_is_no_bundle_is_not_judged(judged):
    members = dict.fromkeys(("manifest.json", "checkpoint", "runs.json", "leaves.jsonl", "bodies.jsonl"), b"")
    told_unreadable(judged(b"not a zip"), "damaged or is no bundle")
    told_unreadable(judged(GOOD.packed()[:-200]), "damaged or is no bundle")
    told_unreadable(judged(GOOD.with_(extra={"note.txt": b"x"})), "“note.txt”, which does not belong")
    told_unreadable(judged(zipped(dict(reversed(members.items())))), "not in their order")
    told_unreadable(judged(zipped(dict.fromkeys(list(members)[1:], b""))), "lacks manifest.json")
    told_unreadable(judged(b"before" + GOOD.packed()), "something beside its members")
    told_unreadable(judged(zipped(members)), "manifest.json in the bundle cannot be read")


def test_a_damaged_member_is_not_judged(judged):
    packed = bytearray(GOOD.packed())
    with zipfile.ZipFile(__import__("io").BytesIO(packed)) as archive:
        place = archive.getinfo("bodies.jsonl").header_offset
    packed[place + 200] ^= 0xFF
    assert judged(bytes(packed)).status == 2


def test_huge_members_are_refused_before_they_are_read(judged):
    told_unreadable(judged(GOOD.with_(extra={"checkpoint": b" " * 300_000})), "checkpoint in the bundle is larger")
    few = parts(a_record(2))
    told_unreadable(judged(few.with_(extra={"leaves.jsonl": b"x" * 20_000})), "larger than 2 entries can be")
    told_unreadable(judged(few.with_(extra={"leaves.jsonl": b"x" * 5_000 + b"\n"})), "longer than 4096 bytes")
    told_unreadable(judged(few.with_(extra={"bodies.jsonl": few.shown[0].body})), "does not end with a line break")


@pytest.mark.parametrize(
    "runs",
    [
        [{"first": 0, "count": 5, "left": [], "right": []}, {"first": 5, "count": 1, "left": [], "right": []}],
        [{"first": 0, "count": 0, "left": [], "right": []}],
        [{"first": -1, "count": 1, "left": [], "right": []}],
        [{"first": 0, "count": 1, "left": ["zz"], "right": []}],
        [{"first": 0, "count": 1, "left": []}],
        {},
    ],
)
def test_runs_that_cannot_be_are_not_judged(judged, runs):
    assert judged(GOOD.with_(runs=runs)).status == 2


def test_a_line_too_many_is_found(judged):
    assert judged(GOOD.with_(shown=[*RECORD, told(130)])).sentences == ["The bundle holds more lines than entries."]


# The command


def test_the_command_tells_and_gives_its_status(tmp_path, capsys):
    for name, data in {"b.zip": GOOD.packed(), "p": a_policy().encode(), "k": a_checkpoint(RECORD[:9])}.items():
        (tmp_path / name).write_bytes(data)
    bundle, keys, kept = (str(tmp_path / name) for name in ("b.zip", "p", "k"))
    assert main([bundle, "--policy", keys, "--kept", kept]) == 0
    assert "It begins with the record you kept at 9 entries." in capsys.readouterr().out
    assert main([bundle, "--policy", keys, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["witnesses"][0]["name"] == "parliament.example/w"
    assert main([bundle]) == 2
    assert "Whose keys?" in capsys.readouterr().out
    assert main([bundle + ".missing", "--policy", keys]) == main([bundle, "--policy", keys + "x"]) == 2
