"""Who acts: a person, from a post, with what they may read, and under which delegation."""

from dataclasses import dataclass

from comity.foundation.labels.rules.label import Reader
from comity.foundation.words.rules.said import say

CONSOLE: str = say("The operator's console")


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """One person in one post. `person_id` None is the house's own clock, which decides nothing."""

    person_id: int | None
    person: str
    post_id: int | None
    post: str
    institution_id: int | None = None
    institution: str = ""
    character: str = ""
    reader: Reader
    under: tuple[str, ...] = ()

    @property
    def who(self) -> int:
        """Id of the person, for rows that a person must answer for. Raises LookupError for the clock."""
        if self.person_id is None:
            raise LookupError(f"{self.person} is nobody who can answer for this")
        return self.person_id

    @property
    def from_post(self) -> int:
        """Id of the post acted from. Raises LookupError when there is none."""
        if self.post_id is None:
            raise LookupError(f"{self.person} acts from no post")
        return self.post_id

    def __str__(self) -> str:
        return f"{self.person}, {self.post}" if self.post else self.person


def the_clock() -> Actor:
    """The actor of acts that lapse of time brings about. It reads nothing and holds no mandate."""
    return Actor(person_id=None, person=say("The clock"), post_id=None, post="", reader=Reader(nationality=""))


def the_console() -> Actor:
    """The actor of what the operator does on the command line: it founds, and keeps accounts. It reads nothing."""
    return Actor(person_id=None, person=CONSOLE, post_id=None, post="", reader=Reader(nationality=""))


def from_console(actor: Actor) -> bool:
    """Whether the console acts. A person may bear any name, so the name alone proves nothing."""
    return actor.person_id is None and actor.person == CONSOLE
