"""The facts of docs/reference/record-vectors.json, under the names that the tests use. Each has its source there."""

import json
from pathlib import Path

FILE = Path(__file__).resolve().parents[4] / "docs" / "reference" / "record-vectors.json"
ALL = json.loads(FILE.read_text(encoding="utf-8"))
OWN = ALL["own"]


def _spans(shapes):
    return [tuple(span) for span in shapes]


LEAVES = [bytes.fromhex(leaf) for leaf in ALL["merkle"]["leaves"]]
ROOTS = {one["size"]: one["root"] for one in ALL["merkle"]["roots"]}  # by number of leaves
INCLUSION = [(one["index"], one["size"], one["path"]) for one in ALL["merkle"]["inclusion"]]  # index from 0
CONSISTENCY = [(one["from"], one["size"], one["path"]) for one in ALL["merkle"]["consistency"]]
# In the tree of seven.
INCLUSION_SHAPES = {one["index"]: _spans(one["spans"]) for one in ALL["merkle_shapes"]["inclusion"]}
CONSISTENCY_SHAPES = {one["from"]: _spans(one["spans"]) for one in ALL["merkle_shapes"]["consistency"]}

C2SP_NOTE = ALL["notes"]["quasimodo"]["note"]
_SOFA, _NEUMANN = ALL["notes"]["behind_the_sofa"], ALL["notes"]["neumann"]
CHECKPOINT, CHECKPOINT_TEXT, COSIGNED_AT = _SOFA["note"], _SOFA["text"], _SOFA["cosigned_at"]
COSIGNATURE_MESSAGE = _SOFA["cosignature_message"].encode()
GO_KEY, GO_NOTE = _NEUMANN["key"], _NEUMANN["note"]
GO_SEED = _NEUMANN["seed"]  # base 64 of 0x01 and the seed
SUMDB_KEY = ALL["notes"]["keys"][1]
