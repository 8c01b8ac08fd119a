"""`comity run`: serve the application."""

import threading
from argparse import ArgumentParser
from contextlib import suppress
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from comity.foundation.access.queries import everyone_is_invented, people_exist
from comity.web.authority.running import answers, changed, keep, kept
from comity.web.invented_witnesses import witnesses_at_work
from comity.web.schedule import keep_time

GRACE = 3  # seconds for what is under way when the server is told to stop


class Server(uvicorn.Server):
    """Ends the streams first: they would last as long as the grace allows."""

    async def shutdown(self, sockets: Any = None) -> None:
        self.config.app.hub.close()  # type: ignore[union-attr]
        await super().shutdown(sockets)


class Command(BaseCommand):
    help = "Serve the pages. The database is brought up to date first; clocks tick once a minute."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen at (default 127.0.0.1)")
        parser.add_argument("--port", type=int, default=8000, help="port to listen at (default 8000)")

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
        call_command("migrate", verbosity=0, interactive=False)
        self._tell_what_changed()
        with witnesses_at_work(self._tell):
            self._serve(host, port)

    def _tell_what_changed(self) -> None:
        """An upgrade that lets somebody do more or less says so before it serves."""
        before, now = kept(), answers()
        for question, was, is_now in changed(before, now) if before is not None else ():
            self._tell(f"The rules of this program changed since its last start: {question}: was {was}, is {is_now}")
        keep(now)

    def _serve(self, host: str, port: int) -> None:
        self._welcome(f"http://{host}:{port}")
        from comity.web.asgi import application  # noqa: PLC0415  after the settings are ready

        stop = threading.Event()
        threading.Thread(target=keep_time, args=[stop], daemon=True, name="clocks").start()
        try:
            config = uvicorn.Config(
                application,
                host=host,
                port=port,
                log_level="warning",
                timeout_graceful_shutdown=GRACE,
                server_header=False,
            )
            with suppress(KeyboardInterrupt):
                Server(config).run()
        finally:
            stop.set()

    def _tell(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()

    def _welcome(self, address: str) -> None:
        self.stdout.write(f"Comity is at {address} (stop it with Ctrl-C)")
        if not people_exist():
            self.stdout.write("Nobody is here yet. `comity demo` loads a demonstration world into an empty home;")
            self.stdout.write("`comity adopt` and `comity person add` found a house of your own.")
        elif settings.DEMONSTRATION and everyone_is_invented():
            self.stdout.write(f"To sign in: open {address}/sign-in/ and click a role. No password is asked.")
            self.stdout.write("Everything in this world is invented.")
        else:
            self.stdout.write(f"To sign in: open {address}/sign-in/ with your name and password.")
        self.stdout.flush()
