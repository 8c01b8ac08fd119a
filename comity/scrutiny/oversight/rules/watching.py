"""What is watched: each monitor by name, what it looks at in plain words, and how often it reads all of it anew."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from comity.foundation.words.rules.said import say
from comity.mandate.institutions.rules.framework import Character
from comity.mandate.institutions.rules.promises import Property

OVERSEERS = (Character.PARLIAMENTARY, Character.INDEPENDENT)
"""The characters of the posts that are told of findings, and that take note of them."""

DAILY = timedelta(days=1)
HOURLY = timedelta(hours=1)
OFTEN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Watch:
    """`anew`: after how long everything is read again from the first entry. New entries are read at the next look."""

    key: str
    title: str
    looks_at: str
    anew: timedelta = DAILY


SEQUENCE = Watch(
    "sequence",
    say("Gaps in the sequence"),
    say(
        "Whether every entry from the first to the last is there, and none stands beyond the end that the house "
        "knows of."
    ),
)
CLOCK = Watch(
    "clock",
    say("A clock that ran back"),
    say(
        "Whether an entry says a time more than two minutes before that of an entry which stands earlier on the record."
    ),
)
POSTS = Watch(
    "posts",
    say("Acts from a post that was not held"),
    say(
        "Whether everybody who acted from a post was appointed to it then, by the record and by the list of "
        "appointments."
    ),
)
POWERS = Watch(
    "powers",
    say("Acts without a mandate"),
    say(
        "Whether a post that decided, countersigned, put to clearance, suspended, revoked, appointed, delegated "
        "or adopted "
        "held the mandate for it then, itself or by a delegation that ran then."
    ),
)
TEXTS = Watch(
    "texts",
    say("Decisions on another text"),
    say(
        "Whether every text put to clearance still gives the digest it was put with, and every opinion and signature "
        "binds the text that was before it."
    ),
)
WHOLE = Watch(
    "whole",
    say("The whole record, recomputed"),
    say(
        "Whether every entry still is what was committed to, the root that of all entries, every signed checkpoint and "
        "tile that of the entries, and every guard of the database in its place."
    ),
)
ROWS = Watch(
    "rows",
    say("Rows that no act changed"),
    say(
        "Whether every row of the house says what the last entry told of it, or was changed, added or removed behind "
        "the application's back."
    ),
)
EMERGENCY = Watch(
    "emergency",
    say("Opened in an emergency"),
    say(
        "Whether anybody opened something above their clearance in an emergency that is over: each waits for overseers "
        "to review what was read."
    ),
)
WITNESSES = Watch(
    "witnesses",
    say("Witnesses that are silent or refuse"),
    say(
        "Whether every witness outside the house still cosigns the record, and none has seen another history of it "
        "than the one that is shown now."
    ),
    anew=OFTEN,
)

PROMISES: Mapping[Property, Watch] = {
    Property.CIVILIAN_CONTROL: Watch(
        "civilian-control",
        say("Promise: civilian control"),
        say(
            "Whether everything that was granted, where its framework promises civilian control, bore the signature of "
            "somebody whom no military post appoints; and whether nobody was appointed past these lines."
        ),
    ),
    Property.TWO_KEYS: Watch(
        "two-keys",
        say("Promise: two keys"),
        say(
            "Whether every signature of the route stood when something was granted, from different people, with "
            "everybody heard whose agreement is required; and whether two adopted each version of a framework."
        ),
    ),
    Property.NO_SELF_APPROVAL: Watch(
        "no-self-approval",
        say("Promise: no self-approval"),
        say("Whether nobody spoke on, signed, resumed or moved what they wrote, nor wrote in what they had cleared."),
    ),
    Property.SILENCE_NEVER_DECIDES: Watch(
        "silence-never-decides",
        say("Promise: silence never decides"),
        say(
            "Whether silence counted only under an instrument that its route and its framework name, and nothing was "
            "signed or granted by nobody."
        ),
    ),
    Property.NO_DEAD_END: Watch(
        "no-dead-end",
        say("Promise: the procedure and nothing beside it"),
        say("Whether every act on a dossier was a step that the procedure knows from where the dossier stood then."),
    ),
    Property.OVERSIGHT_IS_TOLD: Watch(
        "oversight-is-told",
        say("Promise: oversight is told"),
        say(
            "Whether with every act of which a framework says that somebody is to be told, that was owed them at once "
            "and within the framework's clock."
        ),
    ),
    Property.URGENT_PATH_IS_BOUNDED: Watch(
        "urgent-path-is-bounded",
        say("Promise: urgency is bounded"),
        say(
            "Whether urgency was declared only where and for what its route allows, left out nobody whom it may not, "
            "decided within its hours, and was reviewed by nobody who took part."
        ),
    ),
    Property.LOANS_ARE_BOUNDED: Watch(
        "loans-are-bounded",
        say("Promise: powers are lent within bounds"),
        say("Whether every power was lent to whom the framework names, for no more, for no longer and never further."),
    ),
    Property.CLASSES_ARE_COMPLETE_AND_EXCLUSIVE: Watch(
        "classes-are-complete-and-exclusive",
        say("Promise: exactly one route"),
        say("Whether every dossier was opened on the route that its facts choose under the version in force then."),
    ),
}
"""What frameworks promise, watched in the record. Each is decided by the version in force when the act was done."""

TOLD_IN_TIME = Watch(
    "told-in-time",
    say("Promise: told in time"),
    say("Whether whoever a framework says is to be told was told by the day that its clock gives."),
    anew=HOURLY,
)
