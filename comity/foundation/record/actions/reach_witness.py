"""Carry one submission to a witness over HTTP, and bring its answer: with an end to everything, and no redirects."""

import ssl
import threading
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from socket import SHUT_RDWR, socket
from urllib.parse import urlsplit

from comity.foundation.record.rules.witnessing import ANSWER_AT_MOST

PATIENCE = 10.0  # seconds from beginning to end, however slowly it answers


class Unreachable(RuntimeError):
    """No answer came: nobody there, too late, too long, or not HTTP."""


def reach_witness(url: str, body: bytes, *, seconds: float = PATIENCE) -> tuple[int, bytes]:
    """POST to `url`/add-checkpoint: the status and the body. Raises Unreachable.

    DANGER: never in a transaction. A witness may take all the seconds there are, and every act would wait.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Unreachable(f"{url} is no address of the web")
    link = _link(parts.scheme, parts.hostname, parts.port, seconds)
    held: list[socket] = []  # the connection lets go of its socket before the answer is read
    # The time-out of a socket begins anew with every byte; this one does not.
    end = threading.Timer(seconds, _hang_up, [link, held])
    end.daemon = True
    end.start()
    try:
        link.connect()
        held.append(link.sock)
        headers = {"Content-Type": "text/plain; charset=utf-8", "User-Agent": "Comity"}
        link.request("POST", f"{parts.path.rstrip('/')}/add-checkpoint", body, headers)
        answer = link.getresponse()
        said = answer.read(ANSWER_AT_MOST + 1)
    except (OSError, HTTPException, ValueError, AttributeError) as problem:
        raise Unreachable(f"{type(problem).__name__}: {problem}"[:300]) from problem
    finally:
        end.cancel()
        link.close()
    if len(said) > ANSWER_AT_MOST:
        raise Unreachable("the answer is longer than any that a witness gives")
    if answer.length:
        raise Unreachable("the answer broke off")
    return answer.status, said


def _link(scheme: str, host: str, port: int | None, seconds: float) -> HTTPConnection:
    if scheme == "https":
        return HTTPSConnection(host, port, timeout=seconds, context=ssl.create_default_context())
    return HTTPConnection(host, port, timeout=seconds)


def _hang_up(link: HTTPConnection, held: list[socket]) -> None:
    with suppress(OSError, AttributeError):
        (held[0] if held else link.sock).shutdown(SHUT_RDWR)
