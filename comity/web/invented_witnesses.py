"""Two invented witnesses of a demonstration, so that whoever looks around sees a record that is witnessed.

They are real witnesses: programs and keys of their own, in COMITY_HOME/witnesses. That they run on the same machine and
as long as `comity run` makes them a demonstration: a witness that one's own operator runs vouches for nothing.
"""

import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from comity.foundation.access.actions.add_witness import add_witness
from comity.foundation.access.actions.make_record_key import make_record_key
from comity.foundation.access.actions.set_quorum import set_quorum
from comity.foundation.access.queries import everyone_is_invented
from comity.foundation.access.rules.actor import the_console
from comity.foundation.record.events import WitnessAdded
from comity.foundation.record.queries import Witness, entire_history, record_keys, witnesses

from .people import open_marking
from .witness.home import Home, NoWitness

NAMES = {"parliament": "parliament.example/witness", "audit-office": "audit-office.example/witness"}
PATIENCE = 5.0  # seconds for a witness to end
_PORTS = range(20_000, 30_000)  # below those that a machine gives out by itself


def arrange_witnesses(at: datetime) -> bool:
    """Make both, let them trust the record, and enter them with a quorum of two; once in the life of a record.
    Whether it was done now."""
    if entire_history("whether there ever was a witness", kind=WitnessAdded.kind).exists():
        return False
    if not record_keys():
        make_record_key(open_marking(), actor=the_console(), at=at)
    port = _first_port()
    for folder, name in NAMES.items():
        home, port = Home(_folder() / folder), _free_port(port)
        key = home.key()[0] if home.exists() else home.make(name)
        home.trust(list(dict.fromkeys([*home.trusted(), *(row.verifier for row in record_keys())])))
        url = f"http://127.0.0.1:{port}"
        add_witness(str(key), actor=the_console(), at=at, url=url, marking_id=open_marking())
        port += 1
    set_quorum(len(NAMES), actor=the_console(), at=at, marking_id=open_marking())
    return True


@contextmanager
def witnesses_at_work(tell: Callable[[str], object]) -> Iterator[None]:
    """While inside, the witnesses of this demonstration serve, each a process of its own. In any other house: nothing.

    One that cannot begin is told of; the pages then say that it is silent. They end even when this process is
    killed, since their standard input ends with it.
    """
    running = [] if not settings.DEMONSTRATION or not everyone_is_invented() else _begun(tell)
    try:
        yield
    finally:
        for process in running:
            _end(process)


def _begun(tell: Callable[[str], object]) -> list["subprocess.Popen[str]"]:
    folders = {home.key()[0]: home for home in _homes()}
    ours = [(row, folders[row.verifier]) for row in witnesses() if row.verifier in folders]
    processes = [(row, _begin(row, home)) for row, home in ours]
    for row, process in processes:
        if process.stdout and process.stdout.readline():
            tell(f"The invented witness {row.name} is at {row.url}/")
        else:
            tell(f"The invented witness {row.name} could not begin at {row.url}: the pages will say that it is silent.")
    return [process for _, process in processes]


def _begin(row: Witness, home: Home) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "comity", "witness", "serve", "--home", str(home.folder), "--log", "warning"]
    return subprocess.Popen(  # noqa: S603  our own program, and a folder and a number of our own
        [*command, "--port", str(urlsplit(row.url).port), "--while-stdin-is-open"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # Ctrl-C ends them through us, after the last acts were shown to them
    )


def _end(process: "subprocess.Popen[str]") -> None:
    with suppress(OSError):
        if process.stdin:
            process.stdin.close()
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout:
        process.stdout.close()


def _folder() -> Path:
    return Path(settings.HOME) / "witnesses"


def _homes() -> Iterator[Home]:
    for folder in NAMES:
        home = Home(_folder() / folder)
        with suppress(NoWitness):
            home.key()
            yield home


def _first_port() -> int:
    """Each home has its own, so that two demonstrations on one machine seldom want the same."""
    digest = int.from_bytes(sha256(str(_folder()).encode()).digest()[:4])
    return _PORTS[digest % (len(_PORTS) - 1000)]


def _free_port(first: int) -> int:
    """The first port from there on at which nobody listens now. Raises OSError when all are taken."""
    for port in range(first, _PORTS.stop):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise OSError("no port is free for a witness")
