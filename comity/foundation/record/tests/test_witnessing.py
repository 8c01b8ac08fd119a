"""What log and witness say to each other is the protocol's, byte by byte; what is cosigned continues what was seen."""

import random

import pytest

from comity.foundation.record.rules import note
from comity.foundation.record.rules.checkpoint import Checkpoint, cosigned_at
from comity.foundation.record.rules.note import Note, Signature, read_note, with_signatures
from comity.foundation.record.rules.witnessing import (
    SUBMISSION_AT_MOST,
    Answer,
    BadSubmission,
    Cosigned,
    Declined,
    Elsewhere,
    Status,
    Submission,
    Weight,
    judge,
    read_answer,
    read_submission,
    submission,
)

from .logs import AWitness, Log, verify

# The example of a request in C2SP tlog-witness (https://c2sp.org/tlog-witness, "add-checkpoint"): facts of its format.
EXAMPLE = (
    "old 20852014\n"
    "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n"
    "jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=\n"
    "5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=\n"
    "/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=\n"
    "\n"
    "example.com/behind-the-sofa\n"
    "20852163\n"
    "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    "\n"
    "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeM"
    "cTOAYQ8=\n"
    "— example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++"
    "qbSzm9Q=\n"
).encode()


@pytest.fixture
def log():
    return Log(20)


def judged(log, old, size=None, *, seen=None, keys=None):
    last = None if seen is None else log.checkpoint(seen)
    return judge(log.shown(old, size), keys or [log.key], last, verify)


def test_the_published_example_is_read_and_written_the_same():
    read = read_submission(EXAMPLE)
    assert (read.old, len(read.path), read.checkpoint.size) == (20852014, 4, 20852163)
    assert read.checkpoint.origin == "example.com/behind-the-sofa"
    assert len(read.note.signatures) == 2
    assert read.as_bytes() == EXAMPLE


def test_a_first_submission_has_no_proof(log):
    asked = log.shown(0)
    assert asked.as_bytes().startswith(f"old 0\n\n{log.key.name}\n20\n".encode())
    assert read_submission(asked.as_bytes()) == asked


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (b"", "an empty line"),
        (b"old 1\n", "an empty line"),
        (EXAMPLE.replace(b"old 20852014", b"old 020852014"), "first line"),
        (EXAMPLE.replace(b"old 20852014", b"old -1"), "first line"),
        (EXAMPLE.replace(b"old 20852014", b"old  1"), "first line"),
        (EXAMPLE.replace(b"old 20852014", b"OLD 1"), "first line"),
        (EXAMPLE.replace(b"old 20852014", b"old 9223372036854775808"), "first line"),
        (EXAMPLE.replace(b"old 20852014\n", b"old 20852014\r\n"), "first line"),
        (EXAMPLE.replace(b"PlRNCrwH", b"PlRNCrw"), "hash"),
        (EXAMPLE.replace(b"PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=", b"AAAA"), "32 bytes"),
        (EXAMPLE.replace(b"ZZDDpkaw=", b"ZZDDpkax="), "one way"),
        (EXAMPLE.replace(b"old 20852014\n", "old 20852014\n\u00e9\n".encode()), "an empty line"),
        (EXAMPLE.replace(b"\n20852163\n", b"\n020852163\n"), "size in figures"),
        (EXAMPLE.replace(b"2I=\n\n", b"2I=\nmore\n\n"), "three lines"),
        (EXAMPLE + b"x", "a text, an empty line"),
        (EXAMPLE + b"x" * SUBMISSION_AT_MOST, "at most"),
    ],
)
def test_what_is_no_submission_is_not_read(wrong, why):
    with pytest.raises(BadSubmission, match=why):
        read_submission(wrong)


def test_a_proof_of_63_hashes_is_read_and_one_more_is_not(log):
    line = b"PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n"
    signed = log.note().as_bytes()
    assert len(read_submission(b"old 3\n" + line * 63 + b"\n" + signed).path) == 63
    with pytest.raises(BadSubmission, match="63 hashes"):
        read_submission(b"old 3\n" + line * 64 + b"\n" + signed)


def test_whatever_bytes_come_they_are_read_or_refused_in_a_sentence(log):
    chance, whole = random.Random(4), log.shown(7).as_bytes()
    for _ in range(2000):
        spoilt = bytearray(whole)
        for _ in range(chance.randint(1, 3)):
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
        try:
            assert isinstance(read_submission(bytes(spoilt)), Submission)
        except BadSubmission as problem:
            assert str(problem)


def test_what_continues_is_cosigned_from_every_size_to_every_later_one():
    log = Log(17)
    for seen in range(18):
        for size in range(seen, 18):
            said = judged(log, seen, size, seen=seen)
            assert (said.status, said.weight) == (Status.COSIGNED, Weight.ORDINARY), (seen, size)


def test_the_first_time_it_begins_with_nothing(log):
    assert judged(log, 0).status is Status.COSIGNED
    assert judged(log, 5).status is Status.CONFLICT
    assert judged(log, 0, 0).status is Status.COSIGNED


def test_an_empty_log_has_the_root_of_nothing_and_no_other(log):
    false = note.signed(Checkpoint(log.key.name, 0, bytes(32)).text(), log.key, log.private.sign)
    assert judge(submission(0, (), false), [log.key], None, verify).status is Status.CONFLICT


def test_another_log_is_unknown_and_another_key_is_not_believed(log):
    other = Log(20, "other.example/record")
    assert judged(log, 0, keys=[other.key]).status is Status.UNKNOWN_LOG
    assert judged(log, 0, keys=[Log(1).key]).status is Status.NOT_BELIEVED


def test_a_signature_of_an_unknown_key_is_ignored_and_a_false_one_of_a_known_key_spoils_all(log):
    stranger = Log(20).note().signatures
    false = Signature(log.key.name, log.key.key_id, bytes(64))
    ignored = submission(0, (), with_signatures(log.note(), stranger))
    spoilt = submission(0, (), with_signatures(log.note(), [false]))
    alone = submission(0, (), Note(log.note().text, stranger))
    assert [judge(one, [log.key], None, verify).status for one in (ignored, spoilt, alone)] == [200, 403, 403]


def test_keys_that_followed_each_other_are_one_log(log):
    old = log.key
    seen = log.checkpoint()
    log.rotate()
    log.grow(5)
    asked = log.shown(20)
    assert judge(asked, [old], seen, verify).status is Status.NOT_BELIEVED
    assert judge(asked, [old, log.key], seen, verify).status is Status.COSIGNED


def test_an_old_size_beyond_the_checkpoint_is_malformed(log):
    asked = Submission(21, (), log.note(), log.checkpoint())
    assert judge(asked, [log.key], log.checkpoint(), verify).status is Status.MALFORMED


def test_from_another_size_than_was_cosigned_it_conflicts(log):
    said = judged(log, 3, seen=5)
    assert (said.status, said.weight) == (Status.CONFLICT, Weight.ORDINARY)
    assert "5 entries were cosigned here, not 3" in said.why


def test_an_old_checkpoint_shown_again_is_refused_and_suspect(log):
    said = judged(log, 3, 12, seen=15)
    assert (said.status, said.weight) == (Status.CONFLICT, Weight.SUSPECT)
    assert "12 entries were shown after 15 were cosigned" in said.why


def test_a_history_that_was_rewritten_and_signed_again_is_refused(log):
    seen = log.checkpoint(16)
    log.rewrite(3)
    log.grow(4)
    said = judge(log.shown(16), [log.key], seen, verify)
    assert (said.status, said.weight) == (Status.NOT_PROVED, Weight.SUSPECT)
    assert "does not show that the 24 entries begin with the 16" in said.why


@pytest.mark.parametrize("old", [0, 5, 20])
def test_two_histories_of_one_length_convict_the_log(log, old):
    seen = log.checkpoint()
    log.rewrite(19)
    said = judge(log.shown(old), [log.key], seen, verify)
    assert (said.status, said.weight) == (Status.CONFLICT, Weight.PROOF)
    assert "Two histories" in said.why


def test_no_proof_but_the_right_one_is_taken(log):
    right = log.shown(7)
    for path in ((), right.path[:-1], right.path[::-1], (*right.path, right.path[0])):
        asked = submission(7, path, right.note)
        assert judge(asked, [log.key], log.checkpoint(7), verify).status is Status.NOT_PROVED, len(path)
    needless = submission(20, right.path, right.note)
    assert judge(needless, [log.key], log.checkpoint(), verify).status is Status.NOT_PROVED
    from_nothing = submission(0, right.path, right.note)
    assert judge(from_nothing, [log.key], None, verify).status is Status.NOT_PROVED


# -- what the log makes of the answer


def test_a_cosignature_is_taken_when_it_verifies(log):
    witness, stranger, asked = AWitness(), AWitness("other.example/w"), log.shown(0)
    said = f"{stranger.line(asked.note.text)}{witness.line(asked.note.text, 77)}".encode()
    answer = read_answer(200, said, asked, witness.key, verify)
    assert isinstance(answer, Cosigned)
    assert answer.time == 77
    signed = read_note(with_signatures(asked.note, [answer.line]).as_bytes())
    assert cosigned_at(signed, witness.key, verify) == 77
    assert signed.signed_by(log.key, verify)


def test_of_several_cosignatures_the_latest_is_taken(log):
    witness, asked = AWitness(), log.shown(0)
    said = "".join(str(witness.line(asked.note.text, time)) for time in (5, 9, 7)).encode()
    assert read_answer(200, said, asked, witness.key, verify).time == 9


@pytest.mark.parametrize("said", [b"", b"ok\n", b"\xff", "— parliament.example/w AAAA\n".encode()])
def test_what_is_no_cosignature_is_no_answer_of_a_witness(log, said):
    answer = read_answer(200, said, log.shown(0), AWitness().key, verify)
    assert answer.answer is Answer.UNREADABLE


def test_a_cosignature_of_something_else_or_of_somebody_else_is_not_taken(log):
    witness, asked = AWitness(), log.shown(0)
    of_another_size = str(witness.line(log.note(19).text)).encode()
    of_another = str(AWitness(witness.key.name).line(asked.note.text)).encode()
    for said in (of_another_size, of_another):
        assert read_answer(200, said, asked, witness.key, verify).answer is Answer.UNREADABLE


def test_a_size_says_where_to_begin_and_the_same_size_that_histories_differ(log):
    asked = log.shown(7)
    assert read_answer(409, b"12\n", asked, AWitness().key, verify) == Elsewhere(12)
    assert read_answer(409, b"7\n", asked, AWitness().key, verify).answer is Answer.OTHER_HISTORY
    for wrong in (b"", b"12", b"012\n", b"-1\n", b"9223372036854775808\n", b"<html>", b"\xff\n"):
        assert read_answer(409, wrong, asked, AWitness().key, verify).answer is Answer.UNREADABLE


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (422, Answer.OTHER_HISTORY),
        (403, Answer.NOT_BELIEVED),
        (404, Answer.NOT_BELIEVED),
        (400, Answer.UNREADABLE),
        (301, Answer.UNREADABLE),
        (500, Answer.UNREADABLE),
    ],
)
def test_every_refusal_is_remembered_for_what_it_is(log, status, answer):
    assert read_answer(status, b"", log.shown(0), AWitness().key, verify) == Declined(answer, f"HTTP {status}")
