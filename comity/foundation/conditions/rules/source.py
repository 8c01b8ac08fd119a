"""What was written, with the place of every piece, from YAML or from already parsed data."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count

import yaml

MOST_LEVELS = 80  # keeps every later reading, and the database's parser, far from its recursion limit
MOST_PIECES = 10_000  # a few lines of YAML aliases can otherwise unfold into millions

_PREFIX = "tag:yaml.org,2002:"
_PLAIN_TAGS = {_PREFIX + tag for tag in ("str", "int", "float", "bool", "null", "timestamp", "merge", "value")}


class Unreadable(ValueError):
    """A condition that cannot be taken as written. str() is ``file.yaml:12:5: what is wrong and what to do``.

    Lines and columns count from 1. Data that was parsed elsewhere has neither: both are None, and the message
    begins with the path to the fault.
    """

    def __init__(self, message: str, name: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message, name, line, column)
        self.message, self.name, self.line, self.column = message, name, line, column

    def __str__(self) -> str:
        place = [self.name, *(str(number) for number in (self.line, self.column) if number is not None)]
        return f"{':'.join(place)}: {self.message}"


@dataclass(frozen=True)
class Place:
    """Where a piece stands: by line and column in YAML, by path in parsed data."""

    name: str
    line: int | None = None
    column: int | None = None
    path: tuple[str, ...] = ()

    def inside(self, step: str) -> "Place":
        return replace(self, path=(*self.path, step))

    def refusal(self, message: str) -> Unreadable:
        path = "" if self.line is not None or not self.path else f"at {' > '.join(self.path)}: "
        return Unreadable(path + message, self.name, self.line, self.column)


@dataclass(frozen=True)
class Word:
    """A single value. From YAML `raw` is the text as written (`no` stays "no"), or None for nothing."""

    raw: object
    at: Place


@dataclass(frozen=True)
class Listing:
    items: "tuple[Written, ...]"
    at: Place


@dataclass(frozen=True)
class Mapped:
    pairs: "tuple[tuple[Word, Written], ...]"
    at: Place


Written = Word | Listing | Mapped


def from_yaml(source: str | yaml.Node, name: str) -> Written:
    """Read YAML text, or a node composed earlier from a larger file. Raises Unreadable."""
    try:
        node = yaml.compose(source, Loader=yaml.SafeLoader) if isinstance(source, str) else source
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _at(mark, name).refusal(error.problem or "this is not YAML") from error
    except yaml.reader.ReaderError as error:
        raise _reader_refusal(error, str(source), name) from error
    except RecursionError as error:
        raise Place(name, 1, 1).refusal(_TOO_DEEP) from error
    if node is None:
        raise Place(name, 1, 1).refusal("nothing is written here; a condition that always holds is `all: []`")
    return _from_node(node, name, 0, count())


def from_data(data: object, name: str) -> Written:
    """Read data that was parsed elsewhere (JSON, a stored filter). Raises Unreadable."""
    return _from_data(data, Place(name), 0, count())


_TOO_DEEP = f"a condition may be nested {MOST_LEVELS} levels deep, not more"


def _guard(at: Place, depth: int, pieces: Iterator[int]) -> None:
    if depth > MOST_LEVELS:
        raise at.refusal(_TOO_DEEP)
    if next(pieces) >= MOST_PIECES:
        raise at.refusal(f"a condition may have {MOST_PIECES} pieces, not more")


def _from_node(node: yaml.Node, name: str, depth: int, pieces: Iterator[int]) -> Written:
    at = _at(node.start_mark, name)
    _guard(at, depth, pieces)
    match node:
        case yaml.ScalarNode() if node.tag in _PLAIN_TAGS:
            return Word(None if node.tag == _PREFIX + "null" else node.value, at)
        case yaml.SequenceNode(tag=tag) if tag == _PREFIX + "seq":
            return Listing(tuple(_from_node(item, name, depth + 1, pieces) for item in node.value), at)
        case yaml.MappingNode(tag=tag) if tag == _PREFIX + "map":
            pairs = [(_key(k, name, pieces), _from_node(v, name, depth + 1, pieces)) for k, v in node.value]
            return Mapped(_without_doubles(pairs), at)
    raise at.refusal(f"the tag {node.tag} means nothing in a condition")


def _key(node: yaml.Node, name: str, pieces: Iterator[int]) -> Word:
    key = _from_node(node, name, 0, pieces) if isinstance(node, yaml.ScalarNode) else None
    if isinstance(key, Word):
        return key
    raise _at(node.start_mark, name).refusal("a key must be a word")


def _from_data(data: object, at: Place, depth: int, pieces: Iterator[int]) -> Written:
    _guard(at, depth, pieces)
    match data:
        case Mapping():
            return Mapped(
                _without_doubles(
                    (Word(key, at), _from_data(value, at.inside(str(key)), depth + 1, pieces))
                    for key, value in data.items()
                ),
                at,
            )
        case list() | tuple():
            items = (_from_data(v, at.inside(str(i)), depth + 1, pieces) for i, v in enumerate(data, 1))
            return Listing(tuple(items), at)
        case _:
            return Word(data, at)


def _without_doubles(pairs: Iterable[tuple[Word, Written]]) -> tuple[tuple[Word, Written], ...]:
    seen: set[object] = set()
    kept = tuple(pairs)
    for key, _ in kept:
        if key.raw in seen:
            raise key.at.refusal(f"'{key.raw}' is written twice")
        seen.add(key.raw)
    return kept


def _at(mark: yaml.Mark | None, name: str) -> Place:
    return Place(name, mark.line + 1, mark.column + 1) if mark else Place(name, 1, 1)


def _reader_refusal(error: yaml.reader.ReaderError, text: str, name: str) -> Unreadable:
    before = text[: error.position]
    place = Place(name, before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)
    return place.refusal("this character may not stand in YAML")
