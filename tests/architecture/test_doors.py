"""Every address asks who is there, every page carries the strict policy, and no form acts without its token."""

import io
import re
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from PIL import Image

from comity.activity.engagements.tests.builders import NOON, a_granted, a_house
from comity.activity.papers.actions.attach_paper import attach_paper
from comity.activity.papers.actions.keep_file import keep_file
from comity.activity.papers.actions.make_remark import make_remark
from comity.procedure.clearance.models import Dossier
from comity.procedure.clearance.queries import consultations_of

PUBLIC = {
    "sign-in",
    "account_login",
    "sign-in-as",
    "healthz",
    "language",
    "accessibility",
    "log-checkpoint",
    "log-tile",
}
SAMPLES = {"uuid": uuid4(), "str": "ENG-1999-0001", "slug": "nowhere", "int": 1, "path": "0/000"}

pytestmark = [pytest.mark.django_db, pytest.mark.alike]


def addresses(resolver=None):
    """Name and a sample address of every pattern there is."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from addresses(entry)
        elif isinstance(entry, URLPattern):
            yield entry.name, reverse(entry.name, kwargs=_samples(entry))


def _samples(entry):
    kinds = {n: re.sub("Converter$", "", type(c).__name__).lower() for n, c in entry.pattern.converters.items()}
    return {name: SAMPLES["str" if kind == "string" else kind] for name, kind in kinds.items()}


ADDRESSES = dict(addresses())


def test_every_address_has_a_name_of_its_own():
    names = [name for name, _ in addresses()]
    assert all(names)
    assert len(names) == len(set(names)) == len(ADDRESSES)
    assert set(ADDRESSES) >= PUBLIC


@pytest.mark.parametrize("name", sorted(set(ADDRESSES) - PUBLIC))
def test_nobody_enters_without_signing_in(client, name):
    for answer in (
        client.get(ADDRESSES[name]),
        client.post(ADDRESSES[name], {"act": "x"}),
        client.head(ADDRESSES[name]),
    ):
        assert answer.status_code == 302
        assert answer.url.startswith(f"{settings.LOGIN_URL}?next=")


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_no_form_acts_without_its_token(name):
    house = a_house()
    signed_in = Client(enforce_csrf_checks=True)
    signed_in.force_login(house.people["planner"])
    for client in (signed_in, Client(enforce_csrf_checks=True)):
        assert client.post(ADDRESSES[name], {"act": "x"}).status_code == 403
        forged = client.post(
            ADDRESSES[name], {"csrfmiddlewaretoken": "a" * 64}, headers={"origin": "https://elsewhere.example"}
        )
        assert forged.status_code == 403


def every_page():
    """The house with one granted engagement, somebody signed in, and the address of each page of it."""
    house = a_house()
    it = a_granted(house)
    dossier = Dossier.objects.whole("a test").get(pk=it.dossier_id)
    consultation = consultations_of(dossier.pk).first()
    client = Client()
    client.force_login(house.people["planner"])
    own = {"key": str(it.pk), "reference": it.reference, "number": 1}
    kept = keep_file("map.png", [a_picture()])
    paper = attach_paper(it.pk, actor=house.planner, at=NOON, kept=kept)
    remark = make_remark(it.pk, actor=house.planner, at=NOON, words="As agreed.")
    pages = {}
    for name in ADDRESSES:
        given = dict(own)
        if name.startswith("dossier"):
            given["reference"] = dossier.reference
        elif name == "consultation":
            given["key"] = str(consultation.pk)
        elif name == "post":
            given["key"] = "planner"
        elif name.startswith("paper"):
            given["key"] = str(paper.pk)
        elif name.startswith("remark"):
            given["key"] = str(remark.pk)
        elif name == "engagement-move":
            given["move"] = "cancel"
        pages[name] = reverse(name, kwargs={n: given.get(n, sample) for n, sample in _parameters(name).items()})
    return client, pages


def a_picture():
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(out, "PNG")
    return out.getvalue()


def _parameters(name, resolver=None):
    """The parameters of this address, each with a sample of its kind; None when no pattern has the name."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            if (found := _parameters(name, entry)) is not None:
                return found
        elif entry.name == name:
            return _samples(entry)
    return None


def test_every_answer_carries_a_strict_policy():
    client, pages = every_page()
    seen = 0
    for name, page in pages.items():
        for answer in (client.get(page), Client().get(page)):
            strict(answer, name)
            seen += answer.status_code == 200
    for missing in ("/nowhere/", reverse("dossier", args=["DOS-1"]), reverse("sign-in-as")):
        strict(client.get(missing), missing)
    assert seen >= 15


def strict(answer, name):
    policy = {d.split()[0]: d.split()[1:] for d in answer.headers["Content-Security-Policy"].split(";") if d.strip()}
    said = " ".join(word for words in policy.values() for word in words)
    assert policy["default-src"] == ["'none'"], name
    for closed in ("base-uri", "frame-ancestors", "object-src"):
        assert policy[closed] == ["'none'"], name
    assert not re.search(r"unsafe|\*|https?:|strict-dynamic|wasm", said), (name, said)
    assert {word for word in policy["script-src"] if not word.startswith("'nonce-")} == {"'self'"}, name
    assert {word for word in policy["style-src"] if not word.startswith("'nonce-")} == {"'self'"}, name
    assert policy["form-action"] == ["'self'"]
    assert "'script'" in policy["require-trusted-types-for"]
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_no_page_as_it_is_sent_holds_a_script_a_style_or_a_handler():
    client, pages = every_page()
    for name, page in pages.items():
        answer = client.get(page, follow=True)
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        assert not re.search(r"<style\b|<[a-z][^>]*\sstyle\s*=|<[a-z][^>]*\son[a-z]+\s*=", answer.text), name
        for attributes, inside in re.findall(r"<script\b([^>]*)>(.*?)</script>", answer.text, re.S):
            assert "src=" in attributes, name
            assert not inside.strip(), name
        assert not re.search(r"""(src|action)\s*=\s*["']https?://""", answer.text), name


def test_the_cookies_are_kept_from_scripts_and_from_other_sites():
    house = a_house()
    planner, client = house.people["planner"], Client()
    planner.set_password("a long and quiet river")
    planner.save()
    page = client.get(reverse("account_login"))
    entered = client.post(reverse("account_login"), {"login": "planner", "password": "a long and quiet river"})
    assert entered.status_code == 302
    cookies = {**page.cookies, **entered.cookies}
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
        cookie = cookies[name]
        assert cookie["httponly"], name
        assert cookie["samesite"] == "Lax", name


def test_nothing_is_told_in_the_words_of_a_debugger(client):
    assert settings.DEBUG is False
    page = client.get("/nowhere/")
    assert "urlconf" not in page.text.lower()
