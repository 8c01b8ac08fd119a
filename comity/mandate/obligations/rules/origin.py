"""What an obligation arises from, in words: stored in English, read in the language of whoever reads."""

from comity.foundation.words.rules.recalled import recalled
from comity.foundation.words.rules.said import Said, say


def condition_of(post: str, reference: str) -> Said:
    """A condition of an opinion, which becomes owed when the dossier is granted."""
    return say("condition of the concurrence of {post} in {reference}", post=post, reference=reference)


def told_to(post: str, cites: str, reference: str) -> Said:
    """What a framework says a post outside the decision is to be told."""
    return say("{post} is to be told of {reference} under {cites}", post=post, cites=cites, reference=reference)


def condition_of_release(reference: str) -> Said:
    """A condition on which information was released: its recipient owes it."""
    return say("condition of the release {reference}", reference=reference)


def recall_of(reference: str) -> Said:
    """What is owed once a release is recalled: to say what became of every copy."""
    return say("recall of the release {reference}", reference=reference)


def telling_of_urgency(reference: str, cites: str) -> Said:
    """Whoever must be told of something cleared under urgency, within hours."""
    return say("urgent path of {reference}, {cites}", reference=reference, cites=cites)


def review_of_urgency(reference: str, cites: str) -> Said:
    """The review that opens by itself after something was cleared under urgency."""
    return say("review of the urgent decision {reference}, {cites}", reference=reference, cites=cites)


def read_origin(text: str) -> str:
    urgent = (telling_of_urgency("", ""), review_of_urgency("", ""))
    released = (condition_of_release(""), recall_of(""))
    return recalled(text, condition_of("", ""), told_to("", "", ""), *urgent, *released)


def is_told_to(text: str) -> bool:
    """Whether something is owed because a framework says that somebody is to be told or to review."""
    every = (told_to("", "", ""), telling_of_urgency("", ""), review_of_urgency("", ""))
    return isinstance(recalled(text, *every), Said)
