"""Mails count and link; they never quote, and they are sent once."""

from datetime import timedelta

import pytest
from django.core import mail as post
from django.core.management import call_command

from comity.foundation.notices.actions.change_choices import change_choices
from comity.foundation.notices.actions.mark_all_read import mark_all_read
from comity.foundation.notices.jobs import send_mails, write_mails
from comity.foundation.notices.models import Mail
from comity.foundation.notices.rules.choices import Hours
from comity.foundation.notices.rules.posting import TRIES
from comity.foundation.notices.rules.topics import Topic
from comity.foundation.words.rules.said import say

from .builders import NOON, a_person, as_actor, tell

pytestmark = pytest.mark.django_db
MORNING = NOON + timedelta(days=1)


@pytest.fixture
def sending(settings):
    settings.EMAIL_WAY = "smtp"  # which the tests turn into a list in memory


def test_a_mail_carries_no_canary_of_what_it_counts():
    person = a_person("ama")
    words = say("CANARY-TITLE {name} in CANARY-REFERENCE", name="CANARY-NAME")
    for topic in Topic:
        tell(person, words=words, topic=topic, level="SECRET", due=NOON + timedelta(days=3), key="CANARY-KEY")
    assert write_mails(MORNING) == 1
    mail = Mail.objects.get()
    assert "CANARY" not in mail.subject + mail.body
    assert "DOS-" not in mail.subject + mail.body
    assert "SECRET" not in mail.subject + mail.body
    assert "1 dossier asks for your answer, the first by Thursday 4 June" in mail.body
    assert mail.subject == f"Comity: {len(Topic)} things for you"


def test_what_one_may_not_read_any_more_is_not_even_counted():
    person = a_person("ama")
    tell(person, level="SECRET")
    tell(person, level="UNCLASSIFIED")
    person.clearances = {"DEMO": "RESTRICTED"}
    person.save()
    assert write_mails(MORNING) == 1
    assert "1 dossier asks" in Mail.objects.get().body


def test_what_was_read_in_time_is_not_mailed_and_nothing_is_mailed_twice():
    reads, other, without = a_person("ama"), a_person("bo"), a_person("cy", email=False)
    tell(reads, other, without)
    mark_all_read(None, actor=as_actor(reads), at=NOON)
    assert write_mails(NOON + timedelta(hours=1)) == 0, "the daily mail comes in the morning"
    assert write_mails(MORNING) == 1
    assert write_mails(MORNING) == 0
    assert Mail.objects.get().address == "bo@example.org"


def test_a_mail_speaks_the_language_and_zone_of_its_reader():
    person = a_person("ama")
    change_choices({}, actor=as_actor(person), at=NOON, hours=Hours(zone="Pacific/Fiji"), language="fr")
    tell(person, due=NOON.replace(hour=23))
    write_mails(MORNING)
    body = Mail.objects.get().body
    assert "2 juin" in body, "it is the next day already in Fiji"


def test_a_mail_goes_out_once(sending):
    tell(a_person("ama"))
    write_mails(MORNING)
    assert (send_mails(MORNING), send_mails(MORNING)) == (1, 0)
    assert [(m.to, m.subject) for m in post.outbox] == [(["ama@example.org"], "Comity: 1 thing for you")]


def test_a_mail_that_cannot_be_sent_is_tried_again_later_each_time_and_given_up_visibly(sending, settings, capsys):
    settings.EMAIL_BACKEND = "no.such.Backend"
    tell(a_person("ama"))
    write_mails(MORNING)
    at, waits = MORNING, []
    for _ in range(TRIES):
        assert send_mails(at) == 0
        mail = Mail.objects.get()
        if mail.next_try_at:
            assert send_mails(mail.next_try_at - timedelta(seconds=1)) == 0
            assert Mail.objects.get().tries == mail.tries
            waits.append(mail.next_try_at - at)
            at = mail.next_try_at
    assert waits == sorted(waits)
    assert (mail.tries, mail.next_try_at, mail.sent_at) == (TRIES, None, None)
    with pytest.raises(SystemExit):
        call_command("outbox")
    assert f"given up after {TRIES} tries" in capsys.readouterr().out


def test_without_a_way_to_send_mails_stay_in_the_outbox(settings, capsys):
    settings.EMAIL_WAY = ""
    tell(a_person("ama"))
    write_mails(MORNING)
    assert send_mails(MORNING) == 0
    call_command("outbox")
    said = capsys.readouterr().out
    assert "ama@example.org  Comity: 1 thing for you  [waits]" in said
    assert "No way to send mail is set" in said
