"""Of whom something that became of a clearance must be told, by its framework: asked when it is owed, and by whoever
looks whether it was."""

from collections.abc import Iterable

from comity.mandate.institutions.rules.promises import Happening, OversightEntry


def to_be_told(entries: Iterable[OversightEntry], when: Happening, class_key: str | None) -> list[OversightEntry]:
    """The entries that speak of this and of this class. A class that cannot be told (None) is told of: oversight never
    goes without for want of a fact."""
    return [
        entry
        for entry in entries
        if entry.when == when and (not entry.classes or class_key is None or class_key in entry.classes)
    ]
