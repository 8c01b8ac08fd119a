"""A real record and real witnesses on the loopback: what they sign is public, and what they refuse is told."""

import logging
import socket
import threading
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from comity.activity.engagements.tests.builders import a_house
from comity.foundation.access.actions.add_witness import add_witness
from comity.foundation.access.actions.remove_witness import remove_witness
from comity.foundation.access.actions.rotate_record_key import rotate_record_key
from comity.foundation.access.actions.set_quorum import set_quorum
from comity.foundation.access.queries import Person
from comity.foundation.access.rules.actor import the_clock, the_console
from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.foundation.record.actions import ask_witnesses as asking
from comity.foundation.record.actions.ask_witnesses import ask_witnesses
from comity.foundation.record.actions.keep_key import file_of, verify
from comity.foundation.record.actions.publish import Unpublishable, publish
from comity.foundation.record.actions.reach_witness import Unreachable, reach_witness
from comity.foundation.record.actions.remember_signed import SUFFIX
from comity.foundation.record.models import Asked, Checkpoint, Cosignature, Quorum, Witness
from comity.foundation.record.queries import (
    checkpoint_note,
    entire_history,
    head,
    public_checkpoint,
    record_keys,
    verify_all,
    witness_reach,
    witness_troubles,
)
from comity.foundation.record.rules.checkpoint import cosigned_at
from comity.foundation.record.rules.merkle import peaks_of
from comity.foundation.record.rules.note import BadNote, read_note
from comity.foundation.record.rules.policy import BadPolicy, read_policy
from comity.foundation.record.tests.builders import NOON, a_key, a_marking, an_entry, behind_its_back, entries_in_bulk
from comity.foundation.record.tests.logs import AWitness
from comity.web.invented_witnesses import arrange_witnesses, witnesses_at_work
from comity.web.schedule import tick_now
from verifier.policy import policy as as_the_verifier_reads_it

from .at_a_witness import a_witness_home, serving

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=20)
OURS = the_console()


def add(key, url="http://127.0.0.1:1", actor=OURS, at=NOON):
    return add_witness(str(key), actor=actor, at=at, url=url, marking_id=a_marking().pk)


def need(count, reason="", actor=OURS):
    set_quorum(count, actor=actor, at=NOON, marking_id=a_marking().pk, reason=reason)


class Watched:
    """A record with a key, and two witnesses that serve and trust it."""

    def __init__(self, folder, stack):
        self.key = a_key().verifier
        self.homes = [
            a_witness_home(folder / name, f"{name}.example/w", [self.key]) for name in ("parliament", "audit")
        ]
        self.stops = [ExitStack(), ExitStack()]
        for home, stop in zip(self.homes, self.stops, strict=True):
            stack.push(stop)
            port = stop.enter_context(serving(home))
            add(home.key()[0], f"http://127.0.0.1:{port}/")
        need(2)

    def show(self, at=NOON):
        publish(at)
        ask_witnesses(at)
        return witness_reach()


@pytest.fixture
def watched(tmp_path):
    with ExitStack() as stack:
        yield Watched(tmp_path, stack)


def test_what_the_quorum_has_signed_is_public_and_served_with_their_lines(watched, client):
    assert witness_reach().public is None
    an_entry()
    reach = watched.show()
    size = head().size
    assert (reach.signed, reach.public.size, reach.behind, reach.quorum) == (size, size, 0, 2)
    assert reach.public.by == ("audit.example/w", "parliament.example/w")
    assert (
        reach.sentence == f"{size} of {size} signed entries are witnessed by audit.example/w and parliament.example/w."
    )
    assert witness_troubles(LATER) == []
    note = read_note(client.get("/log/checkpoint").content)
    assert note.as_bytes() == checkpoint_note()
    assert note.signed_by(watched.key, verify)
    for home in watched.homes:
        assert cosigned_at(note, home.key()[0], verify)
    assert public_checkpoint() == Checkpoint.objects.get(size=size)


def test_the_record_grows_and_they_follow_by_proofs(watched):
    for count in (1, 300, 7):
        entries_in_bulk(count)
        assert watched.show().behind == 0
    assert Cosignature.objects.count() == 6
    watched.show()
    assert Cosignature.objects.count() == 6, "who has signed is not asked again"


def test_a_house_that_forgot_what_they_saw_is_told_and_begins_there(watched):
    an_entry()
    watched.show()
    Asked.objects.update(size=0)
    an_entry()
    assert watched.show().behind == 0
    Asked.objects.update(size=2)
    an_entry()
    assert watched.show().behind == 0


def test_one_that_falls_silent_is_complained_of_after_a_quarter_of_an_hour(watched, caplog):
    an_entry()
    before = watched.show().signed
    watched.stops[1].close()
    an_entry()
    reach = watched.show(NOON + timedelta(minutes=1))
    assert (reach.public.size, reach.behind) == (before, 1)
    assert witness_troubles(NOON + timedelta(minutes=10)) == []
    assert witness_troubles(LATER) == [
        f"audit.example/w has not cosigned since the record had {before} entries: it does not answer.",
        "What was entered lately is not public: 2 of 2 witnesses must sign, and 1 is missing.",
    ]
    with serving(watched.homes[1], int(Witness.objects.last().url.rpartition(":")[2])):
        reach = watched.show(LATER)
    assert reach.behind == 0
    assert witness_troubles(LATER) == []


def in_hex(raw):
    return f"'\\x{raw.hex()}'::bytea" if connection.vendor == "postgresql" else f"x'{raw.hex()}'"


def as_if_never_otherwise(*statements):
    """Run SQL, then give the head the tree of what stands there now: as somebody would who knows how."""
    behind_its_back(*statements)
    rows = entire_history("a test", newest_first=False)
    tree = peaks_of(bytes(row) for row in rows.values_list("leaf_hash", flat=True))
    root, peaks = in_hex(tree.root()), in_hex(tree.as_bytes())
    behind_its_back(f"UPDATE record_head SET size = {tree.size}, root = {root}, peaks = {peaks}")
    for memory in Path(settings.RECORD_KEYS).glob(f"*{SUFFIX}"):
        memory.unlink()


@pytest.mark.parametrize("grows", [0, 3])
def test_a_rewritten_history_signed_again_with_the_right_key_is_caught_by_what_a_witness_saw(watched, grows, caplog):
    an_entry()
    an_entry()
    watched.show()
    as_if_never_otherwise(
        f"UPDATE record_entry SET leaf_hash = {in_hex(bytes(32))} WHERE seq = 1",
        "DELETE FROM record_cosignature",
        "DELETE FROM record_checkpoint",
    )
    for _ in range(grows):
        an_entry()
    with caplog.at_level(logging.ERROR, "comity.witness"):
        reach = watched.show()
    assert reach.public is None
    assert [one.contradicts for one in reach.standings] == [True, True]
    assert "parliament.example/w has seen another history of the record" in witness_troubles(NOON)[0]
    assert "REFUSED" in caplog.text
    for stop in watched.stops:  # whoever takes them from the network does not silence that
        stop.close()
    watched.show(LATER)
    assert len(witness_troubles(LATER)) == 3
    assert "has seen another history" in witness_troubles(LATER)[0]


def test_a_record_set_back_to_an_older_copy_is_caught(watched):
    an_entry()
    an_entry()
    watched.show()
    as_if_never_otherwise(
        "DELETE FROM record_cosignature",
        "DELETE FROM record_checkpoint",
        "DELETE FROM record_mention WHERE entry_id >= 4",
        "DELETE FROM record_entry WHERE seq >= 4",
    )
    reach = watched.show()
    assert reach.signed == 4
    assert [one.contradicts for one in reach.standings] == [True, True]
    assert reach.standings[0].detail == "it has cosigned 6 entries"


def test_a_witness_that_does_not_believe_the_new_key_says_so_until_it_trusts_it(watched):
    an_entry()
    watched.show()
    rotate_record_key("Yearly", actor=OURS, at=NOON, marking_id=a_marking().pk)
    assert [one.told for one in watched.show().standings] == [
        "it does not believe the key that signs the record, or does not watch it"
    ] * 2
    for home in watched.homes:
        home.trust([*home.trusted(), record_keys()[0].verifier])
    assert watched.show().behind == 0


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nyes", "cannot be believed"),
        (b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", "cannot be believed"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n" + b"x" * 99999, "does not answer"),
        (b"nonsense\r\n\r\n", "does not answer"),
        (b"", "does not answer"),
    ],
)
def test_whatever_answers_in_its_place_is_not_believed(answer, told):
    a_key()
    publish(NOON)
    with answering(answer) as port:
        add(AWitness().key, f"http://127.0.0.1:{port}")
        need(1)
        publish(NOON)
        ask_witnesses(NOON)
    assert told in witness_reach().standings[0].told
    assert Cosignature.objects.count() == 0
    assert told in witness_troubles(LATER)[0]


class answering:
    """A port at which each connection gets these bytes, and then whatever `drip` says, for ever."""

    def __init__(self, said, drip=b""):
        self.said, self.drip = said, drip

    def __enter__(self):
        self.server = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self.run, daemon=True).start()
        return self.server.getsockname()[1]

    def run(self):
        try:
            while True:
                link, _ = self.server.accept()
                with link:
                    link.recv(70_000)
                    link.sendall(self.said)
                    while self.drip:
                        threading.Event().wait(0.02)
                        link.sendall(self.drip)
        except OSError:
            pass

    def __exit__(self, *_):
        self.server.close()


def test_one_that_answers_a_byte_at_a_time_is_hung_up_on():
    length, end = b"Content-Length: 9999\r\n", b"Connection: close\r\n\r\n"
    for said in (b"", b"HTTP/1.1 200 OK\r\n" + length + end, b"HTTP/1.1 200 OK\r\n" + length + b"\r\n"):
        with answering(said, drip=b"x") as port, pytest.raises(Unreachable):
            reach_witness(f"http://127.0.0.1:{port}", b"old 0\n", seconds=0.2)
    with pytest.raises(Unreachable, match="no address"):
        reach_witness("file:///etc/passwd", b"")


def test_nothing_is_sent_inside_a_transaction(watched, monkeypatch):
    inside = []

    def noting(url, body):
        inside.append(len(connection.savepoint_ids))
        raise Unreachable("a test")

    monkeypatch.setattr(asking, "reach_witness", noting)
    monkeypatch.setattr(asking, "ThreadPoolExecutor", _AtOnce)
    an_entry()
    publish(NOON)
    outermost = len(connection.savepoint_ids)
    ask_witnesses(NOON)
    assert inside == [outermost] * 2


class _AtOnce:
    """Runs in the calling thread, where the state of the transaction can be seen."""

    def __init__(self, **_):
        pass

    def submit(self, function, *args):
        from concurrent.futures import Future

        future = Future()
        try:
            future.set_result(function(*args))
        except Unreachable as problem:
            future.set_exception(problem)
        return future

    def shutdown(self, **_):
        pass


# -- the acts


def test_who_witnesses_and_how_many_stands_on_the_record():
    a_key()
    one, other = AWitness("parliament.example/w"), AWitness("audit.example/w")
    add(one.key, "https://parliament.example/witness/")
    add(other.key, "http://10.0.0.7:8400")
    need(2)
    need(1, "The audit office moves house")
    remove_witness("audit.example/w", actor=OURS, at=NOON, marking_id=a_marking().pk, reason="It moved")
    told = [row.sentence for row in entire_history("a test", newest_first=False)][1:]
    assert told == [
        f"parliament.example/w is asked at https://parliament.example/witness to witness the record. Its public key is "
        f"{one.key}.",
        f"audit.example/w is asked at http://10.0.0.7:8400 to witness the record. Its public key is {other.key}.",
        "2 witnesses must cosign the record from now on before it counts as public.",
        "1 witness must cosign the record from now on before it counts as public (The audit office moves house).",
        f"audit.example/w with the key {other.key} witnesses the record no longer (It moved).",
    ]
    for row in entire_history("a test"):
        assert row.told == row.sentence
    assert verify_all().whole
    assert [one.name for one in witness_reach().standings] == ["parliament.example/w"]
    add(other.key)  # asked again later: another row
    assert Witness.objects.count() == 3


def test_what_is_not_right_is_refused_with_what_to_do():
    witness = AWitness()
    with pytest.raises(Refused, match="no key yet"):
        add(witness.key)
    key = a_key()
    with pytest.raises(Refused, match="not the key of a witness"):
        add(key.verifier)
    with pytest.raises(BadNote):
        add("nonsense")
    for url in (
        "",
        "ftp://x",
        "file:///x",
        "http://",
        "http://a:b@x",
        "http://x?y",
        "http://x#y",
        "http://x:99999",
        "x",
    ):
        with pytest.raises(Refused, match="http or https"):
            add(witness.key, url)
    add(witness.key)
    with pytest.raises(BadPolicy, match="one name"):
        add(AWitness(witness.key.name).key)
    twice = type(witness.key)("other.example/w", witness.key.kind, witness.key.public)
    with pytest.raises(BadPolicy, match="stands twice"):
        add(twice)
    with pytest.raises(Refused, match="not so many"):
        need(2)
    with pytest.raises(Refused, match="must sign already"):
        need(0)
    need(1)
    with pytest.raises(Refused, match="Say why fewer"):
        need(0)
    for name, reason, why in (
        (witness.key.name, " ", "Say why"),
        ("x", "y", "called x"),
        (witness.key.name, "y", "Fewer"),
    ):
        with pytest.raises(Refused, match=why):
            remove_witness(name, actor=OURS, at=NOON, marking_id=a_marking().pk, reason=reason)
    assert Witness.objects.count() == Quorum.objects.count() == 1


def test_nobody_but_the_console_names_witnesses_and_each_attempt_is_recorded():
    a_key()
    add(AWitness().key)
    for attempt in (
        lambda: add(AWitness("x").key, actor=the_clock()),
        lambda: need(1, actor=the_clock()),
        lambda: remove_witness(
            "parliament.example/w", actor=the_clock(), at=NOON, marking_id=a_marking().pk, reason="x"
        ),
    ):
        with pytest.raises(NotAllowed):
            attempt()
        assert entire_history("a test").first().kind == "access.refused"
    assert Witness.objects.filter(removed_at=None).count() == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE record_witness SET url = 'http://elsewhere'",
        "UPDATE record_witness SET removed_at = NULL",
        "UPDATE record_witness SET removed_at = added_at, name = 'other'",
        "DELETE FROM record_witness",
        "INSERT INTO record_witness SELECT * FROM record_witness",
        "UPDATE record_quorum SET needed = 0",
        "DELETE FROM record_quorum",
        "INSERT INTO record_quorum (number, needed, at) SELECT 7, 0, at FROM record_quorum",
    ],
)
def test_the_database_refuses_to_change_or_forget_who_witnesses(statement):
    a_key()
    add(AWitness().key)
    need(1)
    with (
        pytest.raises(IntegrityError, match="the record only grows"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


# -- the commands, the schedule


def test_a_tick_shows_the_record_to_its_witnesses_and_tells_loudly_what_is_wrong(tmp_path, caplog):
    a_house()
    tick_now()
    home = a_witness_home(tmp_path / "w", trusts=[record_keys()[0].verifier])
    with serving(home) as port:
        call_command("record_witness", "add", str(home.key()[0]), url=f"http://127.0.0.1:{port}", verbosity=0)
        call_command("record_quorum", 1)
        tick_now()
        assert witness_reach().behind == 0
        as_if_never_otherwise(
            f"UPDATE record_entry SET leaf_hash = {in_hex(bytes(32))} WHERE seq = 1",
            "DELETE FROM record_cosignature",
            "DELETE FROM record_checkpoint",
        )
        assert "another history" not in caplog.text
        with caplog.at_level(logging.ERROR):
            tick_now()
            tick_now()
    assert "parliament.example/w has seen another history" in caplog.text
    [told] = entire_history("a test", kind="record.witness-refused")
    assert told.sentence == (
        f"parliament.example/w refused to cosign: by its key {home.key()[0]} it has signed another history (HTTP 409)."
    )


def test_the_commands_say_who_witnesses_how_far_and_what_is_refused(capsys):
    with pytest.raises(CommandError, match="no house yet"):
        call_command("record_quorum", 0)
    a_house()
    call_command("record_key", "new")
    witness = AWitness()
    call_command("record_witness", "add", str(witness.key), url="http://127.0.0.1:1")
    call_command("record_quorum", 1)
    publish(timezone.now() - timedelta(hours=1))
    capsys.readouterr()
    call_command("record_witness", "list")
    said = capsys.readouterr().out
    assert f"{witness.key}  at http://127.0.0.1:1, cosigned nothing yet, it was not asked yet" in said
    call_command("record_witness", "list", json=True)
    assert '"quorum": 1' in capsys.readouterr().out
    with pytest.raises(CommandError, match="Fewer witnesses"):
        call_command("record_witness", "remove", witness.key.name, reason="x")
    with pytest.raises(CommandError, match="no verifier key"):
        call_command("record_witness", "add", "nonsense", url="http://x")


def test_the_policy_names_keys_that_followed_each_other_witnesses_and_quorum_and_no_lost_key(tmp_path):
    out = tmp_path / "policy"
    a_house()
    with pytest.raises(CommandError, match="no policy yet"):
        call_command("record_policy", out=out)
    call_command("record_key", "new")
    witness = AWitness()
    call_command("record_witness", "add", str(witness.key), url="http://127.0.0.1:1", verbosity=0)
    call_command("record_quorum", 1)
    first = record_keys()[0]
    file_of(first.verifier).unlink()
    call_command("record_key", "rotate", lost=True, reason="The disk failed")
    call_command("record_key", "rotate", reason="Yearly")
    call_command("record_policy", out=out)
    third, second, _ = record_keys()
    policy = read_policy(out.read_text())
    assert [str(key) for key in policy.logs] == [third.key, second.key]
    assert (policy.witnesses, policy.quorum) == ((witness.key,), 1)
    assert f"# lost, and believed no longer: log {first.key}" in out.read_text()
    assert len(as_the_verifier_reads_it(out.read_text()).logs) == 2


def test_a_record_that_was_rewritten_is_not_even_signed_while_a_checkpoint_tells(watched):
    an_entry()
    watched.show()
    behind_its_back(f"UPDATE record_entry SET leaf_hash = {in_hex(bytes(32))} WHERE seq = 1")
    an_entry()
    with pytest.raises(Unpublishable):
        publish(NOON)


def test_the_reach_costs_few_queries(watched, django_assert_max_num_queries):
    an_entry()
    watched.show()
    with django_assert_max_num_queries(4):
        witness_reach()
    assert Client().get("/log/checkpoint").status_code == 200


# -- the pages, and a demonstration


def pages_of(client):
    return [
        client.get(path).content.decode()
        for path in ("/oversight/witnesses/", "/record/", "/?desk=auditor", "/?desk=clerk")
    ]


def test_the_pages_teach_what_a_witness_is_say_how_far_it_reaches_and_complain(watched, client):
    client.force_login(a_house().people["planner"])
    publish(NOON)
    assert "none of them is witnessed yet" in client.get("/oversight/witnesses/").content.decode()
    reach = watched.show()
    for page in pages_of(client):
        assert reach.sentence.split(" by ")[0] in page
        assert "is not witnessed as it should be" not in page
    Asked.objects.filter(witness__name="audit.example/w").update(answer="other-history", detail="HTTP 422")
    for page in pages_of(client):
        assert "The record is not witnessed as it should be" in page
        assert "audit.example/w has seen another history of the record" in page
    page = client.get("/oversight/witnesses/").content.decode()
    assert "Refuses" in page
    assert str(watched.homes[1].key()[0]) in page


def test_without_a_witness_the_page_says_what_one_is_and_how_to_add_it(client):
    client.force_login(a_house().people["planner"])
    page = client.get("/oversight/witnesses/").content.decode()
    assert "No witness is asked" in page
    assert "comity record witness add" in page
    assert "Nothing of the record is signed yet" in client.get("/record/").content.decode()


@pytest.fixture
def demonstration(settings, tmp_path):
    settings.HOME, settings.DEMONSTRATION = tmp_path, True
    a_house()
    Person.objects.update(demonstration=True)
    assert arrange_witnesses(timezone.now())
    return tmp_path / "witnesses"


def test_a_demonstration_is_witnessed_as_soon_as_it_runs(demonstration):
    told = []
    with witnesses_at_work(told.append):
        tick_now()
        reach = witness_reach()
    assert [line.startswith("The invented witness") and "could not" not in line for line in told] == [True, True]
    assert (reach.quorum, reach.behind) == (2, 0)
    assert reach.public.by == ("audit-office.example/witness", "parliament.example/witness")
    for row in Witness.objects.all():
        with pytest.raises(Unreachable):
            reach_witness(row.url, b"old 0\n")
    assert not arrange_witnesses(timezone.now()), "once in the life of a record"


def test_a_witness_whose_port_is_taken_is_told_of_and_the_house_goes_on(demonstration, capfd):
    first = Witness.objects.first()
    told = []
    with socket.create_server(("127.0.0.1", int(first.url.rpartition(":")[2]))), witnesses_at_work(told.append):
        assert "could not begin" in told[0]
        assert "could not" not in told[1]
    assert "Address already in use" in capfd.readouterr().err


def test_a_house_of_real_people_runs_no_witness_of_its_own(demonstration):
    Person.objects.update(demonstration=False)
    told = []
    with witnesses_at_work(told.append):
        assert told == []
