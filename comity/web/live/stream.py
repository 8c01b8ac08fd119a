"""Speaks to one browser: the event stream of the HTML standard, over ASGI."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs

from django.utils import timezone

from . import watching
from .hub import Client, Full, Hub, message
from .watching import Watcher

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

HEARTBEAT = 15.0  # seconds; proxies close what is silent for long
CHECKED_EVERY = 60.0  # seconds until the session is asked again
PATIENCE = 1.0  # seconds for the last words of a stream
SIGNED_OUT = message(json.dumps({"why": "signed-out"}).encode(), event="ended")

_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-accel-buffering", b"no"),  # a proxy that gathers the stream before passing it on would still it
]


async def events(hub: Hub, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request for the stream. Nobody signed in is 204, by which a browser knows not to come back."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    if scope["method"] not in ("GET", "HEAD"):
        return await answer(send, 405)
    if headers.get("sec-fetch-site") == "cross-site":
        return await answer(send, 403)
    server = tuple(scope.get("server") or ("localhost", 80))

    def ask() -> Awaitable[Watcher | None]:
        return hub.ask(watching.who_watches, headers, server)

    watcher = await ask()
    if watcher is None or scope["method"] == "HEAD":
        return await answer(send, 204 if watcher is None else 200)
    try:
        client = await hub.join(watcher)
    except Full:
        return await answer(send, 503)
    try:
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        await _say(send, await _opening(hub, client, _last_seen(headers, scope)))
        last_words = await _first_of(_speak(client, send), _gone(receive), _doubt(client, ask), client.ended.wait())
        with suppress(TimeoutError):
            await asyncio.wait_for(_say(send, last_words, more=False), PATIENCE)
    finally:
        hub.leave(client)


async def _first_of(*ways: Awaitable[Any]) -> bytes:
    """Whichever ends first ends the stream; what it returned, if it is words, is said at the end."""
    tasks = [asyncio.ensure_future(way) for way in ways]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        words = [task.result() for task in done]
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return next((word for word in words if isinstance(word, bytes)), b"")


async def _speak(client: Client, send: Send) -> None:
    while True:
        try:
            words = await asyncio.wait_for(client.waiting.get(), HEARTBEAT)
        except TimeoutError:
            words = b": still here\n\n"
        while not client.waiting.empty():
            words += client.waiting.get_nowait()
        await _say(send, words)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _doubt(client: Client, ask: Callable[[], Awaitable[Watcher | None]]) -> bytes:
    """Ask for the session again now and then, and at once when something about the person was recorded. Returns the
    last words when nobody is signed in by it any more."""
    while True:
        with suppress(TimeoutError):
            await asyncio.wait_for(client.doubted.wait(), CHECKED_EVERY)
        client.doubted.clear()
        watcher = await ask()
        if watcher is None or watcher.person_id != client.watcher.person_id:
            return SIGNED_OUT
        client.watcher = watcher


async def _opening(hub: Hub, client: Client, after: int | None) -> bytes:
    """What a watcher is told first: how many watch, and what they missed since the page was made or the line broke."""
    reader = client.watcher.reader
    missed: Iterable[watching.News] | None = ()
    if after is not None:
        # A number from beyond the end belongs to another record, such as a demonstration made anew.
        missed = await hub.ask(watching.missed, after, client.since, reader) if after < client.since else None
    last = after if missed == () and after is not None else await hub.ask(watching.last_readable, reader)
    hello = json.dumps(
        {"watchers": len(hub.clients), "anew": missed is None, "now": timezone.now().isoformat()}
    ).encode()
    told = [message(news.data, seq=news.seq) for news in missed or ()]
    return b"retry: 2000\n\n" + b"".join(told) + message(hello, event="hello", seq=last if last >= 0 else None)


def _last_seen(headers: dict[str, str], scope: Scope) -> int | None:
    """The number that the browser gives back, or that the page was made with."""
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    said = headers.get("last-event-id") or query.get("after", [""])[0]
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 16 else None


async def _say(send: Send, words: bytes, *, more: bool = True) -> None:
    await send({"type": "http.response.body", "body": words, "more_body": more})


async def answer(send: Send, status: int) -> None:
    headers = [(b"cache-control", b"no-store"), *([(b"retry-after", b"30")] if status == 503 else [])]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
