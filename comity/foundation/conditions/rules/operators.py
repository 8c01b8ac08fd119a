"""Which comparisons each type of term allows, and how many values a comparison takes."""

from collections.abc import Mapping

from comity.foundation.conditions.rules.vocabulary import TermType

_EQUAL = ("is", "is_not", "in", "not_in")
_ORDER = ("is", "over", "at_least", "under", "at_most", "between")

OPERATORS: Mapping[TermType, tuple[str, ...]] = {
    "text": (*_EQUAL, "known"),
    "choice": (*_EQUAL, "known"),
    "number": (*_ORDER, "known"),
    "money": (*_ORDER, "known"),
    "date": (*_ORDER, "before", "after", "on", "known"),
    "flag": ("is", "known"),
    "set": ("includes", "includes_any", "includes_all", "known"),
}

SEVERAL = frozenset({"in", "not_in", "includes_any", "includes_all"})
"""These take a list of one or more values; `between` takes exactly two, the rest one."""
