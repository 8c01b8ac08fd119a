"""What a post is asked for, in words."""

from comity.foundation.words.rules.said import known, say

RULING = "a ruling"
"""What a body above is asked for when an objection is elevated to it, as events have it."""

_WORDS = {
    "concurrence": say("concurrence"),
    "coordination": say("coordination"),
    "consultation": say("consultation"),
    RULING: say("a ruling"),
}
_TITLES = {
    "concurrence": say("Concurrence"),
    "coordination": say("Coordination"),
    "consultation": say("Consultation"),
}


def needed(needs: str) -> str:
    """As it reads after “asked for”."""
    return _WORDS.get(needs) or known(needs)


def needed_as_title(needs: str) -> str:
    return _TITLES.get(needs) or known(needs.capitalize())


def asked_of(needs: str, post: str) -> str:
    """The line above a question put to a post."""
    match needs:
        case "concurrence":
            return say("Concurrence asked of {post}", post=post)
        case "coordination":
            return say("Coordination asked of {post}", post=post)
        case "consultation":
            return say("Consultation asked of {post}", post=post)
        case _:
            return say("{needs} asked of {post}", needs=needed_as_title(needs), post=post)


def to_answer(needs: str) -> str:
    """What waits on a post that is asked."""
    match needs:
        case "concurrence":
            return say("Answer: concurrence")
        case "coordination":
            return say("Answer: coordination")
        case "consultation":
            return say("Answer: consultation")
        case _:
            return say("Answer: {needs}", needs=needed(needs))
