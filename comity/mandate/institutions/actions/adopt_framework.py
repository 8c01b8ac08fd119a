"""Found a framework: bring its first version into force. Later versions are proposed and approved by two people."""

from datetime import datetime

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import require
from comity.foundation.record.actions.announce import announce
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say

from ..events import FrameworkAdopted
from ..models import Framework
from ..permissions import may_found
from ..queries import framework_in_force
from .lay_framework import fits, lay, marking_of, readable


@attempt
def adopt_framework(text: str, *, actor: Actor, at: datetime, name: str = "framework.yaml") -> Framework:
    """Check the file and bring it into force, when the framework is new here.

    Raises Refused with every fault of the file, or NotAllowed: to anybody but the console, and once a version is in
    force.
    """
    file = readable(text, name)
    thing = Thing("framework", file.framework, file.framework)
    marking_id = marking_of(file)
    require(
        may_found(actor, is_new=framework_in_force(file.framework) is None),
        doing=say("adopt {title} {version}", title=file.title, version=file.version),
        about=[thing],
        marking_id=marking_id,
    )
    fits(file)
    framework = lay(text, file, at=at, name=name)
    event = FrameworkAdopted(
        framework=file.framework,
        adopted_version=file.version,
        title=file.title,
        digest=framework.digest,
        posts=len(file.posts),
        mandates=len(file.mandates),
    )
    announce(event, actor=actor, at=at, about=[thing], marking_id=marking_id)
    return framework
