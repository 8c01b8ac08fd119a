"""What an obligation arises from, in words: stored in English, read in the language of whoever reads."""

from comity.foundation.words.rules.recalled import recalled
from comity.foundation.words.rules.said import Said, say


def condition_of(post: str, reference: str) -> Said:
    """A condition of an opinion, which becomes owed when the dossier is granted."""
    return say("condition of the concurrence of {post} in {reference}", post=post, reference=reference)


def told_to(post: str, cites: str, reference: str) -> Said:
    """What a framework says a post outside the decision is to be told."""
    return say("{post} is to be told of {reference} under {cites}", post=post, cites=cites, reference=reference)


def read_origin(text: str) -> str:
    return recalled(text, condition_of("", ""), told_to("", "", ""))


def is_told_to(text: str) -> bool:
    """Whether something is owed because a framework says that somebody is to be told."""
    return isinstance(recalled(text, told_to("", "", "")), Said)
