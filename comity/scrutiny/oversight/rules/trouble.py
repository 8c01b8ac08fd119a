"""What a monitor hands over: one trouble, under a name by which it is known again the next time it is met."""

from dataclasses import dataclass

KEY_AT_MOST = 120  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """`key` is the same whenever the same thing is found wrong. `words` say it whole. `seq` is the entry it is about;
    None where it is about the record or a row. `instrument` is the law that was relied upon, where one was."""

    key: str
    words: str
    seq: int | None = None
    instrument: str = ""
