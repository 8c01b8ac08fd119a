"""The monitor of the witnesses: who outside the house no longer vouches for the record."""

from collections.abc import Iterator
from datetime import datetime

from comity.foundation.record.queries import witness_reach

from ..rules import found
from ..rules.trouble import Trouble


def witnesses_failing(at: datetime) -> Iterator[Trouble]:
    """One trouble for each witness that refuses or is silent. How long, and why, stands on the page of witnesses."""
    for one in witness_reach().standings:
        if one.contradicts:
            yield Trouble(key=f"elsewhere:{one.name}", words=found.another_history(one.name))
        elif one.silent_at(at):
            yield Trouble(key=f"silent:{one.name}", words=found.silent(one.name))
