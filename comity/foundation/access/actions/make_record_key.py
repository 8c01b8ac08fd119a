"""Make the key that signs the record."""

from datetime import datetime

from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused
from comity.foundation.record.actions.enter_key import enter_first_key
from comity.foundation.record.queries import Key, record_keys
from comity.foundation.words.rules.said import say

from .attempt import attempt


@attempt
def make_record_key(marking_id: int, *, actor: Actor, at: datetime) -> Key:
    """Make the first key of the record, once; a second one only ever follows it (`rotate_record_key`).

    It asks no permission: the record is signed as soon as there is a house, and who made the key can sign nothing
    but what the record holds. `marking_id` marks the entry. Raises Refused when there is a key.
    """
    if record_keys():
        raise Refused(say("The record has a key already. Another one only follows it: comity record key rotate."))
    return enter_first_key(actor=actor, at=at, marking_id=marking_id)
