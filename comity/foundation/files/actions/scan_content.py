"""Ask the house's scanner about a content, before the act that speaks of it. Fails closed."""

import shlex
import socket
import subprocess
from typing import IO

from django.conf import settings

from comity.foundation.access.rules.verdict import Refused
from comity.foundation.words.rules.said import say

from ..rules.scanning import Scan, of_clamd, of_command

SECONDS = 60
PIECE = 64 * 1024


def scan_content(file: IO[bytes]) -> None:
    """Raises Refused when it is infected, or when a scanner is named and does not answer. Asks nothing where
    none is named."""
    way = str(settings.FILE_SCANNER)
    if not way:
        return
    found = asked(way, file)
    if found is Scan.INFECTED:
        raise Refused(say("The scanner found a virus in this file. It is not kept."), fields={"file": say("infected")})
    if found is not Scan.CLEAN:
        raise Refused(
            say("The scanner for viruses does not answer, so nothing is taken. Try again, or tell the operator."),
            fields={"file": say("not scanned")},
        )


def asked(way: str, file: IO[bytes]) -> Scan:
    """What the scanner at `way` answers: `clamd:PATH`, `clamd:HOST:PORT` or `command:PROGRAM ARGUMENTS`."""
    kind, _, rest = way.partition(":")
    try:
        if kind == "clamd" and rest:
            return _clamd(rest, file)
        if kind == "command" and rest:
            return _command(rest, file)
    except (OSError, subprocess.SubprocessError, ValueError):
        return Scan.UNKNOWN
    return Scan.UNKNOWN


def _clamd(where: str, file: IO[bytes]) -> Scan:
    family, address = socket.AF_UNIX, where
    if not where.startswith("/"):
        host, _, port = where.rpartition(":")
        scanner = socket.create_connection((host.strip("[]"), int(port)), timeout=SECONDS)
    else:
        scanner = socket.socket(family, socket.SOCK_STREAM)
        scanner.settimeout(SECONDS)
        scanner.connect(address)
    with scanner:
        scanner.sendall(b"zINSTREAM\0")
        while piece := file.read(PIECE):
            scanner.sendall(len(piece).to_bytes(4, "big") + piece)
        scanner.sendall(bytes(4))
        answer = b""
        while b"\0" not in answer and len(answer) < PIECE and (more := scanner.recv(4096)):
            answer += more
    return of_clamd(answer)


def _command(command: str, file: IO[bytes]) -> Scan:
    """The content goes to its standard input; it inherits nothing of our environment but PATH."""
    with subprocess.Popen(  # noqa: S603  the operator's own setting, and no shell
        shlex.split(command),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={"PATH": "/usr/bin:/bin"},
    ) as running:
        assert running.stdin is not None  # noqa: S101
        try:
            while piece := file.read(PIECE):
                running.stdin.write(piece)
            running.stdin.close()
        except BrokenPipeError:
            pass  # it stopped reading: its status says what it found
        try:
            return of_command(running.wait(SECONDS))
        except subprocess.TimeoutExpired:
            running.kill()
            return Scan.UNKNOWN
