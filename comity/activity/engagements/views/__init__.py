"""Shows: the list, the page of one engagement, writing it, moving it."""

from .apart import apart_page
from .calendar import calendar_export, calendar_page
from .listing import engagements_export, engagements_list
from .moving import change_marking_page, move_page, propose_page
from .reading import by_key, history_page, show, who_may_page
from .timeline import timeline_page
from .worldmap import map_boundaries, map_data, map_page, map_ways
from .writing import discard, edit, new, save

__all__ = [
    "apart_page",
    "by_key",
    "calendar_export",
    "calendar_page",
    "change_marking_page",
    "discard",
    "edit",
    "engagements_export",
    "engagements_list",
    "history_page",
    "map_boundaries",
    "map_data",
    "map_page",
    "map_ways",
    "move_page",
    "new",
    "propose_page",
    "save",
    "show",
    "timeline_page",
    "who_may_page",
]
