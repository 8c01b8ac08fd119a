"""What may be tried on a dossier that stands, for telling beforehand what would become of it."""

from enum import StrEnum

from comity.mandate.institutions.rules.framework import May

from .life import Move


class Foreseen(StrEnum):
    SUSPEND = "suspend"
    RESUME = "resume"
    REOPEN = "reopen"
    HURRY = "hurry"

    @property
    def move(self) -> Move | None:
        """The move along the table of a dossier's life; None where the dossier stays in its state."""
        return {Foreseen.SUSPEND: Move.SUSPEND, Foreseen.RESUME: Move.RESUME, Foreseen.REOPEN: Move.REOPEN}.get(self)

    @property
    def may(self) -> May:
        return May.DECLARE if self is Foreseen.HURRY else May.REVOKE
