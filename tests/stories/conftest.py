"""One house for all stories, served once; a browser for the tests of one file."""

import os
import sys

import pytest
from playwright.sync_api import expect, sync_playwright

from .house import demonstration, launch, served

expect.set_options(timeout=30_000)  # a busy machine answers late; what is never there still fails
ON_POSTGRESQL = bool(os.environ.get("COMITY_TEST_DATABASE_URL"))


@pytest.fixture(scope="session")
def house(tmp_path_factory):
    """Both worlds. With their year of life on the embedded database; on PostgreSQL only what is told act by act."""
    with served(tmp_path_factory.mktemp("home"), demonstration(life=not ON_POSTGRESQL)) as running:
        yield running


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    """One proposed engagement and people with a password."""
    with served(tmp_path_factory.mktemp("home"), [sys.executable, "-m", "tests.stories.small"]) as running:
        yield running


@pytest.fixture(scope="module")
def browser():
    """Not longer than a module: while it is open, its loop keeps other tests of the process from the database."""
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def once():
    """For what looks at pages: they are drawn alike whatever database is behind, and looking at all of them is long."""
    if ON_POSTGRESQL:
        pytest.skip("pages are looked at on the embedded database")
