"""Make known the states of the library: codes, names, other spellings, and when a historic one ended."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.record.actions.announce import announce

from ..events import StatesLoaded
from ..models import State, StateName


@attempt
def load_states(folder: Path, *, actor: Actor, at: datetime, marking_id: int) -> int:
    """Add every state and spelling of the folder's files that is not known yet; returns how many states were new.
    `marking_id` marks the entry; where nothing is new there is none.

    What is known is left as it stands: a name given by the framework in force is not overruled, and no spelling
    is taken from one state and given to another. Adding names permits nobody anything, so it needs no mandate.
    """
    entries = [entry for path in sorted(folder.glob("*.yaml")) for entry in _entries(path)]
    known = set(State.objects.values_list("code", flat=True))
    new = [entry for entry in entries if entry["code"] not in known]
    State.objects.bulk_create(
        State(
            code=entry["code"],
            name=entry["name"],
            until_year=entry.get("until_year"),
            note=entry.get("note", ""),
        )
        for entry in new
    )
    spelt = set(StateName.objects.values_list("spelling", flat=True))
    spellings = {_folded(said): entry["code"] for entry in entries for said in _said(entry)}
    names = [StateName(spelling=said, state_id=code) for said, code in spellings.items() if said not in spelt]
    StateName.objects.bulk_create(names)
    if new or names:
        event = StatesLoaded(states=len(new), names=len(names))
        announce(event, actor=actor, at=at, about=[], marking_id=marking_id)
    return len(new)


def _entries(path: Path) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))["states"]
    return entries


def _said(entry: Mapping[str, Any]) -> list[str]:
    """The library's own name counts as a spelling: the framework may call the state otherwise."""
    return [entry["name"], *entry.get("spellings", ())]


def _folded(said: str) -> str:
    return " ".join(said.split()).casefold()
