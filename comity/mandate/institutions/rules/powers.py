"""Does a mandate cover this? Class, ceiling, and what is missing to tell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from comity.foundation.words.rules.said import Said, figure, known, say, series
from comity.foundation.words.rules.texts import measured


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
        return Cover(None, say("its class cannot be told yet"))
    if classes and class_key not in classes:
        return Cover(False, say("not for {name}", name=class_title.lower()))
    for term, limit in ceiling.items():
        given = facts.get(term)
        if given is None:
            return Cover(None, say("limited by {term}, which is not given", term=term_words(term)))
        if Decimal(str(given)) > Decimal(str(limit)):
            above = say(
                "{term} of {given} is above its ceiling of {limit}",
                term=term_words(term),
                given=_figure(given),
                limit=_figure(limit),
            )
            return Cover(False, above)
    if not ceiling:
        return Cover(True, say("no ceiling"))
    limits = [up_to(term, limit) for term, limit in ceiling.items()]
    return Cover(True, say("within {limits}", limits=series(limits, ", ")))


def narrower(one: Cover, other: Cover) -> Cover:
    """Both must cover: the first that does not, then the first that cannot be told, else the second."""
    for cover in (one, other):
        if cover.covers is False:
            return cover
    return one if one.covers is None else other


def up_to(term: str, limit: object, unit: str = "") -> Said:
    """One limit of a ceiling."""
    return say("{term} up to {limit}", term=term_words(term), limit=measured(_figure(limit), unit))


def term_words(term: str) -> Said:
    """A fact by its name."""
    return known(term.replace("_", " "))


def limits_of(ceiling: Mapping[str, object]) -> list[tuple[Said, Said]]:
    """What a ceiling bounds: the fact and the figure."""
    return [(term_words(term), _figure(limit)) for term, limit in ceiling.items()]


def _figure(value: object) -> Said:
    return figure(Decimal(str(value)))
