"""Open a package: who did is on the record, each time."""

from datetime import datetime
from uuid import UUID

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.words.rules.said import say

from ..events import PackageOpened
from ..models import Package
from ..permissions import may_open
from ..queries import at_home, framework_of, reads_all_of, thing_of, why_closed
from .change_release import locked, named, package_of, tell


@attempt
def open_package(key: UUID, *, actor: Actor, at: datetime) -> Package:
    """Raises NotAllowed to all but the recipient named and the house; Refused when it is recalled, expired
    or suspended.

    INVARIANT: a release for one recipient opens it to no other, of its state or of any
    (tests/adversary/test_release.py).
    """
    release = locked(key, actor)
    verdict = may_open(
        actor,
        recipient_id=release.recipient_id,
        recipient=release.recipient.title,
        at_home=at_home(actor, framework_of(release)),
        reads_all=reads_all_of(release, actor.reader),
    )
    require(verdict, doing=say("open a package"), about=[thing_of(release)], marking_id=release.marking_id)
    found = package_of(release)
    if not Package.objects.readable_by(actor.reader).filter(pk=found.pk).exists():
        raise Refused(say("There is no such release."))
    if why := why_closed(release, at.date()):
        raise Refused(say("It is not opened: {why}.", why=why))
    event = PackageOpened(**named(release), by=actor.post, digest=found.digest)
    tell(event, release, actor=actor, at=at)
    return found
