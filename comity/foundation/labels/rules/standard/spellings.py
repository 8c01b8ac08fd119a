"""What the standards call things, and how others spell them. Facts from ADatP-4774 Ed. A V1 and ADatP-4778 Ed. A V1."""

from enum import StrEnum

LABEL = "urn:nato:stanag:4774:confidentialitymetadatalabel:1:0"
BINDING = "urn:nato:stanag:4778:bindinginformation:1:0"
XMP = "urn:nato:stanag:4778:bindinginformation:1:0:xmp#"  # ADatP-4778.2, chapter 10
SIGNATURE = "http://www.w3.org/2000/09/xmldsig#"
SIGNATURE_11 = "http://www.w3.org/2009/xmldsig11#"
MEDIA = "http://www.w3.org/2005/05/xmlmime"
SPIF = "http://www.xmlspif.org/spif"
SECURITY_UTILITY = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XML = "http://www.w3.org/XML/1998/namespace"


class LabelKind(StrEnum):
    """Whose label it is. The value is the element that writes it."""

    ORIGINATOR = "originatorConfidentialityLabel"  # given by whoever made the information; never overwritten
    ALTERNATIVE = "alternativeConfidentialityLabel"  # says the same in another policy
    METADATA = "metadataConfidentialityLabel"  # marks the metadata, not what they describe
    PLAIN = "ConfidentialityLabel"  # kept by the standard for what was written before it

    @property
    def word(self) -> str:
        return self.name.lower()


# How elements are spelled in files of the field, lower-cased, and what the standard calls them. Two of them stand in
# the standard's own examples (`alternateConfidentialityLabel`, `CreationDataTime`), and `CategoryValue` is abstract.
LABEL_KINDS = {
    **{kind.value.lower(): kind for kind in LabelKind},
    "alternateconfidentialitylabel": LabelKind.ALTERNATIVE,
    "securitylabel": LabelKind.PLAIN,
}
ELEMENTS = {
    "confidentialityinformation": "ConfidentialityInformation",
    "policyidentifier": "PolicyIdentifier",
    "policyid": "PolicyIdentifier",
    "classification": "Classification",
    "privacymark": "PrivacyMark",
    "category": "Category",
    "genericvalue": "GenericValue",
    "categoryvalue": "GenericValue",
    "value": "GenericValue",
    "integervalue": "IntegerValue",
    "bitstringvalue": "BitStringValue",
    "originatorid": "OriginatorID",
    "creationdatetime": "CreationDateTime",
    "creationdatatime": "CreationDateTime",
    "creationtime": "CreationDateTime",
    "reviewdatetime": "ReviewDateTime",
    "successionhandling": "SuccessionHandling",
    "successiondatetime": "SuccessionDateTime",
    "successorconfidentialitylabel": "SuccessorConfidentialityLabel",
}
GROUPED = {"categories"}  # elements of other tools that only hold others together
BINDING_ELEMENTS = {
    name.lower(): name
    for name in (
        "BindingInformation",
        "MetadataBindingContainer",
        "MetadataBinding",
        "Metadata",
        "MetadataReference",
        "Data",
        "DataReference",
    )
}
ORIGINATOR_TYPES = (
    "rfc822Name",
    "dNSName",
    "directoryName",
    "uniformResourceIdentifier",
    "iPAddress",
    "x400Address",
    "userPrincipalName",
    "jID",
)
