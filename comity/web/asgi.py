"""The ASGI application: the stream of what changes on the event loop, every page by WSGI in a few threads.

`comity run` serves it. Under another ASGI server with several processes each process looks at the record by itself;
none needs to know of the others.
"""

import asyncio
from typing import Any, cast

from a2wsgi import WSGIMiddleware

from .live import PATH
from .live.hub import Hub
from .live.stream import Receive, Scope, Send, answer, events
from .wsgi import application as pages

THREADS = 8
REFRESHES = 2  # pages that come anew by themselves, made at one time: the other threads are for those who click
QUEUE = 50  # that may wait for their turn; the rest are asked to try again


class Application:
    """Hands each request to the stream or to the pages."""

    def __init__(self) -> None:
        self.hub = Hub()
        self._pages = WSGIMiddleware(cast(Any, pages), workers=THREADS)
        self._turns = asyncio.Semaphore(REFRESHES)
        self._waiting = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http" and scope["path"] == PATH:
            await events(self.hub, scope, receive, send)
        elif scope["type"] == "http" and (b"x-requested-with", b"live") in scope["headers"]:
            await self._refresh(scope, receive, send)
        else:
            await self._page(scope, receive, send)

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._pages(cast(Any, scope), cast(Any, receive), cast(Any, send))

    async def _refresh(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A page that nobody clicked for: those of many watchers must not keep one person's act waiting."""
        if self._waiting >= QUEUE:
            await answer(send, 503)
            return
        self._waiting += 1
        try:
            async with self._turns:
                await self._page(scope, receive, send)
        finally:
            self._waiting -= 1

    async def _live(self, receive: Receive, send: Send) -> None:
        while (await receive())["type"] == "lifespan.startup":
            await send({"type": "lifespan.startup.complete"})
        self.hub.close()
        await send({"type": "lifespan.shutdown.complete"})


application = Application()
