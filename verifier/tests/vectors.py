"""The facts of docs/reference/record-vectors.json, under the names that the tests use. Each has its source there."""

import json
from base64 import b64decode
from pathlib import Path

FILE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "record-vectors.json"
ALL = json.loads(FILE.read_text(encoding="utf-8"))
OWN = ALL["own"]


def _signed(section):
    return [(one["what"], one["good"], one["public"], one["message"], one["signature"]) for one in section["cases"]]


RFC8032 = [case[2:] for case in _signed(ALL["ed25519"])]  # public key, message, signature
# What it is, whether a strict verifier takes it, public key, message, signature.
EDGES = _signed(ALL["ed25519_edges"])
WYCHEPROOF = _signed(ALL["ed25519_wycheproof"])
SMALL_POINTS = ALL["ed25519_small_points"]["points"]  # the eight points of small order, then other ways to write one

NEUMANN_KEY, NEUMANN_NOTE = (ALL["notes"]["neumann"][name] for name in ("key", "note"))
SOFA, SOFA_TIME = (ALL["notes"]["behind_the_sofa"][name] for name in ("note", "cosigned_at"))
SORTED_KEYS = ALL["sorted_keys"]["keys"]  # as RFC 8785 orders them

LEAVES = [bytes.fromhex(leaf) for leaf in ALL["merkle"]["leaves"]]
ROOTS = {one["size"]: one["root"] for one in ALL["merkle"]["roots"]}  # by number of leaves
INCLUSION = [(one["index"], one["size"], one["path"]) for one in ALL["merkle"]["inclusion"]]  # index from 0
CONSISTENCY = [(one["from"], one["size"], one["path"]) for one in ALL["merkle"]["consistency"]]

CANONICAL = [text.encode() for text in OWN["canonical"]["good"]]
NOT_CANONICAL = [b64decode(line) for line in OWN["canonical"]["bad"]]
BUNDLES = OWN["bundles"]["cases"]
POLICIES = OWN["bundles"]["policies"]
