"""Take one mail from the outbox to send it."""

from datetime import datetime

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor

from ..models import Mail
from ..queries import sendable
from ..rules.posting import next_try


@attempt
def claim_mail(mail: Mail, *, actor: Actor, at: datetime) -> bool:  # noqa: ARG001  (the clock alone calls it)
    """Whether it is ours to send now. The next try is set before this one, so that a mail whose sender dies is tried
    again and two processes never send it at once."""
    tries = mail.tries + 1
    claimed = sendable(at).filter(pk=mail.pk, tries=mail.tries)
    return bool(claimed.update(tries=tries, next_try_at=next_try(tries, at)))
