"""Static files, compressed once when the process starts and sent so to every browser that unpacks them.

Only files are compressed, never pages: what the house says of one reader's world next to words that somebody else may
have sent can be guessed from the length of the answer (the attack called BREACH), and a style sheet holds no secret.
"""

import gzip
import hashlib
import os
from pathlib import Path
from threading import get_ident
from typing import Any

from django.conf import settings
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

WORTHWHILE = {".css", ".js", ".mjs", ".svg", ".json"}


class SqueezedFiles(WhiteNoiseMiddleware):  # type: ignore[misc]
    """WhiteNoise, with a compressed copy beside each file that has none.

    A copy is named by the digest of what it holds and lies in COMPRESSED_ROOT, so it can be neither out of date nor
    made twice, and the package's folders stay as they were installed.
    """

    def get_static_file(self, path: str, url: str, stat_cache: Any = None) -> StaticFile:
        file: StaticFile = super().get_static_file(path, url, stat_cache=stat_cache)
        if Path(path).suffix not in WORTHWHILE or len(file.alternatives) > 1:
            return file
        headers = [(name, value) for name, value in file.alternatives[0][2] if name != "Content-Length"]
        return StaticFile(path, headers, encodings={"gzip": str(squeezed(Path(path)))})


def squeezed(path: Path) -> Path:
    """The compressed copy of a file; made now if this is the first time that anybody asks."""
    content = path.read_bytes()
    copy = Path(settings.COMPRESSED_ROOT) / f"{hashlib.sha256(content).hexdigest()}.gz"
    if not copy.exists():
        copy.parent.mkdir(parents=True, exist_ok=True)
        unfinished = copy.with_suffix(f".{os.getpid()}-{get_ident()}")
        unfinished.write_bytes(gzip.compress(content, mtime=0))
        unfinished.replace(copy)  # another process or thread making the same one ends with the same bytes
    return copy
