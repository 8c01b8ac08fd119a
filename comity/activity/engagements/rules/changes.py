"""The words in which a change was written down, made sayable again in the reader's language."""

from comity.foundation.words.rules.recalled import recalled
from comity.foundation.words.rules.said import Said, known, nation, say
from comity.foundation.words.rules.texts import text_of

from .dates import NotADate, read, shown
from .particulars import LABELS, within

BEGUN = say("begun as a concept")
_IMPORTED = say("imported: {warnings}", warnings="")
_AS_IN_THE_SOURCE = say("as in the source")
_REWRITTEN = say("{label} rewritten", label="")
_GIVEN = say("{label} given as {after}", label="", after="")
_FROM = say("{label} from {before} to {after}", label="", before="", after="")
_BY_WORD = {label.lower(): (field, label) for field, label in LABELS.items()}
_NOT_SAID = "not said"
_OUR_WORDS = frozenset({"kind", "zone", "live_fire"})


def why_again(text: str) -> str:
    """Why a version was written: our own words where there was no person's, sayable again."""
    if text == BEGUN:
        return BEGUN
    found = recalled(text, _IMPORTED)
    if isinstance(found, Said) and found.values["warnings"] == _AS_IN_THE_SOURCE:
        return Said(found.template, {"warnings": _AS_IN_THE_SOURCE})
    return found


def change_again(text: str) -> str:
    """One change as `str` of a Difference gave it; words that are none come back as they are."""
    found = recalled(text, _REWRITTEN, _GIVEN, _FROM)
    if not isinstance(found, Said) or (named := _BY_WORD.get(str(found.values["label"]))) is None:
        return text
    field, label = named
    values = {name: _value(field, str(value)) for name, value in found.values.items() if name != "label"}
    again = Said(found.template, {"label": within(label), **values})
    return again if again == text else text


def _value(field: str, text: str) -> str:
    if text == _NOT_SAID or field in _OUR_WORDS:
        return known(text)
    if field in ("start", "end"):
        return _day(text)
    if field == "partners":
        return text_of([], text)
    return nation("", text) if field == "host" else _figure(text)


def _day(text: str) -> str:
    try:
        return shown(read(text))
    except NotADate:
        return text


def _figure(text: str) -> str:
    return text_of(None, text) if text[:1].isdigit() else text
