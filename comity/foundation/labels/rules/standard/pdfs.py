"""Labels in PDF files: in their XMP metadata, in a file attached to them, or in a property of the document.

Read in a process of its own with bounded memory and time (`python -m …standard.pdfs read`): the library is C++, and a
PDF is packed inside packed. What comes back is XML, which goes through the gate like any other.
"""

import io
import json
import resource
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Sequence
from pathlib import Path

from comity.foundation.words.rules.said import say

from .unreadable import Unreadable

MEMORY = 2048 * 1024 * 1024  # bytes
SECONDS = 20  # of the processor
LONGEST = 16 * 1024 * 1024  # of all that is read out of one
MOST_ATTACHED = 50
ENDINGS = (".xml", ".bdo", ".s4774", ".s4778", ".json")
BEGIN = b"%PDF-"


def is_pdf(content: bytes) -> bool:
    return BEGIN in content[:1024]


class Carried:
    """What a PDF carries that may be a label: the metadata packet, files attached to it, properties of the document."""

    def __init__(self, said: dict[str, object]) -> None:
        self.packets = [b64decode(str(each)) for each in _list(said, "packets")]
        self.attached = {str(name): b64decode(str(text)) for name, text in _pairs(said, "attached")}
        self.properties = {str(name): str(text) for name, text in _pairs(said, "properties")}


def _list(said: dict[str, object], name: str) -> list[object]:
    found = said.get(name)
    return found if isinstance(found, list) else []


def _pairs(said: dict[str, object], name: str) -> list[tuple[object, object]]:
    found = said.get(name)
    return list(found.items()) if isinstance(found, dict) else []


def carried(content: bytes) -> Carried:
    """Raises Unreadable when the file is damaged, locked, or too much for the bounds of the process."""
    out = _apart(["read"], content)
    said = json.loads(out) if out else None
    if not isinstance(said, dict) or "refused" in said:
        raise Unreadable(_why(said))
    return Carried(said)


def with_packet(content: bytes, packet: bytes) -> bytes:
    """The same document with this XMP packet as its metadata. Raises Unreadable."""
    out = _apart(["write"], len(packet).to_bytes(8, "big") + packet + content)
    if not out.startswith(BEGIN):
        raise Unreadable(_why(json.loads(out) if out.startswith(b"{") else None))
    return out


def _why(said: object) -> str:
    if isinstance(said, dict) and said.get("refused") == "locked":
        return say("the PDF is locked by a password: ask for it unlocked")
    return say("the PDF is damaged, or needs more than is given to reading one: ask for the label in a file of its own")


def _apart(words: Sequence[str], content: bytes) -> bytes:
    command = [sys.executable, "-P", "-m", "comity.foundation.labels.rules.standard.pdfs", *words]
    here = str(Path(__file__).parents[5])
    try:
        done = subprocess.run(  # noqa: S603  our own module, and nothing from outside in the command
            command, input=content, capture_output=True, timeout=3 * SECONDS, check=False, env={"PYTHONPATH": here}
        )
    except subprocess.TimeoutExpired:
        return b""
    return done.stdout if done.returncode == 0 else b""


# ----- in the process of its own


def read(content: bytes) -> dict[str, object]:
    import pikepdf  # noqa: PLC0415  only the process that reads a PDF pays for it

    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            packets, attached = _metadata(pdf), _attached(pdf)
            properties = {str(k).lstrip("/"): str(v) for k, v in (pdf.docinfo or {}).items()}
            if sum(map(len, [*packets, *attached.values(), *properties.values()])) > LONGEST:
                raise ValueError("more than a label needs")
            return {
                "packets": [b64encode(found).decode() for found in packets],
                "attached": {name: b64encode(text).decode() for name, text in attached.items()},
                "properties": properties,
            }
    except pikepdf.PasswordError:
        return {"refused": "locked"}


def _metadata(pdf: object) -> list[bytes]:
    metadata = pdf.Root.get("/Metadata")  # type: ignore[attr-defined]
    return [bytes(metadata.read_bytes())] if metadata is not None else []


def _attached(pdf: object) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for name, attachment in list(pdf.attachments.items())[:MOST_ATTACHED]:  # type: ignore[attr-defined]
        if name.lower().endswith(ENDINGS):
            found[name] = bytes(attachment.get_file().read_bytes())
    return found


def write(content: bytes, packet: bytes) -> bytes:
    import pikepdf  # noqa: PLC0415

    with pikepdf.open(io.BytesIO(content)) as pdf:
        stream = pikepdf.Stream(pdf, packet)
        stream["/Type"], stream["/Subtype"] = pikepdf.Name("/Metadata"), pikepdf.Name("/XML")
        pdf.Root.Metadata = pdf.make_indirect(stream)
        out = io.BytesIO()
        # Metadata stay as they are: readers that know no PDF find the packet by its first bytes.
        pdf.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
        return out.getvalue()


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    content = sys.stdin.buffer.read()
    try:
        if sys.argv[1] == "read":
            sys.stdout.buffer.write(json.dumps(read(content)).encode())
        else:
            length = int.from_bytes(content[:8], "big")
            sys.stdout.buffer.write(write(content[8 + length :], content[8 : 8 + length]))
    except Exception:  # whatever the library raises over a broken or hostile file: it is not read
        sys.exit(1)


if __name__ == "__main__":
    main()
