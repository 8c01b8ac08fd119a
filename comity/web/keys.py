"""The keys of the house: which letters do what. Pages draw them from here, scripts read them from the page."""

from typing import NamedTuple

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .context import PLACES

# After g. A place that is not named here has no letter, and is reached by the palette.
LETTERS = {
    "home": "h",
    "engagements": "e",
    "dossiers": "d",
    "obligations": "o",
    "calendar": "c",
    "timeline": "t",
    "map": "m",
    "countries": "l",
    "crises": "x",
    "notices": "b",
    "record": "r",
    "who-may": "w",
    "posts": "p",
    "help": "?",
    "me": "s",
}


class Key(NamedTuple):
    """Keys pressed one after another, what they do, and where they lead or which part of the page they move."""

    keys: tuple[str, ...]
    does: str | Promise
    url: str = ""
    act: str = ""


def key_list() -> list[tuple[str | Promise, list[Key]]]:
    """Every key there is, in groups as the list shows them."""
    return [
        (_("Anywhere"), _anywhere()),
        (_("Go to"), _places()),
        (_("In lists"), IN_LISTS),
    ]


IN_LISTS = [
    Key(("j",), _("The next line"), act="next"),
    Key(("k",), _("The line before"), act="previous"),
    Key(("Enter",), _("Open it")),
]


def _anywhere() -> list[Key]:
    return [
        Key(("Ctrl", "K"), _("Find and do anything")),
        Key(("/",), _("Go to the search box"), act="search"),
        Key(("n",), _("Begin an engagement"), url=reverse("engagement-new")),
        Key(("p",), _("Pin this page, or take the pin away"), act="pin"),
        Key(("?",), _("Show these keys"), act="keys"),
        Key(("Esc",), _("Close what is open")),
    ]


def _places() -> list[Key]:
    labels = {name: label for name, _icon, label in PLACES}
    labels |= {"notices": _("Notices"), "me": _("Your settings")}
    found = []
    for name, letter in LETTERS.items():
        if name in labels and (url := _address(name)):
            found.append(Key(("g", letter), labels[name], url=url))
    return found


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
