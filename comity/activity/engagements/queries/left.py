"""What somebody typed and left behind at a post. What it says stays its author's; only that it is there is told."""

from datetime import datetime

from django.db.models import QuerySet

from comity.foundation.labels.queries import policies
from comity.foundation.labels.rules.label import Label, label
from comity.mandate.institutions.queries import framework_above, people_at

from ..models import Draft
from .grounds import lowest_label, state_names


def drafts_left(post_id: int, at: datetime) -> QuerySet[Draft]:
    """Drafts that were typed from this post by somebody who holds it no more. What they say is nobody's to see."""
    left = Draft.objects.filter(post_id=post_id).exclude(person_id__in=people_at([post_id], at))
    return left.select_related("person", "post", "engagement").order_by("saved_at")


def drafts_from(post_id: int, person_id: int) -> QuerySet[Draft]:
    """What somebody typed from a post and has not handed in."""
    return Draft.objects.filter(post_id=post_id, person_id=person_id).order_by("saved_at")


def label_typed(draft: Draft) -> Label | None:
    """The marking that a draft would have, or that of the engagement it is about; None when it cannot be told."""
    if draft.engagement is not None:
        own: Label = draft.engagement.marking.label
        return own
    said = {name: next(iter(rows or []), "") for name, rows in draft.fields.items()}
    lowest = lowest_label(framework_above(draft.post_id))
    if not (level := said.get("classification", "")):
        return lowest
    if level not in policies()[lowest.policy].levels:
        return None
    names = state_names()
    codes = [names.code(name) for name in _parts(said.get("releasable_to", ""))]
    if None in codes:
        return None
    nations = [code for code in codes if code] or None
    groups = _parts(said.get("need_to_know", ""))
    return label(lowest.policy, level, releasable_to=nations, need_to_know=groups)


def _parts(said: str) -> list[str]:
    return [part.strip() for part in said.split(",") if part.strip()]
