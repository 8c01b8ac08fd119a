"""Which countries somebody answers for: those for which their post is asked, else those they were asked about."""

from dataclasses import dataclass
from typing import Any

from comity.activity.engagements.queries import hosts_of_cleared
from comity.foundation.words.rules.said import in_words, nation
from comity.mandate.institutions.queries import post_by_id, states
from comity.procedure.clearance.queries import asked_of, dossiers, hosts_of_post

from .pieces import Sitting


@dataclass(frozen=True, slots=True)
class Countries:
    """The codes shown now, and the choice among them: code, name, whether it is the one chosen."""

    codes: tuple[str, ...]
    choice: tuple[dict[str, Any], ...]

    @property
    def one(self) -> dict[str, Any] | None:
        """The country, when there is only one or one was chosen."""
        shown = [country for country in self.choice if country["code"] in self.codes]
        return shown[0] if len(shown) == 1 else None


def countries_of(sitting: Sitting, *, single: bool = False) -> Countries:
    """`single`: the desk shows one country at a time, and begins with the first."""
    named = _answered_for(sitting)
    asked = sitting.asked.get("country", "").upper()
    chosen = asked if asked in dict(named) else next(iter(dict(named)), "") if single else ""
    codes = (chosen,) if chosen else tuple(code for code, _ in named)
    choice = tuple(
        {"code": code, "name": in_words(nation(code, name)), "current": code == chosen} for code, name in named
    )
    return Countries(codes, choice)


def _answered_for(sitting: Sitting) -> list[tuple[str, str]]:
    """Code and name of each, in order of the name."""
    actor = sitting.actor
    if actor.post_id is not None and sitting.framework is not None:
        codes = hosts_of_post(sitting.framework, post_by_id(actor.post_id).key)
        if codes:
            return list(states().filter(code__in=codes).values_list("code", "name"))
        asked = hosts_of_cleared(actor.reader, asked_of(actor.post_id, actor.reader))
        if asked:
            return sorted([(code, name) for code, name, _ in asked], key=lambda row: row[1])
    every = hosts_of_cleared(actor.reader, dossiers(actor.reader))
    return sorted([(code, name) for code, name, _ in every], key=lambda row: row[1])
