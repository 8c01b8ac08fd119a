"""The XMP packet of a picture: JPEG and PNG are read and written, of others a packet that stands readable is read.

Segments and chunks are walked by their lengths; no picture is ever decoded.
"""

import struct
import zlib

from comity.foundation.words.rules.said import say

from .documents import BYTES
from .unreadable import Unreadable

JPEG = b"\xff\xd8\xff"
PNG = b"\x89PNG\r\n\x1a\n"
ADOBE = b"http://ns.adobe.com/xap/1.0/\x00"
KEYWORD = b"XML:com.adobe.xmp"
SEGMENT = 65_533 - len(ADOBE)  # what one segment of a JPEG can hold
MOST_SEGMENTS = 10_000


def is_picture(content: bytes) -> bool:
    return content.startswith((JPEG, PNG))


def packets(content: bytes) -> list[bytes]:
    """The XMP packets of a JPEG or PNG."""
    if content.startswith(JPEG):
        return [content[at:end].removeprefix(ADOBE) for at, end in _segments(content) if content.startswith(ADOBE, at)]
    return [text for at, kind, data in _chunks(content) if (text := _packet(kind, data)) is not None]


def with_packet(content: bytes, packet: bytes) -> bytes:
    """The same picture with this one packet. Raises Unreadable when it would not fit or the file is broken."""
    return _in_jpeg(content, packet) if content.startswith(JPEG) else _in_png(content, packet)


def _segments(content: bytes) -> list[tuple[int, int]]:
    """Where the content of each APP1 segment stands, up to the picture itself."""
    found, at = [], 2
    for _ in range(MOST_SEGMENTS):
        if at + 4 > len(content) or content[at] != 0xFF:
            break
        kind = content[at + 1]
        if kind == 0xFF:  # filling
            at += 1
            continue
        if kind in (0xDA, 0xD9):
            break
        if 0xD0 <= kind <= 0xD8 or kind == 0x01:
            at += 2
            continue
        length = struct.unpack(">H", content[at + 2 : at + 4])[0]
        end = min(at + 2 + length, len(content))
        if length < 2:
            break
        if kind == 0xE1:
            found.append((at + 4, end))
        at = end
    return found


def _in_jpeg(content: bytes, packet: bytes) -> bytes:
    if len(packet) > SEGMENT:
        raise Unreadable(say("the label is longer than a JPEG has room for: label it by a sidecar file instead"))
    kept, last = [], 0
    for begin, end in _segments(content):
        if content.startswith(ADOBE, begin):
            kept.append(content[last : begin - 4])
            last = end
    made = b"".join([*kept, content[last:]])
    segment = b"\xff\xe1" + struct.pack(">H", 2 + len(ADOBE) + len(packet)) + ADOBE + packet
    # After the first segments that a reader wants at the very beginning (JFIF, Exif).
    at = 2
    while made[at : at + 2] in (b"\xff\xe0", b"\xff\xe1") and at + 4 <= len(made):
        at += 2 + struct.unpack(">H", made[at + 2 : at + 4])[0]
    return made[:at] + segment + made[at:]


def _chunks(content: bytes) -> list[tuple[int, bytes, bytes]]:
    found, at = [], len(PNG)
    for _ in range(MOST_SEGMENTS):
        if at + 12 > len(content):
            break
        length = struct.unpack(">I", content[at : at + 4])[0]
        kind = content[at + 4 : at + 8]
        if at + 12 + length > len(content):
            break
        found.append((at, kind, content[at + 8 : at + 8 + length] if kind in (b"iTXt", b"tEXt", b"zTXt") else b""))
        at += 12 + length
        if kind == b"IEND":
            break
    return found


def _packet(kind: bytes, data: bytes) -> bytes | None:
    keyword, _, rest = data.partition(b"\x00")
    if kind != b"iTXt" or keyword != KEYWORD or len(rest) < 2:
        return None
    compressed = rest[0] == 1
    text = rest[2:].partition(b"\x00")[2].partition(b"\x00")[2]
    if not compressed:
        return text
    unpacking = zlib.decompressobj()
    try:
        unpacked = unpacking.decompress(text, BYTES)
    except zlib.error:
        return None
    if unpacking.unconsumed_tail:
        raise Unreadable(say("the label in the picture unpacks to far more than its size: it is not read"))
    return unpacked


def _in_png(content: bytes, packet: bytes) -> bytes:
    made, chunks = bytearray(PNG), _chunks(content)
    if not chunks or chunks[0][1] != b"IHDR" or chunks[-1][1] != b"IEND":
        raise Unreadable(say("the picture is damaged: ask for it again"))
    for number, (at, kind, data) in enumerate(chunks):
        if _packet(kind, data) is None:
            end = chunks[number + 1][0] if number + 1 < len(chunks) else len(content)
            made += content[at:end]
        if kind == b"IHDR":
            made += _chunk(b"iTXt", KEYWORD + b"\x00\x00\x00\x00\x00" + packet)
    return bytes(made)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
