"""What an entry said may be erased lawfully and in no other way: the proof stays, and another entry tells of it."""

import pytest
from django.db import IntegrityError, connection, transaction

from comity.foundation.record.actions.enter_absence import enter_declining, enter_proposal
from comity.foundation.record.actions.erase_body import erase_body, show_body_again, withhold_body
from comity.foundation.record.events import BodyErased
from comity.foundation.record.models import AbsenceProposal, Entry, Mention, Withholding
from comity.foundation.record.queries import (
    absent_bodies,
    entire_history,
    prove,
    root_at,
    things_called,
    verify_all,
    why_not_absent,
)
from comity.foundation.record.rules import guards
from comity.foundation.record.rules.absence import ERASE, WITHHOLD, Erased, Withheld

from .builders import EXERCISE, NOON, a_key, an_actor, an_entry, behind_its_back, execute

pytestmark = pytest.mark.django_db
ACT = "Records Act, art. 9"


def proposed(entry, what=ERASE):
    with transaction.atomic():
        return enter_proposal(
            entry, what, actor=an_actor(), at=NOON, reason="nobody needs it any more", legal_basis=ACT
        )


def erased(entry):
    proposal = proposed(entry)
    with transaction.atomic():
        return erase_body(proposal, actor=an_actor(person="Bo", person_id=8), at=NOON)


def withheld(entry):
    proposal = proposed(entry, WITHHOLD)
    with transaction.atomic():
        return withhold_body(proposal, actor=an_actor(person="Bo", person_id=8), at=NOON)


def as_it_stands(seq):
    return Entry.objects.whole("a test").get(seq=seq)


def row_of(seq):
    return Entry.objects.whole("a test").filter(seq=seq).values().get()


KEPT = ("seq", "kind", "version", "at", "commitment", "leaf_hash", "marking_id")


def test_erasing_takes_every_word_and_leaves_every_proof():
    an_entry("sun")
    entry = an_entry("a secret rendezvous")
    before, root = row_of(1), root_at(2)
    teller = erased(entry)
    after = row_of(1)
    assert {name: bytes(after[name]) if name.endswith("h") else after[name] for name in KEPT} == {
        name: bytes(before[name]) if name.endswith("h") else before[name] for name in KEPT
    }
    assert (after["body"], bytes(after["salt"])) == ({}, b"")
    assert not any(after[name] for name in ("person_id", "person", "post_id", "post", "sentence"))
    assert root_at(2) == root
    assert prove(1).leaf_hash == bytes(before["leaf_hash"])
    assert verify_all().whole, verify_all().sentence()
    assert teller.kind == "record.body-erased"
    assert teller.body["event"]["commitment"] == bytes(before["commitment"]).hex()
    assert absent_bodies(0, 9) == {1: Erased(teller.seq, ACT)}


def test_a_reader_finds_nothing_of_it_and_is_told_that_it_is_gone():
    entry = an_entry("a secret rendezvous")
    teller = erased(entry)
    rows = list(entire_history("a test", about=EXERCISE))
    assert [str(row.told) for row in rows] == [
        f"Entry 0 was erased: nobody needs it any more ({ACT}), by entry {teller.seq}."
    ]
    assert rows[0].actor == "erased"
    assert things_called(EXERCISE.reference, entire_history("a test")) == []
    assert not entire_history("a test", person_id=7).filter(seq=0).exists()
    everything = str(list(Entry.objects.whole("a test").values())) + str(list(Mention.objects.values()))
    assert "rendezvous" not in everything
    assert EXERCISE.reference not in everything


def test_withholding_changes_nothing_in_the_house_and_ends():
    entry = an_entry("rain")
    teller = withheld(entry)
    assert as_it_stands(0).sentence == "It was noted: rain."
    assert absent_bodies(0, 1) == {0: Withheld(ACT)}
    assert why_not_absent(entry, WITHHOLD) == "it is withheld already"
    with transaction.atomic():
        show_body_again(Withholding.objects.get(by=teller), actor=an_actor(), at=NOON, reason="the partner agreed")
    assert absent_bodies(0, 9) == {}
    assert why_not_absent(entry, WITHHOLD) == ""
    assert verify_all().whole, verify_all().sentence()
    withheld(entry)
    assert absent_bodies(0, 1) == {0: Withheld(ACT)}


def test_a_declined_proposal_takes_nothing():
    entry = an_entry("rain")
    proposal = proposed(entry)
    with transaction.atomic():
        enter_declining(proposal, actor=an_actor(), at=NOON, reason="still needed")
    assert as_it_stands(0).sentence == "It was noted: rain."
    assert AbsenceProposal.objects.get().answered_by_id == 2
    assert verify_all().whole


def test_what_tells_of_the_record_itself_is_never_erased_even_by_the_database():
    a_key()
    teller = erased(an_entry("rain"))
    for entry in (as_it_stands(0), as_it_stands(teller.seq)):
        assert "of the record itself" in why_not_absent(entry, ERASE)
        assert "of the record itself" in why_not_absent(entry, WITHHOLD)
        with pytest.raises(IntegrityError, match="the record only grows"), transaction.atomic():
            erased(entry)
    assert why_not_absent(as_it_stands(1), ERASE) == "it was erased already"


UNMENTIONED = "UPDATE record_mention SET reference = '' WHERE entry_id = 0"
BLANK = "body = '{}', salt = {nothing}, person_id = NULL, person = '', post_id = NULL, post = '', sentence = ''"


def blank(seq, **different):
    nothing = "x''" if connection.vendor == "sqlite" else "''"
    written = BLANK.replace("{nothing}", nothing)
    also = "".join(f", {name} = {value}" for name, value in different.items())
    return f"UPDATE record_entry SET {written}{also} WHERE seq = {seq}"


def an_erasure_row(entry, by):
    return f"INSERT INTO record_erasure (entry_id, by_id) VALUES ({entry}, {by})"


def told_of(entry, event=None, **different):
    """An entry tells of an erasure that nobody has carried out yet."""
    said = {"entry": entry.seq, "commitment": bytes(entry.commitment).hex(), "proposal": 0, "reason": "r"}
    return an_entry(event=event or BodyErased(**{**said, "legal_basis": ACT, **different}), about=())


UNLAWFUL = [
    ("nothing tells of it", lambda e: [blank(e.seq)]),
    ("a row without an entry that tells", lambda e: [an_erasure_row(e.seq, e.seq + 1), blank(e.seq)]),
    ("the entry itself tells", lambda e: [an_erasure_row(e.seq, e.seq)]),
    ("its mention alone", lambda e: [f"UPDATE record_mention SET reference = '' WHERE entry_id = {e.seq}"]),
]


@pytest.mark.parametrize(("why", "statements"), UNLAWFUL, ids=[why for why, _ in UNLAWFUL])
def test_the_database_refuses_to_erase_what_no_later_entry_tells_of(why, statements):
    entry = an_entry("rain")
    an_entry("sun")
    before = row_of(entry.seq)
    with pytest.raises(IntegrityError, match="the record only grows"), transaction.atomic():
        execute(*statements(entry))
    assert row_of(entry.seq) == before


EXACT = [
    lambda: blank(0, kind="'other.kind'"),
    lambda: blank(0, at="'2020-01-01'"),
    lambda: blank(0, version="2"),
    lambda: blank(0, commitment="leaf_hash"),
    lambda: blank(0, leaf_hash="commitment"),
    lambda: blank(0).replace("SET ", "SET seq = 77, "),
    lambda: blank(0).replace("person = ''", "person = 'Somebody else'"),
    lambda: blank(0).replace("sentence = ''", "sentence = 'It was otherwise.'"),
    lambda: blank(0).replace("person_id = NULL", "person_id = 99"),
    lambda: blank(0).replace("'{}'", """'{"sentence": "otherwise"}'"""),
    lambda: "UPDATE record_entry SET sentence = '' WHERE seq = 0",
    lambda: "UPDATE record_mention SET reference = 'OTHER' WHERE entry_id = 0",
    lambda: "UPDATE record_mention SET reference = '', thing_key = '99' WHERE entry_id = 0",
    lambda: "DELETE FROM record_mention WHERE entry_id = 0",
    lambda: "DELETE FROM record_entry WHERE seq = 0",
    lambda: blank(1),
    lambda: blank(2),
    lambda: "DELETE FROM record_erasure",
    lambda: "UPDATE record_erasure SET entry_id = 1",
    lambda: an_erasure_row(1, 2),
    lambda: "INSERT INTO record_withholding (by_id, entry_id) VALUES (2, 0)",
    lambda: "INSERT INTO record_absenceproposal (told_id, entry_id) VALUES (2, 0)",
]


@pytest.mark.parametrize("number", range(len(EXACT)))
def test_where_an_entry_tells_of_it_the_database_allows_this_blanking_and_nothing_else(number):
    entry = an_entry("rain")
    an_entry("sun")
    told_of(entry)
    execute(an_erasure_row(0, 2))
    with pytest.raises(IntegrityError, match="the record only grows"), transaction.atomic():
        execute(EXACT[number]())
    execute(UNMENTIONED, blank(0))
    assert verify_all().whole, verify_all().sentence()


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="only SQLite numbers rows beside their keys")
def test_under_cover_of_an_erasure_no_row_takes_the_place_of_another():
    entry = an_entry("rain")
    an_entry("sun")
    told_of(entry)
    execute(an_erasure_row(0, 2))
    with pytest.raises(IntegrityError, match="the record only grows"), transaction.atomic():
        execute(blank(0, rowid="2").replace("UPDATE", "UPDATE OR REPLACE"))


def test_rows_of_withholdings_and_proposals_change_once_and_only_as_an_entry_tells():
    teller = withheld(an_entry("rain"))
    answered = AbsenceProposal.objects.get()
    for statement in (
        "DELETE FROM record_withholding",
        f"UPDATE record_withholding SET lifted_by_id = {teller.seq}",
        "UPDATE record_withholding SET entry_id = 1",
        "DELETE FROM record_absenceproposal",
        f"UPDATE record_absenceproposal SET answered_by_id = {answered.told_id}",
        "UPDATE record_absenceproposal SET answered_by_id = NULL",
    ):
        with pytest.raises(IntegrityError, match="the record only grows"), transaction.atomic():
            execute(statement)


def broken():
    found = verify_all().broken
    return found and str(found)


GONE = "Entry 0: its body is gone"


def test_a_body_that_was_taken_behind_the_houses_back_is_missed():
    an_entry("rain")
    behind_its_back(blank(0), UNMENTIONED)
    assert broken() == f"{GONE} and no later entry tells of an erasure"
    assert as_it_stands(0).told == "What entry 0 said is gone, and no entry tells of an erasure."


def test_a_forged_row_does_not_make_it_lawful():
    an_entry("rain")
    an_entry("sun")
    behind_its_back(blank(0), UNMENTIONED, an_erasure_row(0, 1))
    assert broken() == f"{GONE} and entry 1, which is said to tell of that, does not"


def test_an_entry_that_tells_of_another_erasure_does_not_make_it_lawful():
    an_entry("rain")
    other = an_entry("sun")
    told_of(other)
    behind_its_back(blank(0), UNMENTIONED, an_erasure_row(0, 2))
    assert broken() == f"{GONE} and entry 2, which is said to tell of that, does not"


def test_an_entry_that_tells_of_another_body_does_not_make_it_lawful():
    entry = an_entry("rain")
    told_of(entry, commitment="00" * 32)
    behind_its_back(blank(0), UNMENTIONED, an_erasure_row(0, 1))
    assert broken() == f"{GONE}, and entry 1 tells of another commitment"


def test_a_body_that_came_back_from_a_backup_is_named():
    entry = an_entry("rain")
    before = row_of(0)
    teller = erased(entry)
    salt = (
        f"x'{bytes(before['salt']).hex()}'" if connection.vendor == "sqlite" else f"'\\x{bytes(before['salt']).hex()}'"
    )
    behind_its_back(f"UPDATE record_entry SET salt = {salt}")
    assert broken() == "Entry 0: its body is not what was committed to"
    with transaction.atomic():
        execute(*guards.lifting(connection.vendor))
        Entry.objects.whole("a test").filter(seq=0).update(**{k: v for k, v in before.items() if k != "seq"})
        Mention.objects.filter(entry_id=0).update(reference=EXERCISE.reference)
        execute(*guards.statements(connection.vendor))
    assert broken() == f"Entry 0: it is said to be erased by entry {teller.seq}, but its body is here"


def test_a_row_that_was_removed_is_missed():
    withheld(an_entry("rain"))
    behind_its_back("DELETE FROM record_absenceproposal", "DELETE FROM record_withholding")
    assert broken() == "Entry 2: it tells of entry 0, but the row that says so is gone"


def test_words_left_beside_an_erased_body_are_named():
    erased(an_entry("rain"))
    behind_its_back("UPDATE record_entry SET person = 'Ana Leiva' WHERE seq = 0")
    assert broken() == f"{GONE}, but what repeats it is still there"
