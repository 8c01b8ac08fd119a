"""What founding a framework and approving a version of it have in common. No act of its own."""

from datetime import datetime
from hashlib import sha256

from comity.foundation.access.rules.verdict import Refused
from comity.foundation.conditions.rules.load import Unreadable
from comity.foundation.labels.queries import marking_for
from comity.foundation.labels.rules.label import from_data
from comity.foundation.words.rules.said import say, series

from ..models import Framework, Institution, Instrument, Mandate, Post, State
from ..queries import classes_of, file_of
from ..rules.framework import BadFramework, FrameworkFile, InstitutionEntry, read_framework
from ..rules.owning import taken_over


def readable(text: str, name: str) -> FrameworkFile:
    """Raises Refused with every fault of the text."""
    try:
        return read_framework(text, name=name)
    except BadFramework as error:
        raise Refused(str(error)) from error


def marking_of(file: FrameworkFile) -> int:
    """The marking under which its adoption is told: that of deliberation, for whoever is cleared at all."""
    try:
        return marking_for(from_data({**file.deliberation, "categories": []})).pk
    except KeyError as error:
        raise Refused(say("The deliberation lacks its {field}.", field=error.args[0])) from error


def fits(file: FrameworkFile) -> None:
    """Raises Refused when this version was already in force, or takes what belongs to another framework."""
    if Framework.objects.filter(key=file.framework, version=file.version).exists():
        raise Refused(
            say("Version {version} is already in force or was. Give the new text a new version.", version=file.version)
        )
    others = [file_of(other) for other in Framework.objects.exclude(key=file.framework)]
    if faults := taken_over(file, others):
        raise Refused(series((say("This framework would take over what is another's."), *faults), "\n"))


def lay(text: str, file: FrameworkFile, *, at: datetime, name: str) -> Framework:
    """Bring it into force. Posts and institutions are added or retitled, never removed: who held what is kept."""
    framework = Framework.objects.create(
        key=file.framework,
        version=file.version,
        title=file.title,
        digest=digest_of(text),
        text=text,
        adopted_at=at,
    )
    try:
        classes_of(framework)
    except (Unreadable, LookupError) as error:
        raise Refused(f"{name}: {error}") from error
    _lay(file, framework)
    return framework


def digest_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()


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
