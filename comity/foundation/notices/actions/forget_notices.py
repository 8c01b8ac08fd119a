"""Forget what people were told by an act of which the record was made to forget what it says."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.record.events import Thing

from ..models import Notice


@attempt
def forget_notices(
    raised_at: datetime,
    *,
    actor: Actor,  # noqa: ARG001  every act has both
    at: datetime,  # noqa: ARG001
    about: Collection[Thing],
) -> None:
    """Notices raised at that very moment about any of these things. It has no permission of its own: it follows from
    an act that had one. Mails that went out quote nothing."""
    things = Q(pk__in=())
    for thing in about:
        things |= Q(thing_kind=thing.kind, thing_key=thing.key)
    Notice.objects.whole("what was erased is told to nobody any more").filter(things, at=raised_at).delete()
