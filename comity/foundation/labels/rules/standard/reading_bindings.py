"""Read the bindings of a document and check them: what is bound to what, what was signed, what has changed since."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from comity.foundation.words.rules.said import say

from .bindings import Binding, BoundObject, Digest, Signature
from .documents import Element, attribute, children, name_of, namespace_of
from .reading_labels import Found
from .signatures import Checked, CheckedSignature, Trusted, Work, check, loose_digests
from .spellings import BINDING, BINDING_ELEMENTS, SIGNATURE

MOST_BINDINGS = 500
MOST_OBJECTS = 5_000
MOST_SIGNATURES = 16

Resolve = Callable[[str], bytes | None]
"""The octets of an object that stands outside the document, by its URI; None when it is not at hand."""


def bindings_in(
    root: Element, labels: Sequence[Found], resolve: Resolve, trusted: Iterable[Trusted] = ()
) -> list[Binding]:
    """Every binding of a document. `labels` are those found in it; their places are what a binding names."""
    found: list[Binding] = []
    every = [e for e in root.iter() if _is(e, "BindingInformation")][:MOST_BINDINGS]
    if not every:
        return found
    places, work = _places(labels), Work(root)
    signatures = list(root.iter(f"{{{SIGNATURE}}}Signature"))[:MOST_SIGNATURES]
    checked = [(signature, check(signature, resolve, trusted, work)) for signature in signatures]
    for information in every:
        mine = [c for s, c in checked if _within(s) in (information, None)]
        around = _Around(mine, loose_digests(information, resolve, work), resolve, frozenset(work.called), labels)
        found += _of(information, places, around)
    return found[:MOST_BINDINGS]


def _within(signature: Element) -> Element | None:
    """The `BindingInformation` that a signature stands in; one that stands around several may cover each of them."""
    return next((above for above in signature.iterancestors() if _is(above, "BindingInformation")), None)


Places = dict[Element, list[int]]
"""For each `MetadataBinding` the places of the labels in its `Metadata`."""


def _places(labels: Sequence[Found]) -> Places:
    found: Places = {}
    for place, label in enumerate(labels):
        below = label.element
        for above in label.element.iterancestors():
            if _is(above, "MetadataBinding"):
                if _is(below, "Metadata"):
                    found.setdefault(above, []).append(place)
                break
            below = above
    return found


def _is(element: Element, name: str) -> bool:
    return BINDING_ELEMENTS.get(name_of(element).lower()) == name


@dataclass(slots=True)
class _Around:
    """What the whole `BindingInformation` says of itself, the same for each binding in it."""

    signatures: list[CheckedSignature]
    loose: list[Checked]
    resolve: Resolve
    identifiers: frozenset[str]
    labels: Sequence[Found]
    faults: list[str] = field(default_factory=list)

    def references(self) -> list[Checked]:
        return [r for s in self.signatures for r in s.references]

    def missing(self, uri: str) -> str:
        """Why an object of this name cannot be looked at, or nothing."""
        if uri.startswith("#") and not uri.startswith("#xpointer"):
            return "" if uri[1:] in self.identifiers else say("nothing here has that identifier")
        there = uri == "" or uri.startswith("#") or self.resolve(uri) is not None
        return "" if there else say("it is not at hand")


def _of(information: Element, places: Places, around: _Around) -> list[Binding]:
    if namespace_of(information) != BINDING:
        around.faults.append(
            say(
                "its elements are in the namespace {found}; the standard's is {namespace}",
                found=namespace_of(information) or "–",
                namespace=BINDING,
            )
        )
    inside = [e for e in information.iter() if _is(e, "MetadataBinding")][:MOST_BINDINGS]
    return [_binding(element, places, around) for element in inside] or [_empty(around)]


def _empty(around: _Around) -> Binding:
    fault = say("it binds nothing: a MetadataBinding is missing")
    return Binding(None, (), (), _signatures(around), Digest.NONE, faults=(*around.faults, fault))


def _binding(element: Element, places: Places, around: _Around) -> Binding:
    faults: list[str] = []
    notices = list(around.faults)
    metadata = [c for c in children(element) if _is(c, "Metadata")]
    bound = tuple(places.get(element, ()))
    for each in metadata:
        if len(children(each)) > 1:
            notices.append(say("one Metadata element holds several things; the standard allows one each"))
    elsewhere = _referred(element, around, notices)
    bound = (*bound, *elsewhere)
    data = [c for c in children(element) if _is(c, "Data") or _is(c, "DataReference")][:MOST_OBJECTS]
    if not data:
        faults.append(say("it names no object that the label is bound to"))
    if not bound:
        notices.append(say("no confidentiality label stands in it"))
    objects = tuple(_object(each, element, around, notices) for each in data)
    return Binding(
        id=attribute(element, "Id"),
        labels=bound,
        objects=objects,
        signatures=_signatures(around),
        label_digest=_worst(_of_element(e, around) for e in (element, *(around.labels[p].element for p in elsewhere))),
        faults=tuple(faults),
        notices=tuple(dict.fromkeys(notices)),
    )


def _referred(element: Element, around: _Around, notices: list[str]) -> list[int]:
    """The places of labels that stand elsewhere in the document and are named here by their identifiers."""
    found = []
    known = {label.label.id: place for place, label in enumerate(around.labels) if label.label and label.label.id}
    for each in (c for c in children(element) if _is(c, "MetadataReference")):
        uri = attribute(each, "URI") or ""
        if uri.startswith("#") and uri[1:] in known:
            found.append(known[uri[1:]])
        else:
            notices.append(say("metadata are kept elsewhere ({uri}) and are not read from there", uri=uri))
    return found


def _signatures(around: _Around) -> tuple[Signature, ...]:
    return tuple(each.signature for each in around.signatures)


def _of_element(element: Element, around: _Around) -> Digest:
    """How the digest fared that covers this element: its own, or one of an element around it."""
    mine = [
        r
        for r in around.references()
        if r.authentic and r.element is not None and (r.element is element or r.element in element.iterancestors())
    ]
    if mine:
        return _worst(r.digest for r in mine)
    # A reference that failed to find its element may have meant this one.
    lost = [r for r in around.references() if r.authentic and r.uri.startswith("#") and r.digest is Digest.UNCHECKED]
    return Digest.UNCHECKED if lost else Digest.NONE


def _worst(digests: Iterable[Digest]) -> Digest:
    found = set(digests)
    order = (Digest.DIFFERS, Digest.UNCHECKED, Digest.ABSENT, Digest.NONE, Digest.AGREES)
    return next((each for each in order if each in found), Digest.NONE)


def _object(element: Element, binding: Element, around: _Around, notices: list[str]) -> BoundObject:
    media = attribute(element, "contentType")
    if _is(element, "Data"):
        return BoundObject(
            "", _of_element(binding, around), media_type=media, why=say("it stands in the binding itself")
        )
    uri = attribute(element, "URI")
    if uri is None:
        notices.append(say("a DataReference has no URI, which the standard requires"))
        uri = ""
    elif "URI" not in element.attrib:
        notices.append(say("the URI of a DataReference is not written as the standard writes it"))
    if any(name_of(c) == "Transforms" for c in children(element)):
        notices.append(say("{uri}: only a part of it is bound, chosen by an XPath", uri=uri or "–"))
    mine = [r for r in around.references() if same_object(r.uri, uri)]
    signed = [r for r in mine if r.authentic]
    loose = [r for r in (*mine, *around.loose) if not r.authentic and same_object(r.uri, uri)]
    if signed:
        digest = _worst(r.digest for r in signed)
        one = next(r for r in signed if r.digest is digest)
        return BoundObject(uri, digest, one.algorithm, media, one.why)
    if loose:
        digest = _worst(r.digest for r in loose)
        one = next(r for r in loose if r.digest is digest)
        if digest is Digest.AGREES:
            return BoundObject(uri, Digest.NONE, one.algorithm, media, say("its digest agrees, but nobody signed it"))
        return BoundObject(uri, digest, one.algorithm, media, one.why)
    return BoundObject(uri, Digest.NONE, media_type=media, why=around.missing(uri))


def same_object(one: str, other: str) -> bool:
    """Two ways of writing one place: `pack://files/a.xml` stands in an example of the standard for
    `pack:///files/a.xml`.
    """
    return one == other or plain(one) == plain(other) != ""


def plain(uri: str) -> str:
    """The path inside the package or beside the file."""
    if uri.lower().startswith("pack:"):
        return uri[5:].lstrip("/")
    return uri.removeprefix("./").removeprefix("/")
