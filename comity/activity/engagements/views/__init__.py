"""Shows: the list, the page of one engagement, writing it, moving it."""

from .listing import engagements_export, engagements_list
from .moving import change_marking_page, move_page, propose_page
from .reading import by_key, history_page, show, who_may_page
from .writing import discard, edit, new, save

__all__ = [
    "by_key",
    "change_marking_page",
    "discard",
    "edit",
    "engagements_export",
    "engagements_list",
    "history_page",
    "move_page",
    "new",
    "propose_page",
    "save",
    "show",
    "who_may_page",
]
