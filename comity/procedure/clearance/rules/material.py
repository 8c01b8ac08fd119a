"""Which changes reopen clearance, and for whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from comity.foundation.words.rules.said import say

from .route import Tolerance


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs between two frozen subjects, and whether that is material and why."""

    field: str
    label: str
    before: str
    after: str
    material: bool
    why: str


def changes(
    before: Sequence[Mapping[str, object]],
    after: Sequence[Mapping[str, object]],
    tolerances: Mapping[str, Tolerance | str],
) -> tuple[Change, ...]:
    """Compare two lists of particulars (`field, label, value, text`), field by field, in the newer's order."""
    old = {str(p["field"]): p for p in before}
    new = {str(p["field"]): p for p in after}
    found = []
    for field in [*new, *(f for f in old if f not in new)]:
        was, now = old.get(field), new.get(field)
        if was is not None and now is not None and was["value"] == now["value"]:
            continue
        material, why = _weigh(was and was["value"], now and now["value"], tolerances.get(field))
        shown = now or was or {}
        found.append(Change(field, str(shown["label"]), _text(was), _text(now), material, why))
    return tuple(found)


def _text(particular: Mapping[str, object] | None) -> str:
    return str(particular["text"]) if particular else ""


def _weigh(was: object, now: object, tolerance: Tolerance | str | None) -> tuple[bool, str]:
    if tolerance is None:
        return False, say("the route does not count this field as material")
    if isinstance(tolerance, str):
        return True, say("any change of this field is material")
    if was is None or now is None:
        return True, say("it was not given before") if was is None else say("it is no longer given")
    if tolerance.percent is not None:
        return _by_percent(was, now, tolerance.percent)
    if tolerance.days is not None:
        return _by_days(was, now, tolerance.days)
    return True, say("any change of this field is material")


def _by_percent(was: object, now: object, percent: int) -> tuple[bool, str]:
    try:
        old, new = Decimal(str(was)), Decimal(str(now))
    except InvalidOperation:
        return True, say("it cannot be compared as a figure")
    if abs(new - old) * 100 > abs(old) * percent:
        return True, say("more than {share} away from what was put", share=f"{percent} %")
    return False, say("within {share} of what was put", share=f"{percent} %")


WHYS = (
    say("the route does not count this field as material"),
    say("any change of this field is material"),
    say("it was not given before"),
    say("it is no longer given"),
    say("it cannot be compared as a figure"),
    say("it cannot be compared as a date"),
    say("more than {share} away from what was put", share=""),
    say("within {share} of what was put", share=""),
    say("moved by {moved} days, more than the {days} allowed", moved="", days=""),
    say("moved by {moved} days, within the {days} allowed", moved="", days=""),
)
"""Every reason that `changes` gives, to know it again where it was written down."""


def _by_days(was: object, now: object, days: int) -> tuple[bool, str]:
    try:
        moved = abs((date.fromisoformat(str(now)) - date.fromisoformat(str(was))).days)
    except ValueError:
        return True, say("it cannot be compared as a date")
    if moved > days:
        return True, say("moved by {moved} days, more than the {days} allowed", moved=moved, days=days)
    return False, say("moved by {moved} days, within the {days} allowed", moved=moved, days=days)


def concerned(concerns: Sequence[str], found: Sequence[Change]) -> bool:
    """Whether a step must be asked again: a material change touches a field it is concerned with.

    A step that names no fields is concerned with all of them.
    """
    material = {change.field for change in found if change.material}
    return bool(material) and (not concerns or bool(material & set(concerns)))
