"""What is watched: each monitor by name, what it looks at in plain words, and how often it reads all of it anew."""

from dataclasses import dataclass
from datetime import timedelta

from comity.foundation.words.rules.said import say
from comity.mandate.institutions.rules.framework import Character

OVERSEERS = (Character.PARLIAMENTARY, Character.INDEPENDENT)
"""The characters of the posts that are told of findings, and that take note of them."""

DAILY = timedelta(days=1)
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
WITNESSES = Watch(
    "witnesses",
    say("Witnesses that are silent or refuse"),
    say(
        "Whether every witness outside the house still cosigns the record, and none has seen another history of it "
        "than the one that is shown now."
    ),
    anew=OFTEN,
)
