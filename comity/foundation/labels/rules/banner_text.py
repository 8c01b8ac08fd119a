"""Reads a banner back: ``NATO RESTRICTED REL TO ABC`` is a label."""

import re
from collections.abc import Iterator

from comity.foundation.words.rules.said import say

from .label import Category, CategoryKind, Label
from .policy import HeldBy, Policies, Policy, Tag
from .wording import banner

MOST = 2000  # letters of a banner


class NoBanner(ValueError):
    """This text is no banner of a policy that is known here. `message` says what it may be instead."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def read_banner(text: str, policies: Policies) -> Label:
    """The label that a banner or portion says. A policy's name may stand before it, and must where levels of several
    policies are called alike. Raises NoBanner."""
    written = " ".join(text.split())
    if not written or len(written) > MOST:
        raise NoBanner(say("a banner is one line, such as NATO RESTRICTED"))
    parts = [_single(part, policies) for part in written.split(" | ")]
    parts.sort(key=lambda one: one.policy)
    first, *others = parts
    try:
        return Label(first.policy, first.classification, first.categories, also=frozenset(others))
    except ValueError as error:
        raise NoBanner(say("labels that stand beside each other are of different policies")) from error


def _single(written: str, policies: Policies) -> Label:
    if written.startswith("(") and written.endswith(")"):
        written = written[1:-1]
    begun = [found for policy in policies.values() for found in _begins(written, policy)]
    if not begun:
        raise NoBanner(say("no known policy has a level that “{text}” begins with", text=written[:60]))
    read = {label for length, policy, level in begun if (label := _rest(written[length:], policy, level))}
    longest = max(length for length, _, _ in begun)
    if not read:
        rest = written[longest:].strip()
        raise NoBanner(say("“{rest}” is nothing that stands in a banner of this policy", rest=rest[:60]))
    if len(read) > 1:
        read = {label for label in read if _words(banner(label, policies)) == _words(written)} or read
    if len(read) > 1:
        names = ", ".join(sorted({label.policy for label in read}))
        raise NoBanner(say("this may be of {policies}: write the policy's name before it", policies=names))
    return read.pop()


def _words(text: str) -> list[str]:
    """For comparing banners without regard to case and to the order of their values."""
    return sorted(re.findall(r"[\w+]+|[^\w\s,]+", text.casefold()))


def _begins(written: str, policy: Policy) -> Iterator[tuple[int, Policy, str]]:
    """Each way in which the text begins with a level of this policy, the longest only: how far, and which."""
    names = [name for called in (policy.name, *policy.aliases) for name in (f"{called} ", f"{called}:")]
    found = []
    for level in policy.levels:
        for called in policy.names_of(level):
            for before in ("", *names):
                start = f"{before}{called}"
                if written[: len(start)].casefold() == start.casefold() and _ends(written, len(start)):
                    found.append((len(start), policy, level))
    if found:
        yield max(found, key=lambda one: one[0])


def _ends(written: str, at: int) -> bool:
    """Whether a word ends here, so that RESTRICTEDLY is no level."""
    return at == len(written) or not (written[at].isalnum() or written[at] in "+-")


def _rest(text: str, policy: Policy, level: str) -> Label | None:
    """The label of what follows the level; None when the policy cannot have written it."""
    found: list[Category] = []
    for segment in _segments(text, policy):
        left = segment
        while left:
            taken = next((taken for tag in policy.tags if (taken := _taken(left, tag, policy))), None)
            if taken is None:
                return None
            length, tag, values = taken
            found.append(Category(tag.name, tag.kind, frozenset(values)))
            left = left[length:].strip()
    return policy.completed(Label(policy.name, level, frozenset(_put_together(found))))


def _put_together(found: list[Category]) -> Iterator[Category]:
    """Values of a tag that is written twice, together; limits of a permissive one stay apart, since each holds."""
    yield from (one for one in found if one.kind is CategoryKind.PERMISSIVE)
    others = [one for one in found if one.kind is not CategoryKind.PERMISSIVE]
    for tag, kind in {(one.tag, one.kind) for one in others}:
        yield Category(tag, kind, frozenset[str]().union(*(one.values for one in others if one.tag == tag)))


def _segments(text: str, policy: Policy) -> list[str]:
    """What stands between the gaps of the banner; all of it at once when this policy's gap is a blank."""
    gaps = {policy.style.gap.strip(), policy.style.portion_gap.strip(), "//", "·"} - {""}
    found = [part.strip() for part in re.split("|".join(map(re.escape, sorted(gaps, key=len, reverse=True))), text)]
    return [part for part in found if part]


def _taken(text: str, tag: Tag, policy: Policy) -> tuple[int, Tag, set[str]] | None:
    """What this tag takes from the beginning of the text: how much, and which values."""
    shapes = {tag.banner, tag.portion, *(f"{name} {{values}}" for name in (tag.name, *tag.aliases))}
    for shape in sorted(filter(lambda shape: "{values}" in shape, shapes), key=len, reverse=True):
        before, after = (re.escape(part.strip()) for part in shape.split("{values}", 1))
        found = re.match(rf"{before}\s*(?P<values>{_values(tag, policy)})\s*{after}(?=$|\s)", text, re.IGNORECASE)
        values = _read_values(found["values"], tag, policy) if found else None
        if found and values is not None:
            return found.end(), tag, values
    return None


def _values(tag: Tag, policy: Policy) -> str:
    """Values with commas, or what this tag has, between them. Groups may have blanks where the banner's gap is none."""
    gap = _gap(tag)
    if tag.values:
        called = sorted({name for one in tag.values for name in one.names()}, key=len, reverse=True)
        one = "(?:" + "|".join(map(re.escape, called)) + ")"
    elif policy.style.gap.strip() and tag.held_by is not HeldBy.NATIONALITY:
        one = rf"[^{gap}]+?"
    else:
        one = rf"[^\s{gap}]+"
    end = "$" if one.endswith("+?") and tag.banner.endswith("{values}") else ""
    nobody = f"{re.escape(policy.style.nobody)}|" if tag.kind is CategoryKind.PERMISSIVE else ""
    return rf"{nobody}{one}(?:\s*[{gap}]\s*{one})*{end}"


def _gap(tag: Tag) -> str:
    """What may stand between values, inside the brackets of a pattern."""
    return re.escape("".join(sorted({",", ";", *tag.gap.strip()})))


def _read_values(text: str, tag: Tag, policy: Policy) -> set[str] | None:
    """The values meant, or None when one is not allowed here."""
    if text.casefold() == policy.style.nobody.casefold():
        return set()
    values = {tag.value(one.strip()) for one in re.split(f"[{_gap(tag)}]", text)}
    return {value for value in values if value is not None} if None not in values else None
