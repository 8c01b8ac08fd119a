"""Which frozen copies were taken, as far as the record may be read."""

from comity.foundation.labels.queries import MarkedQuerySet
from comity.foundation.labels.rules.label import Reader
from comity.foundation.record.events import Thing
from comity.foundation.record.queries import Entry, history

from ..events import SnapshotTaken
from ..rules.snapshot import thing_key


def snapshots(reader: Reader) -> MarkedQuerySet[Entry]:
    """The entries of copies that were handed out, the latest first."""
    return history(reader=reader, kind=SnapshotTaken.kind).select_related("marking")


def snapshot_entry(digest: str, reader: Reader) -> Entry | None:
    """The entry that says that a file with this digest was handed out; None where this reader may read none."""
    return history(reader=reader, kind=SnapshotTaken.kind, about=Thing("snapshot", thing_key(digest))).first()
