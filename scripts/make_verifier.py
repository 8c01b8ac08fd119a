"""Makes the verifier a single file that runs with any Python 3.11 or newer: `make_verifier.py [comity-verifier.pyz]`.

The same sources always give the same bytes, so its digest can be published and compared.
"""

import hashlib
import sys
import zipfile
from pathlib import Path

SOURCES = Path(__file__).resolve().parent.parent / "verifier"
BEGINNING = b"#!/usr/bin/env python3\n"
MAIN = """import sys

if sys.version_info < (3, 11):
    sys.exit("This program needs Python 3.11 or newer; this is %s." % sys.version.split()[0])
from verifier.__main__ import main

sys.exit(main())
"""
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the earliest date a zip can say


def make(out: Path) -> None:
    members = {f"verifier/{source.name}": source.read_bytes() for source in sorted(SOURCES.glob("*.py"))}
    with out.open("wb") as file:
        file.write(BEGINNING)
        with zipfile.ZipFile(file, "w") as archive:
            for name, data in {"__main__.py": MAIN.encode(), **members}.items():
                member = zipfile.ZipInfo(name, _LONG_AGO)
                member.create_system = 3  # else it would differ by the system it is made on
                archive.writestr(member, data)
    out.chmod(0o755)


if __name__ == "__main__":
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "comity-verifier.pyz")
    make(target)
    print(f"{target}: sha256 {hashlib.sha256(target.read_bytes()).hexdigest()}")
