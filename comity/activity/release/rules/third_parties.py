"""Whose information a part is, and who must agree before it leaves: third-party information never leaves without its
originator (a rule that every alliance and every bilateral agreement on classified information knows)."""

from collections.abc import Iterable

from comity.foundation.labels.rules.label import Label


def must_agree(labels: Iterable[Label], *, home: str, recipient: str) -> frozenset[str]:
    """The originators, by state, that are neither the house's own nor the recipient."""
    return frozenset(one for label in labels for one in label.originators) - {home, recipient}


def may_leave(label: Label, *, home: str, recipient: str, agreed: Iterable[str]) -> bool:
    """Whether everybody whose information it is has agreed to this release, to this recipient.

    INVARIANT: a second originator's part does not leave without it (tests/test_rules.py).
    """
    return must_agree([label], home=home, recipient=recipient) <= set(agreed)
