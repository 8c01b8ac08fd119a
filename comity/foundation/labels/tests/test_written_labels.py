"""ADatP-4774: what is found is read or told; only what keeps to the standard is written, and comes back the same."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from lxml import etree

from comity.foundation.labels.queries import policies
from comity.foundation.labels.rules.label import Category, CategoryKind, Label
from comity.foundation.labels.rules.standard.conformity import faults_of
from comity.foundation.labels.rules.standard.documents import opened
from comity.foundation.labels.rules.standard.files import read_file
from comity.foundation.labels.rules.standard.meaning import decisive, label_of, written_of
from comity.foundation.labels.rules.standard.reading_labels import Found, labels_in
from comity.foundation.labels.rules.standard.spellings import LabelKind
from comity.foundation.labels.rules.standard.telling import meaning_of
from comity.foundation.labels.rules.standard.unreadable import NotWritable, Unreadable
from comity.foundation.labels.rules.standard.writing_labels import label_xml
from comity.foundation.labels.rules.standard.written import WrittenCategory, WrittenLabel

from .written_builders import MADE, NOW, POLICIES, RELEASABLE, REVIEW, a_label, label_text, labels

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parent / "schemas" / "adatp4774.xsd"))


def found_in(text: str | bytes) -> Found:
    [found] = labels_in(opened(text if isinstance(text, bytes) else text.encode()))
    return found


def read(text: str | bytes) -> WrittenLabel:
    found = found_in(text)
    assert found.label is not None, found.faults
    return found.label


@given(labels())
@settings(max_examples=60, deadline=None)
def test_what_is_written_keeps_to_the_standard_and_comes_back_the_same(label: WrittenLabel) -> None:
    text = label_xml(label)
    assert SCHEMA.validate(etree.fromstring(text)), SCHEMA.error_log
    assert found_in(text).label == label
    assert found_in(text).conforms


VARIANTS = {
    "a prefix": label_xml(a_label()).replace(b"slab:", b"s4774:").replace(b"xmlns:slab", b"xmlns:s4774").decode(),
    "no prefix": label_text(),
    "the spelling of the standard's examples": label_text(root="alternateConfidentialityLabel"),
    "the spelling of before the standard": label_text(root="ConfidentialityLabel"),
    "a capital": label_text(root="OriginatorConfidentialityLabel"),
    "no namespace": label_text().replace(' xmlns="urn:nato:stanag:4774:confidentialitymetadatalabel:1:0"', ""),
    "prefixes that it does not declare": label_text()
    .replace(' xmlns="', ' xmlns:4774="')
    .replace("<C", "<slab:C")
    .replace("</C", "</slab:C"),
    "a later version": label_text().replace("label:1:0", "label:2:0"),
    "comments and white space": label_text(
        "<!-- a --><PolicyIdentifier>\n CONCORD <!-- b --></PolicyIdentifier>"
        "<Classification>SEC<!-- c -->RET</Classification>"
    ),
    "text kept as it is": label_text(
        "<PolicyIdentifier><![CDATA[CONCORD]]></PolicyIdentifier><Classification>SECRET</Classification>"
    ),
    "another order": label_text("<Classification>SECRET</Classification><PolicyIdentifier>CONCORD</PolicyIdentifier>"),
    "a declaration after white space": '\n\n <?xml version="1.0" encoding="UTF-8"?>' + label_text(),
    "inside something else": f"<soap><head><x/>{label_text()}</head></soap>",
    "two languages": label_text(
        '<PolicyIdentifier>CONCORD</PolicyIdentifier><Classification xml:lang="fr">SECRET-FR</Classification>'
        '<Classification xml:lang="en">SECRET</Classification>'
    ),
    "unknown elements": label_text(
        "<x:Mark xmlns:x='urn:x'>!</x:Mark>"
        "<PolicyIdentifier>CONCORD</PolicyIdentifier><Classification>SECRET</Classification>"
    ),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_every_way_of_writing_it_says_the_same(name: str) -> None:
    label = read(VARIANTS[name])
    assert (label.policy, label.classification) == ("CONCORD", "SECRET")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "iso-8859-1"])
@pytest.mark.parametrize(
    "declared", ["", '<?xml version="1.0" encoding="UTF-8"?>', '<?xml version="1.0" encoding="{}"?>']
)
def test_every_encoding_is_read_whatever_it_says_of_itself(encoding: str, declared: str) -> None:
    text = declared.format(encoding.removesuffix("-sig")) + label_text()
    assert read(text.encode(encoding)).classification == "SECRET"


def test_both_spellings_of_a_value_are_read_and_one_is_written() -> None:
    inside = (
        "<PolicyIdentifier>CONCORD</PolicyIdentifier><Classification>SECRET</Classification>"
        '<Category Type="PERMISSIVE" TagName="Releasable To"><{0}>AUS</{0}><{0}>FJI</{0}></Category>'
    )
    for spelling in ("GenericValue", "CategoryValue", "genericValue"):
        assert read(label_text(inside.format(spelling))).categories == (RELEASABLE,)
    assert b"<slab:GenericValue>AUS</slab:GenericValue>" in label_xml(a_label())


def test_several_categories_of_one_tag_are_read_together() -> None:
    one = '<Category Type="PERMISSIVE" TagName="Releasable To"><GenericValue>{}</GenericValue></Category>'
    inside = "<PolicyIdentifier>CONCORD</PolicyIdentifier><Classification>SECRET</Classification>"
    inside += one.format("AUS") + one.format("FJI")
    assert label_of(read(label_text(inside)), POLICIES).releasable_to == {"AUS", "FJI"}


@pytest.mark.parametrize(
    ("inside", "fault"),
    [
        ("<Classification>SECRET</Classification>", "PolicyIdentifier is missing"),
        ("<PolicyIdentifier>CONCORD</PolicyIdentifier>", "Classification is missing"),
        ("<PolicyIdentifier>CONCORD</PolicyIdentifier><Classification> </Classification>", "Classification is missing"),
        (
            "<PolicyIdentifier>CONCORD</PolicyIdentifier><Classification>OPEN</Classification>"
            "<Classification>SECRET</Classification>",
            "nothing tells which of them binds",
        ),
    ],
)
def test_a_label_that_says_nothing_certain_is_not_read(inside: str, fault: str) -> None:
    found = found_in(label_text(inside))
    assert found.label is None
    assert any(fault in each for each in found.faults)
    assert decisive(read_file(label_text(inside).encode()), POLICIES, NOW).label is None


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("<CreationDateTime>2026-01-01T12:00:00Z</CreationDateTime>", "", "CreationDateTime is missing"),
        ("2026-01-01T12", "2026-13-01T12", "which is no moment"),
        ("CreationDateTime", "CreationDataTime", "the standard's element is CreationDateTime"),
        ("<Classification>", '<Classification URI="urn:oid:1.2">', "Classification has a URI"),
        ("<PolicyIdentifier>", '<PolicyIdentifier URI="http://x">', "the standard wants urn:oid"),
    ],
)
def test_what_is_mandatory_is_told_when_it_is_amiss(old: str, new: str, fault: str) -> None:
    text = label_text(attributes='ReviewDateTime="2031-01-01T00:00:00Z"')
    assert found_in(text).conforms
    found = found_in(text.replace(old, new))
    assert found.label is not None
    assert any(fault in each for each in found.faults)


def test_a_label_without_review_or_succession_does_not_conform() -> None:
    assert any("ReviewDateTime is missing" in fault for fault in found_in(label_text()).faults)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"created": None}, "CreationDateTime"),
        ({"review": None}, "ReviewDateTime"),
        ({"policy": ""}, "PolicyIdentifier"),
        ({"classification": " SECRET"}, "Classification"),
        ({"classification": "SEC\x00RET"}, "Classification"),
        ({"policy_uri": "urn:oid:not"}, "object identifier"),
        ({"categories": (WrittenCategory("A", None, ("b",)),)}, "how the category A binds"),
        ({"categories": (WrittenCategory("A", CategoryKind.PERMISSIVE),)}, "at least one value"),
        ({"categories": (RELEASABLE, RELEASABLE)}, "each category once"),
        ({"created": MADE.replace(tzinfo=None)}, "time zone"),
    ],
)
def test_what_breaks_the_standard_is_not_written(changes: dict[str, object], fault: str) -> None:
    with pytest.raises(NotWritable, match=fault):
        label_xml(a_label(**changes))


def test_policies_are_known_by_their_uri_and_not_by_a_borrowed_name() -> None:
    assert label_of(a_label(policy="somebody's word for it"), POLICIES).policy == "CONCORD"
    assert label_of(a_label(policy_uri="urn:oid:1.2.3"), POLICIES).policy == "CONCORD (urn:oid:1.2.3)"
    assert label_of(a_label(classification="secret"), POLICIES).classification == "SECRET"


def test_a_category_that_does_not_say_how_it_binds_takes_the_policys_word_or_binds_everybody() -> None:
    known, unknown = WrittenCategory("releasable to", None, ("AUS",)), WrittenCategory("Odd", None, ("x",))
    label = label_of(a_label(categories=(known, unknown)), POLICIES)
    assert {(c.tag, c.kind) for c in label.categories} == {
        ("Releasable To", CategoryKind.PERMISSIVE),
        ("Odd", CategoryKind.RESTRICTIVE),
    }


def test_a_label_of_the_house_is_written_and_read_back_as_itself() -> None:
    label = label_of(a_label(originator=None), POLICIES)
    [written] = written_of(label, POLICIES, created=MADE, review=REVIEW)
    assert not faults_of(written)
    assert label_of(read(label_xml(written)), POLICIES) == label


def test_an_alternative_is_taken_when_the_originators_policy_is_not_known() -> None:
    foreign = label_xml(a_label(policy="ELSEWHERE", policy_uri="urn:oid:2.25.9")).split(b"?>")[1]
    alternative = label_xml(a_label(kind=LabelKind.ALTERNATIVE, classification="RESTRICTED")).split(b"?>")[1]
    both = read_file(b"<both>" + foreign + alternative + b"</both>")
    chosen = decisive(both, POLICIES, NOW).label
    assert chosen is not None
    assert (chosen.policy, chosen.classification) == ("CONCORD", "RESTRICTED")
    assert decisive(read_file(foreign), POLICIES, NOW).label is None


def test_a_level_that_another_language_calls_something_else_is_not_believed() -> None:
    inside = "<PolicyIdentifier>CONCORD</PolicyIdentifier>" + "".join(
        f'<Classification xml:lang="{language}">{level}</Classification>'
        for language, level in (("en", "OPEN"), ("fr", "{}"))
    )
    assert decisive(read_file(label_text(inside.format("open")).encode()), POLICIES, NOW).label is not None
    assert decisive(read_file(label_text(inside.format("SECRET")).encode()), POLICIES, NOW).label is None


def test_several_labels_of_one_file_are_read_and_the_strictest_decides() -> None:
    parts = [label_xml(a_label(classification=level)).split(b"?>")[1] for level in ("RESTRICTED", "SECRET", "OPEN")]
    reading = read_file(b"<all>" + b"".join(parts) + b"</all>")
    assert [found.label.classification for found in reading.labels if found.label] == ["RESTRICTED", "SECRET", "OPEN"]
    chosen = decisive(reading, POLICIES, NOW).label
    assert chosen is not None
    assert chosen.classification == "SECRET"


def test_it_says_what_it_means() -> None:
    told = " ".join(meaning_of(found_in(label_xml(a_label(review=MADE))), POLICIES, NOW))
    assert "Its originator marked it SECRET under the policy CONCORD." in told
    assert "level 3 of 3" in told
    assert "must belong to one of these: Releasable To: AUS, FJI." in told
    assert "Its originator is desk@example.org." in told
    assert "It was to be reviewed by 01 January 2026; it holds until it is." in told
    elsewhere = " ".join(meaning_of(found_in(label_text().replace("CONCORD", "ELSEWHERE")), POLICIES, NOW))
    assert "does not know that policy, so nobody here is cleared" in elsewhere


def test_a_label_in_json_is_read_like_one_in_xml() -> None:
    text = """{"assertions": [{"statement": {"format": "json-structured", "value": {
      "CreationTime": "2026-01-01T12:00:00Z",
      "ConfidentialityInformation": {"PolicyIdentifier": "CONCORD", "Classification": "SECRET", "Categories": [
      {"Type": "PERMISSIVE", "TagName": "Releasable To", "GenericValues": ["AUS", "FJI"]}]}}}}]}"""
    [found] = read_file(text.encode()).labels
    assert found.label is not None
    assert (found.label.classification, found.label.categories, found.label.created) == ("SECRET", (RELEASABLE,), MADE)


def test_a_policy_is_not_taken_for_a_label() -> None:
    with pytest.raises(Unreadable, match="comity label policy"):
        read_file(b'<SPIF xmlns="http://www.xmlspif.org/spif"/>')


def test_two_limits_under_one_tag_come_back_no_wider() -> None:
    limits = [Category("Releasable To", CategoryKind.PERMISSIVE, frozenset({name})) for name in ("NATO", "EU")]
    both = Label("NATIONAL", "SECRET", frozenset(limits))
    [written] = written_of(both, policies(), created=MADE, review=REVIEW)
    back = label_of(written, policies())
    assert back.releasable_to is not None
    assert "FRA" in back.releasable_to
    assert not {"USA", "IRL", "NATO", "EU"} & back.releasable_to
