"""Every kind of event is written down once, and tells an auditor in a sentence what happened."""

import ast
import dataclasses
import importlib
import re
import types
import typing
from datetime import date, datetime

import pytest

from comity.foundation.record.events import Event, event_class, kinds

from .source import PRODUCT, calls, name_called, named, python_files, tree_of

for _path in sorted(PRODUCT.glob("*/*/events.py")):
    importlib.import_module(".".join(("comity", *_path.relative_to(PRODUCT).with_suffix("").parts)))

# Bases that several events share; they are never announced themselves.
BASES = {
    *("clearance.event", "crisis.event", "engagement.event", "papers.event"),
    *("part.event", "release.consent.event", "release.event"),
}
OURS = [kind for kind in kinds() if event_class(kind).__module__.split(".")[-2] != "tests"]


def a_value(hint):
    """Something of this type, such as an act would say."""
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        return a_value(next(part for part in typing.get_args(hint) if part is not type(None)))
    if typing.get_origin(hint) is tuple:
        return tuple(a_value(part) for part in typing.get_args(hint) if part is not Ellipsis)
    samples = {str: "something", bool: True, int: 7, date: date(2026, 3, 2), datetime: datetime(2026, 3, 2)}
    return samples[hint]


def an_event(kind):
    found = event_class(kind)
    hints = typing.get_type_hints(found)
    return found(**{field.name: a_value(hints[field.name]) for field in dataclasses.fields(found)})


def test_every_kind_is_declared_once_in_the_events_of_a_room():
    declared = []
    for path in python_files():
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.AnnAssign) and ast.unparse(node).startswith("kind: ClassVar[str] = "):
                assert path.name == "events.py", named(path)
                declared.append(ast.literal_eval(node.value))
    assert len(declared) == len(set(declared))
    assert set(declared) == set(OURS)


@pytest.mark.parametrize("kind", sorted(set(OURS) - BASES))
def test_every_event_says_what_happened_in_a_sentence_of_its_own(kind):
    event = an_event(kind)
    own = [base for base in type(event).__mro__ if "sentence" in vars(base)]
    assert own[0] is not Event
    assert not {"ClearanceEvent", "EngagementEvent"} & {own[0].__name__}, "it inherits a sentence that says nothing"
    said = event.sentence()
    assert len(said) > 15
    assert said.rstrip("”)").endswith((".", "something")), said
    assert not re.search(r"[{}]|None|\(\)|  ", said), said
    event.body()


def test_only_wiring_listens():
    for path in python_files():
        for call in calls(tree_of(path)):
            if name_called(call) in ("listen", "stop_listening") and isinstance(call.func, ast.Name):
                assert named(path) == "web/wiring.py"


def test_no_signal_of_ours_carries_an_event():
    for path in python_files():
        assert "django.dispatch" not in path.read_text(encoding="utf-8"), named(path)
        if named(path) == "foundation/record/apps.py":  # lays triggers when Django has migrated, which it alone knows
            continue
        assert "db.models.signals" not in path.read_text(encoding="utf-8"), named(path)
