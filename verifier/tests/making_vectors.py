"""Write our own part of the vectors anew, when the format changes: `python -m verifier.tests.making_vectors`.

Everything is made with `building`, which shares no code with the verifier, and what a verifier must say of it is
written down here. The published part of the file is left as it is.
"""

import json
from base64 import b64encode
from dataclasses import replace
from pathlib import Path

from . import building
from .building import LOG, PARLIAMENT, Signer, Told, a_checkpoint, a_policy, a_record, made, parts, told

FILE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "record-vectors.json"
NOT_CANONICAL = [
    b'{"a":1,"a":1}',
    b'{"b":1,"a":1}',
    b'{"a": 1}',
    b'{"a":1.0}',
    b'{"a":1e2}',
    b'{"a":-0}',
    b'{"a":01}',
    b'{"a":NaN}',
    b'{"a":9007199254740992}',
    b'{"a":"\\u00e9"}',
    b'{"a":"\\/"}',
    b'{"a":"\\u000A"}',
    b'{"a":"\\u000a"}',
    b'{"a":"\\u001F"}',
    b'{"a":"\\ud800"}',
    b'{"a":"\xff"}',
    b'{"a":"\x01"}',
    b'{"a":1}\r',
    '{"\ufb33":1,"\U0001f600":1}'.encode(),
    b'{"a":' + b"[" * 64 + b"]" * 64 + b"}",
]
CANONICAL = [
    '{"a":9007199254740991,"b":-9007199254740991}',
    '{"a":"\\b\\t\\n\\f\\r\\u0001\\u001f\\"\\\\/\x7f"}',
    '{"é":"‘’\u2028😀"}',
    '{"":[],"a":{},"b":[true,false,null,0]}',
    '{"\U0001f600":1,"\ufb33":1}',
    '{"a":' + "[" * 63 + "]" * 63 + "}",
]
RECORD = a_record(11)
POLICIES = {
    "two witnesses": a_policy(),
    "no witnesses": a_policy(witnesses=(), quorum=0),
    "another log": a_policy(log=Signer(LOG.name, 8)),
}


def own(sorted_keys: list[str], leaves: list[bytes]) -> dict[str, object]:
    """Our own part. `leaves` are those of the published tree."""
    in_order = "{" + ",".join(f"{json.dumps(key, ensure_ascii=False)}:1" for key in sorted_keys) + "}"
    return {
        "source": "Made here, with verifier/tests/making_vectors.py.",
        "canonical": {
            "about": "Canonical JSON: texts that are, and bytes (base 64) that a verifier refuses.",
            "good": [*CANONICAL, in_order],
            "bad": [b64encode(line).decode() for line in NOT_CANONICAL],
        },
        "entries": {
            "about": "Body (canonical text) and salt, the commitment they give, the leaf it stands in, and its hash.",
            "cases": [_entry(seq) for seq in (0, 7, 10)],
        },
        "runs": {
            "about": "Every run of the published tree of seven leaves, with its two sides.",
            "size": 7,
            "cases": [_run(leaves[:7], first, end) for first in range(7) for end in range(first + 1, 8)],
        },
        "consistency": {
            "about": "Every proof of growth in the published tree of eight leaves.",
            "cases": [
                {"from": old, "size": new, "path": [one.hex() for one in building.proof(leaves[:new], old)]}
                for new in range(1, 9)
                for old in range(1, new + 1)
            ],
        },
        "bundles": {
            "about": "Whole bundles (base 64), the checkpoints the auditor kept, and what must be said of them: the "
            "exit status and the first bad entry (null: none in particular). The sentences are those of our "
            "verifier; another may use its own.",
            "policies": POLICIES,
            "cases": [_case(*case) for case in _bundles()],
        },
    }


def _entry(seq: int) -> dict[str, object]:
    one = told(seq)
    line = json.loads(one.body)
    return {
        "body": building.written(line["body"]).decode(),
        "salt": line["salt"],
        "commitment": json.loads(one.leaf)["commitment"],
        "leaf": one.leaf.decode(),
        "leaf_hash": building.sha(b"\x00", one.leaf).hex(),
    }


def _run(leaves: list[bytes], first: int, end: int) -> dict[str, object]:
    left, right = building.left(leaves, first), building.right(leaves, end)
    return {"first": first, "count": end - first, "left": left, "right": right}


def _with(seq: int, entry: Told) -> list[Told]:
    return [*RECORD[:seq], entry, *RECORD[seq + 1 :]]


def _telling(seq: int, of: int) -> Told:
    """An entry that tells of the erasure of another."""
    event = {"commitment": json.loads(RECORD[of].leaf)["commitment"], "entry": of}
    return made(seq, building.written({"event": event}), bytes(32), kind="record.body-erased")


def _bundles():
    """Name, parts, status, first bad entry, a piece of our sentence; then policy and what was kept, if need be."""
    good, now = parts(RECORD), a_checkpoint(RECORD)
    withheld = replace(RECORD[3], body=b'{"withheld":"Its marking is above yours."}')
    erased = replace(RECORD[4], body=b'{"by":9,"erased":"Article 17."}')
    hidden = [*RECORD[:3], withheld, erased, *RECORD[5:9], _telling(9, 4), RECORD[10]]
    rewritten = a_record(11, "withdrew", since=2)
    loose = made(6, b'{"sentence": "a space"}', bytes(32))
    runs = [(2, 3), (8, 1)]
    yield "the whole record", good, 0, None, "All 11 entries are here"
    yield "two stretches of it", parts(RECORD, runs), 0, None, "4 entries are shown"
    yield "a record of nothing", parts([]), 0, None, "It is empty"
    kept = [a_checkpoint(RECORD[:5])]
    yield "it continues what was kept, by a proof", parts(RECORD, [(8, 1)], proofs_from=[5]), 0, None, "kept at 5", kept
    yield "it continues what was kept, by its run", parts(RECORD, runs), 0, None, "kept at 5", kept
    yield "one body withheld, one erased", parts(hidden), 0, None, "1 body is withheld"
    untold = parts(_with(4, erased))
    yield "erased, and nothing tells of it", untold, 1, 4, "by entry 9, which tells of no erasure"
    yield "a word of a body was changed", _shown(good, _with(5, _worded(5))), 1, 5, "not what was committed to"
    swapped = [*RECORD[:5], RECORD[6], RECORD[5], *RECORD[7:]]
    yield "two entries were swapped", _shown(good, swapped), 1, 5, "another entry, 6"
    yield "an entry was left out", _shown(good, RECORD[:-1]), 1, 10, "it is missing"
    yield "an entry was replaced with its leaf", _shown(good, _with(5, told(5, "withdrew"))), 1, None, "was changed"
    yield "a hash beside it was changed", _bent(parts(RECORD, runs)), 1, None, "its proof was changed"
    yield "a body is written in another way", parts(_with(6, loose)), 1, 6, "not written in the one way"
    yield (
        "erased by an earlier entry",
        parts(_with(9, replace(RECORD[9], body=erased.body))),
        1,
        9,
        "not by a later entry",
    )
    yield "rewritten and signed again", parts(rewritten), 1, None, "is not the beginning of this one", kept
    yield "as long, but another", parts(rewritten), 1, None, "two histories were signed", [now]
    yield "an old one shown again", parts(RECORD[:5]), 1, None, "an old checkpoint", [now]
    yield "growth that is not shown", parts(RECORD, [(8, 1)]), 1, None, "does not show that it continues", kept
    alone = a_checkpoint(RECORD, witnesses=[PARLIAMENT])
    yield "a witness is missing", good.with_(checkpoint=alone), 1, None, "Only 1 of 2 witnesses"
    yield "no witness asked for", good.with_(checkpoint=alone), 0, None, "its log alone", (), "no witnesses"
    yield "another key of the same name", good, 1, None, "not signed by the key", (), "another log"
    false = a_checkpoint(RECORD).replace(b"\n11\n", b"\n12\n")
    yield "a signature that does not verify", good.with_(checkpoint=false), 1, None, "is false"
    yield "a count that is not true", good.with_(manifest={**good.manifest, "withheld": 1}), 1, None, "but 0 are"
    yield "a member that does not belong", good.with_(extra={"notes.txt": b"hello"}), 2, None, "does not belong"
    yield "of another format", good.with_(manifest={**good.manifest, "format": "comity-evidence/2"}), 2, None, "format"


def _worded(seq: int) -> Told:
    one = told(seq)
    return replace(one, body=one.body.replace(b"proposed", b"withdrew"))


def _shown(bundle: building.Parts, entries: list[Told]) -> building.Parts:
    return bundle.with_(shown=entries)


def _bent(bundle: building.Parts) -> building.Parts:
    first = {**bundle.runs[0], "left": ["00" * 32]}
    return bundle.with_(runs=[first, *bundle.runs[1:]])


def _case(what, bundle, status, first_broken, sentence, kept=(), policy="two witnesses"):
    return {
        "what": what,
        "policy": policy,
        "kept": [one.decode() for one in kept],
        "status": status,
        "first_broken": first_broken,
        "sentence": sentence,
        "bundle": b64encode(bundle.packed()).decode(),
    }


def main() -> None:
    published = json.loads(FILE.read_text(encoding="utf-8"))
    leaves = [bytes.fromhex(leaf) for leaf in published["merkle"]["leaves"]]
    every = {**published, "own": own(published["sorted_keys"]["keys"], leaves)}
    written = json.dumps(every, indent=1, ensure_ascii=False)
    FILE.write_text(written + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
