"""Bundles with what the program says of them, for the verifier in the browser to say the same."""

import inspect
import itertools
import random
from base64 import b64encode
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from verifier.checking import Result, check
from verifier.policy import policy
from verifier.tests import building, test_checking
from verifier.tests.building import Parts, a_policy, a_record, parts, zipped

# Why a text is no JSON, or a zip no zip, each program says in words of its own.
OWN_WORDS = ("The bundle is damaged or is no bundle: ", " in the bundle cannot be read: ", " the record allows (")
BITS = [b"0", b'"', b"\\", b"\xff", b"\n", b" ", b"e", b"-1"]


class Judge:
    """Stands in for the fixture of `verifier/tests/test_checking.py`; keeps every bundle that its tests make."""

    def __init__(self, folder: Path) -> None:
        self.path, self.cases = folder / "evidence.zip", list[dict[str, Any]]()

    def __call__(self, bundle: bytes | Parts, *, kept: Any = (), **wanted: Any) -> Result:
        data, text = bundle if isinstance(bundle, bytes) else bundle.packed(), a_policy(**wanted)
        self.path.write_bytes(data)
        result = check(self.path, policy(text), kept)
        self.cases.append(
            {
                "bundle": b64encode(data).decode(),
                "policy": text,
                "kept": [b64encode(one).decode() for one in kept],
                "said": comparable(result.as_json()),
            }
        )
        return result


def comparable(said: dict[str, Any]) -> dict[str, Any]:
    """Without the reasons that are each program's own."""
    return {**said, "sentences": [_shortened(one) for one in said["sentences"]]}


def _shortened(sentence: str) -> str:
    return next((sentence.partition(words)[0] + words for words in OWN_WORDS if words in sentence), sentence)


def every_case(folder: Path) -> list[dict[str, Any]]:
    """What the program's own tests try, and then what chance made of a good bundle."""
    judge = Judge(folder)
    for name, test in vars(test_checking).items():
        wanted = inspect.signature(test).parameters if name.startswith("test_") else {}
        if "judged" in wanted:
            for given in _parameters(test):
                test(judge, **given, **({"tmp_path": folder} if "tmp_path" in wanted else {}))
    for bundle in itertools.chain(_changed_by_chance(), _odd_zips(), _odd_lines()):
        judge(bundle, quorum=0)
    return judge.cases


def _parameters(test: Any) -> Iterator[dict[str, Any]]:
    marks = [mark for mark in getattr(test, "pytestmark", []) if mark.name == "parametrize"]
    rows = [[_named(mark.args[0], row) for row in mark.args[1]] for mark in marks]
    for chosen in itertools.product(*rows):
        yield {name: value for row in chosen for name, value in row.items()}


def _named(names: Any, row: Any) -> dict[str, Any]:
    listed = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
    return dict(zip(listed, [row] if len(listed) == 1 else row, strict=True))


def alone(entries: Sequence[building.Told], *stretches: Any, **more: Any) -> Parts:
    """Signed by the log alone, since signatures take both programs the longest."""
    return parts(entries, *stretches, checkpoint=building.a_checkpoint(entries, witnesses=[]), **more)


def _changed_by_chance() -> Iterator[bytes]:
    """One or two bytes of a member replaced, left out or put in, and packed again so that the zip is whole."""
    chance, few = random.Random(4), alone(a_record(7), [(1, 2), (4, 3)], proofs_from=[2])
    members = few.members()
    for _ in range(150):
        name = chance.choice(list(members))
        changed = bytearray(members[name])
        place = chance.randrange(len(changed))
        changed[place : place + chance.randrange(3)] = chance.choice(BITS)
        yield zipped({**members, name: bytes(changed)})


def _odd_zips() -> Iterator[bytes]:
    good = alone(a_record(5)).packed()
    yield good + b"\0"
    yield b"\0" + good
    yield good[:-2] + b"\1\0x"
    yield good.replace(b"checkpoint", b"checkpoin\0")
    yield good.replace(b"checkpoint", b"checkpoinT", 1)
    yield good[:40]
    yield b""


def _odd_lines() -> Iterator[Parts]:
    """Bodies and leaves that are committed to and signed as they are, so that only their form is judged."""
    deep = b'{"a":' + b"[" * 61 + b"]" * 61 + b"}"
    bodies = [
        b'{"__proto__":{"a":1},"constructor":2,"toString":null}',
        b'{"10":1,"9":2}',
        b'{"9":2,"10":1}',
        '{"é":"\ufeff","\U0001f600":1,"\ufb33":0}'.encode(),
        '{"\ufb33":0,"\U0001f600":1}'.encode(),
        b'{"a":1e2}',
        b'{"a":9007199254740992}',
        b'{"a":0.5}',
        b'{"a":-0}',
        b'{"a":1,"a":1}',
        b'{"a":"\\ud83d\\ude00"}',
        b'{"a":"\\u2028"}',
        '{"a":"\u2028\u007f"}'.encode(),
        deep,
        deep.replace(b"[]", b"[[]]").replace(b"[]", b"[[]]"),
        deep.replace(b"[]", b"[" * 3000 + b"]" * 3000),
    ]
    for body in bodies:
        yield alone([*a_record(3), building.made(3, body, bytes(32))])
    for kind in ("K", "ü" * 60, "\U0001f600" * 61, "a b", "\n"):
        yield alone([*a_record(3), building.made(3, b"{}", bytes(16), kind=kind)])
    for old, new in ((b"}", b" }"), (b'"format":1', b'"format":true'), (b'"version":1', b'"version":-1'), (b"Z", b"z")):
        yield alone([building.Told(one.leaf.replace(old, new), one.body) for one in a_record(3)])
