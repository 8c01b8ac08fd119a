"""Before a change takes effect: who gains or loses which power or sight by it, and which promise would be lost."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from comity.foundation.labels.queries import policies
from comity.foundation.words.rules.said import known, say
from comity.mandate.institutions.queries import Framework, house_now, text_of
from comity.mandate.institutions.rules.framework import May
from comity.mandate.institutions.rules.rights import Change, House, OfPerson, Right, compared, under_version
from comity.procedure.assurance.queries import NotWhole, proof_of
from comity.procedure.clearance.queries import routes_of
from comity.procedure.clearance.rules.route import Route
from comity.procedure.clearance.rules.staffing import roles_of, unsigned


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
    """Of a version of this framework that would come into force. Raises NotWhole."""
    before, file = house_under(framework, at), proof_of(text).file
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


def _promises(text: str) -> dict[str, str]:
    """What a text promises, each with why it is not kept; empty where it is proved. Of a text that this release no
    longer calls whole nothing is proved, and nothing promised counts as kept."""
    try:
        proof = proof_of(text)
    except NotWhole:
        return {}
    found: dict[str, str] = {entry.hold.words: "" for entry in proof.file.properties}
    for verdict in proof.broken:
        found[verdict.promise.words] = say("{of}: {why}", of=known(verdict.of), why=verdict.why)
    return found


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
