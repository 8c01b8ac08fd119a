"""Checks a Comity evidence bundle with no network, no database and no line of the platform's code.

INVARIANT: nothing is imported but the standard library and this folder (tests/test_alone.py).
Formats are described in docs/reference/record-format.md; this program trusts the format, never its writer.
"""
