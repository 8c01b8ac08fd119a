"""Collects every sentence that a person may see into comity/locale/, for translators; `scripts/messages.sh` calls it.

What is there already is kept, what nobody says any more goes. The files are in the order of the alphabet and name no
lines, so that a change of the code changes only the sentences it changed; nothing is ever guessed from a sentence
that is alike. With JSON files of translations these are put in as well: ``scripts/messages.sh fr words.json``, English
to the other language, a list for singular and plurals, ``context|English`` where there is a context.
"""

import json
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from comity.foundation.conditions.rules.phrases import patterns  # noqa: E402  (the path comes first)

PACKAGE = ROOT / "comity"
LOCALES = PACKAGE / "locale"
PLURALS = {
    "fr": "nplurals=2; plural=(n > 1);",
    "ar": "nplurals=6; plural="
    "n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5;",
}
NOT_FOR_PEOPLE = ("tests", "migrations", "management", "locale", "node_modules")
NOT_TRANSLATED = ("design.html",)  # samples for those who build pages
PATTERNS_APART = PACKAGE / "foundation" / "conditions" / "rules"  # they are handed a way to translate, and list theirs
_ONE = (*("gettext", "gettext_lazy", "gettext_noop"), *("say", "_"))
_MANY = ("ngettext", "ngettext_lazy", "say_many")
KEYWORDS = {
    **dict.fromkeys(_ONE, None),
    **dict.fromkeys(_MANY, (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
Message = str | tuple[str, ...]


def collected() -> Catalog:
    """Every message of the package, untranslated."""
    catalog = Catalog(charset="utf-8")
    for path in sorted(PACKAGE.rglob("*")):
        apart = path.parent == PATTERNS_APART or path.name in NOT_TRANSLATED
        if not apart and not set(path.relative_to(PACKAGE).parts) & set(NOT_FOR_PEOPLE):
            for message, context in _in_file(path):
                catalog.add(message, context=context)
    for pattern in patterns():
        catalog.add(pattern)
    return catalog


def _in_file(path: Path) -> Iterator[tuple[Message, str | None]]:
    if path.suffix == ".py":
        source = path.read_text(encoding="utf-8")
    elif path.suffix in (".html", ".txt") and "templates" in path.parts:
        # On one line: what surrounds the messages is blanked out, and its indentation would mean something.
        source = templatize(path.read_text(encoding="utf-8"), origin=str(path)).replace("\n", " ")
    else:
        return
    found = extract("python", BytesIO(source.encode()), keywords=KEYWORDS, options={"encoding": "utf-8"})
    for _, message, _, context in found:
        if message:
            yield message, context


def translations(language: str) -> Catalog:
    """What is translated so far."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def path_of(language: str) -> Path:
    return LOCALES / language / "LC_MESSAGES" / "django.po"


def written(language: str, given: dict[str, str | list[str]]) -> tuple[int, int]:
    """Write the catalogue anew. How many messages there are, and how many have no translation."""
    old, catalog = translations(language), Catalog(locale=language, charset="utf-8")
    forms = int(PLURALS[language].split("=")[1].split(";")[0])
    missing = 0
    for message in collected():
        if not message.id:
            continue
        first = message.id if isinstance(message.id, str) else message.id[0]
        kept = old.get(first, message.context)
        string = given.get(f"{message.context}|{first}" if message.context else first)
        string = string or (kept.string if kept and isinstance(kept.id, str) == isinstance(message.id, str) else None)
        if isinstance(message.id, str):
            string = string if isinstance(string, str) else ""
        else:
            string = tuple(string) if string and len(string) == forms and not isinstance(string, str) else ("",) * forms
        missing += not (string if isinstance(string, str) else all(string))
        catalog.add(message.id, string, context=message.context)
    _write(language, catalog)
    return len(catalog), missing


def _write(language: str, catalog: Catalog) -> None:
    body = BytesIO()
    write_po(body, catalog, width=0, no_location=True, omit_header=True, sort_output=True)
    header = (
        f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {PLURALS[language]}\\n"\n\n'
    )
    path_of(language).parent.mkdir(parents=True, exist_ok=True)
    path_of(language).write_bytes(header.encode() + body.getvalue().rstrip() + b"\n")


def main() -> None:
    chosen = sys.argv[1] if len(sys.argv) > 1 else ""
    if chosen and chosen not in PLURALS:
        raise SystemExit(f"Translated are: {', '.join(PLURALS)}.")
    given = {name: words for file in sys.argv[2:] for name, words in json.loads(Path(file).read_text()).items()}
    for language in (chosen,) if chosen else PLURALS:
        number, missing = written(language, given)
        print(f"{path_of(language).relative_to(ROOT)}: {number} messages, {missing} not translated")


if __name__ == "__main__":
    main()
