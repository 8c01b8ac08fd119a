"""What a person may choose for themselves, and what is wrong with a choice. Empty text means: as the house has it."""

from collections.abc import Collection
from dataclasses import dataclass

from comity.foundation.words.rules.said import say

THEMES = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Choices:
    """How one person wants the house to speak and look. `letters` is whether single keys act (WCAG 2.1.4)."""

    language: str = ""
    zone: str = ""
    theme: str = ""
    letters: bool = True


def faults(choices: Choices, *, languages: Collection[str], zones: Collection[str]) -> dict[str, str]:
    """What cannot be chosen: field to sentence."""
    wrong: dict[str, str] = {}
    if choices.language and choices.language not in languages:
        wrong["language"] = say("The house does not speak that language.")
    if choices.zone and choices.zone not in zones:
        wrong["zone"] = say("There is no such time zone.")
    if choices.theme and choices.theme not in THEMES:
        wrong["theme"] = say("Choose light, dark, or as the system has it.")
    return wrong
