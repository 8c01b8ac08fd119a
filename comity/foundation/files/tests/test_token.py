"""Root keys in a token. SoftHSM2 stands for one; where it is not installed there is nothing to ask."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from comity.foundation.files.actions.make_root_key import add_root_key, roots_to_seal
from comity.foundation.files.queries import key_store, root_keys
from comity.foundation.files.rules.root_keys import NoKeys
from comity.foundation.files.rules.sealing import NotOpened
from comity.foundation.files.rules.token_address import TokenAddress, number_in, read_token_address

SOFTHSM = next((path for path in Path("/usr/lib").glob("**/softhsm/libsofthsm2.so")), None)
there = pytest.mark.skipif(
    SOFTHSM is None or shutil.which("softhsm2-util") is None,
    reason="SoftHSM2 is not installed: apt-get install softhsm2",
)


@pytest.fixture(scope="session")
def token(tmp_path_factory):
    pytest.importorskip("pkcs11")
    home = tmp_path_factory.mktemp("token")
    (home / "tokens").mkdir()
    conf, pin = home / "softhsm2.conf", home / "pin"
    conf.write_text(f"directories.tokendir = {home / 'tokens'}\nobjectstore.backend = file\nlog.level = ERROR\n")
    pin.write_text("1234\n")
    os.environ["SOFTHSM2_CONF"] = str(conf)
    making = ["softhsm2-util", "--init-token", "--free", "--label", "house", "--pin", "1234", "--so-pin", "5678"]
    subprocess.run(making, check=True, capture_output=True)
    return f"pkcs11:token=house?module-path={SOFTHSM}&pin-source=file:{pin}"


@there
@pytest.mark.django_db
def test_the_root_key_is_made_in_the_token_and_wraps_and_opens_there(settings, token):
    settings.FILE_KEYS = token
    with pytest.raises(NoKeys, match="no root key"):
        root_keys()
    roots = roots_to_seal()
    assert roots_to_seal().current == roots.current
    held = roots.wrap(b"k" * 32, b"n" * 12, "marking a")
    assert b"kkk" not in held
    newer = add_root_key()
    assert newer.current != roots.current
    assert newer.unwrap(roots.current, held, "marking a") == b"k" * 32
    for name, what, about in (
        (newer.current, held, "marking a"),
        (roots.current, held, "marking b"),
        (roots.current, held[:-1] + bytes([held[-1] ^ 1]), "marking a"),
        (roots.current, b"", "marking a"),
    ):
        with pytest.raises(NotOpened):
            newer.unwrap(name, what, about)
    with pytest.raises(NoKeys, match="Put it back"):
        newer.unwrap("comity-root-99", held, "marking a")


@there
def test_a_token_that_cannot_be_asked_opens_nothing_and_says_so(settings, token, tmp_path):
    for wrong in (token.replace("house", "another"), token.replace("libsofthsm2", "nothing")):
        settings.FILE_KEYS = wrong
        with pytest.raises(NoKeys, match="cannot be asked"):
            root_keys()


@pytest.mark.parametrize(
    "said", ["pkcs11:", "pkcs11:token=a", "pkcs11:token=a?module-path=b", "other:x", "file:", "env:"]
)
def test_a_store_that_is_not_told_whole_is_no_store(settings, said):
    settings.FILE_KEYS = said
    with pytest.raises(NoKeys):
        key_store()


def test_a_token_is_told_by_its_uri():
    found = read_token_address("token=my%20token;type=private?module-path=/lib/a.so&pin-source=file:/etc/pin")
    assert found == TokenAddress("/lib/a.so", "my token", "/etc/pin")
    assert number_in("comity-root-12") == 12
    assert number_in("comity-root-") is None
    assert number_in("another") is None
