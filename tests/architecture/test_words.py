"""Everything that people read can be said in their language: no template is English only, and French lacks nothing."""

import importlib.util
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from string import Formatter

import pytest
from django.template.base import Lexer, TokenType

from .source import named, templates

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("fr", "ar")
COMPLETE = ("fr",)
SAME_EVERYWHERE = {"Comity", "USD"}
OF_A_MARKING = {"Releasable To", "Need To Know"}  # a marking is written in the words of its policy
READ_ALOUD = {"aria-label", "title", "placeholder", "alt", "data-label", "data-add", "data-remove"}
NOT_PROSE = {"code", "kbd", "script", "style", "svg"}
WORDED = {"title", "label", "note", "why", "unit", "mark", "words", "submit", "summary", "complete", "cancel_words"}
SAMPLES = "web/templates/design/"  # the pages that show builders every component

_LETTERS = re.compile(r"[^\W\d_]{2,}")
_LITERAL = re.compile(r"""(?P<before>\b\w+=|_\()?"(?P<words>[^"]*)\"""")
_ATTRIBUTES = re.compile(r'\bdata-[\w-]+="[^"]*"')  # a block or a file of its own that stands inside a tag
_TRANSLATED_BLOCK = re.compile(r"(blocktranslate|blocktrans|comment)\b")


class _Visible(HTMLParser):
    """Gathers the words that a browser shows or a screen reader says."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in READ_ALOUD and value]
        if tag in NOT_PROSE:
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.inside and self.inside[-1] == tag:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if not self.inside:
            self.found.append(data)


def _untranslated(text: str) -> Iterator[str]:
    page, closing = [], ""
    for token in Lexer(text).tokenize():
        if closing:
            closing = "" if token.token_type == TokenType.BLOCK and token.contents == closing else closing
        elif token.token_type == TokenType.BLOCK and (block := _TRANSLATED_BLOCK.match(token.contents)):
            closing = f"end{block[1]}"
        elif token.token_type == TokenType.TEXT:
            page.append(token.contents)
        elif token.token_type in (TokenType.BLOCK, TokenType.VAR):
            yield from _bare_literals(token.contents)
    visible = _Visible()
    visible.feed("".join(page))
    visible.close()
    for words in (_ATTRIBUTES.sub("", found).strip() for found in visible.found):
        if words not in OF_A_MARKING and any(word not in SAME_EVERYWHERE for word in _LETTERS.findall(words)):
            yield " ".join(words.split())


def _bare_literals(tag: str) -> Iterator[str]:
    """Words given to a tag or a filter without `_(…)`: prose, or the value of an argument that is shown."""
    if tag.startswith(("translate ", "trans ")):
        return
    for literal in _LITERAL.finditer(tag):
        before, words = literal["before"] or "", literal["words"]
        prose = re.match(r"[A-Z][a-z]", words) or re.search(r"[a-z] [a-z]", words)
        if (
            before != "_("
            and words not in OF_A_MARKING | SAME_EVERYWHERE
            and _LETTERS.search(words)
            and (prose or before.rstrip("=") in WORDED)
        ):
            yield words


@pytest.mark.parametrize("path", [p for p in templates() if not named(p).startswith(SAMPLES)], ids=named)
def test_a_template_says_nothing_that_cannot_be_translated(path):
    assert list(_untranslated(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "source",
    [
        "<p>Some words</p>",
        '<a aria-label="Some words"></a>',
        '{% card "Some words" icon="eye" %}{% endcard %}',
        '{% field form.x unit="people" %}',
        '{{ x|default:"not stated" }}',
        "{% blocktranslate %}A{% endblocktranslate %}<b>words</b>",
    ],
)
def test_words_outside_a_translation_are_found(source):
    assert list(_untranslated(source))


@pytest.mark.parametrize(
    "source",
    [
        '<p>{% translate "Some words" %} · {{ x }}</p>',
        '{% card _("Some words") icon="eye" %}{% endcard %}',
        '{% if kind == "danger" %}<code>comity demo</code>{% endif %}',
        '{% include "components/facts.html" with facts=lines only %}Comity',
    ],
)
def test_what_is_translated_or_no_words_is_left_alone(source):
    assert list(_untranslated(source)) == []


@cache
def _messages():
    spec = importlib.util.spec_from_file_location("messages", ROOT / "scripts" / "messages.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def _collected():
    return {(_first(m.id), m.context): m for m in _messages().collected() if m.id}


@cache
def _translated(language):
    return {(_first(m.id), m.context): m for m in _messages().translations(language) if m.id}


def _first(identity):
    return identity if isinstance(identity, str) else identity[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogues_are_collected_from_what_is_said_today(language):
    missing, gone = (
        _collected().keys() - _translated(language).keys(),
        _translated(language).keys() - _collected().keys(),
    )
    assert not missing | gone, f"run scripts/messages.sh: {sorted(map(str, missing | gone))[:10]}"


@pytest.mark.parametrize("language", COMPLETE)
def test_everything_is_said_in(language):
    lacking = [key for key, message in _translated(language).items() if not _whole(message.string)]
    assert not lacking, f"{len(lacking)} are not translated: {sorted(map(str, lacking))[:10]}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_places_of_its_original(language):
    """A place that is lost or misspelt would raise when the page is shown; one that fits no plural may be left out."""
    wrong = []
    for key, message in _translated(language).items():
        assert "fuzzy" not in message.flags, key
        originals = [message.id] if isinstance(message.id, str) else list(message.id)
        strings = [message.string] if isinstance(message.string, str) else list(message.string)
        wanted = set.union(*map(_places, originals))
        counted = wanted if isinstance(message.id, str) else wanted - {"count", "number", "total", "figure", "hours"}
        wrong += [(key[0], s) for s in strings if s and not counted <= _places(s) <= wanted]
    assert not wrong


def _whole(string):
    return bool(string) if isinstance(string, str) else bool(string) and all(string)


def _places(text):
    """`%(name)s` and `{name}`; in a sentence of a template a brace is a brace, but none of ours has one."""
    by_name = set(re.findall(r"%\((\w+)\)[sd]", text))
    return by_name | {name for _, name, _, _ in Formatter().parse(text) if name}
