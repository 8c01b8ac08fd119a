"""Dossiers shaped for pages."""

from collections.abc import Sequence
from typing import Any

from comity.foundation.words.rules.said import known, say
from comity.mandate.institutions.queries import Chain, chains_of

from ..models import (
    Consultation,
    Dossier,
    FrozenSubject,
    Signature,
)
from ..rules.life import Asked
from ..rules.material import changes
from ..rules.opinion import OpinionKind
from .routes import route_of


def subject_facts(frozen: FrozenSubject) -> list[dict[str, Any]]:
    """The particulars of a frozen subject, for the facts grid."""
    return [
        {"label": known(p["label"]), "value": p["text"], "wide": len(p["text"]) > 40, "unknown": not p["text"]}
        for p in frozen.particulars
    ]


def shown_opinions(rows: Sequence[Consultation]) -> list[dict[str, Any]]:
    """Every opinion of these consultations, for the opinions list; superseded ones say so."""
    chains = chains_of(opinion.under for row in rows for opinion in row.opinions.all())
    found = []
    for row in rows:
        for opinion in row.opinions.all():
            standing = opinion.standing and row.state != Asked.SUPERSEDED
            found.append(
                {
                    "post": row.post.title,
                    "institution": row.post.institution.name,
                    "person": opinion.person_name,
                    "opinion": opinion.kind,
                    "at": opinion.at,
                    "words": opinion.words if standing else _no_longer(opinion.words),
                    "basis": opinion.basis,
                    "cure": opinion.cure,
                    "conditions": [c.words for c in opinion.conditions.all()],
                    "late": opinion.kind != OpinionKind.SILENCE and opinion.at > row.due_at,
                    "standing": standing,
                    "chain": chains.get(opinion.under),
                }
            )
    return sorted(found, key=lambda opinion: (not opinion["standing"], opinion["at"]))


def shown_signatures(rows: Sequence[Signature]) -> list[tuple[Signature, Chain | None]]:
    """Each with the loan by which it was given, when it was given under one."""
    chains = chains_of(row.under for row in rows)
    return [(row, chain if (chain := chains.get(row.under)) and chain.loan else None) for row in rows]


def _no_longer(words: str) -> str:
    return say("(No longer counts.) {words}", words=words) if words else say("(No longer counts.)")


def versions_shown(dossier: Dossier) -> list[dict[str, Any]]:
    """Each version of the subject with what changed against the one before, newest first."""
    route = route_of(dossier)
    versions = list(dossier.versions.select_related("put_by"))
    shown = []
    for before, now in zip([None, *versions], versions, strict=False):
        found = changes(before.particulars, now.particulars, route.material) if before else ()
        shown.append(
            {
                "number": now.number,
                "at": now.put_at,
                "by": now.put_by.name,
                "why": now.why,
                "digest": now.digest,
                "changes": [
                    {
                        "label": known(c.label),
                        "before": c.before,
                        "after": c.after,
                        "material": c.material,
                        "note": c.why,
                    }
                    for c in found
                ],
            }
        )
    return shown[::-1]
