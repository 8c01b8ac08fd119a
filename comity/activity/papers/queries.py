"""Looks up papers and remarks for their readers, and the content of a paper."""

import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from typing import IO
from uuid import UUID

from django.core.files.storage import default_storage
from django.db.models import Q, QuerySet

from comity.activity.engagements.queries import Engagement, engagements
from comity.foundation.access.queries import Person
from comity.foundation.files.queries import open_sealed, sealed_keys
from comity.foundation.labels.queries import policies, readable
from comity.foundation.labels.rules.joining import CannotJoin, join
from comity.foundation.labels.rules.label import Label, Reader, from_data
from comity.foundation.labels.rules.standard.files import read_file
from comity.foundation.labels.rules.standard.meaning import written_of
from comity.foundation.labels.rules.standard.spellings import LabelKind
from comity.foundation.labels.rules.standard.unreadable import Unreadable
from comity.foundation.labels.rules.standard.writing_files import sidecar
from comity.foundation.labels.rules.standard.written import WrittenLabel
from comity.foundation.parts.queries import Laid, Part, laid_out, parts_called
from comity.foundation.record.events import Thing
from comity.mandate.institutions.queries import Framework, file_of, framework_above, holders_of, posts

from .models import Paper, Remark, WrittenPaper
from .rules.drawing import SECONDS

TEXT_SHOWN = 100_000  # characters of a text that its page shows
FOUND_IN = 200  # parts with a word in them, of which the papers are looked up


def papers_of(engagement_id: UUID, reader: Reader) -> QuerySet[Paper]:
    """Withdrawn ones too: that something lay there is part of the story. Readers see only what they may."""
    rows: QuerySet[Paper] = Paper.objects.readable_by(reader).filter(engagement_id=engagement_id)
    return rows.select_related("by", "by_post", "marking")


def paper_for(key: UUID, engagement_id: UUID, reader: Reader) -> Paper | None:
    return papers_of(engagement_id, reader).filter(pk=key).first()


def paper_with(key: UUID, reader: Reader) -> Paper | None:
    """A paper beside an engagement that this reader may read as well."""
    rows: QuerySet[Paper] = Paper.objects.readable_by(reader).filter(
        pk=key, engagement__in=engagements(reader).values("pk")
    )
    return rows.select_related("engagement", "marking").first()


def paper_whoever_reads(key: UUID) -> Paper | None:
    """For whoever asks next who may read it; a withdrawn one is not opened to anybody."""
    rows = Paper.objects.whole("whoever is shown it is asked for its marking")
    found: Paper | None = rows.filter(pk=key, withdrawn_at__isnull=True).select_related("engagement").first()
    return found


REVIEW_YEARS = 5  # after which a label without another date is looked at again


def labels_of(paper: Paper, content: bytes) -> tuple[WrittenLabel, ...]:
    """Its marking as the standard writes it: the originator's where the file says nothing of itself, and else an
    alternative beside what it says."""
    kind = LabelKind.ALTERNATIVE if _says_something(content, paper.name) else LabelKind.ORIGINATOR
    review = paper.at.replace(year=paper.at.year + REVIEW_YEARS, day=min(paper.at.day, 28))
    return written_of(paper.marking.label, policies(), created=paper.at, review=review, kind=kind)


def _says_something(content: bytes, name: str) -> bool:
    try:
        return bool(read_file(content, name=name).labels)
    except Unreadable:
        return False


def label_beside(paper: Paper) -> bytes:
    """A binding of its marking to its content, digest and all, to lie beside it. Raises FileNotFoundError and
    NotWritable."""
    content = content_of(paper)
    return sidecar(content, paper.name, labels_of(paper, content), at=paper.at, media_type=paper.media)


def remarks_on(engagement_id: UUID, reader: Reader) -> QuerySet[Remark]:
    rows: QuerySet[Remark] = Remark.objects.readable_by(reader).filter(engagement_id=engagement_id)
    return rows.select_related("by", "by_post", "by_post__institution", "marking")


def remark_by_key(key: UUID, reader: Reader) -> Remark | None:
    rows: QuerySet[Remark] = Remark.objects.readable_by(reader).filter(pk=key)
    return rows.select_related("engagement").first()


WRITTEN = "written-paper"


def written_papers_of(engagement_id: UUID, reader: Reader) -> QuerySet[WrittenPaper]:
    """The papers written beside an engagement, withdrawn ones too."""
    rows: QuerySet[WrittenPaper] = WrittenPaper.objects.readable_by(reader).filter(engagement_id=engagement_id)
    return rows.select_related("by", "by_post", "by_post__institution", "marking", "engagement", "withdrawn_by")


def written_paper(key: UUID, reader: Reader) -> WrittenPaper | None:
    """A paper written beside an engagement that this reader may read as well; its parts are asked for apart."""
    found: WrittenPaper | None = (
        WrittenPaper.objects.readable_by(reader)
        .filter(pk=key, engagement__in=engagements(reader).values("pk"))
        .select_related("by", "by_post", "by_post__institution", "marking", "engagement__marking", "withdrawn_by")
        .first()
    )
    return found


def thing_of_written(paper: WrittenPaper) -> Thing:
    """What its parts are parts of. The reference tells no number, which would tell of papers that one may not see."""
    return Thing(WRITTEN, str(paper.pk), f"{paper.engagement.reference}/{str(paper.pk)[:4].upper()}")


def written_for(paper: WrittenPaper, reader: Reader) -> Laid:
    """Its parts as this reader meets them: shown, or known and withheld."""
    return laid_out(thing_of_written(paper), reader)


def written_called(words: str, reader: Reader) -> QuerySet[WrittenPaper]:
    """Papers with these words in their title, newest first; what was withdrawn is not found."""
    rows: QuerySet[WrittenPaper] = WrittenPaper.objects.readable_by(reader).filter(
        title__icontains=words, withdrawn_at__isnull=True, engagement__in=engagements(reader).values("pk")
    )
    return rows.select_related("engagement", "marking").order_by("-at")


def parts_found(words: str, reader: Reader, where: Q) -> list[tuple[WrittenPaper, Part]]:
    """Parts with these words that this reader may read, each with its paper, where they may read that as well."""
    found = list(parts_called(words, WRITTEN, reader).filter(where)[:FOUND_IN])
    rows = WrittenPaper.objects.readable_by(reader).filter(
        pk__in={UUID(part.thing_key) for part in found},
        withdrawn_at__isnull=True,
        engagement__in=engagements(reader).values("pk"),
    )
    papers = {str(row.pk): row for row in rows.select_related("engagement")}
    return [(papers[part.thing_key], part) for part in found if part.thing_key in papers]


def papers_called(words: str, reader: Reader) -> QuerySet[Paper]:
    """Papers with these words in their name, newest first; what was withdrawn is not found."""
    rows: QuerySet[Paper] = Paper.objects.readable_by(reader).filter(name__icontains=words, withdrawn_at__isnull=True)
    return rows.select_related("engagement", "marking").order_by("-at")


def remarks_called(words: str, reader: Reader) -> QuerySet[Remark]:
    """Remarks with these words in them, newest first; what was taken back is not found."""
    rows: QuerySet[Remark] = Remark.objects.readable_by(reader).filter(words__icontains=words, taken_back_at=None)
    return rows.select_related("engagement", "marking", "by").order_by("-at")


def ours_only(it: Engagement, framework: Framework) -> Label | None:
    """How something is marked that only our side is to read: as deliberation, and never below the engagement."""
    try:
        return join([it.marking.label, from_data(file_of(framework).deliberation)], policies())
    except CannotJoin:
        return None


def those_who_read(label: Label, framework: Framework, at: datetime) -> dict[str, Person]:
    """Everybody in a post of this framework who may read under this label, by name of sign-in."""
    theirs = posts().filter(institution__framework_key=framework.key).values_list("pk", flat=True)
    people = {held.person for row in holders_of(theirs, at).values() for held in row}
    found = [one for one in people if readable(label, one.reader).allowed]
    return {one.username: one for one in sorted(found, key=lambda one: one.name)}


def framework_of_engagement(it: Engagement) -> Framework | None:
    return framework_above(it.lead_post_id)


PAPER = "paper"  # the kind of thing that a paper's sealed content is of


def place_of(digest: str) -> str:
    """Where in the file store a content lies that was laid before contents were sealed."""
    return f"papers/{digest[:2]}/{digest}"


def open_content(paper: Paper) -> IO[bytes]:
    """The content, to be read piece by piece. Raises FileNotFoundError when the store has lost it, or it is not as it
    was sealed, or it was erased."""
    return open_sealed(PAPER, str(paper.pk)) or default_storage.open(place_of(paper.digest))


def unsealed_papers() -> list[Paper]:
    """Papers whose content lies in the store as it was laid."""
    rows = Paper.objects.whole("the operator seals what lies unsealed, and reads none of it")
    sealed = sealed_keys(PAPER)
    return [paper for paper in rows.order_by("at", "pk") if str(paper.pk) not in sealed]


def content_of(paper: Paper) -> bytes:
    """The whole content. Raises FileNotFoundError when the store has lost it."""
    with open_content(paper) as file:
        return bytes(file.read())


@dataclass(frozen=True, slots=True)
class Drawn:
    pages: int
    png: bytes


def drawn(paper: Paper, kind: str, page: int) -> Drawn | None:
    """One page as a picture, drawn in a process of its own; None when it cannot be drawn."""
    # Isolated and without our environment: what a hostile file could lead it to read is not handed to it.
    command = [sys.executable, "-I", "-m", "comity.activity.papers.rules.drawing", kind, str(page)]
    try:
        done = subprocess.run(  # noqa: S603  our own module, told a number
            command, input=content_of(paper), capture_output=True, timeout=SECONDS * 2, check=True, env={}
        )
    except (subprocess.SubprocessError, FileNotFoundError):
        return None
    pages, _, png = done.stdout.partition(b"\n")
    return Drawn(int(pages), png)
