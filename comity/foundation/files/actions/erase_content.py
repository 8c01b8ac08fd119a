"""Erase a content by destroying its key."""

from datetime import datetime

from django.core.files.storage import default_storage
from django.db import transaction

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor, from_console
from comity.foundation.access.rules.verdict import Refused, allow, deny, require
from comity.foundation.record.actions.announce import announce
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say

from ..events import FileErased
from ..queries import file_of_thing


@attempt
def erase_content(thing: Thing, *, actor: Actor, at: datetime, reason: str) -> None:
    """The wrapped key goes, and the sealed bytes after it. A copy of the database from before still holds the key.
    Raises NotAllowed; Refused."""
    file = file_of_thing(thing.kind, thing.key)
    if file is None or file.erased_at is not None:
        raise Refused(say("No sealed content stands there."))
    may = allow() if from_console(actor) else deny(say("only the operator's console erases"))
    require(may, doing=say("erase the content of a file"), about=[thing], marking_id=file.marking_id)
    if not reason.strip():
        raise Refused(say("Say why it is erased."))
    file.wrapped, file.erased_at = b"", at
    file.save()
    place = file.place
    transaction.on_commit(lambda: default_storage.delete(place))
    event = FileErased(what=f"{thing.kind} {thing.reference}", reason=reason.strip())
    announce(event, actor=actor, at=at, about=[thing], marking_id=file.marking_id)
