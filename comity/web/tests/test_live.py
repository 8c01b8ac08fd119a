"""The stream of what changes: who is told what, who is not, and what whoever was away missed."""

import asyncio
import json
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.db import transaction

from comity.foundation.access.actions.close_account import close_account
from comity.foundation.access.events import SignedIn
from comity.foundation.access.rules.actor import the_clock, the_console
from comity.foundation.labels.rules.label import Reader
from comity.foundation.notices.tests.builders import a_marking, a_person
from comity.foundation.record.actions.announce import announce
from comity.foundation.record.events import Thing
from comity.mandate.institutions.events import PersonAppointed
from comity.web.live import PATH, hub, stream, watching
from comity.web.live.hub import WAITING, Client, Hub
from comity.web.live.watching import Look, News, Watcher

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
LOW = Reader("FJI", frozenset({("DEMO", "RESTRICTED")}))
HIGH = Reader("FJI", frozenset({("DEMO", "SECRET")}))
OPEN_MARKING, SECRET_MARKING = 1, 2
READABLE = {LOW: frozenset({OPEN_MARKING}), HIGH: frozenset({OPEN_MARKING, SECRET_MARKING})}


def news(seq, marking_id=OPEN_MARKING, kind="engagement.proposed"):
    return News(seq, kind, marking_id, json.dumps({"seq": seq}).encode())


def a_client(house, person_id, reader):
    client = Client(Watcher(person_id, reader, "en-gb"), 0)
    house.clients.add(client)
    return client


def queued(client):
    words = b""
    while not client.waiting.empty():
        words += client.waiting.get_nowait()
    return words.decode()


# --- handing out ---


def test_nobody_is_sent_a_word_or_a_number_of_what_they_may_not_read():
    house = Hub()
    low, high = a_client(house, 1, LOW), a_client(house, 2, HIGH)
    house._hand_out(Look(9, (news(7), news(8, SECRET_MARKING)), {1: LOW, 2: HIGH}, READABLE))
    assert '"seq": 8' in queued(high)
    said = queued(low)
    assert "id: 7\n" in said
    assert "8" not in said
    assert house.seen == 9


def test_a_clearance_that_was_lowered_holds_from_the_very_next_message():
    house = Hub()
    client = a_client(house, 1, HIGH)
    house._hand_out(Look(9, (news(8, SECRET_MARKING),), {1: LOW}, READABLE))
    assert queued(client) == ""


def test_whose_account_was_closed_is_sent_nothing_and_asked_for_again():
    house = Hub()
    client = a_client(house, 1, LOW)
    house._hand_out(Look(9, (news(8),), {}, READABLE))
    assert queued(client) == ""
    assert client.doubted.is_set()


def test_comings_and_goings_are_not_told_but_a_sign_out_is_looked_into():
    house = Hub()
    client = a_client(house, 1, LOW)
    house._hand_out(Look(9, (news(8, kind="access.signed-out"),), {1: LOW}, READABLE))
    assert queued(client) == ""
    assert client.doubted.is_set()


def test_who_does_not_keep_up_is_dropped_and_nobody_else():
    house = Hub()
    slow, quick = a_client(house, 1, LOW), a_client(house, 1, LOW)
    for seq in range(WAITING + 1):
        house._hand_out(Look(seq + 1, (news(seq),), {1: LOW}, READABLE))
        queued(quick)
    assert slow.ended.is_set()
    assert not quick.ended.is_set()
    assert slow.waiting.qsize() == WAITING


# --- asking the database ---


def told(level, reference="ENG-2026-0001", event=None):
    said = event or PersonAppointed(
        person="Ama", post="Planner", institution="Ministry", acting=False, starts="2026-06-01"
    )
    with transaction.atomic():
        about = [
            Thing("dossier", "k", "DOS-2026-0001"),
            Thing("engagement", "11111111-1111-1111-1111-111111111111", reference),
        ]
        return announce(said, actor=the_clock(), at=NOON, about=about, marking_id=a_marking(level).pk).seq


@pytest.mark.django_db
def test_a_look_finds_what_is_new_and_who_may_read_it_now():
    since = watching.reach()
    low, high = a_person("ama", level="RESTRICTED"), a_person("bo", level="SECRET")
    told("RESTRICTED"), told("SECRET")
    found = watching.look(since, [low.pk, high.pk])
    assert [one.seq for one in found.news] == [since, since + 1]
    assert found.upto == since + 2
    open_to = {pk: found.readable[found.readers[pk]] for pk in (low.pk, high.pk)}
    assert [one.marking_id in open_to[low.pk] for one in found.news] == [True, False]
    assert all(one.marking_id in open_to[high.pk] for one in found.news)
    said = json.loads(found.news[0].data)
    assert said["things"][1]["reference"] == "ENG-2026-0001"
    assert said["url"].startswith("/engagements/by-key/"), "not to a dossier that may be closed to its reader"


@pytest.mark.django_db
def test_who_was_away_is_told_what_they_missed_unless_it_is_too_much(monkeypatch):
    first, secret, last = told("RESTRICTED"), told("SECRET"), told("RESTRICTED")
    told("RESTRICTED", event=SignedIn(who="Ama", way="password"))
    assert [one.seq for one in watching.missed(first - 1, last + 2, LOW)] == [first, last]
    assert [one.seq for one in watching.missed(first, last, HIGH)] == [secret]
    monkeypatch.setattr(watching, "REPLAYED", 1)
    assert watching.missed(first - 1, last + 2, LOW) is None


@pytest.mark.django_db
def test_the_stream_knows_whom_a_session_stands_for_and_forgets_who_is_gone(client):
    person = a_person("ama")
    client.force_login(person)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    headers = {
        "host": "testserver",
        "cookie": f"x=1; {settings.SESSION_COOKIE_NAME}={session}",
        "accept-language": "fr",
    }
    ask = lambda **more: watching.who_watches(headers | more, ("testserver", 80))  # noqa: E731
    assert ask() == Watcher(person.pk, person.reader, "fr")
    assert ask(host="elsewhere.example") is None
    assert ask(cookie="") is None
    console, marking_id = the_console(), a_marking().pk
    close_account(person, actor=console, at=NOON, reason="Left.", marking_id=marking_id)
    assert ask() is None


# --- speaking ---


class Talk:
    """One request to the stream, with the answers of the database made up."""

    def __init__(self, monkeypatch, *, watcher, missed=(), last=41):
        self.house, self.sent, self.gone = Hub(), [], asyncio.Event()
        self.answers = [watcher]
        monkeypatch.setattr(watching, "who_watches", lambda *_: self.answers[-1])
        monkeypatch.setattr(watching, "reach", lambda: 42)
        monkeypatch.setattr(watching, "look", lambda since, _: Look(since))
        monkeypatch.setattr(watching, "unread", lambda readers, _: dict.fromkeys(readers, 3))
        monkeypatch.setattr(watching, "missed", lambda after, before, _: missed)
        monkeypatch.setattr(watching, "last_readable", lambda _: last)
        monkeypatch.setattr(hub, "EVERY", 0.01)

    async def send(self, said):
        self.sent.append(said)

    async def receive(self):
        await self.gone.wait()
        return {"type": "http.disconnect"}

    def holds(self, meanwhile=None, *, method="GET", query=b"", **headers):
        scope = {
            "method": method,
            "path": PATH,
            "query_string": query,
            "server": ("testserver", 80),
            "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
        }

        async def talk():
            speaking = asyncio.create_task(stream.events(self.house, scope, self.receive, self.send))
            while not (speaking.done() or any(b"event: notices" in part.get("body", b"") for part in self.sent)):
                await asyncio.sleep(0.005)
            if meanwhile:
                meanwhile(self)
            else:
                self.gone.set()
            await speaking
            return self.sent[0]["status"], b"".join(part.get("body", b"") for part in self.sent).decode()

        return asyncio.run(talk())


ANYBODY = Watcher(1, LOW, "en-gb")


def test_nobody_signed_in_is_told_not_to_come_back(monkeypatch):
    assert Talk(monkeypatch, watcher=None).holds() == (204, "")
    assert Talk(monkeypatch, watcher=ANYBODY).holds(method="HEAD") == (200, "")
    assert Talk(monkeypatch, watcher=ANYBODY).holds(method="POST") == (405, "")
    assert Talk(monkeypatch, watcher=ANYBODY).holds(sec_fetch_site="cross-site") == (403, "")


def test_whoever_comes_is_told_where_they_stand_and_how_many_notices_wait(monkeypatch):
    status, said = Talk(monkeypatch, watcher=ANYBODY).holds()
    assert status == 200
    assert 'id: 41\nevent: hello\ndata: {"watchers": 1, "anew": false' in said
    assert 'event: notices\ndata: {"unread": 3, "words": "3 unread notices"}' in said


def test_whoever_returns_is_told_what_they_missed_or_to_start_anew(monkeypatch):
    _, said = Talk(monkeypatch, watcher=ANYBODY, missed=(news(40),)).holds(last_event_id="39")
    assert said.index("id: 40\ndata:") < said.index("event: hello")
    assert '"anew": true' in Talk(monkeypatch, watcher=ANYBODY, missed=None).holds(query=b"after=3")[1]
    assert '"anew": true' in Talk(monkeypatch, watcher=ANYBODY).holds(query=b"after=99")[1], "of another record"


def test_a_stream_ends_with_its_session_and_with_the_house(monkeypatch):
    def signs_out(talk):
        talk.answers.append(None)
        next(iter(talk.house.clients)).doubted.set()

    talk = Talk(monkeypatch, watcher=ANYBODY)
    assert 'event: ended\ndata: {"why": "signed-out"}' in talk.holds(signs_out)[1]
    assert not talk.house.clients
    assert Talk(monkeypatch, watcher=ANYBODY).holds(lambda talk: talk.house.close())[0] == 200
