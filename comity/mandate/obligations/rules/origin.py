"""What an obligation arises from, in words: stored in English, read in the language of whoever reads."""

from comity.foundation.words.rules.recalled import recalled
from comity.foundation.words.rules.said import Said, say


def condition_of(post: str, reference: str) -> Said:
    """A condition of an opinion, which becomes owed when the dossier is granted."""
    return say("condition of the concurrence of {post} in {reference}", post=post, reference=reference)


def told_to(post: str, cites: str, reference: str) -> Said:
    """What a framework says a post outside the decision is to be told."""
    return say("{post} is to be told of {reference} under {cites}", post=post, cites=cites, reference=reference)


def telling_of_urgency(reference: str, cites: str) -> Said:
    """Whoever must be told of something cleared under urgency, within hours."""
    return say("urgent path of {reference}, {cites}", reference=reference, cites=cites)


def review_of_urgency(reference: str, cites: str) -> Said:
    """The review that opens by itself after something was cleared under urgency."""
    return say("review of the urgent decision {reference}, {cites}", reference=reference, cites=cites)


def read_origin(text: str) -> str:
    every = (condition_of("", ""), told_to("", "", ""), telling_of_urgency("", ""), review_of_urgency("", ""))
    return recalled(text, *every)


def is_told_to(text: str) -> bool:
    """Whether something is owed because a framework says that somebody is to be told or to review."""
    every = (told_to("", "", ""), telling_of_urgency("", ""), review_of_urgency("", ""))
    return isinstance(recalled(text, *every), Said)
