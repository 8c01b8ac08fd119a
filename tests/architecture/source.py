"""The product's own source, as the tests of its architecture read it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRODUCT = ROOT / "comity"


def python_files(pattern: str = "**/*.py") -> list[Path]:
    """Product code: no tests, no migrations."""
    return [p for p in sorted(PRODUCT.glob(pattern)) if not {"tests", "migrations"} & set(p.parts)]


def templates() -> list[Path]:
    return sorted(PRODUCT.glob("**/templates/**/*.html"))


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def named(path: Path) -> str:
    """The path as these tests name it: from the product's folder on."""
    return path.relative_to(PRODUCT).as_posix()


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def name_called(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""
