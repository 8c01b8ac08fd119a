"""Plants a double of everything marked, above every reader: each text of it holds a word that stands nowhere else.

Which models there are and which of their fields hold text is asked of the models themselves, so a new model or field is
planted without a word here. What is not marked itself and hangs on something marked (an opinion, a ship) is doubled
with it.
"""

import itertools
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, models, transaction

from comity.foundation.labels.models import Marking
from comity.foundation.labels.queries import marking_for
from comity.foundation.labels.rules.label import Label
from comity.foundation.record.actions.lay_entries import lay, locked_tree
from comity.foundation.record.models import Entry, Mention
from comity.foundation.record.rules import leaf, merkle
from comity.foundation.record.rules.thing import Thing

CANARY = re.compile(r"zq[0-9a-f]{6}qz")
SHAPED = re.compile(r"[a-z][a-z0-9_.:-]*|[A-Z]{2,4}|[\d.:TZ+-]+|[a-z]+/[a-z0-9.+-]+|[0-9a-f-]{30,}|\+\d+ .*|/.*", re.A)
NUMBERED = re.compile(r"([A-Z]+)-(\d{4})-(\d{3,})")
ELSEWHERE = 4000  # added to the number of what is doubled, so that a reference is a canary too
OF_THE_RECORD = "record"  # its chain takes no row by hand: its canaries are announced
# That a release was handed over, its own state says; and whoever does not read each of its parts does not open it,
# and is told so. What was put is frozen, so neither is planted beside a release; the release's own tests ask what is
# counted.
TOLD_BY_THE_PARENT = {"Package", "Item"}
COUNTED = {"Finding"}  # how many there are beyond them, overseers are told: planted before the first walk


@dataclass(slots=True)
class Planted:
    """What was planted. `words`: where each canary stands. `rows`: the doubles of each model. `above`: beside them what
    hangs on something that readers see."""

    words: dict[str, str] = field(default_factory=dict)
    references: dict[str, str] = field(default_factory=dict)
    rows: dict[Any, list[models.Model]] = field(default_factory=lambda: defaultdict(list))
    keys: dict[str, str] = field(default_factory=dict)
    above: list[models.Model] = field(default_factory=list)
    number: Any = field(default_factory=lambda: itertools.count(1))

    def word(self, where: str) -> str:
        said = f"zq{next(self.number):06x}qz"
        self.words[said] = where
        return said

    def met(self, text: str) -> Counter[str]:
        """Where the canaries stand that this text holds, and the numbers and keys of what was planted."""
        found = Counter(self.words[word] for word in CANARY.findall(text) if word in self.words)
        found.update(where for said, where in self.references.items() if said in text)
        return found


def own_models() -> list[Any]:
    """The models of the house; a test that ran before may have made some of its own, which have no table any more."""
    ours = (model for model in apps.get_models() if model.__module__.startswith("comity."))
    return [model for model in ours if ".tests" not in model.__module__]


def is_marked(model: Any) -> bool:
    return any(one.related_model is Marking for one in model._meta.concrete_fields)


def marked_by(name: str) -> Any:
    return next(model for model in own_models() if model.__name__ == name)


def parents(model: Any) -> set[Any]:
    return {one.related_model for one in model._meta.concrete_fields if one.related_model not in (None, Marking)}  # type: ignore[misc]


def doubled_models() -> list[Any]:
    """The marked models and all that hang on them, what is pointed at before what points."""
    own = [model for model in own_models() if model._meta.app_label != OF_THE_RECORD]
    found = {model for model in own if is_marked(model)}
    while more := {model for model in own if model not in found and parents(model) & found}:
        found |= more
    ordered: list[Any] = []
    while len(ordered) < len(found):
        ready = [m for m in own if m in found and m not in ordered and not (parents(m) - {m}) & found - set(ordered)]
        assert ready, "models point at each other in a circle: say in doubled_models which comes first"
        ordered += ready
    return ordered


def every(model: Any) -> list[models.Model]:
    rows = model._default_manager.all()
    return list((rows.whole("planted for a test") if hasattr(rows, "whole") else rows).order_by("pk"))


def plant(labels: list[Label], planted: Planted) -> None:
    """A double of every row of the house, and beside what is seen a second one of each of its marked parts, under these
    labels in turn."""
    _plant(labels, planted, [model for model in doubled_models() if model.__name__ not in COUNTED])


def plant_what_is_counted(labels: list[Label], planted: Planted) -> None:
    """These first: what hangs on one of them, and is not counted itself, then hangs on its double."""
    _doubled.clear()
    _plant(labels, planted, [model for model in doubled_models() if model.__name__ in COUNTED])


def _plant(labels: list[Label], planted: Planted, models_: list[Any]) -> None:
    turn = itertools.cycle([marking_for(one) for one in labels])
    house = {model: every(model) for model in models_}
    for model, rows in house.items():
        new_keys(model, rows, planted)
    for model, rows in house.items():
        for row in rows:
            planted.rows[model].append(double(row, planted, next(turn)))
    for model, rows in house.items():
        if is_marked(model) and hangs_on_something(model) and model.__name__ not in TOLD_BY_THE_PARENT:
            for row in rows:
                beside(row, planted, next(turn))


def hangs_on_something(model: Any) -> bool:
    names = {one.name for one in model._meta.concrete_fields}
    return "thing_key" in names or any(is_marked(parent) for parent in parents(model))


def new_keys(model: Any, rows: list[models.Model], planted: Planted) -> None:
    """Of each row the key of its double, and of each line or key that rows of other rooms name it by."""
    for row in rows:
        for one in model._meta.concrete_fields:
            if isinstance(one, models.UUIDField) and not one.is_relation and (was := getattr(row, one.attname)):
                planted.keys.setdefault(str(was), str(UUID(int=was.int ^ (0xCA9A << 112))))
            if one.name == "reference" and (was := row.reference):
                again = renumbered(was)
                planted.references[again] = f"{model.__name__}.reference"


def renumbered(text: str) -> str:
    return NUMBERED.sub(lambda found: f"{found[1]}-{found[2]}-{int(found[3]) + ELSEWHERE}", text)


_doubled: dict[tuple[Any, Any], Any] = {}


def double(row: models.Model, planted: Planted, marking: Marking) -> models.Model:
    """Everything it points at and is named by is a double as well."""
    new = type(row)()
    for one in row._meta.concrete_fields:
        setattr(new, one.attname, remade(row, one, planted, marking))
    if row._meta.pk and isinstance(row._meta.pk, models.AutoField):
        new.pk = None
    _save(new)
    _doubled[type(row), row.pk] = new.pk
    return new


def remade(row: models.Model, one: Any, planted: Planted, marking: Marking) -> Any:
    was, where = getattr(row, one.attname), f"{type(row).__name__}.{one.name}"
    if one.related_model is Marking:
        return marking.pk
    if one.related_model is not None:
        return _doubled.get((one.related_model, was), was)
    if isinstance(one, models.UUIDField) and was is not None:
        return UUID(planted.keys.get(str(was), str(was)))
    if one.name == "known":
        return False  # that something is withheld is told where its author lets it be known
    if isinstance(one, models.JSONField):
        return in_data(was, where, planted)
    if isinstance(one, models.CharField | models.TextField) and not one.choices:
        said = in_text(was, where, planted, one.max_length)
        return f"{was}~"[-(one.max_length or 99) :] if one.unique and was and said == was else said
    return was


def in_text(was: str, where: str, planted: Planted, most: int | None) -> str:
    """The text with a canary; a key, a number or a word of the programme stays what it is, of the double."""
    if not was:
        return was
    if was in planted.keys:
        return planted.keys[was]
    if NUMBERED.fullmatch(was):
        return renumbered(was)
    if SHAPED.fullmatch(was) or (most is not None and most < 40):
        return was
    return f"{planted.word(where)} {renumbered(was)}"[:most]


def in_data(was: Any, where: str, planted: Planted) -> Any:
    if isinstance(was, dict):
        return {key: in_data(value, where, planted) for key, value in was.items()}
    if isinstance(was, list):
        return [in_data(value, where, planted) for value in was]
    return in_text(was, where, planted, None) if isinstance(was, str) else was


def beside(row: models.Model, planted: Planted, marking: Marking) -> None:
    """A part above what it hangs on: same parent, other marking. What the parent has one of only cannot be."""
    new = type(row)()
    for one in row._meta.concrete_fields:
        kept = one.is_relation and one.related_model is not Marking
        named = one.name in ("thing_key", "thing_reference", "origin_key", "once")
        value = getattr(row, one.attname) if kept or named else remade(row, one, planted, marking)
        if isinstance(one, models.UUIDField) and not kept and value is not None:
            value = UUID(int=value.int ^ (0xBE51DE << 72))
        if one.name in ("origin_key", "once") and value:
            value = f"{value}#"[-(one.max_length or 99) :]
        setattr(new, one.attname, value)
    if isinstance(row._meta.pk, models.AutoField):
        new.pk = None
    try:
        with transaction.atomic():
            _save(new)
    except IntegrityError:
        return
    planted.above.append(new)


def _save(new: models.Model) -> None:
    """As a row alone, without what the house would do about it."""
    models.Model.save_base(new, raw=True, force_insert=True)


def plant_entries(labels: list[Label], planted: Planted) -> None:
    """A double of every entry of the record, in its chain. How long the record is everybody may know, so this is no
    difference of what is planted: it is done before."""
    for model in doubled_models():
        new_keys(model, every(model), planted)
    turn = itertools.cycle([marking_for(one) for one in labels])
    mentions = defaultdict(list)
    for one in Mention.objects.order_by("pk"):
        key = planted.keys.get(one.thing_key, one.thing_key)
        mentions[one.entry_id].append(Thing(one.thing_kind, key, renumbered(one.reference)))
    for entry in (one for one in every(Entry) if one.body):
        again, tree = double_entry(entry, planted, next(turn)), locked_tree()
        again.seq = tree.size
        again.commitment = leaf.commitment(bytes(again.salt), again.body)
        bytes_of = leaf.leaf(
            seq=again.seq, kind=again.kind, version=again.version, at=again.at, commitment=again.commitment
        )
        again.leaf_hash = merkle.leaf_hash(bytes_of)
        lay(again, mentions[entry.pk], tree.grown(again.leaf_hash))
        planted.rows[Entry].append(again)


def double_entry(entry: Any, planted: Planted, marking: Marking) -> Any:
    said = {one.attname: remade(entry, one, planted, marking) for one in Entry._meta.concrete_fields}
    body = {**entry.body, "event": said["body"].get("event", {}), "sentence": said["sentence"]}
    return Entry(**{**said, "body": {**body, "marking": marking.label.as_data()}, "person": entry.person})
