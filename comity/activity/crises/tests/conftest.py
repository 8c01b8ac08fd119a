import pytest

from .builders import a_house


@pytest.fixture
def house(db):
    return a_house()
