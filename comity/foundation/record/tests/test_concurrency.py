"""Many append at once; the record is one line all the same."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from comity.foundation.record.models import Entry
from comity.foundation.record.queries import head, verify_all

from .builders import a_marking, an_entry

WRITERS, EACH = 4, 8


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_leave_no_gap_no_fork_and_no_lost_entry():
    marking, together = a_marking(), Barrier(WRITERS)

    def write(writer):
        try:
            together.wait()
            for n in range(EACH):
                an_entry(f"{writer}/{n}", marking=marking)
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as threads:
        list(threads.map(write, range(WRITERS)))

    entries = list(Entry.objects.whole("a test counts all").order_by("seq"))
    assert [entry.seq for entry in entries] == list(range(WRITERS * EACH))
    assert len({entry.sentence for entry in entries}) == WRITERS * EACH
    assert verify_all().whole
    assert (verify_all().size, verify_all().root) == (head().size, bytes(head().root))


@pytest.mark.django_db(transaction=True)
def test_acts_that_fail_among_others_leave_no_gap():
    marking, together = a_marking(), Barrier(WRITERS)

    def write(writer):
        try:
            together.wait()
            for n in range(EACH):
                if writer % 2:
                    with pytest.raises(ZeroDivisionError), transaction.atomic():
                        an_entry("lost", marking=marking)
                        raise ZeroDivisionError
                else:
                    an_entry(f"{writer}/{n}", marking=marking)
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as threads:
        list(threads.map(write, range(WRITERS)))

    assert head().size == WRITERS // 2 * EACH
    assert verify_all().whole
    assert not Entry.objects.whole("a test").filter(sentence__contains="lost").exists()
