"""Wakes what is to be mailed. Sending happens outside every transaction: a slow mail server holds up nobody's act."""

import logging
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from comity.foundation.access.rules.actor import the_clock

from .actions.claim_mail import claim_mail
from .actions.close_mail import close_mail
from .actions.write_mail import write_mail
from .models import Mail
from .queries import people_to_mail, sendable

AT_ONCE = 100  # mails sent in one tick; the others follow a minute later
log = logging.getLogger("comity.mail")


def write_mails(at: datetime) -> int:
    """Put what is due in the outbox, one mail a person. Returns how many."""
    return sum(write_mail(person, actor=the_clock(), at=at) is not None for person in people_to_mail(at))


def send_mails(at: datetime) -> int:
    """Send what waits in the outbox. Returns how many went out; without a way to send, all of it stays there."""
    if not settings.EMAIL_WAY:
        return 0
    return sum(_send(mail, at) for mail in list(sendable(at)[:AT_ONCE]))


def _send(mail: Mail, at: datetime) -> bool:
    if not claim_mail(mail, actor=the_clock(), at=at):
        return False
    fault = ""
    try:
        message = EmailMessage(mail.subject, mail.body, settings.DEFAULT_FROM_EMAIL, [mail.address])
        message.connection = get_connection(timeout=20) if settings.EMAIL_WAY == "smtp" else get_connection()
        message.send()
    except Exception as error:  # whatever a mail server or a full disk answers, the next mail is still sent
        fault = f"{type(error).__name__}: {error}"
        log.warning("a mail to %s could not be sent: %s", mail.address, fault)
    close_mail(mail, actor=the_clock(), at=at, fault=fault)
    return not fault
