"""The monitor of the rows: what was changed by another way than an act."""

from collections.abc import Iterator
from datetime import datetime

from comity.foundation.record.queries import audit_rows

from ..rules.trouble import Trouble


def rows_otherwise(_: datetime) -> Iterator[Trouble]:
    """One trouble for each row that is not as the record tells, or for a table that is not told of."""
    for one in audit_rows():
        yield Trouble(key=f"row:{one.table}:{one.key}", words=one.sentence)
