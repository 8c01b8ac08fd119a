"""What an account must say before it can exist. Pure: the marking policies are an argument."""

import re
from collections.abc import Iterable, Mapping

from comity.foundation.labels.rules.policy import Policies
from comity.foundation.words.rules.said import Said, say, series

from .actor import CONSOLE, the_clock

USERNAME_AT_MOST, NAME_AT_MOST = 80, 120  # characters
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._@-]*")
_NATIONALITY = re.compile(r"[A-Z]{3}")


def faults_of_person(username: str, name: str, nationality: str) -> dict[str, str]:
    """What is wrong with who this is said to be, by field; empty when nothing is."""
    faults: dict[str, str] = {}
    if not _USERNAME.fullmatch(username) or len(username) > USERNAME_AT_MOST:
        faults["username"] = say("small letters, figures and . _ @ -, beginning with a letter or figure, at most 80")
    if not name or not name.isprintable() or len(name) > NAME_AT_MOST:
        faults["name"] = say("the person's name, at most 120 characters")
    elif name.casefold() in (CONSOLE.casefold(), the_clock().person.casefold()):
        faults["name"] = say("the record calls nobody who signs in by this name")
    if not _NATIONALITY.fullmatch(nationality):
        faults["nationality"] = say("three capital letters, such as FJI")
    return faults


def faults_of_clearance(clearances: Mapping[str, str], groups: Iterable[str], policies: Policies) -> dict[str, str]:
    """What is wrong with what they are to read, by field. A level that no policy knows would read nothing, silently."""
    faults: dict[str, str] = {}
    for name, level in clearances.items():
        policy = policies.get(name)
        if policy is None:
            faults["clearances"] = say(
                "there is no marking policy {name}; there is: {known}", name=name, known=", ".join(sorted(policies))
            )
        elif policy.rank(level) is None:
            faults["clearances"] = say(
                "{name} has no level {level}; it has: {levels}",
                name=name,
                level=level,
                levels=", ".join(policy.levels),
            )
    if any(not group.strip() or not group.isprintable() or "," in group for group in groups):
        faults["groups"] = say("a need-to-know group has a name, without commas")
    return faults


def reads_in_words(clearances: Mapping[str, str], groups: Iterable[str]) -> str:
    """What somebody may read, as it reads after “is now”: ``cleared DEMO SECRET, need to know budget``."""
    said = ", ".join(f"{policy} {level}" for policy, level in sorted(clearances.items()))
    within = ", ".join(sorted(groups))
    if not said:
        return (
            say("cleared for nothing, need to know {groups}", groups=within) if within else say("cleared for nothing")
        )
    if not within:
        return say("cleared {levels}", levels=said)
    return say("cleared {levels}, need to know {groups}", levels=said, groups=within)


def each_told(faults: Mapping[str, str]) -> Said:
    """What is wrong, field by field, as sentences; the console calls a field by its option's name."""
    return series([say("{field}: {why}.", field=field.capitalize(), why=why) for field, why in faults.items()], " ")
