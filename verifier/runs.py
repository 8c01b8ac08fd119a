"""Goes through the runs of a bundle: every entry is checked, and every run must lead to the root that was signed."""

from collections.abc import Sequence

from .bundle import Bundle, Lines, Run
from .checkpoint import Checkpoint
from .entries import Counted, checked
from .merkle import Tree
from .refusals import Broken
from .shapes import Known

BLOCK = 1024  # entries gone through at once; a power of two, so that blocks are whole subtrees


def gone_through(bundle: Bundle, said: Checkpoint, sizes: Sequence[int], found: Counted) -> dict[int, bytes]:
    """Roots of the record at those of `sizes` that the runs tell; what was met is counted in `found`.

    Raises Broken at the first entry that does not hold, or Unreadable.
    """
    with bundle.lines("leaves.jsonl") as leaves, bundle.lines("bodies.jsonl") as bodies:
        passage = _Passage(leaves, bodies, said, sizes, found)
        for run in bundle.runs:
            passage.through(run)
        if leaves.take(1) or bodies.take(1):
            raise Broken("The bundle holds more lines than entries.")
    return passage.roots


class _Passage:
    def __init__(self, leaves: Lines, bodies: Lines, said: Checkpoint, sizes: Sequence[int], found: Counted) -> None:
        self._leaves, self._bodies, self._said, self._sizes, self._found = leaves, bodies, said, sizes, found
        self._known = Known()
        self.roots: dict[int, bytes] = {0: Tree().root(), said.size: said.root}

    def through(self, run: Run) -> None:
        """One run. Roots met on the way are believed only after it has led to the signed one."""
        try:
            tree = Tree(run.first, run.left)
            met = self._grown(tree, run.first + run.count)
            root = tree.completed(self._said.size, run.right)
        except ValueError as problem:
            raise Broken(f"the proof that it is in the record is incomplete ({problem}).", run.first) from problem
        if root != self._said.root:
            raise Broken(f"{_named(run)} not what the checkpoint was signed over: an entry or its proof was changed.")
        self.roots.update(met)

    def _grown(self, tree: Tree, end: int) -> dict[int, bytes]:
        met = {}
        while True:
            if tree.size in self._sizes:
                met[tree.size] = tree.root()
            if tree.size == end:
                return met
            stops = [size - tree.size for size in (*self._sizes, end) if size > tree.size]
            tree.extend(self._block(tree.size, min(BLOCK - tree.size % BLOCK, *stops)))

    def _block(self, first: int, most: int) -> list[bytes]:
        leaves, bodies = self._leaves.take(most), self._bodies.take(most)
        both = min(len(leaves), len(bodies))
        try:
            hashes = self._checked(leaves[:both], bodies[:both], first)
        except Broken as broken:
            self._found.entries += (first if broken.met is None else broken.met) - first
            raise
        self._found.entries += both
        if both < most:
            why = "it is missing." if len(leaves) == both else "its body is neither shown nor said to be withheld."
            raise Broken(why, first + both)
        return hashes

    def _checked(self, leaves: list[bytes], bodies: list[bytes], first: int) -> list[bytes]:
        if self._bodies.is_plain:
            return checked(leaves, bodies, first, self._known, self._found)
        # Patterns are not to be relied upon here: every line goes to the exact reader.
        pairs = enumerate(zip(leaves, bodies, strict=True), first)
        return [checked([leaf], [body], seq, Known(), self._found)[0] for seq, (leaf, body) in pairs]


def _named(run: Run) -> str:
    return f"Entry {run.first} is" if run.count == 1 else f"Entries {run.first} to {run.first + run.count - 1} are"
