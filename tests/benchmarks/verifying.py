"""How long the verifier takes for a whole record, beside hashing: `python -m tests.benchmarks.verifying [N]`.

Two measures, of the processor time of one process. What anybody must do who checks a file entry by entry: open the
bundle, take its lines apart, and compute with hashlib one hash for each leaf, for each body and for each node; the
bar is for that one. And the hashes alone, of lines that are in memory already, which no checker of a file can do
with. The signatures (three here, a few milliseconds) are on the verifier's side only.
"""

import sys
import tempfile
import zipfile
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from time import process_time

from verifier.checking import check
from verifier.policy import policy
from verifier.tests.building import BOTH, LOG, Told, a_policy, made, written

BAR = 3
KINDS = (("engagement.proposed", {"title": "Northern Wind 2026", "lead": "Directorate of plans", "digest": "a" * 64}),)
KINDS += (("opinion.given", {"opinion": "concur", "reason": 'As said:\n"no objection"', "days": 3}),)


def main(size: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        bundle = Path(folder) / "evidence.zip"
        _pack(bundle, size)
        bytes_ = bundle.stat().st_size
        alone = _hashing_alone(bundle)
        hashing = _seconds(lambda: _hashed(*_read(bundle)))
        verifying = _seconds(lambda: _verified(bundle, size))
    print(f"{size:,} entries, {bytes_ / 1e6:,.0f} MB: verified in {verifying:.2f} s, {size / verifying:,.0f} a second")
    print(f"{verifying / hashing:.2f} × reading and hashing with hashlib, {hashing:.2f} s (bar: {BAR})")
    print(f"{verifying / alone:.2f} × hashing alone, of lines in memory, {alone:.2f} s")
    return 0 if verifying <= BAR * hashing else 1


def _seconds(work: Callable[[], None]) -> float:
    taken = []
    for _ in range(2):
        start = process_time()
        work()
        taken.append(process_time() - start)
    return min(taken)


def _read(bundle: Path) -> tuple[list[bytes], list[bytes]]:
    with zipfile.ZipFile(bundle) as archive:
        leaves, bodies = (archive.read(name).split(b"\n") for name in ("leaves.jsonl", "bodies.jsonl"))
    return leaves[:-1], bodies[:-1]


def _hashing_alone(bundle: Path) -> float:
    leaves, bodies = _read(bundle)
    return _seconds(lambda: _hashed(leaves, bodies))


def _hashed(leaves: list[bytes], bodies: list[bytes]) -> None:
    hashes = [sha256(b"\x00" + leaf).digest() for leaf in leaves]
    for body in bodies:
        sha256(body).digest()
    while len(hashes) > 1:
        odd = hashes[len(hashes) & ~1 :]
        hashes = [sha256(b"\x01" + a + b).digest() for a, b in zip(hashes[::2], hashes[1::2], strict=False)] + odd


def _verified(bundle: Path, size: int) -> None:
    result = check(bundle, policy(a_policy()))
    assert (result.verdict, result.entries) == ("good", size), result


def _entry(seq: int) -> Told:
    kind, said = KINDS[seq % 4 == 1]
    about = [
        {"key": f"0198a7c2-1111-7777-8888-{n:012}", "kind": "engagement", "reference": f"ENG-2026-{n:04}"}
        for n in (seq, 7)
    ]
    body = {
        "about": about[: 1 + seq % 2],
        "actor": {"person": "Amélie Duhamel", "person_id": 12, "post": "Director", "post_id": 31, "under": [about[1]]},
        "event": {**said, "engagement": seq},
        "marking": {"categories": [], "classification": "RESTRICTED", "originator": "MOD", "policy": "EXAMPLE"},
        "sentence": f"Amélie Duhamel proposed ENG-2026-{seq:04}, “Northern Wind 2026”, led by the planners.",
    }
    return made(seq, written(body), sha256(b"%d" % seq).digest(), kind=kind)


def _pack(path: Path, size: int) -> None:
    leaves, bodies, hashes = [], [], []
    for seq in range(size):
        one = _entry(seq)
        leaves.append(one.leaf + b"\n")
        bodies.append(one.body + b"\n")
        hashes.append(sha256(b"\x00" + one.leaf).digest())
    text = f"{LOG.name}\n{size}\n{b64encode(_root(hashes)).decode()}\n"
    signed = (text + "\n" + LOG.line(text) + "".join(one.line(text) for one in BOTH)).encode()
    manifest = {"format": "comity-evidence/1", "scope": {"all": True}, "made_at": "2026-11-23T12:00:00.000000Z"}
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("manifest.json", written({**manifest, "entries": size, "withheld": 0, "size": size}))
        archive.writestr("checkpoint", signed)
        archive.writestr("runs.json", written([{"first": 0, "count": size, "left": [], "right": []}]))
        archive.writestr("leaves.jsonl", b"".join(leaves))
        archive.writestr("bodies.jsonl", b"".join(bodies))


def _root(hashes: list[bytes]) -> bytes:
    if len(hashes) == 1:
        return hashes[0]
    cut = 1 << (len(hashes) - 1).bit_length() - 1
    return sha256(b"\x01" + _root(hashes[:cut]) + _root(hashes[cut:])).digest()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
