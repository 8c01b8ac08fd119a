"""Keep how a person wants the house to speak and look. It is no act of state: nothing of it enters the record."""

from collections.abc import Collection
from datetime import datetime

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused
from comity.foundation.words.rules.said import say

from ..models import Preference
from ..queries import zones
from ..rules.choices import Choices, faults


@attempt
def choose_preferences(
    choices: Choices,
    *,
    actor: Actor,
    at: datetime,  # noqa: ARG001  every action is told when
    languages: Collection[str],
) -> Preference:
    """The acting person's own. Raises Refused for a language, zone or theme that is not offered."""
    if wrong := faults(choices, languages=languages, zones=zones()):
        raise Refused(say("That cannot be chosen."), fields=wrong)
    kept, _ = Preference.objects.update_or_create(
        person_id=actor.who,
        defaults={
            "language": choices.language,
            "zone": choices.zone,
            "theme": choices.theme,
            "letters": choices.letters,
        },
    )
    return kept
