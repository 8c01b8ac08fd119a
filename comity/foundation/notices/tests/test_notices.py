"""Who is told what, and how one is done with it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from comity.foundation.access.rules.verdict import Refused
from comity.foundation.notices.actions.change_choices import change_choices
from comity.foundation.notices.actions.mark_all_read import mark_all_read
from comity.foundation.notices.actions.mark_read import mark_read
from comity.foundation.notices.actions.settle_notices import settle_notices
from comity.foundation.notices.actions.unmark_read import unmark_read
from comity.foundation.notices.queries import notices_for, unread, unread_counts
from comity.foundation.notices.rules.choices import Chosen, Hours, mail_at
from comity.foundation.notices.rules.topics import ByMail, Topic
from comity.foundation.notices.rules.words import Unkeepable, kept, said
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import day, in_words, say, say_many, series

from .builders import NOON, a_person, as_actor, tell, told


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("by_mail", "hours", "happened", "mailed"),
    [
        (ByMail.AT_ONCE, Hours(), "2026-06-01T12:00", "2026-06-01T12:00"),
        (ByMail.AT_ONCE, Hours(), "2026-06-01T21:30", "2026-06-02T06:00"),
        (ByMail.AT_ONCE, Hours(), "2026-06-01T05:59", "2026-06-01T06:00"),
        (ByMail.AT_ONCE, Hours(quiet_from=9, quiet_until=9), "2026-06-01T09:10", "2026-06-01T09:10"),
        (ByMail.DAILY, Hours(hour=7), "2026-06-01T06:59", "2026-06-01T07:00"),
        (ByMail.DAILY, Hours(hour=7), "2026-06-01T07:00", "2026-06-02T07:00"),
        (ByMail.DAILY, Hours(hour=7, zone="Pacific/Fiji"), "2026-06-01T12:00", "2026-06-01T19:00"),
        (ByMail.DAILY, Hours(hour=7, zone="Europe/Paris"), "2026-10-24T12:00", "2026-10-25T06:00"),
        (ByMail.WEEKLY, Hours(hour=7, weekday=5), "2026-06-01T12:00", "2026-06-05T07:00"),
        (ByMail.WEEKLY, Hours(hour=7, weekday=1), "2026-06-01T12:00", "2026-06-08T07:00"),
    ],
)
def test_a_mail_comes_at_the_hour_its_reader_chose(by_mail, hours, happened, mailed):
    assert mail_at(by_mail, hours, at(happened)) == at(mailed)


def test_who_wants_no_mail_gets_none():
    assert mail_at(ByMail.NEVER, Hours(), NOON) is None


def test_a_saying_is_kept_whole_and_told_in_the_language_of_the_moment():
    inner = series([say("concurrence"), "x"])
    saying = say(
        "{who} by {day}: {what}", who=say_many("{count} day", "{count} days", 2), day=day(date(2026, 3, 2)), what=inner
    )
    again = said(kept(saying))
    assert again == saying == "2 days by 02 March 2026: concurrence; x"
    with translation.override("fr"):
        assert "2 mars 2026" in in_words(again)
    with pytest.raises(Unkeepable):
        kept(say("{x}", x=1.5))


@pytest.mark.django_db
def test_nobody_is_told_what_they_may_not_read_nor_what_they_did_themselves():
    cleared, uncleared, author = a_person("ama", level="SECRET"), a_person("bo", level="RESTRICTED"), a_person("cy")
    tell(cleared, uncleared, author, level="SECRET", actor=as_actor(author))
    assert (len(told(cleared)), told(uncleared), told(author)) == (1, [], [])


@pytest.mark.django_db
def test_who_loses_a_clearance_reads_and_counts_the_notice_no_more():
    person = a_person("ama")
    tell(person, level="SECRET")
    assert unread(as_actor(person), NOON).count() == 1
    person.clearances = {"DEMO": "RESTRICTED"}
    person.save()
    assert not notices_for(as_actor(person)).exists()
    assert unread_counts({person.pk: person.reader}, NOON) == {person.pk: 0}


@pytest.mark.django_db
def test_a_closed_account_is_told_nothing():
    person = a_person("ama")
    person.is_active = False
    person.save()
    tell(person)
    assert told(person) == []


@pytest.mark.django_db
def test_what_is_told_once_is_told_once():
    person, late = a_person("ama"), a_person("bo")
    tell(person, once="lapsing:1")
    tell(person, late, once="lapsing:1")
    assert (len(told(person)), len(told(late))) == (1, 1)


@pytest.mark.django_db
def test_one_marks_only_ones_own_as_read_and_takes_it_back():
    mine, other = a_person("ama"), a_person("bo")
    tell(mine, other)
    tell(mine, other, topic=Topic.LEAD)
    everything = [row.pk for row in told(mine) + told(other)]
    assert mark_read(everything, actor=as_actor(mine), at=NOON) == 2
    assert unread(as_actor(other), NOON).count() == 2
    later = NOON + timedelta(seconds=1)
    assert mark_all_read(Topic.LEAD, actor=as_actor(other), at=later) == 1
    assert unread(as_actor(other), later).count() == 1
    assert unmark_read(later, actor=as_actor(mine), at=later) == 0
    assert unmark_read(later, actor=as_actor(other), at=later) == 1
    assert unread(as_actor(other), later).count() == 2


@pytest.mark.django_db
def test_what_was_done_is_asked_of_nobody_any_more():
    one, other = a_person("ama"), a_person("bo")
    tell(one, other, key="7")
    tell(one, key="8")
    settle_notices(Thing("dossier", "7"), actor=as_actor(one), at=NOON, topics=[Topic.ANSWER])
    assert unread(as_actor(one), NOON).count() == 1
    assert not unread(as_actor(other), NOON).exists()


@pytest.mark.django_db
def test_an_old_notice_counts_as_read():
    person = a_person("ama")
    tell(person)
    assert not unread(as_actor(person), NOON + timedelta(days=15)).exists()
    assert notices_for(as_actor(person)).count() == 1


@pytest.mark.django_db
def test_who_chose_not_to_be_told_is_not_and_who_chose_mail_alone_sees_nothing_in_the_page():
    person = a_person("ama")
    chosen = {Topic.ANSWER: Chosen(False, ByMail.NEVER), Topic.LEAD: Chosen(False, ByMail.DAILY)}
    change_choices(chosen, actor=as_actor(person), at=NOON, hours=Hours(hour=9), language="fr")
    tell(person)
    tell(person, topic=Topic.LEAD)
    assert [(row.topic, row.mail_at) for row in told(person)] == [("lead", NOON + timedelta(hours=21))]
    assert not notices_for(as_actor(person)).exists()


@pytest.mark.django_db
def test_hours_that_are_none_are_refused_field_by_field():
    person = a_person("ama")
    with pytest.raises(Refused) as refusal:
        change_choices({}, actor=as_actor(person), at=NOON, hours=Hours(hour=24, zone="Mars/Olympus"), language="fr")
    assert set(refusal.value.fields) == {"hour", "zone"}
