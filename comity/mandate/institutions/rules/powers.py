"""Does a mandate cover this? Class, ceiling, and what is missing to tell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Cover:
    """Whether a mandate covers a matter: yes, no, or it cannot be told (True, False, None), and why."""

    covers: bool | None
    why: str


def covers(
    classes: Sequence[str],
    ceiling: Mapping[str, object],
    *,
    class_key: str | None,
    class_title: str,
    facts: Mapping[str, object],
) -> Cover:
    """Decide for one mandate. No classes named means every class; a ceiling is inclusive."""
    if classes and class_key is None:
        return Cover(None, "its class cannot be told yet")
    if classes and class_key not in classes:
        return Cover(False, f"not for {class_title.lower()}")
    for term, limit in ceiling.items():
        given = facts.get(term)
        if given is None:
            return Cover(None, f"limited by {_plain(term)}, which is not given")
        if Decimal(str(given)) > Decimal(str(limit)):
            return Cover(False, f"{_plain(term)} of {_figure(given)} is above its ceiling of {_figure(limit)}")
    said = [f"{_plain(term)} up to {_figure(limit)}" for term, limit in ceiling.items()]
    return Cover(True, "within " + ", ".join(said) if said else "no ceiling")


def _plain(term: str) -> str:
    return term.replace("_", " ")


def _figure(value: object) -> str:
    number = Decimal(str(value))
    return f"{number:,.0f}" if number == number.to_integral_value() else f"{number:,}"
