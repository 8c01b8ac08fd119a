"""Which entries rely on a mandate, on which one, and whether what the post held then carries it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from comity.mandate.institutions.rules.framework import May

KEY_TURNED, COUNTERSIGNED = "decision.key-turned", "dossier.countersigned"
OPENED, AMENDED = "dossier.opened", "dossier.subject-amended"
DELEGATED, REVOKED, ADOPTED = "mandate.delegated", "mandate.delegation-revoked", "framework.adopted"

_POWERS: Mapping[str, May] = {
    OPENED: May.PROPOSE,
    AMENDED: May.PROPOSE,
    COUNTERSIGNED: May.COUNTERSIGN,
    KEY_TURNED: May.DECIDE,
    "clearance.suspended": May.REVOKE,
    "clearance.resumed": May.REVOKE,
    "clearance.revoked": May.REVOKE,
    "clearance.reopened": May.REVOKE,
    "urgency.declared": May.DECLARE,
    "crisis.declared": May.DECLARE,
    "crisis.ended": May.DECLARE,
    "engagement.imported": May.IMPORT,
    "post.person-appointed": May.APPOINT,
    "post.appointment-ended": May.APPOINT,
    ADOPTED: May.ADOPT,
}
# What only they who hold it themselves may do with it.
_NEVER_LENT = frozenset({DELEGATED})
RELYING = (*_POWERS, DELEGATED)
"""Kinds of entries that rely on a mandate."""

BOUND_BY_FACTS = frozenset(
    {
        COUNTERSIGNED,
        KEY_TURNED,
        "clearance.suspended",
        "clearance.resumed",
        "clearance.revoked",
        "clearance.reopened",
        "urgency.declared",
    }
)
"""Those for which class and ceiling count: what they act on has its facts."""

_DELEGATION = re.compile(r"D-(\d+)\b")


@dataclass(frozen=True, slots=True)
class Reliance:
    """The power an entry relies on, the instrument it names, and the delegation it names, by number."""

    may: May
    instrument: str
    delegation: int | None
    own_only: bool


def reliance_of(kind: str, event: Mapping[str, Any]) -> Reliance | None:
    """None for an entry that relies on no mandate, or names a power that is no longer known."""
    may = event.get("may") if kind == DELEGATED else _POWERS.get(kind)
    if may not in set(May):
        return None
    named = _DELEGATION.match(str(event.get("under", "")))
    instrument = str(event.get("cites") or event.get("instrument") or "")
    return Reliance(May(may), instrument, int(named[1]) if named else None, kind in _NEVER_LENT)


@dataclass(frozen=True, slots=True)
class Held:
    """A mandate that the post held then: itself, or by the delegation of this number; whether it covers the matter, and
    whether the record had told of the delegation by then."""

    covers: bool
    delegation: int | None = None
    told: bool = True


class Fault:
    """Why what was held does not carry what was done."""

    NO_MANDATE = "no mandate"
    NO_DELEGATION = "no delegation"


def fault(reliance: Reliance, held: Sequence[Held]) -> str | None:
    """None if some mandate held then carries it. An act that names a delegation stands or falls with that one."""
    able = [one for one in held if one.covers and one.told]
    if reliance.delegation is not None:
        return None if any(one.delegation == reliance.delegation for one in able) else Fault.NO_DELEGATION
    if reliance.own_only:
        able = [one for one in able if one.delegation is None]
    return None if able else Fault.NO_MANDATE
