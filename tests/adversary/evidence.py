"""What attacks on the record start from: a real house with a signed record, what an administrator may do to it, and how
an auditor checks it. Nothing here is part of the platform or of the verifier."""

import hashlib
import io
import json
import zipfile
from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection

from comity.activity.engagements.tests.builders import NOON, a_concept, a_granted
from comity.foundation.access.actions.make_record_key import make_record_key
from comity.foundation.access.rules.actor import the_console
from comity.foundation.labels.queries import marking_for
from comity.foundation.labels.rules.label import label
from comity.foundation.record.actions.publish import publish
from comity.foundation.record.actions.remember_signed import file_of
from comity.foundation.record.actions.write_bundle import Evidence, write_bundle
from comity.foundation.record.models import Checkpoint, Cosignature, Entry, Head, Tile
from comity.foundation.record.queries import checkpoint_note, record_keys
from comity.foundation.record.rules import guards, leaf, merkle
from comity.foundation.record.rules.checkpoint import cosigned
from comity.foundation.record.rules.note import COSIGNATURE, VerifierKey
from verifier.checking import check
from verifier.policy import policy

NAMES = ("parliament.example/w", "audit.example/w")
PRIVATE = {name: Ed25519PrivateKey.from_private_bytes(hashlib.sha256(name.encode()).digest()) for name in NAMES}
WITNESSES = [VerifierKey(name, COSIGNATURE, key.public_key().public_bytes_raw()) for name, key in PRIVATE.items()]
REASON = "an attack"


def a_signed_record(house):
    """An engagement cleared to the last key, and a concept; signed."""
    marking = marking_for(label("DEMO", "UNCLASSIFIED"))
    make_record_key(marking.pk, actor=the_console(), at=NOON)
    a_granted(house)
    a_concept(house, title="Quiet Bay")
    publish(NOON)


def more(house, count=1):
    for number in range(count):
        a_concept(house, title=f"Bay {number}")
    publish(NOON + timedelta(minutes=1))


def the_policy(quorum=0):
    """What the auditor keeps; made from the keys as they were handed over before the attack."""
    witnesses = "".join(f"witness {key}\n" for key in WITNESSES) if quorum else ""
    return f"log {record_keys()[-1].key}\n{witnesses}quorum {quorum}\n"


def kept():
    """The checkpoint that an auditor takes home."""
    return checkpoint_note()


def cosign(name, at=1_790_000_000):
    """The witness signs the last checkpoint, and the house keeps its line."""
    last = Checkpoint.objects.latest("size")
    key = next(key for key in WITNESSES if key.name == name)
    line = cosigned(last.signed().text, at, key, PRIVATE[name].sign)
    Cosignature.objects.create(
        checkpoint=last, name=name, key_id=key.key_id.hex(), line=str(line), seen_at=NOON, at=NOON
    )


def exported(path, numbers=None, **options):
    """Evidence as the room writes it, of everything unless told."""
    chosen = range(Head.objects.get().size) if numbers is None else numbers
    write_bundle(Evidence(chosen, scope={"all": True}, at=NOON, **options), path)
    return path


def judged(path, keys, *checkpoints):
    return check(path, policy(keys), checkpoints)


# What is done to a file


def members(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def forged(path, **changed):
    """The bundle with some members replaced, by the names of the members without what follows the dot."""
    held = members(path)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in held.items():
            archive.writestr(name, changed.get(name.partition(".")[0], data))
    path.write_bytes(out.getvalue())
    return path


def lines(path, name):
    return members(path)[name].splitlines(keepends=True)


def recounted(path, **figures):
    return json.dumps({**json.loads(members(path)["manifest.json"]), **figures}).encode()


# What is done to the database, by whoever owns it


def execute(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            connection.check_constraints()  # PostgreSQL alters no table while a deferred check is due
            cursor.execute(statement)


def behind_its_back(act):
    """Do it as somebody who took the guards away, and put them back."""
    execute(*guards.lifting(connection.vendor))
    act()
    execute(*guards.statements(connection.vendor))


def change_body(seq, old, new):
    """One entry says something else; nothing is recomputed."""

    def change():
        row = Entry.objects.whole(REASON).get(pk=seq)
        assert old in row.sentence
        body = json.loads(json.dumps(row.body, ensure_ascii=False).replace(old, new))
        Entry.objects.whole(REASON).filter(pk=seq).update(body=body, sentence=row.sentence.replace(old, new))

    behind_its_back(change)


def sign_anew():
    """Recompute all that follows from the entries and sign it with the house's own key, as if it had always been so."""

    def recompute():
        tree = merkle.Peaks()
        for row in Entry.objects.whole(REASON).order_by("seq"):
            row.commitment = leaf.commitment(bytes(row.salt), row.body)
            told = {"seq": row.seq, "kind": row.kind, "version": row.version, "at": row.at}
            row.leaf_hash = merkle.leaf_hash(leaf.leaf(**told, commitment=row.commitment))
            row.save(update_fields=["commitment", "leaf_hash"])
            tree = tree.grown(row.leaf_hash)
        Cosignature.objects.all().delete()
        Checkpoint.objects.all().delete()
        Tile.objects.all().delete()
        Head.objects.update(size=tree.size, peaks=tree.as_bytes(), root=tree.root())
        # Whoever owns the machine has the memory of what was signed too.
        file_of(record_keys()[0].verifier.name).unlink(missing_ok=True)

    behind_its_back(recompute)
    publish(NOON + timedelta(hours=1))


def drop_last(count):
    def drop():
        last = Entry.objects.whole(REASON).order_by("-seq").first().seq
        gone = Entry.objects.whole(REASON).filter(pk__gt=last - count)
        for row in gone:
            row.mentions.all().delete()
        gone.delete()

    behind_its_back(drop)
    sign_anew()
