"""Wakes what must happen by itself, once a minute, in a thread beside the server or by `comity tick`."""

import logging
import threading
from datetime import datetime

from django.db import close_old_connections, connection
from django.utils import timezone

from comity.foundation.access.actions.make_record_key import make_record_key
from comity.foundation.access.rules.actor import the_clock
from comity.foundation.access.rules.verdict import Refused
from comity.foundation.notices.jobs import send_mails, write_mails
from comity.foundation.record.actions.keep_key import KeyMissing
from comity.foundation.record.actions.publish import Unpublishable, publish
from comity.foundation.record.queries import record_keys
from comity.foundation.record.rules.note import BadNote
from comity.mandate.institutions.queries import frameworks_in_force, open_marking_id
from comity.procedure.clearance.jobs import tick
from comity.scrutiny.oversight.jobs import look_over

from .raising.reminding import remind

EVERY = 60.0  # seconds
log = logging.getLogger("comity.schedule")


def tick_now() -> int:
    """Lapse every clock that has run out, remind of those about to, send what mail is due, let the monitors read on,
    sign the record. Returns how many acts the clocks took."""
    at = timezone.now()
    done = tick(at)
    remind(at)
    write_mails(at)
    send_mails(at)
    look_over(timezone.now())  # sending mail may have taken long, and a finding must not seem older than it is
    publish_record(at)
    return done


def publish_record(at: datetime) -> None:
    """Lay out in tiles and sign what was appended; the first time in a founded house, make the key for it.

    What stands in the way is logged and tried again: the house goes on working, and its pages show how far the
    record is signed.
    """
    try:
        if not record_keys():
            founded = frameworks_in_force()
            if not founded:
                return
            make_record_key(open_marking_id(founded[0]), actor=the_clock(), at=at)
        publish(at)
    except (KeyMissing, Unpublishable, BadNote, Refused, OSError) as problem:
        log.error("the record was not signed: %s", problem)


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
