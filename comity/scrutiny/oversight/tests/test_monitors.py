"""Each monitor finds the fault that was laid for it, says who, when and under what, and cries at nothing else."""

from datetime import date, timedelta

import pytest

from comity.activity.engagements.tests.builders import NOON, a_granted, a_proposed, answer_all
from comity.foundation.access.actions.seal_rows import seal_rows
from comity.foundation.access.rules.actor import the_console
from comity.foundation.record.queries import Entry, head
from comity.foundation.record.tests.builders import an_entry, behind_its_back
from comity.foundation.words.rules.said import Said
from comity.mandate.institutions.actions.delegate_mandate import delegate_mandate
from comity.mandate.institutions.actions.revoke_delegation import revoke_delegation
from comity.mandate.institutions.events import AppointmentEnded
from comity.mandate.institutions.queries import (
    Appointment,
    Mandate,
    frameworks_in_force,
    open_marking_id,
    post_by_key,
)
from comity.scrutiny.oversight import jobs
from comity.scrutiny.oversight.models import Look
from comity.scrutiny.oversight.queries import monitors
from comity.scrutiny.oversight.rules import watching
from comity.scrutiny.oversight.rules.found import read
from comity.scrutiny.oversight.rules.sequence import TOLERANCE, Timed, gaps, steps_back

from .builders import LATER, a_key_turned, a_watched_house, looked, sentences, unkept


@pytest.fixture(autouse=True)
def without_the_rows(monkeypatch):
    """Faults are laid into rows here, and people made, without an act: the monitor of the rows would name each."""
    monkeypatch.setattr(jobs, "MONITORS", tuple(one for one in monitors.MONITORS if one.watch != watching.ROWS))


@pytest.fixture
def house(db):
    return a_watched_house()


def test_a_row_that_was_changed_by_no_act_is_found(house, monkeypatch):
    it = a_proposed(house)
    open_to_all = open_marking_id(frameworks_in_force()[0])
    seal_rows("people of a test", actor=the_console(), at=NOON, marking_id=open_to_all, accept=True)
    monkeypatch.setattr(jobs, "MONITORS", monitors.MONITORS)
    assert looked() == []
    unkept("engagements_engagement", f"UPDATE engagements_engagement SET title = 'Otherwise' WHERE id = '{it.pk.hex}'")
    (found,) = looked(LATER + timedelta(days=2))
    assert (found.watch, it.reference in found.sentence) == ("rows", True)
    assert "was changed behind the application's back" in found.sentence
    assert isinstance(read(found.sentence), Said)


def found_by(watch, findings):
    return [row for row in findings if row.watch == watch]


# -- the sequence and the clock ----------------------------------------------------------------------------


def test_a_gap_is_one_finding_however_often_and_in_whatever_slices_it_is_met(house, monkeypatch):
    a_proposed(house)
    assert looked() == []
    behind_its_back(
        "DELETE FROM record_mention WHERE entry_id BETWEEN 4 AND 6",
        "DELETE FROM record_entry WHERE seq BETWEEN 4 AND 6",
    )
    monkeypatch.setattr(jobs, "SLICE", 5)
    first = found_by("sequence", looked(LATER, anew=True))
    assert sentences(first) == ["The entries 4 to 6 are missing from the record."]
    again = found_by("sequence", looked(LATER + timedelta(days=2)))
    assert [(row.pk, row.gone_at) for row in again] == [(first[0].pk, None)]
    assert again[0].last_seen == LATER + timedelta(days=2)


def test_what_stands_beyond_the_head_is_found(house):
    size = head().size
    columns = ", ".join(f.column for f in Entry._meta.local_concrete_fields if f.column != "seq")
    copied = f"INSERT INTO record_entry (seq, {columns}) SELECT {size}, {columns} FROM record_entry WHERE seq = 1"
    behind_its_back(copied)
    (trouble,) = monitors.gaps_in(0, size)
    assert trouble.seq == size
    assert str(trouble.words).startswith(f"Entry {size} stands beyond the end of the record")
    assert looked() == []  # nothing at all can be entered any more, nor a finding; the log says so, and the look ends


def test_a_record_that_became_shorter_is_found(house):
    looked()
    Look.objects.filter(pk="sequence").update(read_to=head().size + 9)
    (row,) = looked()
    assert "it was shortened" in row.sentence


def test_a_clock_that_ran_back_is_named_at_the_entry_where_it_did(house):
    an_entry("now", at=LATER)
    an_entry("a moment ago", at=LATER - TOLERANCE)
    back = an_entry("yesterday", at=LATER - timedelta(days=1))
    an_entry("still yesterday", at=LATER - timedelta(hours=23))
    (row,) = found_by("clock", looked())
    assert row.seq == back.seq
    assert f"entry {back.seq} says 2026-05-31 13:00:00 UTC" in row.sentence


def test_a_stretch_is_judged_alike_wherever_it_is_cut():
    at = [NOON + timedelta(minutes=m) for m in (0, 10, 5, 6, 9, 1, 20)]
    timed = [Timed(seq, moment) for seq, moment in enumerate(at)]
    whole = [step.to.seq for step in steps_back(timed, None, None)]
    assert whole == [2, 5]
    for cut in range(1, len(timed)):
        latest = max(timed[:cut], key=lambda one: one.at)
        rest = [step.to.seq for step in steps_back(timed[cut:], latest, timed[cut - 1])]
        assert rest == [seq for seq in whole if seq >= cut]
    assert list(gaps([1, 2, 5], 0, 8)) == [(0, 0), (3, 4), (6, 7)]
    assert list(gaps([], 3, 3)) == []


# -- posts and powers --------------------------------------------------------------------------------------


def test_an_act_from_a_post_that_was_not_held_names_who_and_when(house):
    looked()
    wrong = an_entry(actor=_from(house.planner, house.counsel), at=LATER)
    (row,) = found_by("posts", looked())
    assert row.seq == wrong.seq
    assert row.sentence.startswith(f"Planner acted as Counsel on 2026-06-01 13:00:00 UTC (entry {wrong.seq})")


def _from(one, other):
    """One person in another's post."""
    return type(one)(
        person_id=one.person_id, person=one.person, post_id=other.post_id, post=other.post, reader=one.reader
    )


def test_an_end_counts_from_when_it_was_told_and_undoes_nothing_before(house):
    before = an_entry(actor=house.counsel, at=NOON)
    ended = AppointmentEnded(person=house.counsel.person, post="Counsel", ends=date(2026, 5, 1))
    about = [_thing("counsel")]
    an_entry(event=ended, actor=house.defence_minister, at=NOON, about=about)
    Appointment.objects.filter(post__key="counsel").update(ends=date(2026, 5, 1))
    after = an_entry(actor=house.counsel, at=NOON)
    seqs = [row.seq for row in found_by("posts", looked())]
    assert seqs == [after.seq]
    assert before.seq not in seqs


def test_an_appointment_that_only_the_record_tells_of_is_found(house):
    Appointment.objects.filter(post__key="counsel").delete()
    an_entry(actor=house.counsel, at=NOON)
    (row,) = found_by("posts", looked())
    assert "the list of appointments has none for it" in row.sentence


def _thing(key):
    from comity.foundation.record.events import Thing

    return Thing("post", key, key)


def test_a_key_turned_without_a_mandate_names_who_when_and_the_instrument(house):
    it = a_granted(house)
    assert looked() == []
    wrong = a_key_turned(it, actor=house.counsel)
    (row,) = found_by("powers", looked())
    assert (row.seq, row.instrument) == (wrong.seq, "Engagement Act, art. 4")
    assert "Counsel, Counsel, acted on 2026-06-01 13:00:00 UTC" in row.sentence
    assert "held no mandate then to decide" in row.sentence


def test_a_delegation_counts_while_it_ran_and_whatever_happened_later(house):
    it = a_proposed(house)
    mandate = Mandate.objects.get(post__key="defence-minister", may="decide")
    lent = delegate_mandate(
        mandate,
        actor=house.defence_minister,
        at=NOON,
        to_post=post_by_key("counsel"),
        until=NOON + timedelta(days=30),
        reason="Leave.",
    )
    under = f"D-{lent.pk} → Engagement Act, art. 4"
    while_it_ran = a_key_turned(it, actor=house.counsel, under=under)
    revoke_delegation(lent, actor=house.defence_minister, at=LATER + timedelta(hours=1), reason="Back.")
    afterwards = a_key_turned(it, actor=house.counsel, at=LATER + timedelta(hours=2), under=under)
    findings = found_by("powers", looked(LATER + timedelta(hours=3)))
    assert [row.seq for row in findings] == [afterwards.seq]
    assert f"by delegation D-{lent.pk}, which did not run then" in findings[0].sentence
    assert while_it_ran.seq < afterwards.seq


def test_a_ceiling_and_a_class_count_for_what_is_decided(house):
    it = a_granted(house)
    Mandate.objects.filter(post__key="defence-minister", may="decide").update(ceiling={"personnel": "100"})
    from comity.mandate.institutions.queries import forget_mandates

    forget_mandates()
    (row,) = found_by("powers", looked())
    assert "Minister of Defence" in row.sentence.title().replace("Of", "of")
    assert Entry.objects.whole("a test").get(seq=row.seq).kind == "decision.key-turned"
    assert it.reference in Entry.objects.whole("a test").get(seq=row.seq).body["event"]["subject_reference"]


def test_a_body_that_was_erased_is_no_trouble_of_these_monitors(house):
    it = a_proposed(house)
    answer_all(house, it)
    rows = Entry.objects.whole("a test").filter(kind__in=("dossier.opened", "post.person-appointed"))
    seqs = ", ".join(str(seq) for seq in rows.values_list("seq", flat=True))
    behind_its_back(f"UPDATE record_entry SET body = 'null' WHERE seq IN ({seqs})")
    assert {row.watch for row in looked()} <= {"whole"}


# -- texts -------------------------------------------------------------------------------------------------


def test_a_text_changed_behind_the_house_is_found_and_is_gone_when_it_is_put_right(house):
    it = a_granted(house)
    assert looked() == []
    table = "clearance_frozensubject"
    unkept(table, f"UPDATE {table} SET title = 'Exercise Storm'")
    (row,) = found_by("texts", looked(LATER, anew=True))
    assert row.sentence.startswith("Text 1 of DOS-2026-0001 is not what was put")
    unkept(table, f"UPDATE {table} SET title = '{it.title}'")
    (row,) = found_by("texts", looked(LATER + timedelta(days=2)))
    assert row.gone_at == LATER + timedelta(days=2)


def test_a_signature_on_another_text_names_who_and_the_instrument(house):
    it = a_proposed(house)
    wrong = a_key_turned(it, actor=house.defence_minister, digest="f" * 64)
    (row,) = found_by("texts", looked())
    assert (row.seq, row.instrument) == (wrong.seq, "Engagement Act, art. 4")
    assert "Defence Minister, Minister of Defence bound text ffffffffffff of DOS-2026-0001" in row.sentence


# -- the whole ---------------------------------------------------------------------------------------------


def test_a_changed_word_is_found_by_recomputing_everything_in_slices(house, monkeypatch):
    a_granted(house)
    monkeypatch.setattr(jobs, "SLICE", 7)
    assert looked() == []
    behind_its_back("UPDATE record_entry SET sentence = 'Nothing happened.' WHERE seq = 9")
    (row,) = found_by("whole", looked(LATER + timedelta(days=1)))
    assert (row.seq, row.watch) == (9, "whole")
    assert "Entry 9: what the table shows differs from its body: sentence" in row.sentence


def test_what_was_kept_of_a_tree_is_not_believed_where_it_cannot_be_one(house):
    looked()
    Look.objects.filter(pk="whole").update(again_to=5, again_began=LATER, peaks=b"nonsense")
    assert looked(LATER + timedelta(days=1)) == []


# -- how they look -----------------------------------------------------------------------------------------


def test_a_look_reads_only_what_came_since_until_everything_is_due_again(house, monkeypatch):
    seen = []
    spy = monitors.Reads(monitors.watching.CLOCK, lambda first, end: seen.append((first, end)) or [])
    monkeypatch.setattr(jobs, "MONITORS", (spy,))
    size = head().size
    looked()
    looked(LATER + timedelta(minutes=1))
    an_entry(actor=house.planner, at=LATER)
    looked(LATER + timedelta(minutes=2))
    assert seen == [(0, size), (size, size + 1)]
    looked(LATER + timedelta(days=1))
    assert seen[2:] == [(0, size + 1)]


def test_a_monitor_that_fails_is_itself_a_finding_and_stops_no_other(house, monkeypatch):
    def blinded(first, end):
        raise KeyError("body")

    blind = monitors.Reads(monitors.watching.POSTS, blinded)
    monkeypatch.setattr(jobs, "MONITORS", (blind, *(m for m in monitors.MONITORS if m.watch.key == "clock")))
    an_entry(actor=house.planner, at=NOON - timedelta(days=200))
    findings = looked()
    assert [row.watch for row in findings] == ["posts", "clock"]
    assert "could not be looked at (KeyError)" in findings[0].sentence
    assert Look.objects.filter(pk="posts").first() is None


def test_a_source_that_is_asked_says_all_that_is_wrong_and_what_is_gone(house, monkeypatch):
    from comity.scrutiny.oversight.rules.trouble import Trouble
    from comity.scrutiny.oversight.rules.watching import Watch

    monkeypatch.setattr(jobs, "TOLD_APART", 5)
    wrong = [Trouble(key=f"row:{n}", words=f"Row {n} was changed.") for n in range(jobs.TOLD_APART + 3)]
    rows = monitors.Asks(Watch("rows", "Rows", "rows"), lambda at: wrong)
    monkeypatch.setattr(jobs, "MONITORS", (rows,))
    findings = looked()
    assert len(findings) == jobs.TOLD_APART + 1
    assert findings[-1].sentence.startswith("3 more of the same kind")
    assert len(looked(LATER + timedelta(minutes=1))) == len(findings)
    wrong.clear()
    assert all(row.gone_at for row in looked(LATER + timedelta(days=1)))


def test_every_sentence_can_be_said_again_in_another_language(house):
    from comity.scrutiny.oversight.rules import found

    for saying in found._EVERY:
        again = read(str(Said(saying.template, dict.fromkeys(saying.values, "something"))))
        assert isinstance(again, Said), saying.template
        assert again.template == saying.template
