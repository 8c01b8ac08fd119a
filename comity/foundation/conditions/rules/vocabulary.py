"""Which facts a condition may speak of: name, type, unit, words. The room that owns the facts declares it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

TermType = Literal["text", "choice", "number", "money", "date", "flag", "set"]

TYPES: tuple[TermType, ...] = get_args(TermType)
CONNECTIVES = ("all", "any", "not")
_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Term:
    """One typed fact.

    type     text | choice | number (int or Decimal) | money (Decimal) | date | flag (bool) | set (of text)
    label    a noun phrase as it stands inside a sentence: "personnel", "the host nation"
    unit     for money the currency, always written: ``5000000 USD``; for a number the unit that a bare figure
             is in: ``9000`` and ``9000 people`` then mean the same, and any other unit is refused
    choices  ``("osce", …)``, or ``(("osce", "the OSCE area"), …)`` with the words used in sentences; a
             set may have them too. A flag may give its two sentences: ``(("yes", "it is urgent"), …)``
    subject  begins a sentence where the label would be stiff: with "it", *it is an exercise*
    plural   "tanks are 300", not "tanks is 300"

    Raises ValueError when these do not fit together.
    """

    name: str
    type: TermType
    label: str
    unit: str = ""
    choices: tuple[str | tuple[str, str], ...] = ()
    subject: str = ""
    plural: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "choices", tuple(c if isinstance(c, str) else tuple(c) for c in self.choices))
        for fault in _faults(self):
            raise ValueError(f"term '{self.name}': {fault}")

    @cached_property
    def values(self) -> tuple[str, ...]:
        """The choices as they are stored and written in conditions."""
        return tuple(choice if isinstance(choice, str) else choice[0] for choice in self.choices)

    @cached_property
    def words(self) -> Mapping[str, str]:
        """The choices as they are said."""
        return dict((choice, choice) if isinstance(choice, str) else choice for choice in self.choices)


def _faults(term: Term) -> list[str]:
    rules = {
        "a name is lower-case letters, digits and underscores": _NAME.fullmatch(term.name) is None,
        "this name is a word of the language": term.name in CONNECTIVES,
        f"the type must be one of {', '.join(TYPES)}": term.type not in TYPES,
        "a label is needed": not term.label,
        "money needs its currency as unit": term.type == "money" and not term.unit,
        "only numbers and money have a unit": term.type not in ("number", "money") and bool(term.unit),
        "a choice needs its choices": term.type == "choice" and not term.choices,
        "a flag's choices are yes and no": term.type == "flag" and set(term.values) not in (set(), {"yes", "no"}),
        "this type has no choices": term.type not in ("choice", "set", "flag") and bool(term.choices),
        "a choice is listed twice": len(set(term.values)) < len(term.values),
    }
    return [fault for fault, found in rules.items() if found]


@dataclass(frozen=True)
class Vocabulary:
    """The terms of one kind of subject, in the order in which forms and messages list them. No name twice."""

    name: str
    terms: tuple[Term, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "terms", tuple(self.terms))
        if len(self._by_name) < len(self.terms):
            raise ValueError(f"vocabulary '{self.name}' has two terms of one name")

    @cached_property
    def _by_name(self) -> Mapping[str, Term]:
        return {term.name: term for term in self.terms}

    def find(self, name: str) -> Term | None:
        """The term of that name, if there is one."""
        return self._by_name.get(name)

    def term(self, name: str) -> Term:
        """The term of that name; raises LookupError."""
        if found := self.find(name):
            return found
        raise LookupError(f"vocabulary '{self.name}' has no term '{name}'")


_declared: dict[str, Vocabulary] = {}


def declare(vocabulary: Vocabulary) -> Vocabulary:
    """Make a vocabulary known by its name. The same one twice is harmless; another one raises ValueError."""
    if _declared.setdefault(vocabulary.name, vocabulary) != vocabulary:
        raise ValueError(f"vocabulary '{vocabulary.name}' is already declared with other terms")
    return vocabulary


def named(name: str) -> Vocabulary:
    """The declared vocabulary of that name; raises LookupError."""
    if name in _declared:
        return _declared[name]
    raise LookupError(f"no vocabulary '{name}' is declared; there are: {', '.join(sorted(_declared)) or 'none'}")
