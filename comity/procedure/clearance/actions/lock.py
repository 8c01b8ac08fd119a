"""Find and lock what an action works on, whoever acts; permission follows."""

from uuid import UUID

from comity.foundation.access.rules.verdict import Refused
from comity.foundation.words.rules.said import say

from ..models import Consultation, Dossier
from ..rules.life import UNDECIDED


def lock_dossier(dossier_id: UUID) -> Dossier:
    """The dossier, locked until the act is over. Raises Dossier.DoesNotExist."""
    rows = Dossier.objects.whole("an act locks what it changes; its permission is checked next")
    related = rows.select_related("framework", "lead_post").defer("framework__text")
    dossier: Dossier = related.select_for_update(of=("self",)).get(pk=dossier_id)
    return dossier


def lock_consultation(consultation_id: UUID) -> tuple[Dossier, Consultation]:
    """The consultation and its dossier, the dossier locked first so that two acts never wait for each other."""
    rows = Consultation.objects.whole("an act locks what it changes; its permission is checked next")
    dossier = lock_dossier(rows.values_list("dossier_id", flat=True).get(pk=consultation_id))
    consultation: Consultation = (
        rows.select_for_update(of=("self",)).select_related("post", "frozen").get(pk=consultation_id)
    )
    return dossier, consultation


def still_undecided(dossier: Dossier) -> None:
    """Raises Refused once the dossier is decided or withdrawn."""
    if dossier.state not in UNDECIDED:
        raise Refused(
            say(
                "{reference} is {state}: nothing more is asked on it.",
                reference=dossier.reference,
                state=dossier.state_words,
            )
        )


def as_seen(dossier: Dossier, seen_digest: str) -> None:
    """Raises Refused when what was seen is no longer what is before the deciders."""
    if dossier.subject.digest != seen_digest:
        raise Refused(
            say(
                "{reference} was changed while you read it. Read the present text, then answer again.",
                reference=dossier.subject_reference,
            )
        )
