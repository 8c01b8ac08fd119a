"""The pages of notices."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comity.foundation.notices.models import MailHours
from comity.foundation.notices.queries import choices_of, unread
from comity.foundation.notices.rules.choices import by_default
from comity.foundation.notices.rules.topics import ByMail, Topic
from comity.foundation.words.rules.said import say

from .builders import a_person, as_actor, tell, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client):
    made = a_person("ama")
    client.force_login(made)
    return made


def now():
    return timezone.now() - timedelta(minutes=1)


def test_an_empty_list_teaches_what_will_stand_in_it(client, person):
    page = client.get("/notices/").content.decode()
    assert "Nothing unread" in page
    assert "0 unread notices" in page


def test_unread_notices_stand_in_the_list_and_are_counted_in_the_bar(client, person):
    tell(person, words=say("Exercise Lantern asks you"), level="RESTRICTED", at=now())
    tell(person, topic=Topic.LEAD, words=say("Harbour Call moved"), at=now())
    page = client.get("/notices/").content.decode()
    assert "Exercise Lantern asks you" in page
    assert "2 unread notices" in page
    assert "RESTRICTED" in page
    narrowed = client.get("/notices/?topic=lead").content.decode()
    assert "Exercise Lantern" not in narrowed
    assert "Harbour Call" in narrowed


def test_what_one_may_not_read_any_more_is_gone_from_the_list(client, person):
    tell(person, words=say("CANARY"), level="SECRET", at=now())
    person.clearances = {"DEMO": "UNCLASSIFIED"}
    person.save()
    page = client.get("/notices/?show=all").content.decode()
    assert "CANARY" not in page
    assert "0 unread notices" in page


def test_marking_all_as_read_is_offered_to_be_undone(client, person):
    tell(person, at=now())
    answer = client.post("/notices/read/", follow=True)
    assert "1 notice is marked as read." in answer.content.decode()
    assert not unread(as_actor(person), now()).exists()
    undo = answer.context["undo"]
    client.post("/notices/undo/", {"moment": undo})
    assert unread(as_actor(person), now()).count() == 1


def test_opening_a_notice_leads_to_its_thing_and_marks_it_read(client, person):
    tell(person, at=now())
    answer = client.post(f"/notices/{told(person)[0].pk}/read/", {"open": "1"})
    assert answer.url == "/dossiers/DOS-2026-0001/"
    assert told(person)[0].read_at is not None


def test_nobody_marks_the_notice_of_somebody_else(client, person):
    other = a_person("bo")
    tell(other, at=now())
    assert client.post(f"/notices/{told(other)[0].pk}/read/").status_code == 404
    assert told(other)[0].read_at is None


def test_choices_are_kept_and_shown_again(client, person):
    form = client.get("/notices/choices/").context["form"]
    said = {f"{topic}_by_mail": by_default(topic).by_mail for topic in Topic} | {"answer_by_mail": "weekly"}
    said |= {"hour": 9, "weekday": 5, "quiet_from": 22, "quiet_until": 5, "zone": "Pacific/Fiji", "language": "fr"}
    assert form["zone"].value() == "UTC"
    assert client.post("/notices/choices/", said).status_code == 302
    chosen = choices_of(person.pk)
    assert chosen[Topic.ANSWER].by_mail is ByMail.WEEKLY
    assert not chosen[Topic.ANSWER].in_page
    assert MailHours.objects.get(person=person).zone == "Pacific/Fiji"
    assert 'value="Pacific/Fiji" selected' in client.get("/notices/choices/").content.decode()


def test_a_wrong_zone_is_told_beside_its_field(client, person):
    answer = client.post("/notices/choices/", {"zone": "Mars/Olympus"})
    assert answer.status_code == 422
    assert "zone" in answer.context["form"].errors
