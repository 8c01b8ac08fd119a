"""Facts this room announces: a content was erased, or the keys were changed."""

from dataclasses import dataclass
from typing import ClassVar

from comity.foundation.record.events import Event
from comity.foundation.words.rules.said import say


@dataclass(frozen=True, kw_only=True)
class FileErased(Event):
    kind: ClassVar[str] = "file.erased"
    what: str
    reason: str

    def sentence(self) -> str:
        return say(
            "The key of the {what} was destroyed, so that nobody can read its content any more: {reason}.",
            what=self.what,
            reason=self.reason,
        )


@dataclass(frozen=True, kw_only=True)
class FileKeysChanged(Event):
    kind: ClassVar[str] = "file.keys-changed"
    markings: int
    files: int
    root: bool
    reason: str

    def sentence(self) -> str:
        said = {"markings": self.markings, "files": self.files, "reason": self.reason}
        if self.root:
            return say(
                "A new root key is in use; {markings} keys of markings and {files} of files are new: {reason}.", **said
            )
        return say("{markings} keys of markings were changed, and {files} of files wrapped anew: {reason}.", **said)
