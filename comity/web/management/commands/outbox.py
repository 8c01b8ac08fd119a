"""`comity outbox`: the mails that wait, that were given up, and with --sent those that went out."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from comity.foundation.notices.queries import Mail, outbox, sent_mails
from comity.web.people import need_a_house

SHOWN = 50


class Command(BaseCommand):
    help = (
        "Shows the mails that wait to be sent and those that could not be, with the reason. COMITY_EMAIL_URL says how "
        "mail leaves the house; without it everything stays here. No mail quotes anything marked. Exit status 1 "
        "when a mail was given up."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--sent", action="store_true", help=f"the last {SHOWN} mails that went out instead")
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *_: Any, **options: Any) -> None:
        need_a_house()
        mails = list(sent_mails()[:SHOWN] if options["sent"] else outbox())
        if options["json"]:
            self.stdout.write(json.dumps([_as_data(mail) for mail in mails], indent=2, ensure_ascii=False))
        else:
            self._tell(mails, sent=options["sent"])
        if any(_given_up(mail) for mail in mails):
            raise SystemExit(1)

    def _tell(self, mails: list[Mail], *, sent: bool) -> None:
        for mail in mails:
            self.stdout.write(f"{mail.made_at:%Y-%m-%d %H:%M} UTC  {mail.address}  {mail.subject}  [{_standing(mail)}]")
        if not mails:
            self.stdout.write("No mail went out yet." if sent else "The outbox is empty.")
        if not settings.EMAIL_WAY:
            self.stdout.write("No way to send mail is set: mails stay here (COMITY_EMAIL_URL).")


def _given_up(mail: Mail) -> bool:
    return mail.sent_at is None and mail.next_try_at is None


def _standing(mail: Mail) -> str:
    if mail.sent_at is not None:
        return f"sent {mail.sent_at:%Y-%m-%d %H:%M}"
    if mail.next_try_at is None:
        return f"given up after {mail.tries} tries: {mail.fault}"
    return f"tried {mail.tries} times, last: {mail.fault}" if mail.tries else "waits"


def _as_data(mail: Mail) -> dict[str, Any]:
    return {
        "to": mail.address,
        "subject": mail.subject,
        "body": mail.body,
        "made_at": mail.made_at.isoformat(),
        "tries": mail.tries,
        "next_try_at": mail.next_try_at.isoformat() if mail.next_try_at else None,
        "sent_at": mail.sent_at.isoformat() if mail.sent_at else None,
        "fault": mail.fault,
        "standing": _standing(mail),
    }
