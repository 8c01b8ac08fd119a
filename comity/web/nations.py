"""Names of states in the reader's language: the Unicode CLDR has them, and our own words where it has none to use."""

from functools import cache

import yaml
from babel import Locale
from babel.core import get_global
from django.conf import settings
from django.utils.translation import get_language, gettext, gettext_noop, to_locale

OWN_WORDS = {
    # states that are no more: the codes now lead to their successors
    "ANT": gettext_noop("Netherlands Antilles"),
    "CSK": gettext_noop("Czechoslovakia"),
    "DDR": gettext_noop("German Democratic Republic"),
    "FRG": gettext_noop("Federal Republic of Germany"),
    "SCG": gettext_noop("Serbia and Montenegro"),
    "SUN": gettext_noop("Soviet Union"),
    "YMD": gettext_noop("South Yemen"),
    "YUG": gettext_noop("Yugoslavia"),
    # names that say more there than the library's
    "HKG": gettext_noop("Hong Kong"),
    "MMR": gettext_noop("Myanmar"),
    "PSE": gettext_noop("Palestine"),
    "VAT": gettext_noop("Holy See"),
    "XKX": gettext_noop("Kosovo"),
}


def name_of(code: str, english: str) -> str:
    """The state's name in the language of the moment, when `english` is the name the library knows it under.

    Without a code it is looked up by that name.
    """
    language = to_locale(get_language() or "en")
    code = code or _codes().get(english, "")
    if language.startswith("en") or _library().get(code) != english:
        return english
    if code in OWN_WORDS:
        return gettext(OWN_WORDS[code])
    return _territories(language).get(_two_letters().get(code, ""), english)


@cache
def _library() -> dict[str, str]:
    states = yaml.safe_load((settings.LIBRARY / "states" / "states.yaml").read_text(encoding="utf-8"))["states"]
    return {state["code"]: state["name"] for state in states}


@cache
def _codes() -> dict[str, str]:
    return {name: code for code, name in _library().items()}


@cache
def _two_letters() -> dict[str, str]:
    """The codes of three letters that lead to exactly one territory of the CLDR."""
    return {alias: found[0] for alias, found in get_global("territory_aliases").items() if len(found) == 1}


@cache
def _territories(language: str) -> dict[str, str]:
    return dict(Locale.parse(language).territories)
