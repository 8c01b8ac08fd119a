"""Name somebody outside who witnesses the record."""

from datetime import datetime
from urllib.parse import urlsplit

from comity.foundation.access.permissions import may_add_witness
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.record.actions.enter_witness import enter_witness
from comity.foundation.record.queries import Witness, record_keys, witnesses
from comity.foundation.record.rules.note import COSIGNATURE, read_key
from comity.foundation.words.rules.said import say

from .attempt import attempt

AT_MOST = 32  # witnesses: a checkpoint must hold the signatures of all
NAME_AT_MOST = 200  # characters
URL_AT_MOST = 500


@attempt
def add_witness(key: str, *, actor: Actor, at: datetime, url: str, marking_id: int) -> Witness:
    """Ask whoever holds this key (a vkey of kind 4) to cosign the record, at `url`, from the next minute on.

    Whoever runs the house chooses here whom it asks; whom an auditor believes stands in the auditor's own policy.
    Raises NotAllowed; Refused for an address that is none, a key of another kind, without a first key of the record,
    or beside too many; BadNote for what is no key; BadPolicy for one that is a witness already or the record's own.
    """
    require(may_add_witness(actor), doing=say("add a witness of the record"), about=[], marking_id=marking_id)
    read = read_key(key.strip())
    if read.kind != COSIGNATURE:
        raise Refused(say("This is not the key of a witness. comity witness new prints one."))
    if len(read.name) > NAME_AT_MOST:
        raise Refused(say("The name of this witness is too long."))
    if not _is_address(url):
        raise Refused(say("The address of a witness is http or https, a host, and perhaps a port and a path."))
    if not record_keys():
        raise Refused(say("The record has no key yet."))
    if witnesses().count() >= AT_MOST:
        raise Refused(say("There are as many witnesses as a checkpoint can hold."))
    return enter_witness(read, url.rstrip("/"), actor=actor, at=at, marking_id=marking_id)


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    plain = not (parts.query or parts.fragment or parts.username or parts.password)
    printable = url.isascii() and url.isprintable() and " " not in url and len(url) <= URL_AT_MOST
    return parts.scheme in ("http", "https") and bool(parts.hostname) and port != 0 and plain and printable
