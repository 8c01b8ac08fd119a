"""A partner walks every page they can reach in the demonstration world and meets no word of the deliberation."""

import re
from collections import Counter
from html import unescape

import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import timezone

from comity.foundation.access.queries import Person
from comity.procedure.clearance.models import (
    Comment,
    Consolidation,
    Consultation,
    Hold,
    InformationRequest,
    Opinion,
    Signature,
)
from comity.web.world import load_world

LINK = re.compile(r'href="(/[^"#]*)')
LONG_ENOUGH = 12  # letters: shorter words ("Authorise.") may stand anywhere
MOST_PAGES = 400
MOST_OF_A_KIND = 30  # else one kind that links to itself would be all that is walked


@pytest.fixture
def world(db):
    load_world(configured.LIBRARY / "worlds" / "asia-pacific.yaml", at=timezone.now(), life=False)


def walked(client):
    """Every page that links lead to from the first one, as text."""
    seen, kinds, ahead = (
        {},
        Counter(),
        ["/", "/engagements/?waiting=on", "/obligations/?show=all", "/obligations/?show=ended"],
    )
    while ahead and len(seen) < MOST_PAGES:
        path = unescape(ahead.pop())
        if path in seen or path.startswith(("/static/", "/sign-")):
            continue
        kind = view_of(path)
        kinds[kind] += 1
        if kinds[kind] > MOST_OF_A_KIND:
            continue
        response = client.get(path)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        seen[path] = unescape(body.decode(errors="replace"))  # a picture is no text, and holds no words
        if response.status_code == 200 and "text/html" in response["Content-Type"]:
            ahead += LINK.findall(seen[path])
    return seen


def view_of(path):
    try:
        return resolve(path.partition("?")[0]).view_name
    except Resolver404:
        return ""


def secrets(reader):
    """What was said in consultations that this reader may not read, and in the dossiers themselves."""
    readable = Consultation.objects.readable_by(reader).values_list("pk", flat=True)
    hidden = {"consultation__in": list(readable)}
    said = [
        *Opinion.objects.exclude(**hidden).exclude(kind="silence").values_list("words", "basis", "cure"),
        *Hold.objects.exclude(**hidden).values_list("reason"),
        *InformationRequest.objects.exclude(**hidden).values_list("question", "answer"),
        *Comment.objects.exclude(**hidden).values_list("words"),
        *Consolidation.objects.values_list("summary", "recommendation"),
        *Signature.objects.values_list("reason", "over_objection"),
    ]
    return {words.strip() for row in said for words in row if len(words.strip()) >= LONG_ENOUGH}


# One partner goes it: readers of every other kind, and every address, are walked in test_canaries.
def test_a_partner_meets_no_word_of_the_deliberation(world, settings):
    settings.DEMONSTRATION = True
    person = Person.objects.get(appointments__post__key="liaison-philippines")
    kept = secrets(person.reader)
    assert len(kept) > 50, "the world says enough to be worth hiding"
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    pages = walked(client)
    assert len(pages) > 15, "the walk went nowhere"
    leaks = [(path, words) for path, text in pages.items() for words in kept if words in text]
    assert not leaks


def test_the_same_walk_finds_those_words_when_somebody_may_read_them(world, settings):
    settings.DEMONSTRATION = True
    person = Person.objects.get(appointments__post__key="engagement-planner")
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    partner = Person.objects.get(appointments__post__key="liaison-fiji")
    text = "".join(walked(client).values())
    found = [words for words in secrets(partner.reader) if words in text]
    assert len(found) > 50
