"""In which order the bodies stand to which objections are taken, when each route knows only its part of the ladder."""

from collections.abc import Iterable, Sequence


def merged(ladders: Iterable[Sequence[str]]) -> list[str]:
    """Every body once, the lowest first: whoever has more bodies above it stands lower, whatever the route."""
    above: dict[str, int] = {}
    for ladder in ladders:
        for steps, body in enumerate(reversed(ladder)):
            above[body] = max(above.get(body, 0), steps)
    return sorted(above, key=lambda body: -above[body])
