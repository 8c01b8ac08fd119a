"""A witness remembers before it speaks, never contradicts itself, and needs no house."""

import json
import logging
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from http.client import HTTPConnection
from socket import create_connection

import pytest

from comity.foundation.record.rules.checkpoint import cosigned_at
from comity.foundation.record.rules.note import Note, read_key, read_signature
from comity.foundation.record.tests.logs import AWitness, Log, verify
from comity.web.command import main
from comity.web.witness import server as serving_module
from comity.web.witness import witness as witness_module
from comity.web.witness.home import NoWitness
from comity.web.witness.memory import Busy, Damaged, OneServer, write_memory
from comity.web.witness.witness import Witness

from .at_a_witness import a_witness_home, asked, serving


@pytest.fixture
def log():
    return Log(12)


@pytest.fixture
def home(tmp_path, log):
    return a_witness_home(tmp_path / "parliament", trusts=[log.key])


def answered(witness, submission):
    reply = witness.add_checkpoint(submission.as_bytes())
    return reply.status, reply.body.decode()


def signed(witness, submission):
    """Whether it gave out a cosignature that holds."""
    status, body = answered(witness, submission)
    if status != 200:
        return False
    note = Note(submission.note.text, (read_signature(body),))
    return cosigned_at(note, witness.key, verify) is not None


def test_it_cosigns_what_continues_and_says_where_it_stands_otherwise(home, log):
    witness = Witness(home, lambda: 1_800_000_000)
    assert signed(witness, log.shown(0, 5))
    assert answered(witness, log.shown(0)) == (409, "5\n")
    assert signed(witness, log.shown(5))
    assert signed(witness, log.shown(12))
    assert answered(witness, log.shown(5, 9)) == (409, "12\n")
    assert answered(witness, Log(3, "other.example").shown(0))[0] == 404
    assert answered(witness, Log(20, log.key.name).shown(12))[0] == 403
    assert witness.add_checkpoint(b"nonsense").status == 400


def test_started_again_it_knows_what_it_saw(home, log):
    assert signed(Witness(home), log.shown(0))
    log.rewrite(2)
    again = Witness(home)
    assert answered(again, log.shown(0)) == (409, "12\n")
    assert answered(again, log.shown(12)) == (409, "12\n")
    log.grow(3)
    assert answered(again, log.shown(12))[0] == 422


class Killed(BaseException):
    """The power went."""


def test_after_a_crash_between_memory_and_answer_nothing_is_contradicted(home, log, monkeypatch):
    def then_killed(*args):
        write_memory(*args)
        raise Killed

    witness = Witness(home)
    monkeypatch.setattr(witness_module, "write_memory", then_killed)
    with pytest.raises(Killed):
        witness.add_checkpoint(log.shown(0).as_bytes())
    monkeypatch.undo()
    again = Witness(home)
    assert again.seen[log.key.name].checkpoint == log.checkpoint()
    truth = log.shown(12)
    log.rewrite(11)
    assert answered(again, log.shown(12)) == (409, "12\n")
    assert signed(again, truth)


def test_what_cannot_be_written_is_not_cosigned(home, log, monkeypatch):
    def full(*_):
        raise OSError("no space left on the device")

    witness = Witness(home)
    with monkeypatch.context() as patched, serving(home) as port:
        patched.setattr(witness_module, "write_memory", full)
        assert asked(port, log.shown(0).as_bytes())[0] == 500
        with pytest.raises(OSError, match="no space"):
            witness.add_checkpoint(log.shown(0).as_bytes())
    assert witness.seen == {}
    assert signed(witness, log.shown(0))


def test_killed_again_and_again_it_remembers_all_that_it_gave_out(tmp_path, log):
    home = a_witness_home(tmp_path / "w", trusts=[log.key])
    log.grow(400)
    given, said = 0, b""
    for _ in range(2):
        process, port = _started(home.folder)
        end = threading.Timer(0.4, process.kill)
        end.start()
        try:
            while given < len(log.hashes):
                status, _, said = asked(port, log.shown(given, given + 1).as_bytes())
                assert status in (200, 409)
                given = int(said) if status == 409 else given + 1
        except OSError:  # killed
            pass
        end.join()
        process.wait()
        process.stdout.close()
    assert given > 2
    assert Witness(home).seen[log.key.name].checkpoint.size in (given, given + 1)


def _started(folder, *more):
    command = [sys.executable, "-m", "comity", "witness", "serve", "--home", folder, "--port", "0", *more]
    environment = {**os.environ, "COMITY_HOME": str(folder / "nothing-here"), "DJANGO_SETTINGS_MODULE": "not.there"}
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, text=True
    )
    port = int(process.stdout.readline().split("127.0.0.1:")[1].split("/")[0])
    return process, port


def test_it_runs_without_a_house_and_ends_with_whoever_started_it(home):
    process, port = _started(home.folder, "--while-stdin-is-open")
    assert asked(port, method="GET", path="/")[0] == 200
    process.stdin.close()
    assert process.wait(10) == 0
    process.stdout.close()
    assert not (home.folder / "nothing-here").exists()


def test_it_imports_nothing_of_the_house_but_rules_and_keys():
    code = (
        "import sys, comity.web.command, comity.web.witness.program\n"
        "print([name for name in sys.modules if name.split('.')[0] == 'django' or 'models' in name.split('.')])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"


def test_of_many_at_once_one_history_is_cosigned(home, log):
    """Eight logs with one key, each with a history of its own after the fifth entry, all at once, three times."""
    witness, forks = Witness(home), []
    assert signed(witness, log.shown(0, 5))
    for number in range(8):
        fork = Log(0, log.key.name)
        fork.private, fork.key, fork.hashes = log.private, log.key, log.hashes[:5]
        fork.grow(3 + number % 3, f"fork {number}")
        forks.append(fork)
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda fork: signed(witness, fork.shown(5)), forks * 3))
    cosigned = {fork.checkpoint() for fork, was in zip(forks * 3, done, strict=True) if was}
    assert len(cosigned) == 1
    assert Witness(home).seen[log.key.name].checkpoint in cosigned


def test_a_log_with_two_histories_is_told_of_loudly_and_both_are_kept(home, log, caplog):
    with serving(home) as port, caplog.at_level(logging.ERROR, "comity.witness"):
        first = log.note()
        assert asked(port, log.shown(0).as_bytes())[0] == 200
        assert "Stop: look at this" not in asked(port, method="GET", path="/")[2].decode()
        log.rewrite(3)
        assert asked(port, log.shown(12).as_bytes()) == (409, "text/x.tlog.size", b"12\n")
        page = asked(port, method="GET", path="/")[2].decode()
    assert "HAS TWO HISTORIES" in caplog.text
    assert "Stop: look at this" in page
    assert "the log signed another root for 12 entries" in page
    [kept] = home.kept_forks()
    assert first.as_bytes().decode() in kept.read_text()
    assert log.note().as_bytes().decode() in kept.read_text()
    with serving(home) as port:  # begun anew, it still knows
        assert "Two histories of one log" in asked(port, method="GET", path="/")[2].decode()


def test_an_old_checkpoint_shown_again_stands_on_the_page_until_the_log_goes_on(home, log):
    times = iter(range(1000))
    with serving(home, clock=lambda: next(times)) as port:
        asked(port, log.shown(0).as_bytes())
        assert asked(port, log.shown(0, 7).as_bytes()) == (409, "text/x.tlog.size", b"12\n")
        page = asked(port, method="GET", path="/")[2].decode()
        assert "7 entries were shown after 12 were cosigned" in page
        assert "has not been cosigned since" in page
        log.grow(1)
        assert asked(port, log.shown(12).as_bytes())[0] == 200
        page = asked(port, method="GET", path="/")[2].decode()
    assert "has not been cosigned since" not in page
    assert "7 entries were shown" in page


def test_the_page_shows_what_it_watches_how_far_and_its_key_and_runs_nothing(home, log):
    with serving(home) as port:
        status, kind, empty = asked(port, method="GET", path="/")
        asked(port, log.shown(0).as_bytes())
        page = asked(port, method="GET", path="/")[2].decode()
        assert asked(port, method="HEAD", path="/")[2] == b""
    assert (status, kind) == (200, "text/html; charset=utf-8")
    assert "never shown a checkpoint" in empty.decode()
    for said in (str(home.key()[0]), log.key.name, "12 entries", log.checkpoint().root.hex()):
        assert said in page
    assert "<script" not in page


def test_what_is_not_asked_by_the_protocol_is_answered_shortly(home, log, monkeypatch):
    with serving(home) as port:
        assert asked(port, method="GET")[0] == 405
        assert asked(port, b"x", path="/")[0] == 405
        assert asked(port, b"x", path="/elsewhere")[0] == 404
        assert asked(port, b"old")[:2] == (400, "text/plain; charset=utf-8")
        assert asked(port, b"x" * 70_000)[0] == 413
        assert asked(port, log.shown(0).as_bytes())[0] == 200
        monkeypatch.setattr(serving_module, "SECONDS", 0.05)
        with create_connection(("127.0.0.1", port)) as slow:
            slow.sendall(b"POST /add-checkpoint HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nold")
            assert slow.recv(100).startswith(b"HTTP/1.1 408")


def test_several_submissions_go_over_one_connection(home, log):
    with serving(home) as port:
        link = HTTPConnection("127.0.0.1", port)
        link.connect()
        kept = link.sock
        for old, size in ((0, 4), (4, 9), (9, 12)):
            link.request("POST", "/add-checkpoint", log.shown(old, size).as_bytes())
            answer = link.getresponse()
            assert (answer.status, answer.read()[:3]) == (200, "\N{EM DASH}".encode())
            assert link.sock is kept
        link.close()


# -- its memory


def _altered(text):
    said, _, _ = text.rstrip("\n").rpartition("\n")
    stored = json.loads(said)
    origin = next(iter(stored["seen"]))
    return stored, origin


def _with_digest(stored):
    said = json.dumps(stored, ensure_ascii=False)
    return f"{said}\nsha256 {sha256(said.encode()).hexdigest()}\n"


def test_a_damaged_memory_is_not_served_from(home, log):
    assert signed(Witness(home), log.shown(0, 5))
    whole = home.memory_file.read_text()
    stored, origin = _altered(whole)
    other = Log(0, log.key.name)
    other.grow(3, "elsewhere")
    foreign = other.note().as_bytes().decode() + str(AWitness().line(other.note().text))
    damaged = [
        "",
        whole[:-1][:-1],
        whole.replace("12", "13").replace("\\n5\\n", "\\n4\\n"),
        _with_digest({**stored, "seen": {origin: foreign}}),  # well formed, and not cosigned by this witness
        _with_digest({**stored, "seen": {"other.example": stored["seen"][origin]}}),
        _with_digest({**stored, "seen": {origin: "nothing"}}),
        _with_digest({**stored, "key": str(AWitness().key)}),
        _with_digest([]),
    ]
    for text in damaged:
        home.memory_file.write_text(text)
        with pytest.raises(Damaged):
            Witness(home)
    home.memory_file.unlink()
    with pytest.raises(Damaged, match="cannot be read"):
        Witness(home)
    home.memory_file.write_text(whole)
    assert Witness(home).seen[origin].checkpoint.size == 5


def test_a_log_cannot_fill_its_memory_with_signatures(home, log):
    witness, asked_for = Witness(home), log.shown(0)
    many = tuple(Log(1, log.key.name).note().signatures[0] for _ in range(60))
    crowded = Note(asked_for.note.text, (*asked_for.note.signatures, *many))
    assert witness.add_checkpoint(type(asked_for)(0, (), crowded, asked_for.checkpoint).as_bytes()).status == 200
    assert len(Witness(home).seen[log.key.name].note.signatures) == 2


def test_one_home_serves_one_process(home):
    with OneServer(home.folder), pytest.raises(Busy, match="Another process"), OneServer(home.folder):
        pass
    with OneServer(home.folder):
        pass


# -- the command line


def test_a_witness_is_made_once_and_told_whom_to_watch(tmp_path, capsys, log):
    folder = tmp_path / "w"
    main(["witness", "new", "--home", str(folder), "--name", "audit.example/w"])
    key = read_key(capsys.readouterr().out.strip())
    assert (key.name, key.kind) == ("audit.example/w", 4)
    assert (folder / "witness.key").stat().st_mode & 0o077 == 0
    private = (folder / "witness.key").read_text()
    main(["witness", "trust", "--home", str(folder), str(log.key)])
    old, _ = log.key, log.rotate()
    main(["witness", "trust", "--home", str(folder), str(log.key)])
    main(["witness", "trust", "--home", str(folder), str(log.key)])
    said = capsys.readouterr().out
    assert said.count(str(old)) == 3
    main(["witness", "distrust", "--home", str(folder), str(old)])
    assert capsys.readouterr().out == f"It watches {log.key.name} by the key {log.key}\n"
    assert (folder / "witness.key").read_text() == private


def refused(capsys, *words):
    with pytest.raises(SystemExit) as end:
        main(["witness", *map(str, words)])
    assert end.value.code == 2
    return capsys.readouterr().err


def test_what_cannot_be_done_is_said(tmp_path, home, capsys, log):
    assert "already" in refused(capsys, "new", "--home", home.folder, "--name", "x")
    assert "cannot name a key" in refused(capsys, "new", "--home", tmp_path / "n", "--name", "no good")
    assert "no witness's home" in refused(capsys, "serve", "--home", tmp_path / "nowhere")
    assert "not among those" in refused(capsys, "distrust", "--home", home.folder, Log(1).key)
    assert "key of a witness" in refused(capsys, "trust", "--home", home.folder, AWitness().key)
    assert "no verifier key" in refused(capsys, "trust", "--home", home.folder, "nonsense")
    with serving(home) as port:
        assert "in use" in refused(capsys, "serve", "--home", home.folder, "--port", port)
    home.memory_file.write_text("spoilt")
    assert "damaged" in refused(capsys, "serve", "--home", home.folder)
    home.key_file.unlink()
    assert "already" in refused(capsys, "new", "--home", home.folder, "--name", "x")


def test_a_key_that_is_trusted_while_it_serves_is_believed_at_once(tmp_path, log):
    home = a_witness_home(tmp_path / "w")
    with serving(home) as port:
        assert asked(port, log.shown(0).as_bytes())[0] == 404
        home.trust([log.key])
        assert asked(port, log.shown(0).as_bytes())[0] == 200
        home.trust([])
        assert asked(port, log.shown(12).as_bytes())[0] == 404
        home.trusted_file.write_text("nonsense\n")
        assert asked(port, log.shown(12).as_bytes())[0] == 500
    with pytest.raises(NoWitness):
        Witness(home)
