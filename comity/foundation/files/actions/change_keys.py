"""Change the keys of all markings, and with `root` the root key: every file's key is wrapped anew."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor, from_console
from comity.foundation.access.rules.verdict import allow, deny, require
from comity.foundation.record.actions.announce import announce
from comity.foundation.words.rules.said import say

from ..events import FileKeysChanged
from ..models import MarkingKey, SealedFile
from ..queries import KEYS_ARE_NO_CONTENT, about_file, about_marking, file_key
from ..rules.sealing import KEY, wrapped
from .make_root_key import add_root_key, roots_to_seal


@dataclass(frozen=True, slots=True)
class Changed:
    markings: int
    files: int


@attempt
def change_keys(reason: str, *, actor: Actor, at: datetime, marking_id: int, root: bool = False) -> Changed:
    """The contents stay as they are: only keys are wrapped anew. All or nothing; an older root key stays in the store,
    since copies of the database need it. Raises NotAllowed, NotOpened and NoKeys."""
    may = allow() if from_console(actor) else deny(say("only the operator's console changes keys"))
    require(may, doing=say("change the keys of files"), about=[], marking_id=marking_id)
    rows = list(MarkingKey.objects.whole(KEYS_ARE_NO_CONTENT).select_related("marking"))
    standing = SealedFile.objects.whole(KEYS_ARE_NO_CONTENT).filter(erased_at__isnull=True).select_related("marking")
    files = {file: file_key(file) for file in standing}
    roots = add_root_key() if root else roots_to_seal()
    fresh: dict[int, bytes] = {}
    for row in rows:
        fresh[row.marking_id] = secrets.token_bytes(KEY)
        about = about_marking(row.marking.digest)
        row.root, row.made_at = roots.current, at
        row.wrapped = roots.wrap(fresh[row.marking_id], secrets.token_bytes(12), about)
        row.save()
    for file, key in files.items():
        about = about_file(file, file.marking.digest)
        file.wrapped = wrapped(key, fresh[file.marking_id], secrets.token_bytes(12), about)
        file.save()
    event = FileKeysChanged(markings=len(rows), files=len(files), root=root, reason=reason.strip())
    announce(event, actor=actor, at=at, about=[], marking_id=marking_id)
    return Changed(len(rows), len(files))
