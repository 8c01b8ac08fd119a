"""A policy from a SPIF: levels by their hierarchy, tags by how they bind, and what is not taken over is told."""

from datetime import UTC, date, datetime

import pytest

from comity.foundation.labels.rules.label import CategoryKind, Reader
from comity.foundation.labels.rules.policy import HeldBy
from comity.foundation.labels.rules.policy_file import read_policy
from comity.foundation.labels.rules.reading import reads
from comity.foundation.labels.rules.standard.meaning import label_of
from comity.foundation.labels.rules.standard.spif import as_file, policy_from
from comity.foundation.labels.rules.standard.unreadable import Unreadable

from .written_builders import RELEASABLE, a_label

SPIF = b"""<?xml version="1.0" encoding="UTF-8"?>
<spif:SPIF xmlns:spif="http://www.xmlspif.org/spif" schemaVersion="2.1" version="1" creationDate="20260926120000Z"
           originatorDN="CN=Somebody">
  <spif:securityPolicyId name="HARBOUR" id="2.25.77"/>
  <spif:securityClassifications>
    <spif:securityClassification name="CLOSED" lacv="2" hierarchy="20" color="red">
      <spif:markingData xml:lang="fr" phrase="FERME"><spif:code>pageTopBottom</spif:code></spif:markingData>
      <spif:markingData phrase="HARBOUR CLOSED"><spif:code>pageTopBottom</spif:code></spif:markingData>
      <spif:markingData phrase="HC"><spif:code>portionMarking</spif:code></spif:markingData>
      <spif:requiredCategory operation="oneOrMore"><spif:categoryGroup all="true"/></spif:requiredCategory>
    </spif:securityClassification>
    <spif:securityClassification name="OPEN" lacv="1" hierarchy="1"/>
    <spif:securityClassification name="OLD" lacv="3" hierarchy="15" obsolete="true"/>
  </spif:securityClassifications>
  <spif:securityCategoryTagSets>
    <spif:securityCategoryTagSet name="Releasable To" id="2.25.77.2">
      <spif:securityCategoryTag name="Releasable To" tagType="enumerated" enumType="permissive" minSelection="1">
        <spif:tagCategory name="AUS" lacv="1"/><spif:tagCategory name="FJI" lacv="2"/>
        <spif:markingQualifier markingCode="pageTopBottom">
          <spif:qualifier markingQualifier="REL TO " qualifierCode="prefix"/>
          <spif:qualifier markingQualifier="/" qualifierCode="separator"/>
        </spif:markingQualifier>
      </spif:securityCategoryTag>
    </spif:securityCategoryTagSet>
    <spif:securityCategoryTagSet name="Handling" id="2.25.77.1">
      <spif:securityCategoryTag name="Handling" tagType="restrictive">
        <spif:tagCategory name="ALPHA" lacv="1"><spif:excludedClass>OPEN</spif:excludedClass></spif:tagCategory>
      </spif:securityCategoryTag>
    </spif:securityCategoryTagSet>
    <spif:securityCategoryTagSet name="Administrative" id="2.25.77.3">
      <spif:securityCategoryTag name="Administrative" tagType="tagType7" tag7Encoding="bitSetAttributes">
        <spif:tagCategory name="STAFF" lacv="1"/>
      </spif:securityCategoryTag>
    </spif:securityCategoryTagSet>
  </spif:securityCategoryTagSets>
</spif:SPIF>
"""
AT = datetime(2026, 11, 23, tzinfo=UTC)


def test_levels_stand_by_their_hierarchy_and_tags_by_how_they_bind() -> None:
    policy = policy_from(SPIF).policy
    assert (policy.name, policy.uri, policy.own) == ("HARBOUR", "urn:oid:2.25.77", False)
    assert policy.levels == ("OPEN", "OLD", "CLOSED")
    assert policy.level("OLD").until == date(2026, 9, 26)
    assert (policy.level("CLOSED").banner, policy.level("CLOSED").portion) == ("HARBOUR CLOSED", "HC")
    assert policy.level_called("ferme") == "CLOSED"
    assert [(tag.name, tag.kind, tag.held_by, tag.required) for tag in policy.tags] == [
        ("Releasable To", CategoryKind.PERMISSIVE, HeldBy.NATIONALITY, True),
        ("Handling", CategoryKind.RESTRICTIVE, HeldBy.BRIEFING, False),
        ("Administrative", CategoryKind.INFORMATIVE, HeldBy.NOBODY, False),
    ]


def test_several_tags_of_a_set_are_one_where_all_must_be_held_and_stay_apart_where_any_will_do() -> None:
    tag = '<spif:securityCategoryTag name="{}" tagType="{}"><spif:tagCategory name="{}" lacv="9"/>'
    tag += "</spif:securityCategoryTag>"
    more = SPIF.replace(b"</spif:securityCategoryTag>", b"</spif:securityCategoryTag>@", 2)
    more = more.replace(b"@", tag.format("Releasable For", "permissive", "RADIO").encode(), 1)
    more = more.replace(b"@", tag.format("Limits", "restrictive", "BRAVO").encode(), 1)
    tags = {tag.name: tag for tag in policy_from(more).policy.tags}
    assert list(tags) == ["Releasable To", "Releasable For", "Handling", "Administrative"]
    assert [value.name for value in tags["Handling"].values] == ["ALPHA", "BRAVO"]
    assert tags["Handling"].aliases == {"Limits"}


def test_what_is_not_taken_over_is_told() -> None:
    told = " ".join(policy_from(SPIF).notices)
    assert "which categories must go together (1)" in told
    assert "which categories a level excludes (1)" in told
    assert "Handling is compared with a reader's briefings" in told


def test_the_file_made_of_it_is_one_of_the_library_and_says_the_same() -> None:
    read = policy_from(SPIF)
    made = read_policy(as_file(read, date(2026, 11, 23)), "harbour.yaml")
    assert (made.levels, made.uri, made.grades) == (read.policy.levels, read.policy.uri, read.policy.grades)
    assert made.tags == read.policy.tags


def test_a_label_of_that_policy_is_decided_by_it() -> None:
    policies = {"HARBOUR": policy_from(SPIF).policy}
    label = label_of(a_label(policy="harbour", policy_uri=None, classification="Closed"), policies)
    assert label.classification == "CLOSED"
    for nation, cleared, allowed in [("FJI", "CLOSED", True), ("FJI", "OPEN", False), ("NZL", "CLOSED", False)]:
        reader = Reader(nation, frozenset({("HARBOUR", cleared)}))
        assert reads(label, reader, policies, AT).allowed is allowed
    bare = label_of(a_label(policy="HARBOUR", policy_uri=None, categories=()), policies)
    assert not reads(bare, Reader("FJI", frozenset({("HARBOUR", "CLOSED")})), policies, AT).allowed
    assert RELEASABLE.values == ("AUS", "FJI")


@pytest.mark.parametrize("version", ["1.0", "2.0", "3.0"])
def test_other_versions_of_the_schema_are_read(version: str) -> None:
    assert policy_from(SPIF.replace(b'schemaVersion="2.1"', f'schemaVersion="{version}"'.encode())).policy.levels


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (b'<spif:securityPolicyId name="HARBOUR" id="2.25.77"/>', b"", "does not name its policy"),
        (b'name="OLD"', b'name="open"', "share a name"),
        (b'lacv="3" hierarchy="15"', b"", "no place in the hierarchy"),
        (b"securityClassification ", b"somethingElse ", "well-formed"),
        (b"<?xml", b"<!DOCTYPE a><?xml", "DOCTYPE"),
    ],
)
def test_a_policy_that_is_not_whole_is_refused(old: bytes, new: bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        policy_from(SPIF.replace(old, new))
