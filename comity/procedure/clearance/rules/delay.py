"""What it costs to decide late, as far as the house can know: days left, and where the clock leads."""

from dataclasses import dataclass
from datetime import date, datetime

from comity.foundation.words.rules.said import say, say_many


@dataclass(frozen=True, slots=True)
class Late:
    """What a lapsed clock of a signature leads to: whom it is told, and whether they may sign instead."""

    told: str
    may_sign: bool


def cost_of_delay(
    *, today: date, start: date | None, due: datetime | None, decide_by: date | None, lapse: Late | None
) -> tuple[str, ...]:
    """Sentences for whoever decides, the nearest matter first. Time itself never decides."""
    said = [_needed(today, decide_by, start)] if decide_by else []
    said.append(_begins(today, start) if start else say("No first day is known, so no day forces a decision."))
    if due is not None:
        said.append(_lapses(due.date() < today, lapse))
    return tuple(said)


def _needed(today: date, decide_by: date, start: date | None) -> str:
    left = (decide_by - today).days
    if left < 0:
        return say_many(
            "It was needed {count} day ago, says the lead.", "It was needed {count} days ago, says the lead.", -left
        )
    if left == 0:
        return say("It is needed today, says the lead.")
    if start is not None and start > decide_by:
        return say_many(
            "It is needed within {count} day, says the lead: {before} days before it begins.",
            "It is needed within {count} days, says the lead: {before} days before it begins.",
            left,
            before=(start - decide_by).days,
        )
    return say_many(
        "It is needed within {count} day, says the lead.", "It is needed within {count} days, says the lead.", left
    )


def _begins(today: date, start: date) -> str:
    left = (start - today).days
    if left < 0:
        return say_many("It was to begin {count} day ago.", "It was to begin {count} days ago.", -left)
    if left == 0:
        return say("It is to begin today.")
    return say_many("It is to begin in {count} day.", "It is to begin in {count} days.", left)


def _lapses(lapsed: bool, lapse: Late | None) -> str:
    if lapse is None:
        return say("Nothing is decided by lapse of time.")
    if lapsed and lapse.may_sign:
        return say("The clock has lapsed: {told} was told and may sign in its place.", told=lapse.told)
    if lapsed:
        return say("The clock has lapsed: {told} was told. Nothing is decided by lapse of time.", told=lapse.told)
    if lapse.may_sign:
        return say("When the clock lapses, {told} is told and may sign in its place.", told=lapse.told)
    return say("When the clock lapses, {told} is told. Nothing is decided by lapse of time.", told=lapse.told)
