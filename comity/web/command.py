"""The command line: `comity WORDS…` finds the command that a room provides and hands it the rest."""

import os
import sys

HELP = """\
comity: the shared workspace of military diplomacy

Start here
  comity demo                       load a demonstration world into an empty home (asks nothing)
  comity run [--port 8000]          serve the pages at http://127.0.0.1:8000

Write a framework (docs/guides/write-a-framework.md)
  comity framework check FILE       everything that is wrong in the file, with line and column; --json for programs
  comity framework prove FILE       whether it keeps what it promises, or the shortest run that breaks it; --json
  comity framework export FILE --out ZIP
                                    the text, the verdicts and the certificates, for whoever checks it alone
  comity framework difference OLD NEW
                                    what a later version changes, in words
  comity framework schema           the JSON Schema by which an editor helps to write one

Read and write labels (ADatP-4774, ADatP-4778)
  comity label read FILE [--json]   what a file says of its marking, what that means, whether its binding holds
  comity label write --policy P --classification LEVEL …
                                    a label by itself, beside a file (--sidecar) or in it (--into)
  comity label policy FILE          a marking policy from a SPIF, as a file for the library

Look before a change takes effect
  comity rights list [FRAMEWORK]    everything anybody may now, person by person; --json for programs
  comity rights diff FILE           who gains or loses what if this framework file came into force; --json
  comity rights since               what this program lets otherwise than the one that ran last

Found a house of your own (docs/guides/found-a-house.md)
  comity adopt FILE                 bring a framework into force in an empty house
  comity person add USERNAME …      make an account; person list, person clearance, person close
  comity appoint USERNAME POST      fill a post that nobody ever held; afterwards the pages of posts do that

Bring in, look up, check
  comity import exercises FILE [--dry-run] [--json]
                                    bring in multinational exercises; every row that cannot be taken is told
  comity who-may REFERENCE [--act ACT] [--json]
                                    who may do what on a thing now, and who must clear an engagement
  comity why USERNAME ACT REFERENCE [--json]
                                    may somebody do this, and if not, what is missing and who could
  comity who-reads REFERENCE [--person USERNAME] [--json]
                                    who sees which part of a thing, and by which rule the others do not
  comity who-would-read VIEWER …    what would be seen otherwise if somebody were cleared higher, or a country joined
  comity release list [--out] [--json]
                                    the register: what was released to whom, for which use, and what became of it
  comity files seal                 seals files that lie open in the store; may be stopped and begun again
  comity files keys                 new keys for all markings; --root a new root key as well
  comity files erase KIND KEY       destroys the key of one file: nobody reads it again
  comity files sweep [--dry-run]    takes away sealed files that are nobody's
  comity label decide LABEL READER  may this reader read under this label, and why; --json for programs
  comity record show [REFERENCE]    what was done, in sentences; --json for programs
  comity record check               recompute the whole record and name the first broken entry
  comity record export --out BUNDLE --all
                                    write evidence that an auditor checks alone; also --dossier REF and others
  comity record absent             what was erased or is withheld, why and under which law
  comity record audit               also compare every row with what the record told of it
  comity record tiles --out FOLDER  write the signed record as tiles, which name nobody, for others to follow
  comity record policy --out FILE   write whose keys sign the record and how many witnesses it needs, for auditors

  comity oversight look [--all]     let the monitors read the record now; what they found, and status 1 if it waits

Keep house
  comity tick                       lapse clocks that ran out, sign the record (run does both once a minute)
  comity record seal --reason WHY   let the record tell of rows as they stand: after an upgrade or a migration
  comity record key show|new|rotate the key that signs the record
  comity record witness add|remove|list
                                    who cosigns the record from a machine of their own
  comity record quorum N            how many of them make a checkpoint public
  comity record resume --reason WHY go on signing after a restore that lost entries; it stands on the record
  comity outbox [--sent] [--json]   mails that wait or could not be sent; none ever quotes anything marked
  comity password USERNAME          set somebody's password
  comity manage …                   Django's own commands (migrate, check, …)

Be a witness, on a machine of your own and without a house (docs/guides/run-a-witness.md)
  comity witness new --home DIR --name NAME
                                    make a witness and print its key
  comity witness trust --home DIR KEY
                                    let it watch a log; comity witness distrust ends that
  comity witness serve --home DIR   answer logs, and show at http://127.0.0.1:8400/ how far it has seen

Each command explains itself: comity import exercises --help

Settings come from the environment
  COMITY_HOME            folder of the embedded database and files (default: .home here)
  COMITY_DATABASE_URL    PostgreSQL, such as postgres://user@host/name, instead of the embedded database
  COMITY_DEMONSTRATION   yes or no; a home that `comity demo` filled is a demonstration unless this says no
  COMITY_HOSTS           host names served, separated by commas
  COMITY_ADDRESS         where people reach the house, for links in mails (default http://127.0.0.1:8000)
  COMITY_EMAIL_URL       how mail leaves: smtp://…, smtps://…, file:///…; without it mails stay in the outbox
  COMITY_EMAIL_FROM      who mails come from (default comity@localhost)
  COMITY_RECORD_ORIGIN   what the record is called when it is signed (default made of its first key)
  COMITY_FILE_KEYS       where the keys of sealed files are: file:PATH, env:NAME or pkcs11:TOKEN
                         (default file: and COMITY_HOME/files.keys)
  COMITY_SCANNER         scans files for viruses: clamd:PATH, clamd:HOST:PORT or command:PROGRAM
  COMITY_HTTPS           yes when served behind HTTPS: cookies are then sent over it alone
"""

WITNESS = "witness"  # no command of Django: it must run where there is no house
COMMANDS = {
    ("demo",): "demo",
    ("run",): "run",
    ("adopt",): "adopt",
    ("person", "add"): "person_add",
    ("person", "list"): "person_list",
    ("person", "clearance"): "person_clearance",
    ("person", "close"): "person_close",
    ("appoint",): "appoint",
    ("label", "decide"): "label_decide",
    ("label", "read"): "label_read",
    ("label", "write"): "label_write",
    ("label", "policy"): "label_policy",
    ("files", "seal"): "files_seal",
    ("files", "keys"): "files_keys",
    ("files", "erase"): "files_erase",
    ("files", "sweep"): "files_sweep",
    ("framework", "schema"): "framework_schema",
    ("framework", "check"): "framework_check",
    ("framework", "difference"): "framework_difference",
    ("framework", "prove"): "framework_prove",
    ("framework", "export"): "framework_export",
    ("rights", "list"): "rights_list",
    ("rights", "diff"): "rights_diff",
    ("rights", "since"): "rights_since",
    ("import", "exercises"): "import_exercises",
    ("who-may",): "who_may",
    ("why",): "why",
    ("who-reads",): "who_reads",
    ("who-would-read",): "who_would_read",
    ("release", "list"): "release_list",
    ("record", "show"): "record_show",
    ("record", "check"): "record_check",
    ("record", "absent"): "record_absent",
    ("record", "audit"): "record_audit",
    ("record", "seal"): "record_seal",
    ("record", "key"): "record_key",
    ("record", "resume"): "record_resume",
    ("record", "tiles"): "record_tiles",
    ("record", "policy"): "record_policy",
    ("record", "witness"): "record_witness",
    ("record", "quorum"): "record_quorum",
    ("witness", "new"): WITNESS,
    ("witness", "trust"): WITNESS,
    ("witness", "distrust"): WITNESS,
    ("witness", "serve"): WITNESS,
    ("record", "export"): "record_export",
    ("oversight", "look"): "oversight_look",
    ("tick",): "tick",
    ("outbox",): "outbox",
    ("password",): "password",
}


def main(argv: list[str] | None = None) -> None:
    """Entry point of `comity`. Exits 0 when done, 2 when it was not understood."""
    words = sys.argv[1:] if argv is None else argv
    if not words or words[0] in ("help", "--help", "-h"):
        print(HELP)
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.web.settings")
    if words[0] == "manage":
        _django(["comity manage", *words[1:]])
        return
    for length in (2, 1):
        name = COMMANDS.get(tuple(words[:length]))
        if name == WITNESS:
            _witness(words[1:])
            return
        if name is not None:
            _ours(" ".join(words[:length]), name, words[length:])
            return
    begun = [" ".join(c) for c in COMMANDS if c[0] == words[0]]
    print(f"comity: there is no “{' '.join(words[:2])}”.", file=sys.stderr)
    print(
        f"Did you mean: comity {begun[0]}?" if begun else "`comity --help` lists what there is.",
        file=sys.stderr,
    )
    raise SystemExit(2)


def _ours(said: str, name: str, rest: list[str]) -> None:
    """Run a command under the words by which people call it, so that its --help repeats them."""
    import django  # noqa: PLC0415  after the settings are named
    from django.core.management import ManagementUtility  # noqa: PLC0415

    django.setup()
    ManagementUtility(["comity"]).fetch_command(name).run_from_argv(["comity", said, *rest])


def _witness(words: list[str]) -> None:
    from comity.web.witness.program import main as witness  # noqa: PLC0415  with it comes a library

    witness(words)


def _django(argv: list[str]) -> None:
    from django.core.management import ManagementUtility  # noqa: PLC0415  after the settings are named

    ManagementUtility(argv).execute()
