"""Finds the text of a version or a proposal for whoever belongs to its framework, and where its pages are."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404
from django.urls import reverse

from comity.foundation.access.queries import ActingRequest
from comity.mandate.institutions.queries import Framework, frameworks_of, proposals_of, text_of, versions_of


@dataclass(frozen=True)
class Text:
    """A framework's text that is adopted or proposed."""

    key: str
    title: str
    version: str
    text: str
    proposal: UUID | None = None

    def address(self, page: str, *more: object) -> str:
        """Of its page `promises`, `diagram`, `export` or `certificate`; of its own page for an empty name."""
        kind, which = ("proposal", self.proposal) if self.proposal else ("version", self.version)
        name = f"framework-{kind}-{page}" if page else f"framework-{kind}"
        return reverse(name, args=[self.key, which, *more])

    @property
    def own(self) -> str:
        return self.address("")

    @property
    def promises(self) -> str:
        return self.address("promises")

    @property
    def diagram(self) -> str:
        return self.address("diagram")

    @property
    def export(self) -> str:
        return self.address("export")


def here(request: ActingRequest, key: str, at: datetime) -> Framework:
    """The version in force of a framework one belongs to. Raises Http404: another's is not there."""
    found = next((row for row in frameworks_of(request.actor.person_id, at) if row.key == key), None)
    if found is None:
        raise Http404
    return found


def the_text(
    request: ActingRequest, key: str, at: datetime, *, version: str = "", proposal: UUID | None = None
) -> Text:
    """Raises Http404 for what is not there, or not for this reader."""
    here(request, key, at)
    if proposal is not None:
        offered = proposals_of(key).filter(pk=proposal).first()
        if offered is not None:
            return Text(key, offered.title, offered.version, offered.text, offered.pk)
    adopted = next((row for row in versions_of(key) if version and row.version == version), None)
    if adopted is None:
        raise Http404
    return Text(key, adopted.title, adopted.version, text_of(adopted))
