"""Words for people that know how to say themselves in the reader's language.

A rule decides in English and knows no reader. `say` keeps the sentence and what was put into it apart, so that
whoever shows it can say it in the language of whoever reads. As a string a `Said` is plain English: that is what
the record keeps, whatever language the person acting had chosen.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from html import escape
from typing import Any, Self

Translate = Callable[[str], str]
TranslateMany = Callable[[str, str, int], str]
Write = Callable[[Any, str], str]
"""A day or a figure, and how it is written in English: how the language of the moment writes it."""
Insert = Callable[[str], str]
"""What somebody wrote, as it stands inside a sentence of the language of the moment."""


class _Tongue:
    """How this process translates; English until `speak_through` names something better."""

    one: Translate = staticmethod(lambda template: template)
    many: TranslateMany = staticmethod(lambda one, many, count: one if count == 1 else many)
    write: Write = staticmethod(lambda _, english: english)
    insert: Insert = staticmethod(lambda text: text)


def speak_through(
    one: Translate, many: TranslateMany, write: Write | None = None, insert: Insert | None = None
) -> None:
    """Name the functions that give a sentence in the language of the moment. The front door does it once."""
    _Tongue.one, _Tongue.many = staticmethod(one), staticmethod(many)
    if write is not None:
        _Tongue.write = staticmethod(write)
    if insert is not None:
        _Tongue.insert = staticmethod(insert)


class Said(str):
    """A sentence in English that `in_words` gives in another language. Pages escape and translate it by themselves."""

    template: str
    plural: str
    number: int | None
    values: dict[str, Any]

    def __new__(cls, template: str, values: dict[str, Any], plural: str = "", count: int | None = None) -> Self:
        chosen = plural if count is not None and count != 1 else template
        made = super().__new__(cls, chosen.format(**values))
        made.template, made.plural, made.number, made.values = template, plural, count, values
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.template, self.values, self.plural, self.number))

    def translated(self) -> str:
        template = (
            _Tongue.one(self.template) if self.number is None else _Tongue.many(self.template, self.plural, self.number)
        )
        return template.format(**{name: _put_in(value) for name, value in self.values.items()})

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


class Written(Said):
    """A day or a figure, written as the reader's language writes it."""

    value: Any

    def __new__(cls, value: Any, english: str) -> Self:
        made = str.__new__(cls, english)
        made.value = value
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.value, str(self)))

    def translated(self) -> str:
        return _Tongue.write(self.value, str(self))


@dataclass(frozen=True, slots=True)
class Nation:
    """A state by its code of three letters: the value of a `Written` name."""

    code: str


class Told(Said):
    """Words that another part of the house puts together, given a way to translate each pattern of its own."""

    tell: Callable[[Translate], str]

    def __new__(cls, tell: Callable[[Translate], str]) -> Self:
        made = str.__new__(cls, tell(lambda pattern: pattern))
        made.tell = tell
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return (str, (str(self),))

    def translated(self) -> str:
        return self.tell(_Tongue.one)


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


def day(when: date | str, pattern: str = "%d %B %Y") -> str:
    """A day for a sentence: in English by `pattern`, elsewhere as the reader's language writes days.

    Text is read back by the pattern or as an ISO date, as the record keeps days; other text stays as it is.
    """
    if isinstance(when, str):
        read = _read_day(when, pattern)
        return when if read is None else Written(read, when)
    return Written(when, f"{when:{pattern}}")


def _read_day(text: str, pattern: str) -> date | None:
    for form in (pattern, "%Y-%m-%d"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    return None


def figure(value: Decimal | int) -> Written:
    """A figure for a sentence, its thousands told apart."""
    number = Decimal(value)
    whole = number == number.to_integral_value()
    return Written(int(number), f"{number:,.0f}") if whole else Written(number, f"{number:,}")


def nation(code: str, english: str) -> Written:
    """A state's name in the reader's language; a name that is not the one it is known under here stays as written.

    With "" for a code, for names that were stored without it, it is looked up by its name.
    """
    return Written(Nation(code), english)


def listed(parts: Iterable[str]) -> str:
    """Sayings in one list: "a", "a and b", "a, b and c"; "" for none."""
    *others, last = [*parts] or [""]
    return say("{first} and {last}", first=_row(others), last=last) if others else last


def either(parts: Iterable[str]) -> str:
    """The same as a choice: "a or b", "a, b or c"."""
    *others, last = [*parts] or [""]
    return say("{first} or {last}", first=_row(others), last=last) if others else last


def _row(parts: list[str]) -> str:
    row = parts[0]
    for part in parts[1:]:
        row = say("{first}, {last}", first=row, last=part)
    return row


def told(tell: Callable[[Translate], str]) -> Told:
    """What `tell` says when given a way to translate patterns, such as the explanation of a condition."""
    return Told(tell)


def known(text: str) -> Said:
    """Words kept as data (the label of a line, the name of a fact) that are a template somewhere in the house."""
    return Said(text.replace("{", "{{").replace("}", "}}"), {})


def _put_in(value: Any) -> Any:
    """A value as it stands in a sentence: a saying in its language, and what somebody wrote in its own direction."""
    if isinstance(value, Said):
        return value.translated()
    return _Tongue.insert(value) if isinstance(value, str) else value


def in_words(value: Any) -> Any:
    """A saying in the language of the moment; anything else as it is."""
    return value.translated() if isinstance(value, Said) else value
