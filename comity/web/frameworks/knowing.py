"""What this house knows beside a framework file: states, marking policies, and the particulars of what is cleared."""

from functools import cache

import yaml
from django.conf import settings

from comity.activity.engagements.rules.particulars import LABELS
from comity.foundation.labels.queries import policies
from comity.procedure.clearance.rules.whole import Known


@cache
def _states_of_the_library() -> frozenset[str]:
    found: set[str] = set()
    for path in sorted((settings.LIBRARY / "states").glob("*.yaml")):
        found |= {row["code"] for row in yaml.safe_load(path.read_text(encoding="utf-8"))["states"]}
    return frozenset(found)


def known_here() -> Known:
    """From the library alone, so that a file can be checked where there is no database."""
    return Known(
        states=_states_of_the_library(),
        policies={name: policy.levels for name, policy in policies().items()},
        fields={"engagement": frozenset(LABELS)},
    )
