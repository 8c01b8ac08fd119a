"""Written labels and files for tests."""

import io
import zipfile
from datetime import UTC, datetime

from hypothesis import strategies as st

from comity.foundation.labels.rules.label import CategoryKind
from comity.foundation.labels.rules.policy import HeldBy, Policy, Tag
from comity.foundation.labels.rules.standard.spellings import ORIGINATOR_TYPES, LabelKind
from comity.foundation.labels.rules.standard.written import Originator, Succession, WrittenCategory, WrittenLabel

MADE = datetime(2026, 1, 1, 12, tzinfo=UTC)
REVIEW = datetime(2031, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 11, 23, tzinfo=UTC)
RELEASABLE = WrittenCategory("Releasable To", CategoryKind.PERMISSIVE, ("AUS", "FJI"))
POLICIES = {
    "CONCORD": Policy("CONCORD", ("OPEN", "RESTRICTED", "SECRET"), uri="urn:oid:2.25.1"),
    "KESTREL": Policy(
        "KESTREL",
        ("OPEN", "CLOSED"),
        tags=(Tag("Purpose", CategoryKind.PERMISSIVE, HeldBy.BRIEFING, required=True),),
    ),
}


def a_label(**changes: object) -> WrittenLabel:
    said: dict[str, object] = {
        "policy": "CONCORD",
        "policy_uri": "urn:oid:2.25.1",
        "classification": "SECRET",
        "categories": (RELEASABLE,),
        "originator": Originator("desk@example.org", "rfc822Name"),
        "created": MADE,
        "review": REVIEW,
    }
    return WrittenLabel(**{**said, **changes})  # type: ignore[arg-type]


def label_text(inside: str | None = None, *, root: str = "originatorConfidentialityLabel", attributes: str = "") -> str:
    """A label as people write them by hand, with what is to be tried put in."""
    if inside is None:
        inside = "<PolicyIdentifier>CONCORD</PolicyIdentifier><Classification>SECRET</Classification>"
    return (
        f'<{root} xmlns="urn:nato:stanag:4774:confidentialitymetadatalabel:1:0" {attributes}>'
        f"<ConfidentialityInformation>{inside}</ConfidentialityInformation>"
        f"<CreationDateTime>2026-01-01T12:00:00Z</CreationDateTime></{root}>"
    )


def a_document() -> bytes:
    """A small Word document: the parts that a binding names, and the plumbing."""
    out = io.BytesIO()
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Target="word/document.xml" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/officeDocument"/></Relationships>',
        "word/document.xml": "<w:document xmlns:w='urn:w'><w:body>Plan of the exercise</w:body></w:document>",
        "word/header1.xml": "<w:hdr xmlns:w='urn:w'/>",
        "word/media/image1.png": "not really",
        "docProps/core.xml": "<core/>",
    }
    with zipfile.ZipFile(out, "w") as made:
        for name, text in parts.items():
            made.writestr(name, text)
    return out.getvalue()


def with_part(package: bytes, name: str, content: bytes) -> bytes:
    """The same package with one part changed or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w") as made:
        for entry in old.namelist():
            if entry != name:
                made.writestr(entry, old.read(entry))
        made.writestr(name, content)
    return out.getvalue()


# ----- any label that keeps to the standard

_words = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Z"), exclude_characters="\ufffe\uffff"),
    min_size=1,
    max_size=8,
)
tokens = st.lists(_words, min_size=1, max_size=3).map(" ".join).filter(lambda t: " ".join(t.split()) == t)
oids = st.lists(st.integers(0, 10**6), min_size=1, max_size=5).map(lambda n: "urn:oid:2." + ".".join(map(str, n)))
moments = st.datetimes(datetime(1000, 1, 1), datetime(9000, 1, 1), timezones=st.just(UTC))
categories = st.lists(
    st.builds(
        WrittenCategory,
        tokens,
        st.sampled_from(CategoryKind),
        st.lists(tokens, min_size=1, max_size=4, unique=True).map(tuple),
        st.none() | oids,
    ),
    max_size=4,
    unique_by=lambda category: category.tag.casefold(),
).map(tuple)
originators = st.builds(Originator, tokens, st.sampled_from(ORIGINATOR_TYPES))


@st.composite
def labels(draw: st.DrawFn) -> WrittenLabel:
    created = draw(moments)
    later = st.datetimes(datetime(9001, 1, 1), datetime(9990, 1, 1), timezones=st.just(UTC))
    successor = st.builds(
        WrittenLabel,
        policy=tokens,
        classification=tokens,
        policy_uri=st.none() | oids,
        privacy_mark=st.none() | tokens,
        categories=categories,
        created=moments,
        kind=st.just(LabelKind.PLAIN),
    )
    succession = draw(st.none() | st.builds(Succession, later, successor))
    return WrittenLabel(
        policy=draw(tokens),
        policy_uri=draw(st.none() | oids),
        classification=draw(tokens),
        privacy_mark=draw(st.none() | tokens),
        categories=draw(categories),
        originator=draw(st.none() | originators),
        created=created,
        review=draw(moments if succession is None else st.none() | moments),
        succession=succession,
        kind=draw(st.sampled_from(LabelKind)),
    )
