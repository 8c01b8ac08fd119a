"""The arithmetic of XML signatures: which digests and signatures are checked, which prove nothing, and how to make
them.

ADatP-4778.2 (tables 2-3, 2-4, B-1) makes SHA-384, RSA-SHA256 and ECDSA-SHA256 mandatory and forbids MD5 and SHA-1.
Ed25519 is that of RFC 9231; the profile does not name it.
"""

import hashlib
from collections.abc import Callable
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from lxml import etree

from .documents import Element
from .spellings import XML

SHA384 = "http://www.w3.org/2001/04/xmldsig-more#sha384"
DIGESTS: dict[str, Callable[[bytes], Any]] = {
    "http://www.w3.org/2001/04/xmlenc#sha256": hashlib.sha256,
    SHA384: hashlib.sha384,
    "http://www.w3.org/2001/04/xmlenc#sha384": hashlib.sha384,  # a spelling found in files
    "http://www.w3.org/2001/04/xmlenc#sha512": hashlib.sha512,
    "http://www.w3.org/2007/05/xmldsig-more#sha3-256": hashlib.sha3_256,
    "http://www.w3.org/2007/05/xmldsig-more#sha3-384": hashlib.sha3_384,
    "http://www.w3.org/2007/05/xmldsig-more#sha3-512": hashlib.sha3_512,
}
FORBIDDEN = {
    "http://www.w3.org/2000/09/xmldsig#sha1": "SHA-1",
    "http://www.w3.org/2001/04/xmldsig-more#md5": "MD5",
    "http://www.w3.org/2001/04/xmldsig-more#sha224": "SHA-224",
    "http://www.w3.org/2000/09/xmldsig#rsa-sha1": "RSA-SHA1",
    "http://www.w3.org/2000/09/xmldsig#dsa-sha1": "DSA-SHA1",
    "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1": "ECDSA-SHA1",
    "http://www.w3.org/2001/04/xmldsig-more#rsa-md5": "RSA-MD5",
    "http://www.w3.org/2000/09/xmldsig#hmac-sha1": "HMAC-SHA1",
}
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
INCLUSIVE = ("http://www.w3.org/TR/2001/REC-xml-c14n-20010315", "http://www.w3.org/2006/12/xml-c14n11")
CANONICAL_2 = "http://www.w3.org/2010/xml-c14n2"
CANONICAL = {
    EXCLUSIVE: (True, False),
    f"{EXCLUSIVE}WithComments": (True, True),
    **dict.fromkeys(INCLUSIVE, (False, False)),
    **{f"{name}#WithComments": (False, True) for name in INCLUSIVE},
}
_SHA: dict[str, Callable[[], hashes.HashAlgorithm]] = {"256": hashes.SHA256, "384": hashes.SHA384, "512": hashes.SHA512}
_MORE = "http://www.w3.org/2001/04/xmldsig-more#"
RSA = {f"{_MORE}rsa-sha{bits}": sha for bits, sha in _SHA.items()}
RSA_PSS = {f"http://www.w3.org/2007/05/xmldsig-more#sha{bits}-rsa-MGF1": sha for bits, sha in _SHA.items()}
ECDSA = {f"{_MORE}ecdsa-sha{bits}": sha for bits, sha in _SHA.items()}
ED25519 = "http://www.w3.org/2021/04/xmldsig-more#eddsa-ed25519"
HMAC = "hmac-sha"
SMALLEST_RSA = 2048  # bits; smaller keys prove nothing any more

PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey
PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


def canonical(element: Element, algorithm: str, prefixes: list[str] | None = None) -> bytes | None:
    """The octets that are digested or signed; None for an algorithm not known here, or for what has no such form."""
    try:
        if algorithm == CANONICAL_2:
            return bytes(etree.tostring(element, method="c14n2", with_tail=False))
        return _canonical_1(element, algorithm, prefixes)
    except (etree.C14NError, ValueError):  # a namespace with a relative address, for one
        return None


def _canonical_1(element: Element, algorithm: str, prefixes: list[str] | None) -> bytes | None:
    known = CANONICAL.get(algorithm)
    if known is None:
        return None
    exclusive, comments = known
    if not exclusive and hasattr(element, "iterancestors"):
        element = _with_inherited(element)
    return etree.tostring(
        element,
        method="c14n",
        exclusive=exclusive,
        with_comments=comments,
        with_tail=False,
        inclusive_ns_prefixes=(prefixes or None) if exclusive else None,
    )


def _with_inherited(element: Element) -> Element:
    """Inclusive canonical XML takes `xml:lang` and its kind from the elements around. Only ever done to a copy."""
    for above in element.iterancestors():
        for name, value in above.attrib.items():
            if name.startswith(f"{{{XML}}}") and not name.endswith("}id") and name not in element.attrib:
                element.set(name, value)
    return element


def digest(content: bytes, algorithm: str) -> bytes | None:
    """The digest, or None when the algorithm is forbidden or not known."""
    made = DIGESTS.get(algorithm)
    return bytes(made(content).digest()) if made else None


def checkable(algorithm: str) -> bool:
    return algorithm in RSA or algorithm in RSA_PSS or algorithm in ECDSA or algorithm == ED25519


def signed(content: bytes, signature: bytes, algorithm: str, key: PublicKey) -> bool:
    """Whether this key made this signature. False for a key that does not fit the algorithm or is too small."""
    try:
        if algorithm in RSA or algorithm in RSA_PSS:
            return _rsa(content, signature, algorithm, key)
        if algorithm in ECDSA:
            return _ecdsa(content, signature, ECDSA[algorithm](), key)
        if algorithm == ED25519 and isinstance(key, ed25519.Ed25519PublicKey):
            key.verify(signature, content)
            return True
    except (InvalidSignature, ValueError):
        pass
    return False


def _rsa(content: bytes, signature: bytes, algorithm: str, key: PublicKey) -> bool:
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size < SMALLEST_RSA:
        return False
    if algorithm in RSA:
        key.verify(signature, content, padding.PKCS1v15(), RSA[algorithm]())
    else:
        sha = RSA_PSS[algorithm]()
        key.verify(signature, content, padding.PSS(padding.MGF1(sha), sha.digest_size), sha)
    return True


def _ecdsa(content: bytes, signature: bytes, sha: hashes.HashAlgorithm, key: PublicKey) -> bool:
    if not isinstance(key, ec.EllipticCurvePublicKey):
        return False
    half = len(signature) // 2
    if len(signature) != 2 * ((key.key_size + 7) // 8):
        return False
    pair = (int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big"))
    key.verify(encode_dss_signature(*pair), content, ec.ECDSA(sha))
    return True


def method_for(key: PrivateKey) -> str:
    """What this key signs with here. Raises ValueError for a key that proves nothing."""
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return ED25519
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return f"{_MORE}ecdsa-sha256"
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size >= SMALLEST_RSA:
        return f"{_MORE}rsa-sha256"
    raise ValueError("a key for Ed25519, for ECDSA, or for RSA with at least 2048 bits")


def sign(content: bytes, key: PrivateKey) -> bytes:
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign(content)
    if isinstance(key, ec.EllipticCurvePrivateKey):
        r, s = decode_dss_signature(key.sign(content, ec.ECDSA(hashes.SHA256())))
        size = (key.key_size + 7) // 8
        return r.to_bytes(size, "big") + s.to_bytes(size, "big")
    return key.sign(content, padding.PKCS1v15(), hashes.SHA256())
