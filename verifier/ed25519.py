"""Verifies Ed25519 signatures (RFC 8032 §5.1), strictly: one message, one key, one way to write it.

Stricter than RFC 8032 asks, so that no two verifiers can disagree about a record:

- points must be written in their one canonical way (y below the prime, no minus zero), and S below the group's order;
- a public key or an R of small order is refused: such a key signs everything;
- the equation is checked without the cofactor, R bit by bit.

Only verification: nothing here is secret, so nothing needs constant time.
"""

from hashlib import sha512

_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_ROOT_OF_MINUS_ONE = pow(2, (_P - 1) // 4, _P)

_Point = tuple[int, int, int, int]  # extended coordinates: x = X/Z, y = Y/Z, xy = T/Z
_NEUTRAL: _Point = (0, 1, 1, 0)


def verified(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the 64 bytes are this key's signature of the message."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, s = _decoded(public), int.from_bytes(signature[32:], "little")
    if key is None or s >= _ORDER or _is_small(key):
        return False
    k = int.from_bytes(sha512(signature[:32] + public + message).digest(), "little") % _ORDER
    r = _combined(s, k, (_P - key[0], key[1], key[2], _P - key[3]))
    return not _is_small(r) and _encoded(r) == signature[:32]


def _decoded(written: bytes) -> _Point | None:
    """The point written in 32 bytes, None when there is none or it is written in another way (§5.1.3)."""
    number = int.from_bytes(written, "little")
    sign, y = number >> 255, number & ((1 << 255) - 1)
    if y >= _P:
        return None
    above, below = (y * y - 1) % _P, (_D * y * y + 1) % _P
    x = above * pow(below, 3, _P) * pow(above * pow(below, 7, _P), (_P - 5) // 8, _P) % _P
    if below * x * x % _P == _P - above and above:
        x = x * _ROOT_OF_MINUS_ONE % _P
    if below * x * x % _P != above or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = _P - x
    return (x, y, 1, x * y % _P)


def _encoded(point: _Point) -> bytes:
    across = pow(point[2], -1, _P)
    x, y = point[0] * across % _P, point[1] * across % _P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _sum(one: _Point, other: _Point) -> _Point:
    """Addition that holds for every pair of points (§5.1.4)."""
    a = (one[1] - one[0]) * (other[1] - other[0]) % _P
    b = (one[1] + one[0]) * (other[1] + other[0]) % _P
    c, d = 2 * _D * one[3] * other[3] % _P, 2 * one[2] * other[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % _P, g * h % _P, f * g % _P, e * h % _P)


def _double(point: _Point) -> _Point:
    a, b, c = point[0] * point[0] % _P, point[1] * point[1] % _P, 2 * point[2] * point[2] % _P
    h, g = a + b, a - b
    e, f = h - (point[0] + point[1]) ** 2 % _P, c + g
    return (e * f % _P, g * h % _P, f * g % _P, e * h % _P)


def _is_small(point: _Point) -> bool:
    """Whether eight times the point is the neutral one."""
    eightfold = _double(_double(_double(point)))
    return eightfold[0] % _P == 0 and (eightfold[1] - eightfold[2]) % _P == 0


def _combined(s: int, k: int, key: _Point) -> _Point:
    """s times the base point plus k times the key, bit by bit at once."""
    steps = (None, _BASE, key, _sum(_BASE, key))
    total = _NEUTRAL
    for bit in range(max(s.bit_length(), k.bit_length()) - 1, -1, -1):
        total = _double(total)
        step = steps[(s >> bit & 1) | (k >> bit & 1) << 1]
        if step is not None:
            total = _sum(total, step)
    return total


def _base() -> _Point:
    point = _decoded((4 * pow(5, -1, _P) % _P).to_bytes(32, "little"))
    assert point is not None  # noqa: S101  4/5 is the y of RFC 8032's base point
    return point


_BASE = _base()
