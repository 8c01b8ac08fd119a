"""Words for people that know how to say themselves in the reader's language.

A rule decides in English and knows no reader. `say` keeps the sentence and what was put into it apart, so that
whoever shows it can say it in the language of whoever reads. As a string a `Said` is plain English: that is what
the record keeps, whatever language the person acting had chosen.
"""

from collections.abc import Callable, Iterable
from html import escape
from typing import Any, Self

Translate = Callable[[str], str]
TranslateMany = Callable[[str, str, int], str]


class _Tongue:
    """How this process translates; English until `speak_through` names something better."""

    one: Translate = staticmethod(lambda template: template)
    many: TranslateMany = staticmethod(lambda one, many, count: one if count == 1 else many)


def speak_through(one: Translate, many: TranslateMany) -> None:
    """Name the functions that give a sentence in the language of the moment. The front door does it once."""
    _Tongue.one, _Tongue.many = staticmethod(one), staticmethod(many)


class Said(str):
    """A sentence in English that `in_words` gives in another language. Pages escape and translate it by themselves."""

    template: str
    plural: str
    count: int | None
    values: dict[str, Any]

    def __new__(cls, template: str, values: dict[str, Any], plural: str = "", count: int | None = None) -> Self:
        chosen = plural if count is not None and count != 1 else template
        made = super().__new__(cls, chosen.format(**values))
        made.template, made.plural, made.count, made.values = template, plural, count, values
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.template, self.values, self.plural, self.count))

    def translated(self) -> str:
        template = (
            _Tongue.one(self.template) if self.count is None else _Tongue.many(self.template, self.plural, self.count)
        )
        return template.format(**{name: in_words(value) for name, value in self.values.items()})

    def __html__(self) -> str:
        return escape(self.translated())


class Series(Said):
    """Several sayings one after another."""

    parts: tuple[str, ...]
    separator: str

    def __new__(cls, parts: Iterable[str], separator: str) -> Self:
        every = tuple(parts)
        made = str.__new__(cls, separator.join(every))
        made.parts, made.separator = every, separator
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.parts, self.separator))

    def translated(self) -> str:
        return self.separator.join(str(in_words(part)) for part in self.parts)


def say(template: str, **values: Any) -> Said:
    """A sentence whose ``{names}`` stand for `values`; these may be sayings themselves. The template is what
    translators see, so it is written out in full at the call and never put together.

    Raises KeyError for a name without its value.
    """
    return Said(template, values)


def say_many(one: str, many: str, count: int, **values: Any) -> Said:
    """The same with a singular and a plural; ``{count}`` stands for the number in both."""
    return Said(one, {"count": count, **values}, many, count)


def series(parts: Iterable[str], separator: str = "; ") -> Series:
    """Sayings in a row, each kept in its language."""
    return Series(parts, separator)


def in_words(value: Any) -> Any:
    """A saying in the language of the moment; anything else as it is."""
    return value.translated() if isinstance(value, Said) else value
