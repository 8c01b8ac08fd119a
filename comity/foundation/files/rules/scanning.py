"""What a scanner for viruses answered."""

from enum import StrEnum


class Scan(StrEnum):
    CLEAN = "clean"
    INFECTED = "infected"
    UNKNOWN = "unknown"  # it did not answer, or not so that one can go by it: never taken for clean


def of_clamd(answer: bytes) -> Scan:
    """clamd answers INSTREAM by `stream: OK`, `stream: NAME FOUND` or an error, and a zero byte."""
    said = answer.rstrip(b"\x00\r\n ")
    if said == b"stream: OK":
        return Scan.CLEAN
    return Scan.INFECTED if said.endswith(b" FOUND") else Scan.UNKNOWN


def of_command(status: int) -> Scan:
    """As clamscan and its like leave: 0 is clean, 1 is infected, anything else is a failure."""
    return {0: Scan.CLEAN, 1: Scan.INFECTED}.get(status, Scan.UNKNOWN)
