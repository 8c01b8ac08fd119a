"""`comity witness new|trust|distrust|serve`: a program of its own, without the house, its database or its settings."""

import logging
import sys
import threading
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from comity.foundation.record.rules.note import BadNote

from .home import Home, NoWitness, log_key
from .memory import Busy, Damaged, OneServer
from .server import listening, server
from .witness import Witness

REFUSED = 2  # exit status: nothing was done, and why was said
PORT = 8400


def main(argv: Sequence[str]) -> None:
    """Entry point; `argv` begins after `witness`. Exits 2 when it was refused."""
    what, *rest = argv
    parser, does = _COMMANDS[what](what)
    options = parser.parse_args(rest)
    try:
        does(options)
    except (NoWitness, BadNote, Damaged, Busy, OSError) as problem:
        print(f"comity witness {what}: {problem}", file=sys.stderr)
        raise SystemExit(REFUSED) from problem


def _new(options: Namespace) -> None:
    key = Home(options.home).make(options.name)
    print(key)
    print(
        "This is the witness's key, to hand on. Its private part is in the home and never leaves it: keep no copy, "
        "since two witnesses with one key could contradict each other.",
        file=sys.stderr,
    )


def _trust(options: Namespace) -> None:
    home, key = Home(options.home), log_key(options.key)
    home.key()
    home.trust([*(one for one in home.trusted() if one != key), key])
    _tell_trusted(home)


def _distrust(options: Namespace) -> None:
    home, key = Home(options.home), log_key(options.key)
    home.key()
    if key not in home.trusted():
        raise NoWitness(f"This key of {key.name} is not among those believed.")
    home.trust([one for one in home.trusted() if one != key])
    _tell_trusted(home)


def _serve(options: Namespace) -> None:
    logging.basicConfig(format="%(asctime)s %(name)s: %(message)s", stream=sys.stderr, level=options.log.upper())
    home = Home(options.home)
    home.key()
    with OneServer(home.folder):
        witness = Witness(home)
        with listening(options.host, options.port) as opened:
            serving = server(witness)
            if options.while_stdin_is_open:
                threading.Thread(target=_until_stdin_ends, args=[serving], daemon=True).start()
            _welcome(witness, *opened.getsockname()[:2])
            with suppress(KeyboardInterrupt):
                serving.run(sockets=[opened])


def _until_stdin_ends(serving: object) -> None:
    sys.stdin.buffer.read()
    serving.should_exit = True  # type: ignore[attr-defined]


def _welcome(witness: Witness, host: str, port: int) -> None:
    place = f"[{host}]" if ":" in host else host
    print(f"Witness {witness.key.name} is at http://{place}:{port}/ (stop it with Ctrl-C)")
    _tell_trusted(witness.home)
    sys.stdout.flush()


def _tell_trusted(home: Home) -> None:
    keys = home.trusted()
    for key in keys:
        print(f"It watches {key.name} by the key {key}")
    if not keys:
        print("It watches no log: comity witness trust names the key of one.")


def _parser(what: str, description: str) -> ArgumentParser:
    parser = ArgumentParser(prog=f"comity witness {what}", description=description)
    parser.add_argument("--home", type=Path, required=True, metavar="DIR", help="the witness's own folder")
    return parser


_Made = tuple[ArgumentParser, Callable[[Namespace], None]]


def _parse_new(what: str) -> _Made:
    parser = _parser(
        what,
        "Makes a witness: its key and an empty memory, in a folder of its own. Prints the public key to hand on.",
    )
    parser.add_argument("--name", required=True, help="such as parliament.example/witness: no spaces, no plus")
    return parser, _new


def _parse_trust(what: str) -> _Made:
    parser = _parser(
        what,
        "Lets the witness watch a log by this key of it. A log whose key changed has several; a server that runs "
        "knows of it at once. Take the key from its owner in person, not from their server.",
    )
    parser.add_argument("key", metavar="VKEY-OF-LOG", help="as comity record key show prints it: name+id+key")
    return parser, _trust


def _parse_distrust(what: str) -> _Made:
    parser = _parser(
        what,
        "Believes this key of a log no longer, because it was lost or stolen. What the witness saw it still knows.",
    )
    parser.add_argument("key", metavar="VKEY-OF-LOG", help="as it was trusted")
    return parser, _distrust


def _parse_serve(what: str) -> _Made:
    parser = _parser(
        what,
        "Answers logs by the C2SP tlog-witness protocol, and shows people at / how far it has seen. It needs no "
        "database. It refuses to begin when its memory is damaged.",
    )
    parser.add_argument("--port", type=int, default=PORT, help=f"port to listen at (default {PORT})")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen at (default 127.0.0.1)")
    parser.add_argument("--log", choices=("info", "warning"), default="info", help="how much is told (default info)")
    parser.add_argument("--while-stdin-is-open", action="store_true", help="end when whoever started it ends")
    return parser, _serve


_COMMANDS: dict[str, Callable[[str], _Made]] = {
    "new": _parse_new,
    "trust": _parse_trust,
    "distrust": _parse_distrust,
    "serve": _parse_serve,
}
