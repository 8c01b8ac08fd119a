"""Where consensus decides: one objection breaks it, and no ruling and no key overrides it.

After the silence procedure of alliances: a text is put under silence until a moment; whoever says nothing
agrees, under the instrument that says so; whoever writes breaks it. Then the text is amended and put under silence
again, taken to the body above, or withdrawn. An objection falls only when whoever made it is met or takes it back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from comity.foundation.access.rules.verdict import Verdict, allow, deny
from comity.foundation.words.rules.said import say, series


def bars(needs: str, *, ruled: bool, consensus: bool) -> bool:
    """Whether an objection still stands in the way. `ruled`: a body above has agreed to set it aside.

    An adviser's dissent never bars. By consensus a ruling above does not lift an objection: only its owner does.
    """
    return needs == "concurrence" and (consensus or not ruled)


def may_grant(objectors: Sequence[str], *, consensus: bool, source: str) -> Verdict:
    """May it be granted while these posts, whose concurrence is required, object? `source`: the route's instrument."""
    if not consensus:
        return allow(say("this route is not decided by consensus"))
    if not objectors:
        return allow(say("nobody whose agreement is required objects"), source=source)
    return deny(
        say(
            "{posts} broke the silence, and where consensus decides an objection is not overridden",
            posts=series(objectors, ", "),
        ),
        source=source,
    )


@dataclass(frozen=True, slots=True)
class Letter:
    """What broke a silence: who wrote, when, on what ground, and what would cure it."""

    post: str
    at: datetime
    basis: str
    cure: str


@dataclass(frozen=True, slots=True)
class Silence:
    """How a silence stands, by titles of posts.

    `agreed` said so; the silence of `counted` counted when it ended; `silent` have not spoken yet, and may until
    `until`; `held` asked for time. Each letter in `broken` breaks it.
    """

    until: datetime | None
    agreed: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    broken: tuple[Letter, ...] = ()

    @property
    def asked(self) -> int:
        return sum(map(len, (self.agreed, self.counted, self.silent, self.held, self.broken)))

    @property
    def state(self) -> str:
        """``broken``, ``running`` or ``kept``: one letter is enough, however many have agreed."""
        if self.broken:
            return "broken"
        return "running" if self.silent or self.held else "kept"
