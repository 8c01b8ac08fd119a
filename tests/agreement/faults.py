# ruff: noqa: E501
"""Seeded faults: small edits of a shipped framework, or of a rule that runs, each with what the proof must say of it.

An edit of the file is text for text, each found exactly once. An edit of the code exchanges one rule wherever the
running house has it, as if the source said so.
"""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from comity.foundation.access.rules.verdict import allow, deny
from comity.foundation.conditions.rules.vocabulary import named
from comity.mandate.institutions import permissions as of_institutions
from comity.mandate.institutions import queries
from comity.mandate.institutions.rules import lending
from comity.mandate.institutions.rules.framework import NEVER_LENT
from comity.mandate.institutions.rules.promises import Property
from comity.procedure.assurance.rules.proving import Verdict, broken_promises, prove
from comity.procedure.clearance import permissions as of_clearance
from comity.procedure.clearance.queries import routes
from comity.procedure.clearance.rules import consensus, independence, migrating, urgency
from comity.procedure.clearance.rules.life import AMENDABLE, CONSULTATION, LIFE, Asked, Move, State, Turn
from comity.procedure.clearance.rules.whole import Checked, check

LIBRARY = Path(__file__).parents[2] / "library" / "frameworks"
Edits = Sequence[tuple[str, str]]
Exchange = tuple[object, object]


@dataclass(frozen=True)
class Fault:
    """What is edited, and what the proof says: the promise that breaks, part of why, and the last act of the story."""

    name: str
    promise: Property
    why: str
    last: str
    file: str = "small-state"
    edits: Edits = ()
    code: Callable[[], Sequence[Exchange]] = tuple
    stopped: str = ""  # by which rule of the database, where it would stop what the rules now let happen
    tables: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name

    def text(self) -> str:
        """The file with its edits. Raises AssertionError unless each finds its place, once."""
        text = (LIBRARY / f"{self.file}.yaml").read_text()
        for old, new in self.edits:
            assert text.count(old) == 1, (self.name, old, text.count(old))
            text = text.replace(old, new)
        return text

    @contextmanager
    def made(self) -> Iterator[None]:
        """The running house with this fault in its code."""
        with ExitStack() as stack:
            stack.enter_context(patch.dict(routes._urgent, clear=True))  # worked out by the rules as they were
            for original, instead in self.code():
                for module, attribute in _everywhere(original):
                    stack.enter_context(patch.object(module, attribute, instead))
            for (table, key), value in self.tables.items():
                stack.enter_context(patch.dict(TABLES[table], clear=False))
                TABLES[table].pop(key, None) if value is None else TABLES[table].__setitem__(key, value)
            yield

    def found(self) -> tuple[Checked, Verdict | None]:
        """What the prover says of it: the broken promise that was expected, if it finds it."""
        checked = check(self.text())
        if checked.file is None:
            return checked, None
        broken = broken_promises(checked.file, prove(checked.file, named(checked.file.subject)))
        fitting = (verdict for verdict in broken if verdict.promise is self.promise and self.why in verdict.why)
        return checked, next(fitting, None)


TABLES: dict[str, Any] = {"life": LIFE, "consultation": CONSULTATION}


def _everywhere(original: object) -> list[tuple[Any, str]]:
    return [
        (module, name)
        for key, module in list(sys.modules.items())
        if key.startswith("comity.") and module is not None
        for name, value in list(vars(module).items())
        if value is original
    ]


def without(rule: Callable[..., Any], **blind: object) -> Callable[[], Sequence[Exchange]]:
    """The rule, blind to what it is told: whatever it is asked, it hears this instead."""
    return lambda: [(rule, lambda *args, **told: rule(*args, **{**told, **blind}))]


def always(rule: Callable[..., Any], answer: object) -> Callable[[], Sequence[Exchange]]:
    return lambda: [(rule, lambda *_, **__: answer)]


NOBODY: frozenset[Any] = frozenset()
YES = allow("")
CIVIL, KEYS, OWN = Property.CIVILIAN_CONTROL, Property.TWO_KEYS, Property.NO_SELF_APPROVAL
SILENCE, DEAD_END, TOLD = Property.SILENCE_NEVER_DECIDES, Property.NO_DEAD_END, Property.OVERSIGHT_IS_TOLD
LOANS, CLASSES = Property.LOANS_ARE_BOUNDED, Property.CLASSES_ARE_COMPLETE_AND_EXCLUSIVE

PERMANENT = "lend: {to: [kestrel-desk-officer], ceiling: {personnel: 10, cost: 10000}, days: 14}}"
ATTORNEY = "lend: {to: [kestrel-legal-officer], classes: [contact], days: 21}}"
COMMANDER = "  - {post: kestrel-commander, may: [opine], instrument: kestrel-engagement-act, article: s. 6}"
CONTACT_KEYS = """      - {post: kestrel-permanent-secretary, instrument: kestrel-contacts-order, article: par. 3, clock: {days: 3}, on_lapse: {do: escalate}}
      - *key-law
"""
SOLDIERS = "lend: {to: {character: [military]}, days: 366}}"


LARGE = """  - key: large
    title: Large by the islands' measure
    why: Thirty people are a tenth of the service, and fifty thousand dollars a tenth of its vote.
    when:
      all:
        - kind: {is_not: information_release}
        - any: [{personnel: {over: 30}}, {cost: {over: 50000 USD}}]
"""
CONTACT = "  - key: contact\n    title: Contact\n"


def _section(file: str, name: str) -> str:
    """The text of one section of a shipped file, to the blank line before the next."""
    _, named_, rest = (LIBRARY / f"{file}.yaml").read_text().partition(f"\n{name}:\n")
    return named_[1:] + rest.partition("\nproperties:")[0]


IN_THE_FILE = [
    Fault(
        "two deciders are made military, on a class that needs a civilian",
        CIVIL,
        "nobody who signed answers to civilians",
        "another signs for Minister of Foreign Affairs and Defence, from Permanent Secretary to whom the power was lent",
        edits=[
            (
                "{key: kestrel-attorney-general, title: Attorney General, institution: kestrel-law-office, character: civilian",
                "{key: kestrel-attorney-general, title: Attorney General, institution: kestrel-law-office, character: military",
            ),
            (
                "{key: kestrel-permanent-secretary, title: Permanent Secretary, institution: kestrel-ministry, character: civilian",
                "{key: kestrel-permanent-secretary, title: Permanent Secretary, institution: kestrel-ministry, character: military",
            ),
        ],
    ),
    Fault(
        "whoever decides contacts may lend that to any soldier, without ceiling",
        CIVIL,
        "nobody who signed answers to civilians",
        "another signs for Permanent Secretary, from Commander of the Coast Guard to whom the power was lent",
        edits=[(PERMANENT, SOLDIERS), (ATTORNEY, SOLDIERS)],
    ),
    Fault(
        "a soldier appoints the diplomat who decides",
        CIVIL,
        "nobody who signed answers to civilians",
        "X signs for Desk officer for partners",
        edits=[
            (
                COMMANDER,
                f"{COMMANDER}\n  - {{post: kestrel-commander, may: [appoint], over: [kestrel-ministry], instrument: kestrel-engagement-act}}\n"
                "  - {post: kestrel-desk-officer, may: [decide], instrument: kestrel-engagement-act}",
            ),
            (
                CONTACT_KEYS,
                "      - {post: kestrel-desk-officer, instrument: kestrel-contacts-order, clock: {days: 3}, on_lapse: {do: escalate}}\n",
            ),
        ],
    ),
    Fault(
        "one key alone decides",
        KEYS,
        "one person alone signed it",
        "X signs for Permanent Secretary",
        edits=[(CONTACT_KEYS, CONTACT_KEYS.replace("      - *key-law\n", ""))],
    ),
    Fault(
        "the silence of counsel counts, and the promise names no instrument of it",
        SILENCE,
        "by the silence of this post",
        "the keys grant",
        edits=[
            (
                "            concerns: [kind, host, partners, place, live_fire, personnel]\n            clock: {days: 8}\n            on_lapse: {do: escalate}",
                "            concerns: [kind, host, partners, place, live_fire, personnel]\n            clock: {days: 8}\n            on_lapse: {do: silence, instrument: kestrel-law-office-act}",
            )
        ],
    ),
    Fault(
        "the promise no longer excepts the instrument under which silence counts",
        SILENCE,
        "by the silence of this post",
        "the keys grant",
        edits=[("except_under: [kestrel-contacts-order]", "except_under: [kestrel-cabinet-manual]")],
    ),
    Fault(
        "one of ours answers in the place of a partner",
        KEYS,
        "in the place of a partner",
        "the keys grant",
        edits=[("on_lapse: {do: escalate}    # nobody", "on_lapse: {do: escalate, to: kestrel-minister}    # nobody")],
    ),
    Fault(
        "a lighter class comes before a graver one",
        CLASSES,
        "comes before",
        "it goes the way of “Ships, aircraft, training or help”",
        edits=[
            (LARGE, ""),
            (CONTACT, LARGE + CONTACT),
        ],
    ),
    Fault(
        "the ceiling of whoever must decide lies below the class",
        DEAD_END,
        "no mandate lets this post decide",
        "it cannot be decided",
        edits=[("classes: [contact], ceiling: {personnel: 30,", "classes: [contact], ceiling: {personnel: 20,")],
    ),
    Fault(
        "nobody may fill the post of a key",
        DEAD_END,
        "nobody may fill",
        "nobody may appoint another as Legal officer",
        edits=[
            (
                "over: [kestrel-ministry, kestrel-coast-guard, kestrel-law-office]",
                "over: [kestrel-ministry, kestrel-coast-guard]",
            )
        ],
    ),
    Fault(
        "whoever appoints is a soldier, and may therefore fill no civilian post",
        DEAD_END,
        "nobody may fill",
        "nobody may appoint another as Legal officer",
        edits=[
            (
                "institution: kestrel-cabinet, character: civilian, superior: kestrel-prime-minister, desk: secretariat",
                "institution: kestrel-cabinet, character: military, superior: kestrel-prime-minister, desk: secretariat",
            )
        ],
    ),
    Fault(
        "no oversight is told of anything",
        TOLD,
        "names nobody",
        "nobody is told",
        file="asia-pacific",
        edits=[(_section("asia-pacific", "oversight"), "oversight: []\n")],
    ),
    Fault(
        "oversight is told later than the promise says that the law lets it be",
        TOLD,
        "later than the 3 days",
        "Clerk of Parliament is told within 12 days",
        edits=[
            (
                "    within: {days: 3, count: sitting, calendar: parliament}",
                "    within: {days: 12, count: sitting, calendar: parliament}",
            ),
        ],
    ),
    Fault(
        "oversight is to be told at a post that nobody may fill",
        TOLD,
        "nobody may fill",
        "nobody may appoint another as Treasury officer",
        edits=[
            ("    tell: kestrel-auditor", "    tell: kestrel-treasury-officer"),
            (
                "  - {post: kestrel-prime-minister, may: [appoint], instrument: kestrel-public-service-act, article: s. 10, over: [kestrel-cabinet]}\n",
                "",
            ),
        ],
    ),
]

IN_THE_CODE = [
    Fault(
        "authors may speak on what they wrote",
        OWN,
        "clears what they wrote",
        "X takes over what a vacant post below is asked",
        code=without(independence.may_speak, authors=NOBODY),
    ),
    Fault(
        "authors may sign what they wrote",
        OWN,
        "clears what they wrote",
        "X signs for Permanent Secretary",
        code=without(independence.may_sign, authors=NOBODY),
    ),
    Fault(
        "whoever has spoken may consolidate",
        OWN,
        "clears what they wrote",
        "X adjudicates a comment",
        code=without(independence.may_consolidate, spoken=NOBODY),
    ),
    Fault(
        "whoever has spoken may amend",
        OWN,
        "clears what they wrote",
        "X amends it a little",
        code=without(independence.may_write, spoken=NOBODY),
    ),
    Fault(
        "whoever has a part in it may move it to another version",
        OWN,
        "clears what they wrote",
        "X moves it to this version",
        code=without(independence.may_migrate, authors=NOBODY, spoken=NOBODY),
    ),
    Fault(
        "reassigning skips the check of whoever takes over",
        OWN,
        "clears what they wrote",
        "X takes over what a vacant post below is asked",
        code=without(of_clearance.may_reassign, speaks=YES),
    ),
    Fault(
        "one person may turn two keys",
        KEYS,
        "signed it twice",
        "X signs for Minister of Foreign Affairs and Defence",
        code=without(independence.may_sign, signed=NOBODY, spoken=NOBODY),
        stopped="clearance_signature",
    ),
    Fault(
        "one person may speak for two posts",
        KEYS,
        "two voices",
        "X takes over what a vacant post below is asked",
        code=without(independence.may_speak, spoken=NOBODY),
    ),
    Fault(
        "whoever spoke for another post may sign",
        KEYS,
        "two voices",
        "X signs for Permanent Secretary",
        code=without(independence.may_sign, spoken=NOBODY),
    ),
    Fault(
        "an objection bars nothing",
        KEYS,
        "over this post's objection",
        "the keys grant",
        code=always(consensus.bars, False),
    ),
    Fault(
        "a ruling above overrides consensus",
        KEYS,
        "over this post's objection",
        "the keys grant",
        file="alliance",
        code=lambda: [
            (consensus.bars, lambda needs, *, ruled, consensus: needs == "concurrence" and not ruled),
            (consensus.may_grant, lambda *_, **__: YES),
        ],
    ),
    Fault(
        "what was granted and then changed goes straight back to the keys",
        KEYS,
        "never did",
        "the keys grant",
        tables={("life", (State.GRANTED, Move.REOPEN)): State.DECIDING},
    ),
    Fault(
        "the countersignature is passed by",
        KEYS,
        "without a signature",
        "another signs for Minister of Foreign Affairs and Defence",
        tables={("life", (State.CONSOLIDATING, Move.CONSOLIDATE)): State.DECIDING},
    ),
    Fault(
        "the countersignature grants",
        KEYS,
        "without a signature",
        "X signs for Permanent Secretary",
        tables={("life", (State.COUNTERSIGNING, Move.COUNTERSIGN)): State.GRANTED},
    ),
    Fault(
        "what was refused is reopened by amending it",
        DEAD_END,
        "had ended",
        "another amends it materially",
        code=lambda: [(AMENDABLE, AMENDABLE | {State.REFUSED})],
        tables={("life", (State.REFUSED, Move.REOPEN)): State.CONSULTING},
    ),
    Fault(
        "what was revoked is resumed",
        DEAD_END,
        "had ended",
        "the clearance is resumed",
        tables={("life", (State.REVOKED, Move.RESUME)): State.GRANTED},
    ),
    Fault(
        "a countersignature cannot be given",
        DEAD_END,
        "no run comes to an end",
        "another consolidates it",
        tables={("life", (State.COUNTERSIGNING, Move.COUNTERSIGN)): None},
    ),
    Fault(
        "a hold never ends",
        DEAD_END,
        "no run comes to an end",
        "Desk officer for partners can hold",
        tables={("consultation", (Asked.HELD, Turn.RELEASE)): None},
    ),
    Fault(
        "a soldier may appoint to a civilian post",
        CIVIL,
        "nobody who signed answers to civilians",
        "another signs for Minister of Foreign Affairs and Defence",
        edits=[
            (
                COMMANDER,
                f"{COMMANDER}\n  - {{post: kestrel-commander, may: [appoint], instrument: kestrel-engagement-act}}",
            )
        ],
        code=without(of_institutions.may_appoint, post_is_civilian=False),
    ),
    Fault(
        "whatever is not forbidden may be lent to anybody",
        LOANS,
        "whom the framework does not name",
        "Engagement officer lends its power to Prime Minister",
        code=always(lending.may_be_lent_to, YES),
    ),
    Fault(
        "a loan has no end",
        LOANS,
        "for more than",
        "Engagement planner lends its power to Director of International Policy",
        file="asia-pacific",
        code=always(lending._days, YES),
    ),
    Fault(
        "a loan has no ceiling",
        LOANS,
        "beyond",
        "Minister of Defence lends its power to Permanent Secretary, Defence",
        file="asia-pacific",
        code=always(lending._ceiling, YES),
    ),
    Fault(
        "what was lent may be lent further",
        LOANS,
        "further",
        "Director of International Policy lends it further",
        file="asia-pacific",
        code=lambda: [
            (
                of_institutions.may_delegate,
                lambda actor, *, _rule=of_institutions.may_delegate, **told: _rule(
                    actor, **{**told, "through_delegation": False, "holds_it": True}
                ),
            ),
            (queries.holding, lambda _actor, post_id, at: queries.holder_of_record(post_id, at)),
        ],
    ),
    Fault(
        "the power to appoint may be lent",
        LOANS,
        "never lent",
        "Secretary to the Cabinet lends its power to Commander of the Coast Guard",
        edits=[
            (
                "over: [kestrel-ministry, kestrel-coast-guard, kestrel-law-office]}",
                "over: [kestrel-ministry, kestrel-coast-guard, kestrel-law-office], lend: {to: [kestrel-commander], days: 9}}",
            )
        ],
        code=lambda: [(NEVER_LENT, ())],
    ),
    Fault(
        "nobody takes back what was lent",
        LOANS,
        "cannot be taken back",
        "Engagement planner cannot take it back",
        file="asia-pacific",
        code=always(of_institutions.may_take_back, deny("no")),
    ),
    Fault(
        "a move to another version keeps what was said to less",
        KEYS,
        "to something else",
        "it is moved to this version, which keeps what Desk officer for partners said to something else",
        code=lambda: [(migrating._otherwise, lambda *_: None)],
    ),
    Fault(
        "a move to another version keeps what another clock brought about",
        SILENCE,
        "by the silence of this post",
        "the keys grant",
        code=lambda: [(migrating._same_clock, lambda *_: True)],
    ),
    Fault(
        "a move to another version keeps every answer, whatever it was to",
        KEYS,
        "never did",
        "the keys grant",
        code=lambda: [(migrating._otherwise, lambda *_: None), (migrating._same_clock, lambda *_: True)],
    ),
]

URGENT = Property.URGENT_PATH_IS_BOUNDED
IN_HASTE = [
    Fault(
        "hours of silence count under an instrument that the promise does not except",
        URGENT,
        "hours of silence count",
        "the keys grant",
        file="alliance",
        edits=[
            (
                "except_under: [concord-rules-of-procedure, concord-relief-arrangement]",
                "except_under: [concord-rules-of-procedure]",
            )
        ],
    ),
    Fault(
        "whoever took part reviews it",
        URGENT,
        "took part in",
        "X, as Clerk of Parliament, answers the review",
        code=always(independence.may_review, YES),
    ),
    Fault(
        "anybody may recall",
        URGENT,
        "neither declared nor reviews",
        "a post that neither declared nor reviews it recalls it",
        code=always(of_clearance.may_recall, YES),
    ),
    Fault(
        "nobody may recall",
        URGENT,
        "nobody can recall",
        "72 hours later its review opens by itself",
        code=always(of_clearance.may_recall, deny("no")),
    ),
    Fault(
        "haste spares the consent of a partner",
        URGENT,
        "which no haste spares",
        "the keys grant",
        code=lambda: [(urgency._skips, lambda step, urgent: step.key in urgent.skip or step.released_to_addressee)],
    ),
    Fault(
        "what hours of silence brought about stands when the hours are over",
        URGENT,
        "only hours of silence",
        "the keys grant",
        code=always(urgency.outlives, True),
    ),
    Fault(
        "whoever has spoken may declare it urgent",
        OWN,
        "clears what they wrote",
        "X declares it urgent",
        code=without(urgency.may_hurry, spoken=NOBODY),
    ),
    Fault(
        "urgency spares the countersignature",
        URGENT,
        "spares a signature",
        "Permanent Secretary does not sign it",
        code=lambda: [
            (
                urgency.urgent_route,
                lambda route, _rule=urgency.urgent_route: _rule(route).model_copy(
                    update={"countersign": None} if route.urgent else {}
                ),
            )
        ],
    ),
    Fault(
        "urgency gives days where hours are meant",
        URGENT,
        "more time",
        "Permanent Secretary has longer than before",
        code=lambda: [(urgency._shorter, lambda clock, _hours: clock)],
    ),
]

BY_THE_PROVER = [*IN_THE_FILE, *IN_THE_CODE, *IN_HASTE]


@dataclass(frozen=True)
class Slip:
    """An edit that is refused before anything is proved: what `comity framework check` says of it."""

    name: str
    said: str
    edits: Edits

    def __str__(self) -> str:
        return self.name

    def text(self) -> str:
        return Fault(self.name, CIVIL, "", "", edits=self.edits).text()


BY_THE_CHECK = [
    Slip(
        "an uncovered class",
        "no class takes an engagement",
        [("high_level_dialogue, conference, other]}}", "high_level_dialogue, conference]}}")],
    ),
    Slip(
        "a class that an earlier one takes whole",
        "no engagement ever reaches",
        [(LARGE, ""), ("calendars:\n  home:", LARGE + "\ncalendars:\n  home:")],
    ),
    Slip(
        "a clock that leads nowhere",
        "leads nowhere",
        [
            (
                "clock: {days: 5}, on_lapse: {do: tell, to: kestrel-cabinet-secretary}}",
                "clock: {days: 5}, on_lapse: {do: tell}}",
            )
        ],
    ),
    Slip(
        "two keys of one post",
        "held by two posts",
        [
            (
                "{post: kestrel-permanent-secretary, instrument: kestrel-contacts-order,",
                "{post: kestrel-attorney-general, instrument: kestrel-contacts-order,",
            )
        ],
    ),
    Slip(
        "a countersignature by a key",
        "countersigns and decides",
        [("countersign: {post: kestrel-permanent-secretary", "countersign: {post: kestrel-prime-minister")],
    ),
    Slip(
        "silence without an instrument",
        "name it",
        [("on_lapse: {do: silence, instrument: kestrel-contacts-order}", "on_lapse: {do: silence}")],
    ),
    Slip(
        "a lapse that decides",
        "never given by lapse",
        [
            (
                "article: par. 3, clock: {days: 3}, on_lapse: {do: escalate}}",
                "article: par. 3, clock: {days: 3}, on_lapse: {do: proceed}}",
            )
        ],
    ),
    Slip(
        "an urgent path without review",
        "review",
        [
            (
                "      review:\n        opens_after: 72\n        days: 21\n        posts: [kestrel-clerk, kestrel-auditor]\n",
                "      x-review:\n        opens_after: 72\n        days: 21\n        posts: [kestrel-clerk, kestrel-auditor]\n",
            )
        ],
    ),
    Slip(
        "urgency that is reviewed by whoever signs",
        "nobody reviews",
        [("posts: [kestrel-clerk, kestrel-auditor]", "posts: [kestrel-clerk, kestrel-prime-minister]")],
    ),
    Slip("a loan without end", "days", [(ATTORNEY, ATTORNEY.replace(", days: 21", ""))]),
    Slip(
        "the power to appoint that may be lent",
        "never lent",
        [("kestrel-law-office]}", "kestrel-law-office], lend: {to: [kestrel-commander], days: 9}}")],
    ),
    Slip(
        "a soldier who approves frameworks",
        "military post",
        [("approved_by: kestrel-prime-minister", "approved_by: kestrel-commander")],
    ),
]
