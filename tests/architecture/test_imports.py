"""You may only walk downstairs, and rules import nothing that knows of a database or a clock."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from .source import PRODUCT, ROOT, named, python_files, tree_of

# What the standard library offers that is not the same each time it is asked.
IMPURE = {"random", "secrets", "time", "os", "socket", "subprocess", "threading", "logging"}
RULES = [path for path in python_files("**/rules/*.py") if path.name != "__init__.py"]
ROOMS = [p for p in PRODUCT.glob("*/*") if (p / "apps.py").exists()]
FURNITURE = {
    *("README.md", "__init__.py", "apps.py", "rules", "models.py", "queries.py", "queries", "actions", "events.py"),
    *("permissions.py", "forms.py", "views.py", "views", "urls.py", "templates", "api.py", "jobs.py", "management"),
    *("migrations", "tests", "__pycache__", "templatetags", "static"),
}


def test_the_import_contracts_are_kept():
    tool = Path(sys.executable).parent / "lint-imports"
    ran = subprocess.run([tool, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize("path", RULES, ids=named)
def test_rules_are_the_same_each_time_they_are_asked(path):
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            assert not {alias.name.split(".")[0] for alias in node.names} & (IMPURE | {"django"})
        if isinstance(node, ast.ImportFrom):
            assert (node.module or "").split(".")[0] not in IMPURE | {"django"}
        if isinstance(node, ast.Attribute):
            assert node.attr not in ("now", "today", "utcnow", "uuid4"), f"line {node.lineno}: time is an argument"


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_a_room_has_the_furniture_of_the_house_and_nothing_else(room):
    assert {entry.name for entry in room.iterdir()} <= FURNITURE


def test_nothing_is_called_what_everything_could_be_called():
    empty = {
        "utils",
        "util",
        "helpers",
        "helper",
        "common",
        "core",
        "misc",
        "base",
        "lib",
        "shared",
        "service",
        "services",
    }
    for path in PRODUCT.rglob("*.py"):
        assert not empty & {*path.parent.relative_to(PRODUCT).parts, path.stem}, path
