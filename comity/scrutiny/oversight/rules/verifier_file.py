"""The verifier as a single file that runs with any Python 3.11 or newer.

The same sources always give the same bytes, so its digest can be published and compared. Imports nothing but the
standard library: `scripts/make_verifier.py` runs without the platform.
"""

import zipfile
from collections.abc import Mapping
from io import BytesIO

NAME = "comity-verifier.pyz"
_BEGINNING = b"#!/usr/bin/env python3\n"
_MAIN = """import sys

if sys.version_info < (3, 11):
    sys.exit("This program needs Python 3.11 or newer; this is %s." % sys.version.split()[0])
from verifier.__main__ import main

sys.exit(main())
"""
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the earliest date a zip can say


def packed(sources: Mapping[str, bytes]) -> bytes:
    """The file, from the sources of the package by the names of their files."""
    out = BytesIO()
    out.write(_BEGINNING)
    with zipfile.ZipFile(out, "w") as archive:
        named = {f"verifier/{name}": sources[name] for name in sorted(sources)}
        for name, data in {"__main__.py": _MAIN.encode(), **named}.items():
            member = zipfile.ZipInfo(name, _LONG_AGO)
            member.create_system = 3  # else it would differ by the system it is made on
            archive.writestr(member, data)
    return out.getvalue()
