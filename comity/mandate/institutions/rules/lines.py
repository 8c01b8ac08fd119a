"""Where in a text of YAML a thing stands: by line and column, through anchors and merge keys."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

Path = tuple[int | str, ...]
MERGE = "<<"
MOST_PIECES = 200_000  # a few lines of aliases can otherwise unfold into millions; the largest framework has 10,000
MOST_LEVELS = 60


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """Line and column, both from 1."""

    line: int = 1
    column: int = 1


class _Composer(yaml.SafeLoader):
    """Composes nodes, and remembers where each alias stood: the node itself knows only where its anchor is."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.aliases: dict[tuple[int, int | str], yaml.Mark] = {}

    def compose_node(self, parent: yaml.Node | None, index: object) -> yaml.Node | None:
        mark = self.peek_event().start_mark if self.check_event(yaml.AliasEvent) else None  # type: ignore[no-untyped-call]
        node = super().compose_node(parent, index)  # type: ignore[arg-type]
        if mark is not None and parent is not None:
            step = index if isinstance(index, int) else str(getattr(index, "value", index))
            self.aliases[id(parent), step] = mark
        return node


@dataclass
class Lines:
    """The text as nodes. Keep it as long as spots are asked for."""

    root: yaml.Node | None
    aliases: dict[tuple[int, int | str], yaml.Mark] = field(default_factory=dict)

    def at(self, path: Path) -> Spot:
        """The spot of the deepest node on this path that is in the text.

        A path that ends at an alias stands where the alias is; one that goes on, where the anchor's content is.
        """
        return self._walk(path)[1]

    def of_key(self, path: Path) -> Spot:
        """The spot of the last key of the path itself, not of its value."""
        node = self._walk(path[:-1])[0]
        for key, _ in node.value if isinstance(node, yaml.MappingNode) else ():
            if key.value == str(path[-1]):
                return _spot(key.start_mark)
        return self.at(path)

    def node(self, path: Path) -> yaml.Node | None:
        """The node at exactly this path, or None."""
        node = self.root
        for step in path:
            node = child(node, step) if node is not None else None
        return node

    def _walk(self, path: Path) -> tuple[yaml.Node | None, Spot]:
        node = self.root
        spot = _spot(node.start_mark) if node is not None else Spot()
        for step in path:
            below = child(node, step) if node is not None else None
            if below is None:
                continue  # a name that the reader of the file put into the path, such as the branch of a union
            mark = self.aliases.get((id(node), step), below.start_mark)
            node, spot = below, _spot(mark)
        return node, spot


def lines_of(text: str) -> Lines:
    """Raises yaml.MarkedYAMLError."""
    composer = _Composer(text)
    try:
        return Lines(composer.get_single_node(), composer.aliases)
    finally:
        composer.dispose()


def child(node: yaml.Node, step: int | str) -> yaml.Node | None:
    """What stands under a key or at a place of a list: a mapping's own word first, then what it merges in."""
    if isinstance(node, yaml.SequenceNode):
        within = isinstance(step, int) and 0 <= step < len(node.value)
        return node.value[step] if within else None
    if not isinstance(node, yaml.MappingNode):
        return None
    own: list[yaml.Node] = [value for key, value in node.value if key.value == str(step)]
    if own:
        return own[-1]
    for key, value in node.value:
        if key.value == MERGE:
            for merged in value.value if isinstance(value, yaml.SequenceNode) else [value]:
                if (found := child(merged, step)) is not None:
                    return found
    return None


def refuse_what_cannot_be_taken(root: yaml.Node | None) -> None:
    """Raises yaml.MarkedYAMLError for what unfolds into too much, stands in itself, or is no day or figure there is."""
    if root is not None:
        _unfolded(root, {}, ())
        taking = yaml.SafeLoader("")
        for node in _every(root):
            if isinstance(node, yaml.ScalarNode):
                try:
                    taking.construct_object(node)
                except (ValueError, OverflowError) as error:
                    raise _refusal(f"“{node.value}” cannot be read: {error}", node) from error
                except yaml.MarkedYAMLError:
                    continue  # told by whoever reads the whole


def _unfolded(node: yaml.Node, known: dict[int, int], above: tuple[int, ...]) -> int:
    """How many pieces this becomes when every alias is written out."""
    if id(node) in above:
        raise _refusal("this stands within itself: an alias cannot name what it is a part of", node)
    if len(above) > MOST_LEVELS:
        raise _refusal("this is nested too deeply", node)
    if id(node) not in known:
        within = (*above, id(node))
        known[id(node)] = 1 + sum(_unfolded(part, known, within) for part in _parts(node))
    if known[id(node)] > MOST_PIECES:
        raise _refusal("this unfolds into too many pieces: write less by aliases", node)
    return known[id(node)]


def _parts(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [part for pair in node.value for part in pair]
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def _every(root: yaml.Node) -> Iterator[yaml.Node]:
    """Every node once, however often an alias names it."""
    seen, waiting = {id(root)}, [root]
    while waiting:
        node = waiting.pop()
        yield node
        new = [part for part in _parts(node) if id(part) not in seen]
        seen |= {id(part) for part in new}
        waiting += new


def _refusal(problem: str, node: yaml.Node) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark)


def written_twice(root: yaml.Node | None) -> Iterator[tuple[str, Spot, Spot]]:
    """Every key that stands twice in one mapping, with the second spot and the first: YAML drops the first silently."""
    for node in _every(root) if root is not None else ():
        first: dict[str, Spot] = {}
        for key, _ in node.value if isinstance(node, yaml.MappingNode) else ():
            if not isinstance(key, yaml.ScalarNode) or key.value == MERGE:
                continue
            if key.value in first:
                yield key.value, _spot(key.start_mark), first[key.value]
            first.setdefault(key.value, _spot(key.start_mark))


def _spot(mark: yaml.Mark) -> Spot:
    return Spot(mark.line + 1, mark.column + 1)
