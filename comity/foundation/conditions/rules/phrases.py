"""Every sentence pattern that conditions are told in: English here, other languages through a caller's `say`.

A pattern is a whole clause with named gaps, so a translation may reorder it. Each has a wording for "the test
holds" and one for "it does not". DESCRIBED speaks of the rule, EXPLAINED of one subject's facts.
"""

from collections.abc import Callable, Mapping

Say = Callable[[str], str]
Pair = tuple[str, str]
"""(the wording when the test holds, the wording when it does not)"""


def plainly(pattern: str) -> str:
    """The default `say`: English as it stands."""
    return pattern


def plural(pattern: str) -> str:
    """The pattern for a subject in the plural."""
    return pattern.replace("{subject} is", "{subject} are", 1)


_AFTER = ("after {value}", "not after {value}")
_BEFORE = ("before {value}", "not before {value}")
_BETWEEN = ("between {low} and {high}", "not between {low} and {high}")
_AMOUNTS: Mapping[str, Pair] = {
    "over": ("over {value}", "not over {value}"),
    "at_least": ("at least {value}", "under {value}"),
    "under": ("under {value}", "not under {value}"),
    "at_most": ("at most {value}", "over {value}"),
    "between": _BETWEEN,
}
_DAYS: Mapping[str, Pair] = {
    "over": _AFTER,
    "after": _AFTER,
    "at_least": ("on or after {value}", "before {value}"),
    "under": _BEFORE,
    "before": _BEFORE,
    "at_most": ("on or before {value}", "after {value}"),
    "between": _BETWEEN,
}


def _beginning(start: str, compared: Mapping[str, Pair]) -> dict[str, Pair]:
    return {operator: (start + holds, start + fails) for operator, (holds, fails) in compared.items()}


_IS: Pair = ("{subject} is {value}", "{subject} is not {value}")
_IS_ON: Pair = ("{subject} is on {value}", "{subject} is not on {value}")
_DESCRIBED_EQUAL: Mapping[str, Pair] = {
    "is": _IS,
    "is_not": _IS[::-1],
    "in": ("{subject} is {any_value}", "{subject} is not {any_value}"),
    "not_in": ("{subject} is not {any_value}", "{subject} is {any_value}"),
}
DESCRIBED_AMOUNT = {**_DESCRIBED_EQUAL, **_beginning("{subject} is ", _AMOUNTS)}
DESCRIBED_DAY = {**_beginning("{subject} is ", _DAYS), "is": _IS_ON, "on": _IS_ON}
DESCRIBED_SET: Mapping[str, Pair] = {
    "includes": ("{value} is among {subject}", "{value} is not among {subject}"),
    "includes_any": (
        "at least one of {each_value} is among {subject}",
        "none of {each_value} is among {subject}",
    ),
    "includes_all": (
        "{each_value} are among {subject}",
        "not all of {each_value} are among {subject}",
    ),
}

_FACT = "{subject} is {fact}"
_EXPLAINED_EQUAL: Mapping[str, Pair] = {
    "is": (_FACT, "{subject} is {fact}, not {value}"),
    "on": (_FACT, "{subject} is {fact}, not {value}"),
    "is_not": ("{subject} is {fact}, not {value}", _FACT),
    "in": (_FACT, "{subject} is {fact}, not {any_value}"),
    "not_in": ("{subject} is {fact}, not {any_value}", _FACT),
}
EXPLAINED_AMOUNT = {**_EXPLAINED_EQUAL, **_beginning("{subject} is {fact}, ", _AMOUNTS)}
EXPLAINED_DAY = {**_EXPLAINED_EQUAL, **_beginning("{subject} is {fact}, ", _DAYS)}

NONE_OF_MANY = "{subject} is {fact}, none of the {count} listed"
NO_MEMBER_OF_MANY = "none of the {count} listed is among {subject}"
ONE_MEMBER = DESCRIBED_SET["includes"]
SEVERAL_MEMBERS: Pair = ("{each_value} are among {subject}", "{each_value} are not among {subject}")
FLAG = "{subject} is answered {value}"
KNOWN: Pair = ("{subject} is given", "{subject} is not given")

ALWAYS, NEVER = "it always holds", "it never holds"
UNTOLD = "it cannot be told: {reason}"
NOT_GIVEN: Pair = ("{listed} is not given", "{listed} are not given")
EITHER, BOTH, ALL_OF, ENCLOSED = "either {listed}", "both {listed}", "all of {listed}", "({listed})"
JOINED: Mapping[tuple[str, str], str] = {
    ("and", "pair"): "{first} and {last}",
    ("and", "heavy pair"): "{first}, and {last}",
    ("and", "last"): "{first} and {last}",
    ("and", "heavy last"): "{first}; and {last}",
    ("or", "pair"): "{first} or {last}",
    ("or", "heavy pair"): "{first}, or {last}",
    ("or", "last"): "{first} or {last}",
    ("or", "heavy last"): "{first}; or {last}",
    ("", "middle"): "{first}, {last}",
    ("", "heavy middle"): "{first}; {last}",
}
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
DAY, AMOUNT, QUOTED = "{day} {month} {year}", "{figure} {unit}", "“{text}”"
SAMPLE_FIGURE = "1,234.5"
"""A translation writes this figure as its language does: what stands between the digits is then put into others."""
YES, NO = "yes", "no"


def patterns() -> frozenset[str]:
    """All that `say` is asked besides the vocabulary's labels, units and choices: for message catalogues."""
    tables = (DESCRIBED_AMOUNT, DESCRIBED_DAY, DESCRIBED_SET, EXPLAINED_AMOUNT, EXPLAINED_DAY)
    single = {pattern for table in tables for pair in table.values() for pattern in pair}
    single |= {
        NONE_OF_MANY,
        NO_MEMBER_OF_MANY,
        FLAG,
        *SEVERAL_MEMBERS,
        *KNOWN,
        *NOT_GIVEN,
        UNTOLD,
        ALWAYS,
        NEVER,
    }
    single |= {EITHER, BOTH, ALL_OF, ENCLOSED, *JOINED.values(), *MONTHS, DAY, AMOUNT, QUOTED, SAMPLE_FIGURE, YES, NO}
    return frozenset(single | {plural(pattern) for pattern in single})
