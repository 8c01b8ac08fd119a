"""The two small houses that are attacked: one for the procedure itself, one with pages."""

import pytest

from comity.activity.engagements.tests import builders as engagements
from comity.procedure.clearance.tests.builders import a_house


@pytest.fixture
def house(db):
    return a_house()


@pytest.fixture
def ministry(db):
    return engagements.a_house()
