"""Hold a content between a form that was refused and the same form sent again, so that nobody chooses the file twice.

What holds it is a ticket in the form: the key of the content, sealed under the house's own secret and bound to who laid
it and beside what. The house keeps nothing of it: a ticket that never comes back leaves a content that nobody can open,
and `comity files sweep` takes that away.
"""

import base64
import json
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from comity.foundation.files.actions.seal_content import Sealed

from .keep_file import Kept, what_it_says

SECONDS = 3600


def ticket_for(kept: Kept, engagement: UUID, person_id: int) -> str:
    """What the form carries until it is sent again."""
    said = {name: getattr(kept, name) for name in ("name", "media", "size", "digest", "differs")}
    place = {"place": kept.sealed.place, "key": base64.b64encode(kept.sealed.key).decode()}
    return _seal(engagement, person_id).encrypt(json.dumps({**said, **place}).encode()).decode()


def held_by(ticket: str, engagement: UUID, person_id: int) -> Kept | None:
    """What the ticket holds; None when it is another person's or engagement's, an hour old, or swept."""
    try:
        said = json.loads(_seal(engagement, person_id).decrypt(ticket.encode(), ttl=SECONDS))
        sealed = Sealed(said.pop("place"), base64.b64decode(said.pop("key")))
        return Kept(**said, sealed=sealed, says=what_it_says(sealed, said["name"]))
    except (InvalidToken, FileNotFoundError):
        return None


def _seal(engagement: UUID, person_id: int) -> Fernet:
    about = f"held paper of {person_id} for {engagement}".encode()
    key = HKDF(SHA256(), 32, salt=None, info=about).derive(settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(key))
