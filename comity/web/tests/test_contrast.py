"""Colours can be read, in the light and in the dark: WCAG 2.2, success criteria 1.4.3 and 1.4.11."""

import pytest

from comity.web.design.tokens import Pair, colour, colours, contrast, pairs, sizes


@pytest.mark.parametrize("pair", list(pairs()), ids=lambda pair: f"{pair.over} on {pair.under}")
def test_what_stands_on_a_colour_can_be_read(pair: Pair):
    assert pair.enough, f"{pair.light:.2f} light, {pair.dark:.2f} dark, {pair.least} needed"


def test_the_ratio_is_that_of_the_standard():
    black, white = (0.0, 0.0, 0.0), (1.0, 1.0, 1.0)
    assert contrast(black, white) == contrast(white, black) == pytest.approx(21)
    grey = ((0x76 / 255 + 0.055) / 1.055) ** 2.4  # #767676, the lightest grey that passes on white
    assert contrast((grey,) * 3, white) == pytest.approx(4.54, abs=0.01)


def test_a_pair_that_cannot_be_read_is_found():
    ratio = contrast(colour("line", "light"), colour("surface", "light"))
    assert not Pair("line", "surface", 4.5, ratio, ratio).enough


def test_the_tokens_are_read_whole():
    assert {"ground", "ink", "accent", "level-4", "on-level-4", "stop-fill"} <= set(colours())
    assert ("gap", 12.0) in sizes("gap")
    assert all(colour(name, theme) for name in colours() for theme in ("light", "dark"))
