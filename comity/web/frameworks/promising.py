"""The promises of a framework's text and what was proved of each, in the words of whoever is to decide on it."""

from collections.abc import Mapping
from dataclasses import dataclass

from comity.foundation.words.rules.said import say
from comity.mandate.institutions.rules.promises import Property
from comity.procedure.assurance.queries import Proof, has_certificate
from comity.procedure.assurance.rules.proving import Answer, Verdict, promised, story

from .running import route_of

STANDINGS = {Answer.PROVED: "proved", Answer.FAILS: "fails", Answer.UNDECIDED: "undecided"}
"""The code by which a page shows each answer."""
COVERS: Mapping[Property, str] = {
    Property.CIVILIAN_CONTROL: say(
        "Every order of acts on each route, by any people, with every way in which a signature can be given: from the "
        "post itself, from a post to which the power may be lent, from the post above where a clock leads there."
    ),
    Property.TWO_KEYS: say(
        "Every order of acts on each route, and each post that must agree: whether it can be granted although it never "
        "did, or over its objection."
    ),
    Property.NO_SELF_APPROVAL: say(
        "Every order of acts on each route, followed for one person, whoever it is: what they wrote, said and signed."
    ),
    Property.SILENCE_NEVER_DECIDES: say("Each post that is asked and for whose silence the file names no instrument."),
    Property.NO_DEAD_END: say(
        "From every state of each route some run ends without withdrawing; whoever must act can be replaced; whoever "
        "must decide may decide every case of the class."
    ),
    Property.OVERSIGHT_IS_TOLD: say("Each entry under oversight: that it is owed from the act on, and to somebody."),
    Property.URGENT_PATH_IS_BOUNDED: say("The urgent path of each route that has one."),
    Property.LOANS_ARE_BOUNDED: say(
        "Each power that may be lent: to whom, for what, how much and how long, at each bound and one step beyond it; "
        "and who takes it back."
    ),
    Property.CLASSES_ARE_COMPLETE_AND_EXCLUSIVE: say(
        "All facts there can be, by the conditions of the classes; that a laxer class never takes what a stricter one "
        "describes."
    ),
}


@dataclass(frozen=True)
class Part:
    """One verdict of a promise, by its number among all, with what can be shown of it."""

    number: int
    verdict: Verdict
    binding: bool
    drawable: bool

    @property
    def standing(self) -> str:
        return STANDINGS[self.verdict.answer]

    @property
    def story(self) -> list[str]:
        return story(self.verdict)

    @property
    def certifiable(self) -> bool:
        return has_certificate(self.verdict)

    @property
    def of_one_post(self) -> bool:
        """Whether its run is told of one post that is asked, and of nobody called X."""
        return not any("X" in step.split() or "another" in step.split() for step in self.story)


@dataclass(frozen=True)
class Promise:
    """One property: whether the file promises it, with which words of its own, and the verdict on each part."""

    hold: Property
    made: bool
    only: tuple[str, ...]
    except_under: tuple[str, ...]
    parts: tuple[Part, ...]

    @property
    def covers(self) -> str:
        return COVERS[self.hold]

    @property
    def standing(self) -> str:
        """The worst answer of its parts that bind; of all parts where it is not promised."""
        answers = {part.verdict.answer for part in self.parts if part.binding or not self.made}
        if Answer.FAILS in answers:
            return "fails"
        if Answer.UNDECIDED in answers:
            return "undecided"
        return "proved" if answers else "nothing"

    @property
    def kept(self) -> bool:
        return self.standing == "proved"

    @property
    def wrong(self) -> list[Part]:
        return [part for part in self.parts if part.verdict.answer is not Answer.PROVED]

    @property
    def proved(self) -> list[Part]:
        return [part for part in self.parts if part.verdict.answer is Answer.PROVED]

    @property
    def states(self) -> int:
        return sum(part.verdict.states for part in self.parts)


def promises(proof: Proof) -> list[Promise]:
    """Every property there is, those that the file promises first."""
    found = [_promise(proof, hold) for hold in Property]
    return [*(one for one in found if one.made), *(one for one in found if not one.made)]


def _promise(proof: Proof, hold: Property) -> Promise:
    file = proof.file
    entries = [entry for entry in file.properties if entry.hold is hold]
    classes = {entry.key: entry.title for entry in file.classes}
    laws = {entry.key: entry.title for entry in file.instruments}
    parts = tuple(
        Part(number, verdict, promised(file, verdict), len(verdict.run) > 1 and route_of(file, verdict) is not None)
        for number, verdict in enumerate(proof.verdicts, 1)
        if verdict.promise is hold
    )
    return Promise(
        hold,
        bool(entries),
        tuple(classes[key] for entry in entries for key in entry.classes),
        tuple(laws[key] for entry in entries for key in entry.except_under),
        parts,
    )
