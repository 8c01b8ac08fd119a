"""Note how sending a mail went."""

from datetime import datetime

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor

from ..models import Mail


@attempt
def close_mail(mail: Mail, *, actor: Actor, at: datetime, fault: str = "") -> None:  # noqa: ARG001
    """Without a fault it is sent. With one it stays in the outbox until its next try, if it has one."""
    mail.refresh_from_db()
    if fault:
        mail.fault = fault[:2000]
    else:
        mail.sent_at, mail.next_try_at, mail.fault = at, None, ""
    mail.save(update_fields=["sent_at", "next_try_at", "fault"])
