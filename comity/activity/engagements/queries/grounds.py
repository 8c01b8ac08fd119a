"""Who may do what here, under which framework, and the names that forms and imports must resolve."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Verdict, deny
from comity.foundation.labels.queries import policies, readable_marking_ids
from comity.foundation.labels.rules.label import Label
from comity.foundation.words.rules.said import in_words, nation, say
from comity.mandate.institutions.queries import (
    Framework,
    Post,
    State,
    file_of,
    framework_above,
    framework_in_force,
    framework_over,
    mandates_in_force,
    post_by_id,
    power,
    states,
)
from comity.mandate.institutions.rules.framework import May
from comity.procedure.clearance.queries import has_spoken

from ..models import Engagement


@dataclass(frozen=True, slots=True)
class Names:
    """Every known spelling of a state, folded, and the states in order of name."""

    by_spelling: Mapping[str, str]
    by_code: Mapping[str, State]
    shown: Mapping[str, str]
    """The names as the reader's language has them."""

    def code(self, said: str) -> str | None:
        return self.by_spelling.get(" ".join(said.split()).casefold())


def state_names() -> Names:
    """All names at once, for forms and imports that must resolve many; those of the reader's language too."""
    found: dict[str, str] = {}
    rows = list(states().prefetch_related("spellings"))
    for row in rows:
        found |= {spelling.spelling: row.code for spelling in row.spellings.all()}
    for row in rows:
        found |= {row.name.casefold(): row.code, row.code.casefold(): row.code}
    by_code = {row.code: row for row in rows}
    shown = {code: str(in_words(nation(code, row.name))) for code, row in by_code.items()}
    return Names({name.casefold(): code for code, name in shown.items()} | found, by_code, shown)


def framework_of(post_id: int | None) -> Framework | None:
    """The framework under which a post acts; without a post, the only one there is."""
    return framework_above(post_id) if post_id is not None else framework_in_force()


def lowest_label(framework: Framework | None) -> Label:
    """The lowest level of the framework's own marking policy, without limit; of any known policy failing that."""
    named = str(file_of(framework).deliberation["policy"]) if framework else ""
    policy = policies().get(named) or next(iter(policies().values()))
    return Label(policy.name, policy.levels[0])


@dataclass(frozen=True, slots=True)
class Grounds:
    """What the permissions of this room must be told about one actor and one engagement."""

    power: Verdict
    readable: bool
    spoken: bool
    lead_post_id: int
    lead: str

    def leading(self) -> dict[str, Any]:
        return {
            "power": self.power,
            "readable": self.readable,
            "lead_post_id": self.lead_post_id,
            "lead": self.lead,
        }

    def writing(self) -> dict[str, Any]:
        return {**self.leading(), "spoken": self.spoken}


def grounds(it: Engagement, actor: Actor, at: datetime) -> Grounds:
    """Mandate, reading and independence of this actor toward this engagement."""
    lead = post_by_id(it.lead_post_id)
    return Grounds(
        power=power_to_propose(actor, at, framework_over(lead)),
        readable=it.marking_id in readable_marking_ids(actor.reader),
        spoken=bool(it.dossier_id and actor.person_id and has_spoken(it.dossier_id, actor.person_id)),
        lead_post_id=it.lead_post_id,
        lead=f"{lead.title}, {lead.institution.name}",
    )


def power_to_propose(actor: Actor, at: datetime, framework: Framework | None, may: May = May.PROPOSE) -> Verdict:
    if framework is None:
        return deny(say("no framework is in force here"))
    return power(actor, may, framework=framework, at=at)


def importing_posts(framework: Framework) -> list[Post]:
    """The posts that hold a mandate to import under this framework."""
    rows = mandates_in_force(framework, May.IMPORT)
    return list({mandate.post_id: mandate.post for mandate in rows}.values())
