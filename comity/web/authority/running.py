"""What the program that runs lets anybody do, question by question: kept at each start, so that an upgrade that lets
more or less is told before it serves. The questions are put to the rules themselves, with people who are nobody in
particular.
"""

import json
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path

from django.conf import settings

from comity.activity.engagements.rules.life import LIFE as ENGAGEMENT_LIFE
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import allow, deny
from comity.foundation.labels.rules.label import Reader
from comity.mandate.institutions.permissions import may_appoint, may_delegate
from comity.mandate.institutions.rules.framework import NEVER_LENT, Character, May
from comity.procedure.clearance.rules import independence
from comity.procedure.clearance.rules.consensus import bars
from comity.procedure.clearance.rules.life import CONSULTATION, LIFE
from comity.procedure.clearance.rules.needs import needed

NEEDS = ("concurrence", "coordination", "consultation")
X, HERE, THERE = 1, 1, 2  # somebody, a post, another post
Answers = Mapping[str, str]


def answers() -> dict[str, str]:
    """Every question with what the running rules answer: in English, since it is kept in a file."""
    return dict([*_lives(), *_independence(), *_authority(), *_objections()])


def kept() -> Answers | None:
    """What was answered at the last start; None before the first."""
    try:
        found = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def keep(now: Answers) -> None:
    _file().write_text(json.dumps(now, indent=1, sort_keys=True), encoding="utf-8")


def changed(before: Answers, now: Answers) -> list[tuple[str, str, str]]:
    """Each question that is answered otherwise: as it was, as it is; a dash where it was not asked."""
    asked = sorted({*before, *now})
    return [(q, before.get(q, "–"), now.get(q, "–")) for q in asked if before.get(q) != now.get(q)]


def _file() -> Path:
    return Path(settings.HOME) / "permissions.json"


def _yes(verdict: object) -> str:
    return "yes" if verdict else "no"


def _lives() -> Iterator[tuple[str, str]]:
    for name, life in (("dossier", LIFE), ("consultation", CONSULTATION), ("engagement", ENGAGEMENT_LIFE)):
        for (state, move), then in life.items():
            yield f"{name}: {state}, {move}", str(then)


def _independence() -> Iterator[tuple[str, str]]:
    for wrote, signed, spoke in product((False, True), repeat=3):
        authors = frozenset({X} if wrote else ())
        signers = frozenset({X} if signed else ())
        voices = frozenset({(X, THERE)} if spoke else ())
        of = f"who{' wrote,' * wrote}{' signed,' * signed}{' spoke for another post,' * spoke} may"
        yield f"{of} sign", _yes(independence.may_sign(X, HERE, authors=authors, signed=signers, spoken=voices))
        if not signed:
            yield f"{of} give an opinion", _yes(independence.may_speak(X, HERE, authors=authors, spoken=voices))
            yield f"{of} move it to another version", _yes(independence.may_migrate(X, authors=authors, spoken=voices))
    for spoke in (False, True):
        who = "who has spoken" if spoke else "who has not spoken"
        yield f"{who} may consolidate", _yes(independence.may_consolidate(X, spoken=frozenset([(X, HERE)] * spoke)))
        yield f"{who} may amend", _yes(independence.may_write(X, spoken=frozenset([X] * spoke)))
    yield "nobody in person may sign", _yes(independence.may_sign(None, authors=frozenset(), signed=frozenset()))


def _authority() -> Iterator[tuple[str, str]]:
    for mine, civilian, himself, held, over in product(
        Character, (False, True), (False, True), (False, True), (False, True)
    ):
        verdict = may_appoint(
            _somebody(mine),
            person_id=X if himself else X + 1,
            power=allow("") if held else deny(""),
            over=over,
            post_is_civilian=civilian,
            founding=False,
        )
        to = f"{'themselves' if himself else 'another'} to a {'civilian' if civilian else 'other'} post"
        by = f"{'with' if held else 'without'} the power, {'there' if over else 'elsewhere'}"
        yield f"a {mine} post may appoint {to}, {by}", _yes(verdict)
    for holds, borrowed, itself, acting, lets in product((False, True), repeat=5):
        verdict = may_delegate(
            _somebody(Character.CIVILIAN),
            holds_it=holds,
            receivers=frozenset({X if itself else X + 1}),
            lendable=allow("") if lets else deny(""),
            through_delegation=borrowed,
            only_acting=acting,
        )
        who = "holder" if holds else "other"
        who += f"{', borrowed' * borrowed}{', to themselves' * itself}{', acting' * acting}"
        yield f"lend ({who}, {'let' if lets else 'not let'} by the framework)", _yes(verdict)
    for may in May:
        yield f"the power to {may} may ever be lent", _yes(may not in NEVER_LENT)


def _objections() -> Iterator[tuple[str, str]]:
    for needs, ruled, consensus in product(
        ("concurrence", "coordination", "consultation"), (False, True), (False, True)
    ):
        how = f"{needed(needs)}{', ruled upon' * ruled}{', by consensus' * consensus}"
        yield f"an objection bars ({how})", _yes(bars(needs, ruled=ruled, consensus=consensus))


def _somebody(character: Character) -> Actor:
    return Actor(
        person_id=X, person="X", post_id=HERE, post="a post", character=character, reader=Reader(nationality="")
    )
