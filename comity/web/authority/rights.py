"""Before a change takes effect: who gains or loses which power or sight by it, and which promise would be lost."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from comity.foundation.conditions.rules.vocabulary import named
from comity.foundation.labels.queries import policies
from comity.foundation.words.rules.said import known, say
from comity.mandate.institutions.queries import Framework, house_now, text_of
from comity.mandate.institutions.rules.framework import May, parsed
from comity.mandate.institutions.rules.rights import Change, House, OfPerson, Right, compared, under_version
from comity.procedure.assurance.rules.proving import broken_promises, prove
from comity.procedure.clearance.queries import routes_of
from comity.procedure.clearance.rules.route import Route
from comity.procedure.clearance.rules.staffing import roles_of, unsigned
from comity.procedure.clearance.rules.whole import WholeFramework


@dataclass(frozen=True, slots=True)
class Preview:
    """Who gains or loses what, and what would no longer hold, in words."""

    people: tuple[OfPerson, ...]
    lost: tuple[str, ...]

    @property
    def nothing(self) -> bool:
        return not self.people and not self.lost


def house_under(framework: Framework, at: datetime) -> House:
    """The house as it is, with what the routes of this version give its posts."""
    return replace(house_now(framework, at), roles=tuple(roles_of(routes_of(framework))))


def preview(framework: Framework, at: datetime, change: Change) -> Preview:
    """Of an appointment, a loan, a cover, or the end of one."""
    before, routes = house_under(framework, at), routes_of(framework)
    after = change.of(before)
    was, would = unstaffed(before, routes), unstaffed(after, routes)
    lost = tuple(why for key, why in would.items() if key not in was)
    return Preview(compared(before, after), lost)


def preview_of_version(framework: Framework, at: datetime, text: str) -> Preview:
    """Of a version of this framework that would come into force. `text` is whole."""
    before, file = house_under(framework, at), _whole(text)
    after = under_version(before, file, roles_of(file.routes), policies())
    was, would = unstaffed(before, routes_of(framework)), unstaffed(after, file.routes)
    lost = [why for key, why in would.items() if key not in was]
    return Preview(compared(before, after), (*promises_lost(text_of(framework), text), *lost))


def unstaffed(house: House, routes: Sequence[Route]) -> dict[str, str]:
    """By route, why nobody could decide on it with the people there are."""
    titles = {entry.key: entry.title for entry in house.file.posts}
    signers: dict[str, set[int]] = {}
    for row in house.held:
        signers.setdefault(row.post, set()).add(row.person_id)
    for loan in house.runs:
        if loan.may in (May.DECIDE, May.COUNTERSIGN):
            signers.setdefault(loan.from_post, set()).update(signers.get(loan.to_post, ()))
    found = {route.key: (route.title, unsigned(route, signers, titles)) for route in routes}
    return {
        key: say("No dead end: on “{route}” {why}", route=known(title), why=why)
        for key, (title, why) in found.items()
        if why
    }


def promises_lost(old: str, new: str) -> list[str]:
    """What the version in force promises and keeps, and this text no longer promises, or does not keep."""
    kept, would = _promises(old), _promises(new)
    lost: list[str] = []
    for words, broken in kept.items():
        if words not in would:
            lost.append(say("No longer promised: {promise}", promise=words))
        elif (why := would[words]) and not broken:
            lost.append(say("Promised and not kept: {promise} ({why})", promise=words, why=why))
    lost += [
        say("Promised and not kept: {promise} ({why})", promise=words, why=why)
        for words, why in would.items()
        if why and words not in kept
    ]
    return lost


@lru_cache(maxsize=16)
def _promises(text: str) -> dict[str, str]:
    """What a text promises, each with why it is not kept; empty where it is proved."""
    file = _whole(text)
    broken = broken_promises(file, prove(file, named(file.subject)))
    found: dict[str, str] = {entry.hold.words: "" for entry in file.properties}
    for verdict in broken:
        found[verdict.promise.words] = say("{of}: {why}", of=known(verdict.of), why=verdict.why)
    return found


def _whole(text: str) -> WholeFramework:
    return WholeFramework.model_validate(parsed(text))


def as_data(found: Preview) -> dict[str, Any]:
    """For programs: `lost` are sentences, each right with its bounds."""
    people = [
        {"person": one.person, "gains": list(map(_as_data, one.gains)), "loses": list(map(_as_data, one.loses))}
        for one in found.people
    ]
    return {"people": people, "lost": list(map(str, found.lost))}


def _as_data(right: Right) -> dict[str, Any]:
    return {
        "post": str(right.post),
        "power": str(right.power),
        "what": str(right.what),
        "classes": list(right.for_classes),
        "ceiling": {term: str(limit) for term, limit in right.up_to},
        "over": list(right.over),
        "under": str(right.under),
        "through": str(right.through),
    }


def in_lines(found: Preview) -> str:
    """For a person at the console."""
    if found.nothing:
        return "Nobody gains or loses anything."
    lines = [f"LOST  {why}" for why in found.lost]
    for one in found.people:
        lines.append(one.person)
        lines += [f"  gains  {right.post}: {right.words}" for right in one.gains]
        lines += [f"  loses  {right.post}: {right.words}" for right in one.loses]
    return "\n".join(lines)
