"""What an ADatP-4778 binding says: which labels are bound to which objects, and whether that can be relied upon."""

from dataclasses import dataclass
from enum import StrEnum

from comity.foundation.words.rules.said import say


class Digest(StrEnum):
    """What checking one digest showed."""

    AGREES = "agrees"
    DIFFERS = "differs"  # what it was made of has changed since
    ABSENT = "not at hand"  # the object is not here to be compared
    UNCHECKED = "cannot be checked"  # an algorithm or a transform that is not taken here
    NONE = "no digest"

    @property
    def words(self) -> str:
        return {
            Digest.AGREES: say("agrees"),
            Digest.DIFFERS: say("differs"),
            Digest.ABSENT: say("not at hand"),
            Digest.UNCHECKED: say("cannot be checked"),
            Digest.NONE: say("no digest"),
        }[self]


class Holds(StrEnum):
    """Whether what is bound is what was bound."""

    YES = "holds"
    NO = "broken"
    UNPROTECTED = "not protected"  # nothing was signed, so anybody may have changed it
    UNKNOWN = "cannot tell"

    @property
    def words(self) -> str:
        return {
            Holds.YES: say("holds"),
            Holds.NO: say("broken"),
            Holds.UNPROTECTED: say("not protected"),
            Holds.UNKNOWN: say("cannot tell"),
        }[self]


@dataclass(frozen=True, slots=True)
class BoundObject:
    """One object of a binding: `uri` as it is written, empty for what stands inside; how its digest fared."""

    uri: str
    digest: Digest
    algorithm: str | None = None
    media_type: str | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature over a binding. `valid` is None when it cannot be checked here; `trusted` when nobody was named."""

    algorithm: str
    valid: bool | None
    signer: str  # the subject of its certificate, or a fingerprint of the key
    fingerprint: str = ""  # SHA-256 of the public key, hexadecimal
    trusted: bool | None = None
    made: str = ""  # when, as it says itself
    why: str = ""


@dataclass(frozen=True, slots=True)
class Binding:
    """One binding: the places of its labels among those of the document, its objects, and what checking it showed."""

    id: str | None
    labels: tuple[int, ...]
    objects: tuple[BoundObject, ...]
    signatures: tuple[Signature, ...]
    label_digest: Digest  # of the binding element itself: label and list of objects
    faults: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def holds(self) -> Holds:
        every = (self.label_digest, *(each.digest for each in self.objects))
        if Digest.DIFFERS in every or any(s.valid is False for s in self.signatures):
            return Holds.NO
        if self.faults:
            return Holds.UNKNOWN
        if not self.signatures or self.label_digest is Digest.NONE or Digest.NONE in every:
            return Holds.UNPROTECTED
        good = all(s.valid and s.trusted is not False for s in self.signatures)
        if good and set(every) == {Digest.AGREES}:
            return Holds.YES
        return Holds.UNKNOWN
