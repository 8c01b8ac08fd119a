"""Wakes what must happen by itself, once a minute, in a thread beside the server or by `comity tick`."""

import logging
import threading
from datetime import datetime

from django.db import close_old_connections, connection
from django.utils import timezone

from comity.activity.emergency.jobs import end_expired
from comity.foundation.access.actions.make_record_key import make_record_key
from comity.foundation.access.actions.tell_refusal import tell_refusal
from comity.foundation.access.rules.actor import the_clock
from comity.foundation.access.rules.verdict import Refused
from comity.foundation.notices.jobs import send_mails, write_mails
from comity.foundation.record.actions.ask_witnesses import ask_witnesses
from comity.foundation.record.actions.keep_key import KeyMissing
from comity.foundation.record.actions.publish import Unpublishable, publish
from comity.foundation.record.queries import record_keys, witness_troubles
from comity.foundation.record.rules.note import BadNote
from comity.mandate.institutions.queries import frameworks_in_force
from comity.procedure.clearance.jobs import tick
from comity.scrutiny.oversight.jobs import look_over

from .people import open_marking
from .raising.reminding import remind

EVERY = 60.0  # seconds
log = logging.getLogger("comity.schedule")


def tick_now() -> int:
    """Lapse every clock that has run out, remind of those about to, send what mail is due, sign the record,
    show it to its witnesses, let the monitors read on. Returns how many acts the clocks took."""
    at = timezone.now()
    done = tick(at)
    done += end_expired(at)
    remind(at)
    write_mails(at)
    send_mails(at)
    publish_record(at)
    show_to_witnesses(at)
    # Mails and witnesses may have taken long, and a finding must not seem older than it is.
    if look_over(timezone.now()).made:
        publish_record(at)
        show_to_witnesses(at)
    return done


def publish_record(at: datetime) -> None:
    """Lay out in tiles and sign what was appended; the first time in a founded house, make the key for it.

    What stands in the way is logged and tried again: the house goes on working, and its pages show how far the
    record is signed.
    """
    try:
        if not record_keys():
            if not frameworks_in_force():
                return
            make_record_key(open_marking(), actor=the_clock(), at=at)
        publish(at)
    except (KeyMissing, Unpublishable, BadNote, Refused, OSError) as problem:
        log.error("the record was not signed: %s", problem)


def show_to_witnesses(at: datetime) -> None:
    """Have the witnesses cosign what was signed. Last of all, since they are far away and may be slow; what is wrong
    with them is logged each time, and stands on the pages."""
    for witness in ask_witnesses(at):
        tell_refusal(witness, actor=the_clock(), at=at, marking_id=open_marking())
    for trouble in witness_troubles(at):
        log.error("%s", trouble)


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
