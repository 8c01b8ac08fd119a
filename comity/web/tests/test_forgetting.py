"""What the record was made to forget is found nowhere in the house."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from comity.activity.engagements.tests.builders import NOON, a_concept
from comity.activity.papers.actions.make_remark import make_remark
from comity.foundation.notices.models import Notice
from comity.foundation.record.queries import history
from comity.scrutiny.oversight.tests.forgetful import CITED, an_erasure, an_overseen_house
from comity.web.live.watching import look

WORD = "rendezvous"


@pytest.fixture
def house(db):
    house = an_overseen_house()
    house.it = a_concept(house, title="Calm Water")
    make_remark(house.it.pk, actor=house.planner, at=NOON, words=f"A {WORD} @desk must not be known.")
    house.seq = history(reader=house.desk.reader, kind="papers.remark-made").get().seq
    return house


def test_what_was_erased_is_found_nowhere(house, client):
    """In no page of the record, search, file, live news, notice or answer of the console."""
    assert Notice.objects.whole("a test").filter(at=NOON, person=house.people["desk"]).exists()
    an_erasure(house, house.seq)
    assert not Notice.objects.whole("a test").filter(at=NOON, thing_key=str(house.it.pk)).exists()
    reference = house.it.reference
    for who in ("desk", "auditor", "archivist"):
        client.force_login(house.people[who])
        for page in (
            reverse("record"),
            reverse("record") + "?kind=papers.remark-made",
            reverse("entry-by-key", args=[house.seq]),
            reverse("oversight-absences"),
            reverse("oversight-absences-file"),
            reverse("find") + f"?q={WORD}",
            reverse("find") + f"?q=%23{house.seq}",
            reverse("engagement-history", args=[reference]),
        ):
            answer = client.get(page)
            assert answer.status_code == 200, page
            assert f"A {WORD}" not in answer.text, page
    told = [news.data.decode() for news in look(0, []).news]
    assert WORD not in str(told)
    assert json.loads(told[house.seq])["sentence"].startswith(f"Entry {house.seq} was erased")
    for command in (["record_show", "--json", "--last", "50"], ["record_show", reference], ["record_absent"]):
        out = StringIO()
        call_command(*command, stdout=out, stderr=StringIO())
        assert WORD not in out.getvalue()
    out = StringIO()
    call_command("record_absent", "--json", stdout=out)
    row = json.loads(out.getvalue())[0]
    assert (row["entry"], row["state"], row["legal_basis"]) == (house.seq, "erased", CITED)
