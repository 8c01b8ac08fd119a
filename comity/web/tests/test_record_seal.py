"""`comity record seal`, from the console of a house."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from comity.activity.engagements.tests.builders import a_house
from comity.foundation.record.queries import audit, entire_history

pytestmark = pytest.mark.django_db


def test_the_console_seals_what_stands_and_the_audit_is_content():
    a_house()  # its people are made by no act
    assert audit().troubles
    said = StringIO()
    with pytest.raises(CommandError, match="Say why") as refused:
        call_command("record_seal", stdout=said)
    assert refused.value.returncode == 2
    call_command("record_seal", reason="made by hand", stdout=said)
    assert said.getvalue().endswith("row(s) sealed as they stand.\n")
    assert audit().troubles == ()
    assert "(made by hand)" in entire_history("a test", kind="record.rows-sealed").get().sentence
