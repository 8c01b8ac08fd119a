"""How an urgency ended."""

from enum import StrEnum

from comity.foundation.words.rules.said import say


class Ended(StrEnum):
    DECIDED = "decided"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    ANOTHER_ROUTE = "another-route"

    @property
    def words(self) -> str:
        """As it reads after “it ended:”."""
        return _WORDS[self]


_WORDS = {
    Ended.DECIDED: say("it was decided"),
    Ended.LAPSED: say("its hours ran out, and nothing had been decided"),
    Ended.WITHDRAWN: say("the dossier was withdrawn"),
    Ended.ANOTHER_ROUTE: say("the text was changed, and another route applies"),
}
