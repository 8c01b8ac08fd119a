"""What the record must know of whoever acts."""

from typing import Protocol


class Acting(Protocol):
    """A person in a post, and the instruments from which the post's authority comes down to this act.

    `person_id` is None when no person acted (the clock did). Ids are the access and institutions rooms'; the
    record never follows them, which is why it keeps the names as they were.
    """

    @property
    def person_id(self) -> int | None: ...
    @property
    def person(self) -> str: ...
    @property
    def post_id(self) -> int | None: ...
    @property
    def post(self) -> str: ...
    @property
    def under(self) -> tuple[str, ...]: ...
