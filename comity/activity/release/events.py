"""Facts this room announces. Each names the release as it was then called."""

from dataclasses import dataclass
from typing import ClassVar

from comity.foundation.record.events import Event
from comity.foundation.words.rules.said import nation, say


@dataclass(frozen=True, kw_only=True)
class ReleaseEvent(Event):
    """What all have in common; never announced itself."""

    kind: ClassVar[str] = "release.event"
    reference: str
    title: str

    def sentence(self) -> str:
        return say("Something happened to the release {what}.", what=self.called)

    @property
    def called(self) -> str:
        return say("{reference} “{title}”", reference=self.reference, title=self.title)


@dataclass(frozen=True, kw_only=True)
class ReleaseAsked(ReleaseEvent):
    kind: ClassVar[str] = "release.asked"
    recipient: str
    use: str

    def sentence(self) -> str:
        return say(
            "The release {what} was asked for, for {recipient}: “{use}”",
            what=self.called,
            recipient=self.recipient,
            use=self.use,
        )


@dataclass(frozen=True, kw_only=True)
class ReleaseDeclined(ReleaseEvent):
    kind: ClassVar[str] = "release.declined"
    why: str

    def sentence(self) -> str:
        return say("The release {what} was declined: “{why}”", what=self.called, why=self.why)


@dataclass(frozen=True, kw_only=True)
class ReleaseTakenBack(ReleaseEvent):
    kind: ClassVar[str] = "release.taken-back"
    why: str

    def sentence(self) -> str:
        return say("The release {what} was taken back by who asked: “{why}”", what=self.called, why=self.why)


@dataclass(frozen=True, kw_only=True)
class ReleasePut(ReleaseEvent):
    kind: ClassVar[str] = "release.put"
    dossier: str
    digest: str

    def sentence(self) -> str:
        return say(
            "The release {what} is in clearance as {dossier}, for the text {digest}.",
            what=self.called,
            dossier=self.dossier,
            digest=self.digest[:12],
        )


@dataclass(frozen=True, kw_only=True)
class ConsentEvent(ReleaseEvent):
    """What concerns one originator; never announced itself. Both the state's code and the name it then had are kept."""

    kind: ClassVar[str] = "release.consent.event"
    originator: str
    originator_name: str
    recipient: str

    @property
    def whose(self) -> str:
        return nation(self.originator, self.originator_name)


@dataclass(frozen=True, kw_only=True)
class ConsentAsked(ConsentEvent):
    kind: ClassVar[str] = "release.consent-asked"

    def sentence(self) -> str:
        return say(
            "{originator} was asked whether its information may go to {recipient} in the release {what}.",
            originator=self.whose,
            recipient=self.recipient,
            what=self.called,
        )


@dataclass(frozen=True, kw_only=True)
class ConsentGiven(ConsentEvent):
    kind: ClassVar[str] = "release.consent-given"
    words: str

    def sentence(self) -> str:
        return say(
            "{originator} agreed that its information goes to {recipient} in the release {what}: “{words}”",
            originator=self.whose,
            recipient=self.recipient,
            what=self.called,
            words=self.words,
        )


@dataclass(frozen=True, kw_only=True)
class ConsentRefused(ConsentEvent):
    kind: ClassVar[str] = "release.consent-refused"
    words: str

    def sentence(self) -> str:
        return say(
            "{originator} refused that its information goes to {recipient} in the release {what}: “{words}”",
            originator=self.whose,
            recipient=self.recipient,
            what=self.called,
            words=self.words,
        )


@dataclass(frozen=True, kw_only=True)
class ReleaseAgreed(ReleaseEvent):
    kind: ClassVar[str] = "release.agreed"
    dossier: str
    digest: str

    def sentence(self) -> str:
        return say(
            "The release {what} is agreed by {dossier}, for the text {digest}.",
            what=self.called,
            dossier=self.dossier,
            digest=self.digest[:12],
        )


@dataclass(frozen=True, kw_only=True)
class ReleaseRefused(ReleaseEvent):
    kind: ClassVar[str] = "release.refused"
    dossier: str

    def sentence(self) -> str:
        return say("The release {what} was refused by clearance.", what=self.called)


@dataclass(frozen=True, kw_only=True)
class PackageHandedOver(ReleaseEvent):
    kind: ClassVar[str] = "release.handed-over"
    recipient: str
    digest: str
    size: int

    def sentence(self) -> str:
        return say(
            "The package of the release {what} was handed over to {recipient} (content {digest}, {size} bytes).",
            what=self.called,
            recipient=self.recipient,
            digest=self.digest[:12],
            size=self.size,
        )


@dataclass(frozen=True, kw_only=True)
class PackageReceived(ReleaseEvent):
    kind: ClassVar[str] = "release.received"
    recipient: str
    digest: str

    def sentence(self) -> str:
        return say(
            "{recipient} took receipt of the package of the release {what} (content {digest}).",
            recipient=self.recipient,
            what=self.called,
            digest=self.digest[:12],
        )


@dataclass(frozen=True, kw_only=True)
class PackageOpened(ReleaseEvent):
    kind: ClassVar[str] = "release.opened"
    by: str
    digest: str

    def sentence(self) -> str:
        return say(
            "{by} opened the package of the release {what} (content {digest}).",
            by=self.by,
            what=self.called,
            digest=self.digest[:12],
        )


@dataclass(frozen=True, kw_only=True)
class ReleaseRecalled(ReleaseEvent):
    kind: ClassVar[str] = "release.recalled"
    recipient: str
    why: str

    def sentence(self) -> str:
        return say(
            "The release {what} was recalled from {recipient}: “{why}”",
            what=self.called,
            recipient=self.recipient,
            why=self.why,
        )


@dataclass(frozen=True, kw_only=True)
class PackageGivenBack(ReleaseEvent):
    kind: ClassVar[str] = "release.given-back"
    recipient: str
    words: str

    def sentence(self) -> str:
        return say(
            "{recipient} says what became of the package of the release {what}: “{words}”",
            recipient=self.recipient,
            what=self.called,
            words=self.words,
        )


@dataclass(frozen=True, kw_only=True)
class RegisterExported(Event):
    kind: ClassVar[str] = "release.register-exported"
    count: int

    def sentence(self) -> str:
        return say("The register of releases was written to a file: {count} lines.", count=self.count)
