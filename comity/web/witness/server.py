"""The witness on the network: two addresses, short requests, and nothing else."""

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import uvicorn

from comity.foundation.record.rules.witnessing import SUBMISSION_AT_MOST

from .page import POLICY, page
from .witness import TEXT, Reply, Witness

SECONDS = 10.0  # for a body to arrive
IDLE = 75  # seconds an open connection may be idle; a log asks once a minute
CONNECTIONS = 100
GRACE = 3  # seconds for what is under way when the server is told to stop
log = logging.getLogger("comity.witness")

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
_HTML = "text/html; charset=utf-8"


class TooLong(ValueError):
    """More was sent than any submission has."""


class Gone(ConnectionError):
    """Whoever asked has hung up."""


class Application:
    """Answers POST /add-checkpoint and GET /."""

    def __init__(self, witness: Witness) -> None:
        self._witness = witness

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        try:
            reply = await self._reply(scope["method"], scope["path"], receive)
        except Gone:
            return
        headers = [
            (b"content-type", reply.kind.encode()),
            (b"content-length", str(len(reply.body)).encode()),
            (b"cache-control", b"no-store"),
            (b"content-security-policy", POLICY.encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"no-referrer"),
        ]
        if reply.status in (408, 413):  # the rest of the body was not read
            headers.append((b"connection", b"close"))
        await send({"type": "http.response.start", "status": reply.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else reply.body})

    async def _reply(self, method: str, path: str, receive: Receive) -> Reply:
        match method, path:
            case "POST", "/add-checkpoint":
                return await self._add_checkpoint(receive)
            case (("GET" | "HEAD"), "/"):
                return await self._safely(lambda: Reply(200, page(self._witness), _HTML))
            case _, "/" | "/add-checkpoint":
                return Reply(405, b"Not this way.\n", TEXT)
        return Reply(404, b"There is nothing here.\n", TEXT)

    async def _add_checkpoint(self, receive: Receive) -> Reply:
        try:
            body = await asyncio.wait_for(_body(receive), SECONDS)
        except TooLong:
            return Reply(413, b"A submission is shorter than that.\n", TEXT)
        except TimeoutError:
            return Reply(408, b"The submission took too long to arrive.\n", TEXT)
        return await self._safely(lambda: self._witness.add_checkpoint(body))

    async def _safely(self, answer: Callable[[], Reply]) -> Reply:
        """In a thread, since the disk is waited for. A fault is told here, and outside only that there was one."""
        try:
            return await asyncio.to_thread(answer)
        except Exception:
            log.exception("nothing was cosigned")
            return Reply(500, b"The witness could not do this; nothing was cosigned.\n", TEXT)


async def _body(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        body += bytes(message.get("body", b""))
        if len(body) > SUBMISSION_AT_MOST:
            raise TooLong
        if not message.get("more_body"):
            return body


def server(witness: Witness) -> uvicorn.Server:
    config = uvicorn.Config(
        Application(witness),
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        lifespan="off",
        ws="none",
        http="h11",
        h11_max_incomplete_event_size=16 * 1024,
        limit_concurrency=CONNECTIONS,
        timeout_keep_alive=IDLE,
        timeout_graceful_shutdown=GRACE,
    )
    return uvicorn.Server(config)


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises OSError where the port is taken or is nobody's to take."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=128)
