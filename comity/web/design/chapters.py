"""What `/design/` shows: chapters of specimens, each a template whose very text is printed beside what it draws."""

import re
from dataclasses import dataclass
from functools import cached_property

from django.template.loader import get_template

_TAG = re.compile(r"{%\s*(\w+)")
_INCLUDED = re.compile(r'{%\s*include\s+"([^"]+)"')


@dataclass(frozen=True)
class Look:
    """How a panel is drawn; `theme`, `language` and `direction` as the page itself would carry them."""

    key: str
    title: str
    theme: str
    language: str = "en-gb"
    direction: str = "ltr"


LOOKS = [
    Look("light", "Light", "light"),
    Look("dark", "Dark", "dark"),
    Look("mirrored", "Mirrored", "light", "ar", "rtl"),
]


@dataclass(frozen=True)
class Specimen:
    """A part of the house; `wide` ones are drawn one below another, `opened` ones with their menus open."""

    key: str
    title: str
    about: str
    wide: bool = False
    opened: bool = False

    @property
    def template(self) -> str:
        return f"design/specimens/{self.key}.html"

    @cached_property
    def source(self) -> str:
        """How a page writes it: the text that drew the panels, without what it loads."""
        written = get_template(self.template).template.source  # type: ignore[attr-defined]
        return re.sub(r"^{% load [^%]*%}\n?", "", written).strip()

    @property
    def tags(self) -> list[str]:
        return list(dict.fromkeys(_TAG.findall(self.source)))

    @property
    def includes(self) -> list[str]:
        return list(dict.fromkeys(_INCLUDED.findall(self.source)))


@dataclass(frozen=True)
class Chapter:
    key: str
    title: str
    about: str
    specimens: tuple[Specimen, ...]


CHAPTERS = [
    Chapter(
        "marks",
        "Marks",
        "The smallest parts: what something is marked, how it stands, when it is due, who holds it. Colour is never "
        "the only sign.",
        (
            Specimen("icon", "Icon", "Decoration beside words is silent; an icon that stands alone says its label."),
            Specimen("marking", "Marking", "The line of a marking; filled bars say the level without colour."),
            Specimen(
                "marking_banner",
                "Marking banner",
                "Over every page and at the foot of every sheet. A page that states none shows the highest.",
                wide=True,
            ),
            Specimen("status", "Status", "Every state of every kind of thing: icon, outline and words.", wide=True),
            Specimen(
                "clock",
                "Clock",
                "A deadline in words, from the time the view gives. The browser counts on from the server's time.",
            ),
            Specimen("since", "Since and moment", "How long something lasts, and exact times in the reader's zone."),
            Specimen("holder", "Holder", "A person at a post; nobody in the post is said in words."),
            Specimen("words", "Words and figures", "References, digests, keys, counts, what is unknown, what was hit."),
        ),
    ),
    Chapter(
        "pieces",
        "Pieces",
        "What pages are put together from.",
        (
            Specimen("buttons", "Buttons", "One primary button a page; danger only where something is lost."),
            Specimen("card", "Card", "A titled part of a page; flush for tables and worklists."),
            Specimen("callout", "Callout", "Something to notice, in four tones; a screen reader hears which."),
            Specimen("messages", "Messages", "What was just done, and its undo where the act allows one."),
            Specimen("empty_state", "Empty state", "Why there is nothing, and what to do."),
            Specimen("confirm", "Confirmation", "Before a weighty act: what follows, and what the record will say."),
            Specimen("reasons", "Reasons", "A verdict in words, with its source when it is law."),
            Specimen("chain", "Chain", "Under what somebody acts: the loan with its bounds, down to the instrument."),
            Specimen("tiles", "Tiles", "A figure that leads to what it counts.", wide=True),
            Specimen("tabs", "Tabs", "Parts of one thing, or a list by its states."),
            Specimen("checklist", "Checklist", "What is still missing, each leading to its field."),
            Specimen("diff", "Differences", "Before and after; what reopens clearance says so."),
            Specimen("facts", "Facts", "What is known and what is not.", wide=True),
            Specimen(
                "decision",
                "Decision",
                "One page for whoever decides: ask, deadline, why, dissent, cost of delay, gates.",
                wide=True,
            ),
        ),
    ),
    Chapter(
        "lists",
        "Lists",
        "A table on a wide screen is a stack of cards on a narrow one; nothing scrolls sideways at 320 px.",
        (
            Specimen("worklist", "Worklist", "What waits on somebody: by when, what, why them.", wide=True),
            Specimen("table", "Table", "Heads stick, figures align, a late row carries a bar.", wide=True),
            Specimen("filters", "Filters", "Plain GET; what is applied stands below and can be taken off.", wide=True),
            Specimen("pagination", "Pagination", "Previous and next, and where one is."),
            Specimen("history", "History", "Acts as sentences, refusals among them."),
            Specimen("opinions", "Opinions", "Who said what, on what basis, and what would cure it."),
            Specimen("found", "Found", "Hits of a search; what matched is marked."),
            Specimen("engagement_lines", "Engagements as lines", "The twin of calendar, timeline and map.", wide=True),
            Specimen("country_lines", "Lines of a country", "Shorter: what a country page lists."),
            Specimen("notices", "Notices", "What concerns one person, unread ones first to the eye."),
        ),
    ),
    Chapter(
        "forms",
        "Forms",
        "Labels above, the reason why something is asked below, errors tied to their field.",
        (
            Specimen("field", "Field", "Label, hint, control with its unit, why it is asked, what is wrong."),
            Specimen("choices", "Choices", "Radio buttons, boxes, and a single tick."),
            Specimen("form", "Whole form", "Summary of errors, part with its reason, buttons.", wide=True),
            Specimen("row_list", "Rows", "A list one adds to; without JavaScript one empty row more is sent."),
            Specimen("saving", "Saving as one types", "How the draft stands, said and not only shown."),
        ),
    ),
    Chapter(
        "track",
        "Track",
        "Who holds it, since when, until when: the first thing a page about clearance says.",
        (
            Specimen("track", "Clearance track", "The line of stages, then every step with its clock.", wide=True),
            Specimen("track_line", "Track as a line", "The same in a list.", wide=True),
            Specimen("silence", "Silence", "How a text stands that is decided by consensus."),
            Specimen("broken", "Silence broken", "Why nothing can be granted, and what may follow."),
        ),
    ),
    Chapter(
        "frame",
        "Frame",
        "What stands around every page. Menus are drawn open.",
        (
            Specimen("bar", "Bar", "Search, line to the house, notices, language, the post one acts from.", wide=True),
            Specimen(
                "stands_open", "Emergency access", "While something stands open above one's clearance.", wide=True
            ),
            Specimen("live", "Line to the house", "How it stands: icon and words."),
            Specimen("menus", "Menus", "Language, and one's own menu with the posts one holds.", opened=True),
            Specimen("palette", "Palette", "Ctrl K: finds and does; what it shows is marked."),
            Specimen("nav", "Navigation", "Places in groups; what is pinned, saved and recent."),
            Specimen("heading", "Head of a page", "Pin, print, save the view: beside the title."),
            Specimen("keys", "Keys", "The list that ? opens.", wide=True),
            Specimen("print_header", "Foot of a printed page", "Where it came from, when, by whom.", wide=True),
        ),
    ),
    Chapter(
        "plans",
        "Plans",
        "Calendar, timeline and map, each with a list that says the same.",
        (
            Specimen("calendar", "Calendar", "A row of bars under each week; arrow keys move between days.", wide=True),
            Specimen("timeline", "Timeline", "Hatched: blocked. Dashed: the dates are known roughly.", wide=True),
            Specimen("map_legend", "Legend of the map", "Shades and lines, named."),
            Specimen("strip", "Five weeks", "How much runs on each day."),
        ),
    ),
    Chapter(
        "desks",
        "Desks and papers",
        "Parts of the first screens, and what lies beside an engagement.",
        (
            Specimen("waiting", "What waits", "The first thing on every first screen."),
            Specimen("decision_cards", "Decisions", "A card for each: ask, deadline, who disagrees, gates, delay."),
            Specimen("held_up", "Held up", "What blocks it, who, since when."),
            Specimen("promises", "Promises", "What is owed, to whom, by when."),
            Specimen("coming", "What comes", "Engagements of the next days."),
            Specimen("countries", "Choice of countries", "Which of one's countries the screen is about."),
            Specimen("switch", "Choice of desk", "A desk arranges; it gives no power.", opened=True),
            Specimen("remarks", "Remarks", "Said beside an engagement, under its marking; people called by name."),
            Specimen("papers", "Papers", "What lies beside it; a withdrawn one stays known."),
        ),
    ),
]
