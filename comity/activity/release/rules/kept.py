"""Which tables of this room only grow, and which of their columns may change all the same."""

from collections.abc import Mapping

KEPT: Mapping[str, tuple[str, ...]] = {
    "release_release": ("state", "state_since", "lead_post_id", "dossier_id", "put_by_id", "until", "checks", "why"),
    "release_wanted": (),
    "release_item": (),
    "release_term": (),
    "release_consent": ("answer", "by_id", "by_post_id", "at", "words"),
    "release_package": (
        *("received_at", "received_by_id", "recalled_at", "recalled_by_id", "recalled_why"),
        *("given_back_at", "given_back_by_id", "given_back_words"),
    ),
}
