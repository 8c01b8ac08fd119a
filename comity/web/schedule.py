"""Wakes what must happen by itself, once a minute, in a thread beside the server or by `comity tick`."""

import logging
import threading

from django.db import close_old_connections, connection
from django.utils import timezone

from comity.foundation.notices.jobs import send_mails, write_mails
from comity.procedure.clearance.jobs import tick

from .raising.reminding import remind

EVERY = 60.0  # seconds
log = logging.getLogger("comity.schedule")


def tick_now() -> int:
    """Lapse every clock that has run out, remind of those about to, send what mail is due. Returns how many acts
    the clocks took."""
    at = timezone.now()
    done = tick(at)
    remind(at)
    write_mails(at)
    send_mails(at)
    return done


def keep_time(stop: threading.Event) -> None:
    """Tick until told to stop. A failing tick is logged and tried again: clocks must not die in silence."""
    while not stop.is_set():
        close_old_connections()
        try:
            tick_now()
        except Exception:
            log.exception("a tick failed; the clocks are tried again in a minute")
        finally:
            connection.close()
        stop.wait(EVERY)
