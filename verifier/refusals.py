"""The two ways in which a check ends badly. Both carry a whole sentence for the auditor."""


class Unreadable(Exception):
    """It cannot be judged: the bundle, the policy or a kept checkpoint is not in its format. Exit status 2."""


class Broken(Exception):
    """It was judged and does not hold. Exit status 1. `seq` is the entry concerned, None for the whole; `met` the entry
    at which that showed, where it is a later one."""

    def __init__(self, sentence: str, seq: int | None = None, met: int | None = None) -> None:
        super().__init__(sentence if seq is None else f"Entry {seq}: {sentence}")
        self.seq, self.met = seq, seq if met is None else met
