"""Why something from outside is not read, in a sentence that says what to do."""


class Unreadable(Exception):
    """It is refused whole. `message` is a saying: what is wrong, and what whoever holds the file can do."""

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)


class Locked(Unreadable):
    """A password keeps it shut."""


class NoLabel(Unreadable):
    """It is of a kind that carries no label, and none lies beside it."""


class NotWritable(Exception):
    """It would not keep to the standard if it were written. `faults` says, one by one, what to mend."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(faults))
