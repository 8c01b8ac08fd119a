from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate

_TREE = "the tree guards it"


class RecordConfig(AppConfig):
    name = "comity.foundation.record"
    label = "record"
    # Tables whose rows are not told of, with the reason. Each room says its own; see queries/tables.py.
    unrecorded = {
        "record_head": _TREE,
        "record_entry": _TREE,
        "record_mention": _TREE,
        "record_tile": _TREE,
        "record_key": "each is named by an entry, and signs",
        "record_checkpoint": "each is signed",
        "record_cosignature": "each is signed",
        "record_witness": "each is named by an entry, and only leaves",
        "record_quorum": "each is told by an entry, and only the next is added",
        "record_asked": "a note for the next time, and no evidence of anything",
        "record_erasure": "the check of the record holds it against the entry that tells of it",
        "record_withholding": "the check of the record holds it against the entry that tells of it",
        "record_absenceproposal": "the entry that tells of it holds every word of it",
        "record_touched": "it lasts no longer than an act",
    }

    def ready(self) -> None:
        from .actions.lay_notes import lay_notes, lift_notes  # noqa: PLC0415  models exist only now

        pre_migrate.connect(lift_notes, sender=self)
        post_migrate.connect(lay_notes, sender=self)
