"""What is proved of a framework's text: only the text and the running rules decide it, so it is kept by the text."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from time import perf_counter

from comity.foundation.conditions.rules.vocabulary import named
from comity.mandate.institutions.rules.faults import Fault
from comity.procedure.clearance.rules.whole import WholeFramework, check

from .rules.certificate import certificate
from .rules.exploring import layers_towards, reachable
from .rules.proving import Answer, Verdict, broken_promises, prove

KEPT = 16  # texts; a house has a few versions open at a time


@dataclass(frozen=True)
class Proof:
    """The verdicts on one text, in how many seconds, and what is promised and not proved."""

    file: WholeFramework
    digest: str
    verdicts: tuple[Verdict, ...]
    seconds: float

    @property
    def broken(self) -> list[Verdict]:
        """INVARIANT: nothing of which this names anything is adopted (tests/test_adopting.py)."""
        return broken_promises(self.file, self.verdicts)

    @property
    def states(self) -> int:
        return sum(verdict.states for verdict in self.verdicts)

    def certifiable(self) -> list[tuple[int, Verdict]]:
        """The proofs that another program can check, by their numbers among the verdicts, the first being 1."""
        return [(number, one) for number, one in enumerate(self.verdicts, 1) if has_certificate(one)]


class NotWhole(ValueError):
    """The text has faults, so nothing can be proved of it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(fault.words) for fault in faults))
        self.faults = tuple(faults)


@lru_cache(maxsize=KEPT)
def proof_of(text: str) -> Proof:
    """Raises NotWhole for a text that `comity framework check` does not call whole."""
    found = check(text)
    if found.file is None:
        raise NotWhole(found.faults)
    begun = perf_counter()
    verdicts = tuple(prove(found.file, named(found.file.subject)))
    return Proof(found.file, sha256(text.encode()).hexdigest(), verdicts, perf_counter() - begun)


def has_certificate(verdict: Verdict) -> bool:
    return verdict.answer is Answer.PROVED and verdict.procedure is not None


def certificate_of(proof: Proof, number: int) -> dict[str, object]:
    """The certificate of the verdict of this number, as plain JSON. Raises LookupError where there is none."""
    verdict = dict(proof.certifiable())[number]
    if verdict.procedure is None:
        raise LookupError(number)
    found = reachable(verdict.procedure)
    towards = layers_towards(verdict.procedure, verdict.ends, found) if verdict.ends else ()
    about = {
        "framework": proof.file.framework,
        "version": proof.file.version,
        "sha256": proof.digest,
        "property": str(verdict.promise),
        "of": str(verdict.of),
    }
    return certificate(
        verdict.procedure, found=found, never=verdict.never, ends=verdict.ends, towards=towards, about=about
    )


def file_name(number: int, verdict: Verdict) -> str:
    """What a certificate is called, beside others of the same framework."""
    return f"{number:03}-{verdict.promise}.json"
