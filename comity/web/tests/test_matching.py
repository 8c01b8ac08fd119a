"""What somebody typed is found in any case, with or without accents, and shown where it stands."""

import pytest

from comity.web.matching import excerpt, folded, matches, parts, spellings, terms_of


def marked(text, *terms):
    return "".join(f"[{part.text}]" if part.hit else part.text for part in parts(text, terms))


@pytest.mark.parametrize(
    ("text", "terms", "shown"),
    [
        ("Exercise Calm Water", ["calm"], "Exercise [Calm] Water"),
        ("Défense à l’étranger", ["etranger", "DEF"], "[Déf]ense à l’[étranger]"),
        ("Straße", ["strasse"], "[Straße]"),
        ("aaa", ["aa"], "[aa]a"),
        ("calm calm", ["calm"], "[calm] [calm]"),
        ("nothing", ["x"], "nothing"),
        ("", ["x"], ""),
        ("مناورة بحرية", ["بحر"], "مناورة [بحر]ية"),
    ],
)
def test_what_is_sought_is_marked_where_it_stands(text, terms, shown):
    assert marked(text, *terms) == shown
    assert "".join(part.text for part in parts(text, terms)) == text


def test_every_word_must_be_found_but_not_in_one_text():
    assert matches(["subic", "calm"], "Exercise Calm Water", "Subic Bay")
    assert not matches(["subic", "storm"], "Exercise Calm Water", "Subic Bay")
    assert matches(["ecole"], "École navale")
    assert folded("ÉCOLE") == "ecole"


def test_what_was_typed_is_bounded_and_clean():
    assert terms_of("  a\x00b  c ") == ["a", "b", "c"]
    assert len(terms_of("x " * 500)) == 6
    assert terms_of("") == []
    assert spellings("calm") == ["calm"]
    assert {"école", "École", "ÉCOLE"} <= set(spellings("école"))


def test_a_long_text_is_shown_around_the_word():
    text = "word " * 60 + "Harbour " + "more " * 60
    shown = excerpt(text, ["harbour"])
    assert "Harbour" in shown
    assert shown.startswith("…") and shown.endswith("…")
    assert len(shown) < 170
    assert excerpt(text, ["absent"]) == ""
