"""What a crisis touches: engagements not over yet, in a state or with it, or in a region."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Case, IntegerField, QuerySet, Sum, Value, When

from comity.foundation.labels.rules.label import Reader

from ..models import Engagement, Participation
from ..rules.life import State as Life
from .ahead import OVER, taken_part
from .listing import engagements

_ORDER = (Life.UNDER_WAY, Life.AUTHORISED, Life.SUSPENDED, Life.IN_CLEARANCE, Life.PROPOSED, Life.CONCEPT)


def touched(reader: Reader, *, state: str = "", zone: str = "") -> QuerySet[Engagement]:
    """What is under way first, then by how near it is to beginning. One of `state` and `zone` is given."""
    rows: QuerySet[Engagement] = engagements(reader).exclude(state__in=OVER)
    rows = taken_part(rows, state) if state else rows.filter(zone=zone)
    near = Case(*(When(state=each, then=Value(n)) for n, each in enumerate(_ORDER)), output_field=IntegerField())
    return rows.annotate(near=near).order_by("near", "sort_date", "id")


def people_in(rows: QuerySet[Engagement]) -> int:
    """How many people the engagements under way among these name together."""
    found: int | None = rows.filter(state=Life.UNDER_WAY).order_by().aggregate(all=Sum("personnel"))["all"]
    return found or 0


def states_of(keys: Collection[object]) -> set[str]:
    """Codes of the states that take part in these engagements, which came from a query of their reader's."""
    rows = Participation.objects.filter(engagement__in=list(keys), state__isnull=False).order_by()
    return set(rows.values_list("state_id", flat=True))


def engagement_whoever_reads(key: UUID) -> Engagement:
    """For telling people of it, each of whom is asked for the marking first. Raises Engagement.DoesNotExist."""
    rows: QuerySet[Engagement] = Engagement.objects.whole("whoever is told is asked for its marking")
    return rows.select_related("lead_post", "host").get(pk=key)
