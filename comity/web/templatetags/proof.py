"""The tag by which a page about a thing shows where its decision stands in the signed record.

It hangs here and not in the rooms whose pages show it: taking evidence is the oversight room's, which lies above them.
"""

from datetime import datetime
from typing import Any

from django import template

from comity.foundation.record.events import Thing
from comity.foundation.record.queries import Entry, history, last_checkpoint, prove, public_checkpoint
from comity.foundation.record.rules.proofs import Inclusion
from comity.scrutiny.oversight.permissions import may_export_evidence
from comity.scrutiny.oversight.rules.scope import Scope, ScopeKind

register = template.Library()

DECISIONS = tuple(f"clearance.{ended}" for ended in ("granted", "refused", "suspended", "resumed", "revoked"))


@register.inclusion_tag("web/parts/proof.html", takes_context=True)
def proof(context: dict[str, Any], kind: str, key: object, reference: str, at: datetime) -> dict[str, Any]:
    """The last decision on a thing, or the last act while there is none, as far as the reader may read it."""
    actor = context["request"].actor
    lived = history(reader=actor.reader, about=Thing(kind, str(key))).select_related("marking")
    decision = lived.filter(kind__in=DECISIONS).first()
    entry, signed, public = decision or lived.first(), last_checkpoint(), public_checkpoint()
    proved = prove(entry.seq, size=signed.size) if entry and signed and entry.seq < signed.size else None
    may = may_export_evidence(actor, Scope(kind=ScopeKind(kind), name=reference))
    return {
        "at": at,
        "decided": decision is not None,
        "entry": entry,
        "signed": signed,
        "proved": proved,
        "witnessed": public is not None and entry is not None and entry.seq < public.size,
        "written": _written(entry, proved) if entry and proved else "",
        "scope": kind,
        "reference": reference,
        "may": may and signed is not None and entry is not None,
    }


def _written(entry: Entry, proved: Inclusion) -> str:
    """The proof as text to be copied: RFC 6962, hashes in hex."""
    lines = [
        f"entry {entry.seq} of {proved.size}",
        f"leaf {proved.leaf_hash.hex()}",
        *(f"path {hashed.hex()}" for hashed in proved.path),
        f"root {proved.root.hex()}",
    ]
    return "\n".join(lines)
