"""The policy an auditor keeps is read as it was written, and a doubtful one is refused with its line."""

import pytest

from comity.foundation.record.rules.note import COSIGNATURE, VerifierKey
from comity.foundation.record.rules.policy import BadPolicy, Policy, read_policy

LOG = VerifierKey("comity.example/log", 1, bytes([1]) * 32)
NEXT = VerifierKey("comity.example/log", 1, bytes([2]) * 32)
ONE = VerifierKey("parliament.example", COSIGNATURE, bytes([3]) * 32)
TWO = VerifierKey("audit.example", COSIGNATURE, bytes([4]) * 32)


def test_a_policy_is_read_back():
    for policy in (Policy((LOG,)), Policy((NEXT, LOG), (ONE, TWO), 2)):
        assert read_policy(policy.text()) == policy
        assert policy.origin == "comity.example/log"


def test_remarks_and_empty_lines_say_nothing():
    text = f"# handed over in person\n\n  log {LOG}  # the ministry\nwitness {ONE}\nquorum 1\n"
    assert read_policy(text) == Policy((LOG,), (ONE,), 1)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("quorum 0", "names the key of the log"),
        (f"log {LOG}", "quorum N"),
        (f"log {LOG}\nquorum 1", "can never have signed"),
        (f"log {LOG}\nquorum 0\nquorum 0", "line 3"),
        (f"log {LOG}\nquorum 00", "line 2"),
        (f"log {LOG}\nquorum", "line 2"),
        (f"log {LOG} {LOG}\nquorum 0", "line 1"),
        (f"log {str(LOG)[:-1]}\nquorum 0", "line 1"),
        (f"key {LOG}\nquorum 0", "line 1"),
        (f"log {ONE}\nquorum 0", "kind 1"),
        (f"log {LOG}\nwitness {NEXT}\nquorum 1", "kind 4"),
        (f"log {LOG}\nwitness {ONE}\nwitness {ONE}\nquorum 2", "one name"),
        (f"log {LOG}\nwitness {VerifierKey('w', COSIGNATURE, LOG.public)}\nquorum 1", "stands twice"),
    ],
)
def test_a_doubtful_policy_is_refused(text, why):
    with pytest.raises(BadPolicy, match=why):
        read_policy(text)
