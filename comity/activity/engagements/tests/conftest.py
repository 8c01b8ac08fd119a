"""The house, for every test that asks for it."""

import pytest

from .builders import a_house


@pytest.fixture
def house(db):
    return a_house()
