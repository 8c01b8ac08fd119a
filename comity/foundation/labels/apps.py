from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register


class LabelsConfig(AppConfig):
    name = "comity.foundation.labels"
    label = "labels"
    unrecorded = {"labels_marking": "it is named by the digest of what it says, and each row tells that digest"}

    def ready(self) -> None:
        register(library_can_be_read)


def library_can_be_read(*_: Any, **__: Any) -> list[CheckMessage]:
    """An error for each line at fault in `library/markings`: with a faulty policy nothing could be read."""
    from .queries import policies  # noqa: PLC0415  (models are not known before)
    from .rules.policy_file import BadMarkings  # noqa: PLC0415

    try:
        policies()
    except BadMarkings as refusal:
        return [Error(fault, id="labels.E001") for fault in refusal.faults]
    return []
