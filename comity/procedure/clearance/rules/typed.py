"""Facts back from JSON to the types their vocabulary declares."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from comity.foundation.conditions.rules.vocabulary import Vocabulary


def typed(facts: Mapping[str, object], vocabulary: Vocabulary) -> dict[str, object]:
    """Each fact as its term's type: date, Decimal or int, frozenset; null and unknown terms stay out."""
    types = {term.name: term.type for term in vocabulary.terms}
    return {name: _as(types[name], value) for name, value in facts.items() if value is not None and name in types}


def _as(kind: str, value: object) -> object:
    match kind:
        case "date":
            return value if isinstance(value, date) else date.fromisoformat(str(value))
        case "money":
            return Decimal(str(value))
        case "number":
            return value if isinstance(value, int) else Decimal(str(value))
        case "set":
            return frozenset(value) if isinstance(value, (list, tuple, set, frozenset)) else frozenset()
        case _:
            return value
