"""Several frameworks in one house: what is another's is not taken over, and none reads what another deliberates."""

from collections.abc import Iterable

from comity.foundation.words.rules.said import say

from .framework import FrameworkFile


def taken_over(file: FrameworkFile, others: Iterable[FrameworkFile]) -> list[str]:
    """What this framework would take from any of the others, one sentence for each; empty when it takes nothing.

    `others` are all versions of all other frameworks: what an older version laid down is still in the house.
    """
    faults: dict[str, None] = {}  # in order, and each once
    for other in others:
        names = {"name": other.title}
        for key in _shared((i.key for i in file.institutions), (i.key for i in other.institutions)):
            faults[say("the institution “{key}” belongs to “{name}”", key=key, **names)] = None
        for key in _shared((p.key for p in file.posts), (p.key for p in other.posts)):
            faults[say("the post “{key}” belongs to “{name}”", key=key, **names)] = None
        for key in _shared((i.key for i in file.instruments), (i.key for i in other.instruments)):
            faults[say("the instrument “{key}” belongs to “{name}”", key=key, **names)] = None
        policy = file.deliberation.get("policy")
        if policy == other.deliberation.get("policy"):  # who is cleared under it would read what both deliberate
            faults[say("the marking policy {policy} belongs to “{name}”", policy=policy, **names)] = None
        called = {state.code: state.name for state in other.states}
        for state in file.states:
            if called.get(state.code, state.name) != state.name:
                said = say(
                    "“{name}” calls the state {code} “{called}”", code=state.code, called=called[state.code], **names
                )
                faults[said] = None
    return list(faults)


def _shared(mine: Iterable[str], theirs: Iterable[str]) -> list[str]:
    known = set(theirs)
    return [key for key in mine if key in known]
