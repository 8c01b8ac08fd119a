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
        "record_touched": "it lasts no longer than an act",
    }

    def ready(self) -> None:
        from .actions.lay_notes import lay_notes, lift_notes  # noqa: PLC0415  models exist only now

        pre_migrate.connect(lift_notes, sender=self)
        post_migrate.connect(lay_notes, sender=self)
