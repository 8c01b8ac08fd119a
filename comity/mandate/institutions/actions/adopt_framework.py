"""Bring a framework version into force."""

from datetime import datetime
from hashlib import sha256

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor, from_console
from comity.foundation.access.rules.verdict import Refused, require
from comity.foundation.conditions.rules.load import Unreadable
from comity.foundation.labels.queries import marking_for
from comity.foundation.labels.rules.label import from_data
from comity.foundation.record.actions.announce import announce
from comity.foundation.record.events import Thing
from comity.foundation.words.rules.said import say, series

from ..events import FrameworkAdopted
from ..models import Framework, Institution, Instrument, Mandate, Post, State
from ..permissions import may_found
from ..queries import classes_of, file_of, framework_in_force, power
from ..rules.framework import BadFramework, FrameworkFile, InstitutionEntry, May, read_framework
from ..rules.owning import taken_over


@attempt
def adopt_framework(text: str, *, actor: Actor, at: datetime, name: str = "framework.yaml") -> Framework:
    """Check the file and bring it into force. Posts and institutions are added or retitled, never removed,
    and never taken from another framework of the house.

    Raises Refused with every fault of the file, or NotAllowed.
    """
    try:
        file = read_framework(text, name=name)
    except BadFramework as error:
        raise Refused(str(error)) from error
    marking = marking_for(from_data({**file.deliberation, "categories": []}))
    current = framework_in_force(file.framework)
    verdict = (
        power(actor, May.ADOPT, framework=current, at=at)
        if current and not from_console(actor)
        else may_found(actor, is_new=current is None)
    )
    thing = Thing("framework", file.framework, file.framework)
    require(
        verdict,
        doing=say("adopt {title} {version}", title=file.title, version=file.version),
        about=[thing],
        marking_id=marking.pk,
    )
    if Framework.objects.filter(key=file.framework, version=file.version).exists():
        raise Refused(
            say("Version {version} is already in force or was. Give the new text a new version.", version=file.version)
        )
    others = [file_of(other) for other in Framework.objects.exclude(key=file.framework)]
    if faults := taken_over(file, others):
        raise Refused(series((say("This framework would take over what is another's."), *faults), "\n"))
    framework = Framework.objects.create(
        key=file.framework,
        version=file.version,
        title=file.title,
        digest=sha256(text.encode()).hexdigest(),
        text=text,
        adopted_at=at,
    )
    try:
        classes_of(framework)
    except (Unreadable, LookupError) as error:
        raise Refused(f"{name}: {error}") from error
    _lay(file, framework)
    event = FrameworkAdopted(
        framework=file.framework,
        adopted_version=file.version,
        title=file.title,
        digest=framework.digest,
        posts=len(file.posts),
        mandates=len(file.mandates),
    )
    announce(event, actor=actor, at=at, about=[thing], marking_id=marking.pk)
    return framework


def _lay(file: FrameworkFile, framework: Framework) -> None:
    for state in file.states:
        State.objects.update_or_create(code=state.code, defaults={"name": state.name})
    for institution in file.institutions:
        _institution(institution, framework)
    for entry in file.posts:
        Post.objects.update_or_create(
            key=entry.key,
            defaults={
                "title": entry.title,
                "institution": Institution.objects.get(key=entry.institution),
                "character": entry.character,
                "desk": entry.desk or "",
            },
        )
    for entry in file.posts:
        superior = Post.objects.get(key=entry.superior) if entry.superior else None
        Post.objects.filter(key=entry.key).update(superior=superior)
    for instrument in file.instruments:
        Instrument.objects.update_or_create(
            key=instrument.key, defaults=instrument.model_dump(exclude={"key", "parties"})
        )
    for mandate in file.mandates:
        for may in mandate.may:
            Mandate.objects.create(
                post=Post.objects.get(key=mandate.post),
                framework=framework,
                may=may,
                classes=list(mandate.classes),
                ceiling={term: str(limit) for term, limit in mandate.ceiling.items()},
                over=list(mandate.over),
                instrument=Instrument.objects.get(key=mandate.instrument),
                article=mandate.article,
            )


def _institution(entry: InstitutionEntry, framework: Framework) -> None:
    Institution.objects.update_or_create(
        key=entry.key,
        defaults={
            "name": entry.name,
            "kind": entry.kind,
            "state": State.objects.get(code=entry.state),
            "framework_key": framework.key,
        },
    )
