"""Hands out what is new: one look at the record for all watchers of this process, one short queue for each.

Everything here runs on one event loop, so nothing needs a lock; what asks the database is done by threads.
"""

import asyncio
import json
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import close_old_connections, connection
from django.utils import timezone

from comity.foundation.labels.rules.label import Reader

from . import watching
from .watching import Look, Watcher

EVERY = 0.3  # seconds between two looks
COUNTED_EVERY = 5.0  # seconds between two counts of notices while nothing is recorded
WAITING = 100  # messages that may wait for one watcher; who is slower is dropped, and comes back
STREAMS_EACH = 24  # of one person; the oldest ends when another begins
STREAMS = 10_000
CHECKERS = 4

Found = TypeVar("Found")
log = logging.getLogger("comity.live")


class Full(Exception):
    """As many streams are open as this process serves."""


@dataclass(eq=False, slots=True)
class Client:
    """One open stream. `waiting` holds whole messages as they go over the wire."""

    watcher: Watcher
    since: int  # the first entry that comes by this queue; what lies before is read in the replay
    waiting: asyncio.Queue[bytes] = field(default_factory=lambda: asyncio.Queue(WAITING))
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    doubted: asyncio.Event = field(default_factory=asyncio.Event)
    unread: int = -1

    def send(self, message: bytes) -> None:
        """Or end the stream of a watcher who does not keep up."""
        try:
            self.waiting.put_nowait(message)
        except asyncio.QueueFull:
            self.ended.set()


def message(data: bytes, *, event: str = "", seq: int | None = None) -> bytes:
    """One message of an event stream; the browser gives the last `seq` back when it returns."""
    lines = [b"id: %d" % seq] if seq is not None else []
    lines += [b"event: " + event.encode()] if event else []
    return b"\n".join([*lines, b"data: " + data, b"", b""])


def _asked(question: Callable[..., Found], *given: Any) -> Found:
    """On a connection that still answers."""
    close_old_connections()
    return question(*given)


class Hub:
    """The watchers of one process. The first to come starts the looking, the last to go ends it."""

    def __init__(self) -> None:
        self.clients: set[Client] = set()
        self.seen = 0
        self.closing = False
        self._looking: asyncio.Task[None] | None = None
        self._between_looks = asyncio.Lock()
        self._eye = ThreadPoolExecutor(1, thread_name_prefix="live-look")
        self._checkers = ThreadPoolExecutor(CHECKERS, thread_name_prefix="live-check")

    async def ask(self, question: Callable[..., Found], *given: Any) -> Found:
        """Run something that asks the database in one of the few threads kept for it."""
        return await asyncio.get_running_loop().run_in_executor(self._checkers, _asked, question, *given)

    async def join(self, watcher: Watcher) -> Client:
        """From the number `seen` at this moment on, the watcher misses nothing. Raises Full."""
        if len(self.clients) >= STREAMS:
            raise Full
        async with self._between_looks:  # a look under way does not ask for whoever comes meanwhile
            if self._looking is None or self._looking.done():
                self.seen = await self.ask(watching.reach)
                self._looking = asyncio.create_task(self._look_for_ever())
            client = Client(watcher, self.seen)
            own = [one for one in self.clients if one.watcher.person_id == watcher.person_id]
            if len(own) >= STREAMS_EACH:
                min(own, key=lambda one: one.since).ended.set()
            self.clients.add(client)
        if self.closing:
            client.ended.set()
        return client

    def leave(self, client: Client) -> None:
        self.clients.discard(client)
        if not self.clients and self._looking is not None:
            self._looking.cancel()

    def close(self) -> None:
        """End every stream now: the house is about to stop."""
        self.closing = True
        for client in self.clients:
            client.ended.set()

    async def _look_for_ever(self) -> None:
        since_counted = COUNTED_EVERY
        while True:
            try:
                async with self._between_looks:
                    people = {client.watcher.person_id for client in self.clients}
                    found = await self._see(watching.look, self.seen, people)
                    self._hand_out(found)
                since_counted += EVERY
                if found.news or since_counted >= COUNTED_EVERY:
                    since_counted = 0.0
                    await self._count_notices()
            except Exception:
                log.exception("a look at the record failed; the next follows")
                await self._see(connection.close)
                await asyncio.sleep(2)
            await asyncio.sleep(EVERY)

    async def _see(self, question: Callable[..., Found], *given: Any) -> Found:
        return await asyncio.get_running_loop().run_in_executor(self._eye, _asked, question, *given)

    def _hand_out(self, found: Look) -> None:
        """INVARIANT: nobody is sent a word, a number or a gap of an entry that their clearance of this very moment does
        not let them read (web/tests/test_live.py)."""
        self.seen = found.upto
        if not found.news:
            return
        readers, readable = found.readers or {}, found.readable or {}
        crowd = b',"watchers":%d}' % len(self.clients)  # so that each waits a share of what all of them may ask
        told = [
            (news, message(news.data[:-1] + crowd, seq=news.seq))
            for news in found.news
            if news.kind not in watching.QUIET
        ]
        doubt = any(news.kind in watching.ABOUT_ACCESS for news in found.news)
        for client in list(self.clients):
            reader = readers.get(client.watcher.person_id)
            if doubt or reader is None:
                client.doubted.set()
            open_to = readable.get(reader, frozenset()) if reader else frozenset()
            for news, words in told:
                if news.marking_id in open_to:
                    client.send(words)

    async def _count_notices(self) -> None:
        """Tell those whose number of unread notices is another than they were told last."""
        readers: dict[int, Reader] = {c.watcher.person_id: c.watcher.reader for c in self.clients}
        counts = await self._see(watching.unread, readers, timezone.now())
        for client in list(self.clients):
            count = counts.get(client.watcher.person_id, client.unread)
            if count != client.unread:
                client.unread = count
                client.send(notices(count, client.watcher.language))


def notices(count: int, language: str) -> bytes:
    said = {"unread": count, "words": watching.unread_words(count, language)}
    return message(json.dumps(said, ensure_ascii=False).encode(), event="notices")
