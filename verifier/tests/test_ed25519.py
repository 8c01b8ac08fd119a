"""Signatures, on published vectors."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from verifier.ed25519 import _decoded, _is_small, verified

from .vectors import EDGES, RFC8032, SMALL_POINTS, WYCHEPROOF

ORDER = 2**252 + 27742317777372353535851937790883648493


@pytest.mark.parametrize(("public", "message", "signature"), RFC8032)
def test_the_vectors_of_rfc_8032_hold_and_nothing_near_them(public, message, signature):
    public, message, signature = map(bytes.fromhex, (public, message, signature))
    assert verified(public, message, signature)
    assert not verified(public, message + b"\0", signature)
    for place in (0, 31, 32, 63):
        assert not verified(public, message, bytes(b ^ (i == place) for i, b in enumerate(signature)))
    s = int.from_bytes(signature[32:], "little") + ORDER
    assert not verified(public, message, signature[:32] + s.to_bytes(32, "little"))
    assert not verified(public, message, signature + b"\0")
    assert not verified(public[:31], message, signature)


@pytest.mark.parametrize(("what", "good", "public", "message", "signature"), EDGES + WYCHEPROOF)
def test_edge_cases_are_decided_strictly(what, good, public, message, signature):
    assert verified(*map(bytes.fromhex, (public, message, signature))) is good


@pytest.mark.parametrize("point", SMALL_POINTS)
def test_a_key_of_small_order_signs_nothing(point):
    found = _decoded(bytes.fromhex(point))
    assert _is_small(found) if SMALL_POINTS.index(point) < 8 else found is None
    for r in SMALL_POINTS:
        assert not verified(bytes.fromhex(point), b"anything", bytes.fromhex(r) + bytes(32))


def test_it_agrees_with_a_known_library():
    for number in range(20):
        private = Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)
        public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        assert verified(public, bytes(number), private.sign(bytes(number)))
        assert not verified(public, bytes(number + 1), private.sign(bytes(number)))
