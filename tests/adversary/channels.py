"""What leaves the house by another way than a page: the stream, the mails and the commands."""

import io
from contextlib import redirect_stderr, redirect_stdout, suppress

from django.core.management import CommandError, call_command

from comity.foundation.access.rules.actor import the_clock
from comity.foundation.notices.actions.write_mail import write_mail
from comity.foundation.notices.models import Notice
from comity.web.command import COMMANDS as ALL
from comity.web.command import WITNESS
from comity.web.live import watching
from comity.web.live.hub import Client, Hub
from comity.web.live.watching import Watcher

from .walking import taken_back

FOR_A_READER = {  # they answer as that reader is answered: `READER` stands for a username
    ("who-would-read",): ["READER", "--person", "READER", "--clearance", "DEMO=SECRET"],
    ("record", "export"): ["--all", "--as", "READER", "--out", "FOLDER/evidence.zip"],
}
TELLS_NOTHING_MARKED = {  # they look at the house and may be read by whoever stands at the console
    ("person", "list"): [],
    ("rights", "list"): ["--json"],
    ("rights", "since"): [],
    ("record", "check"): [],
    ("record", "tiles"): ["--out", "FOLDER"],
    ("record", "policy"): ["--out", "FOLDER/policy.txt"],
    ("record", "key"): ["show"],
    ("record", "witness"): ["list"],
    ("outbox",): ["--json"],
    ("framework", "schema"): [],
    ("framework", "check"): ["FRAMEWORK"],
}
READS_EVERYTHING = {  # the operator's console: each says in its help that it asks for nobody's clearance
    ("who-may",): ["ENG"],
    ("why",): ["READER", "amend", "ENG"],
    ("who-reads",): ["ENG"],
    ("release", "list"): [],
    ("record", "show"): ["--last", "1000"],
    ("record", "absent"): [],
    ("record", "audit"): [],
    ("oversight", "look"): [],
}
READS_WHAT_IT_IS_HANDED = {  # a file or a label, and nothing of the house
    ("label", "decide"),
    ("label", "read"),
    ("label", "write"),
    ("label", "policy"),
    ("framework", "difference"),
    ("framework", "prove"),
    ("framework", "export"),
    ("rights", "diff"),
}
CHANGES = {  # they do something, and tell only what they did
    ("demo",),
    ("run",),
    ("adopt",),
    ("person", "add"),
    ("person", "clearance"),
    ("person", "close"),
    ("appoint",),
    ("import", "exercises"),
    ("record", "seal"),
    ("record", "resume"),
    ("record", "quorum"),
    ("tick",),
    ("password",),
    ("files", "seal"),
    ("files", "erase"),
    ("files", "keys"),
    ("files", "sweep"),
}
COMMANDS = {*FOR_A_READER, *TELLS_NOTHING_MARKED, *READS_EVERYTHING, *READS_WHAT_IT_IS_HANDED, *CHANGES}
OF_THE_HOUSE = {words for words, name in ALL.items() if name != WITNESS}  # a witness has no house


def printed(words, arguments, **standing_for):
    """Everything that a command prints, on both of its ways out; whatever it does is taken back."""
    said = io.StringIO()
    given = [_put(one, standing_for) for one in arguments]
    with taken_back(), redirect_stdout(said), redirect_stderr(said), suppress(SystemExit, CommandError):
        call_command(ALL[words], *given, stdout=said, stderr=said)
    return said.getvalue()


def _put(argument, standing_for):
    for word, value in standing_for.items():
        argument = argument.replace(word, str(value))
    return argument


def mailed(person, at):
    """The mail that counts everything this person was ever told, as if none had gone out."""
    with taken_back():
        Notice.objects.whole("a test").filter(person=person).update(mail_at=at, mailed_at=None, read_at=None)
        mail = write_mail(person, actor=the_clock(), at=at)
    return f"{mail.subject}\n{mail.body}" if mail else ""


def streamed(people, since):
    """By person, what each of them would be sent of the entries from `since` on, by the hub and on coming back."""
    hub, clients = Hub(), {}
    for person in people:
        clients[person.pk] = Client(Watcher(person.pk, person.reader, "en-gb"), 0)
        clients[person.pk].waiting._maxsize = 0
        hub.clients.add(clients[person.pk])
    upto = since
    while (found := watching.look(upto, list(clients))).upto > upto:
        hub._hand_out(found)
        upto = found.upto
    return {pk: _queued(client) for pk, client in clients.items()}


def _queued(client):
    words = b""
    while not client.waiting.empty():
        words += client.waiting.get_nowait()
    return words.decode()
