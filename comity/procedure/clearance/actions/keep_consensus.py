"""What consolidating and deciding ask first where consensus decides. No act of its own."""

from comity.foundation.access.rules.verdict import Refused
from comity.foundation.words.rules.said import say, series

from ..models import Dossier
from ..queries import consensus_on


def nobody_broke_it(dossier: Dossier) -> None:
    """Raises Refused, with the reason, its source and what may follow, while a required concurrence is refused."""
    verdict = consensus_on(dossier)
    if not verdict:
        raise Refused(
            say(
                "Consensus is not reached: {why} ({source}). Amend the text and put it under silence again, take it "
                "to the body above, or withdraw it.",
                why=series(verdict.reasons),
                source=verdict.source,
            )
        )
