"""What people read is collected for translators from the calls themselves, so these must be readable by a program."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import comity

HOUSE = Path(comity.__file__).parent
SAYINGS = {"say": 1, "say_many": 2}
OWN = HOUSE / "foundation" / "words"


def _calls() -> Iterator[tuple[str, ast.Call, int]]:
    for path in sorted(HOUSE.rglob("*.py")):
        if "tests" in path.parts or path.is_relative_to(OWN):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        # conditions hand a way to translate as an argument of this very name; the rules of words are not theirs
        local = {arg.arg for f in ast.walk(tree) if isinstance(f, ast.FunctionDef) for arg in f.args.args}
        if "say" in local:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAYINGS:
                yield f"{path.relative_to(HOUSE)}:{node.lineno}", node, SAYINGS[node.func.id]


def test_every_saying_writes_its_template_out():
    hidden = [
        where
        for where, call, templates in _calls()
        if not all(isinstance(a, ast.Constant) and isinstance(a.value, str) for a in call.args[:templates])
    ]
    assert not hidden, f"the collector of words cannot read these: {hidden}"


def test_no_template_holds_a_per_cent_sign():
    """The tools of translators take it for a placeholder of another kind; it goes into a value."""
    holding = [
        where
        for where, call, templates in _calls()
        for given in call.args[:templates]
        if isinstance(given, ast.Constant) and "%" in str(given.value)
    ]
    assert not holding, holding


@pytest.mark.parametrize("name", SAYINGS)
def test_the_words_are_found_at_all(name):
    assert any(call.func.id == name for _, call, _ in _calls() if isinstance(call.func, ast.Name))
