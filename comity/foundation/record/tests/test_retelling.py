"""What was recorded in English is told in the reader's language, and never says anything else."""

from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar, get_args, get_type_hints

import pytest
from django.db import transaction

from comity.foundation.labels.queries import marking_for
from comity.foundation.labels.rules.label import label
from comity.foundation.record.actions.announce import announce
from comity.foundation.record.events import Event, event_class, kinds, retold
from comity.foundation.record.models import Entry
from comity.foundation.record.rules.plain import plain
from comity.foundation.record.rules.retelling import Unreadable, made_again
from comity.foundation.words.rules import said
from comity.foundation.words.rules.said import day, in_words, say

from .builders import NOON, Somebody

FRENCH = {"{what} was put down on {day}.": "{what} : noté le {day}."}


class Tone(StrEnum):
    CALM = "calm"


@dataclass(frozen=True, kw_only=True)
class Part:
    name: str
    many: int | None = None


@dataclass(frozen=True, kw_only=True)
class PutDown(Event):
    kind: ClassVar[str] = "record-tests.put-down"
    what: str
    on: date
    tone: Tone = Tone.CALM
    parts: tuple[Part, ...] = ()
    cost: Decimal | None = None
    seen: datetime | None = None
    posts: frozenset[int] = frozenset()

    def sentence(self) -> str:
        return say("{what} was put down on {day}.", what=self.what, day=day(self.on))


FULL = PutDown(
    what="A",
    on=date(2026, 3, 1),
    parts=(Part(name="b", many=2), Part(name="c")),
    cost=Decimal("2.50"),
    seen=datetime(2026, 3, 1, 9, tzinfo=UTC),
    posts=frozenset({3, 1}),
)


@pytest.fixture
def in_french(monkeypatch):
    monkeypatch.setattr(said._Tongue, "one", staticmethod(lambda pattern: FRENCH.get(pattern, pattern)))
    monkeypatch.setattr(said._Tongue, "write", staticmethod(lambda value, english: f"{value:%d/%m/%Y}"))


def test_an_event_is_made_again_from_what_was_kept_of_it():
    assert made_again(PutDown, FULL.body()) == FULL


@pytest.mark.parametrize("body", [None, {}, {**FULL.body(), "more": 1}, {**FULL.body(), "on": "some day"}])
def test_what_does_not_fit_is_refused(body):
    with pytest.raises(Unreadable):
        made_again(PutDown, body)


@pytest.mark.django_db
def test_an_entry_is_told_in_the_language_of_its_reader(in_french):
    marking = marking_for(label("COMITY", "OFFICIAL"))
    with transaction.atomic():
        announce(FULL, actor=Somebody(), at=NOON, about=[], marking_id=marking.pk)
    entry = Entry.objects.whole("a test").get()
    assert entry.sentence == entry.told == "A was put down on 01 March 2026."
    assert in_words(entry.told) == "A : noté le 01/03/2026."


@pytest.mark.parametrize(
    ("kind", "version", "body", "sentence"),
    [
        (FULL.kind, 1, {"event": FULL.body()}, "A was put down on 02 March 2026."),
        (FULL.kind, 2, {"event": FULL.body()}, FULL.sentence()),
        (FULL.kind, 1, {"event": {"what": "A"}}, "A was put down."),
        (FULL.kind, 1, {}, "A was put down."),
        ("record-tests.long-gone", 1, {"event": FULL.body()}, "It was done."),
    ],
)
def test_the_sentence_that_was_kept_stands_when_the_event_would_say_anything_else(kind, version, body, sentence):
    told = retold(kind, version, body, str(sentence))
    assert told == sentence
    assert not isinstance(told, said.Said)


SAMPLES = {
    str: "words",
    bool: True,
    int: 7,
    int | None: 7,
    date: date(2026, 3, 1),
    date | None: date(2026, 3, 1),
}


def _sample(hint):
    if hint in SAMPLES:
        return SAMPLES[hint]
    return (_sample(get_args(hint)[0]),)  # the tuples of one kind that events have


def test_every_event_of_the_house_declares_fields_that_can_be_read_again():
    """A field of a type that is written down and cannot be read would keep its history English for ever."""
    for kind in kinds():
        known = event_class(kind)
        if known is not None and known.__module__.startswith("comity.") and ".tests." not in known.__module__:
            hints = get_type_hints(known)
            sample = known(**{field.name: _sample(hints[field.name]) for field in fields(known)})
            assert made_again(known, plain(sample)) == sample, kind
