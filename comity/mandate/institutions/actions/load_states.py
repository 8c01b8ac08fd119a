"""Make known the states of the library: codes, names, other spellings, and when a historic one ended."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor

from ..models import State, StateName


@attempt
def load_states(folder: Path, *, actor: Actor, at: datetime) -> int:  # noqa: ARG001  (an action names who and when)
    """Add every state and spelling of the folder's files that is not known yet; returns how many states were new.

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
    spellings = {_folded(said): entry["code"] for entry in entries for said in _said(entry)}
    StateName.objects.bulk_create(
        (StateName(spelling=said, state_id=code) for said, code in spellings.items()), ignore_conflicts=True
    )
    return len(new)


def _entries(path: Path) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))["states"]
    return entries


def _said(entry: Mapping[str, Any]) -> list[str]:
    """The library's own name counts as a spelling: the framework may call the state otherwise."""
    return [entry["name"], *entry.get("spellings", ())]


def _folded(said: str) -> str:
    return " ".join(said.split()).casefold()
