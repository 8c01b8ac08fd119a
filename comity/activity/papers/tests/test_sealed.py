"""What is laid beside an engagement lies sealed, and never under less than it says of itself."""

from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from comity.activity.engagements.tests.builders import NOON, a_concept, a_house
from comity.activity.papers.actions.attach_paper import attach_paper
from comity.activity.papers.actions.keep_file import keep_file
from comity.activity.papers.actions.seal_papers import seal_papers
from comity.activity.papers.models import Paper
from comity.activity.papers.queries import PAPER, content_of, place_of
from comity.foundation.access.rules.actor import the_console
from comity.foundation.access.rules.verdict import NotAllowed, Refused
from comity.foundation.files.actions.change_keys import change_keys
from comity.foundation.files.actions.erase_content import erase_content
from comity.foundation.files.actions.seal_content import rewrap
from comity.foundation.files.actions.sweep_contents import sweep_contents
from comity.foundation.files.queries import NotOpened, Swept, file_of_thing, key_store, root_keys, swept
from comity.foundation.labels.queries import marking_for, policies
from comity.foundation.labels.rules.label import label
from comity.foundation.labels.rules.standard.meaning import written_of
from comity.foundation.labels.rules.standard.writing_files import labelled
from comity.foundation.record.events import Thing

pytestmark = pytest.mark.django_db
WORDS = b"the partner hesitates, and nobody is to know"
WHY = "a test looks at every row"


@pytest.fixture
def house():
    return a_house()


def laid(house, content=WORDS, **said):
    return attach_paper(
        a_concept(house).pk, actor=house.planner, at=NOON, kept=keep_file("note.txt", [content]), **said
    )


def on_disk():
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_nothing_on_the_disk_tells_what_was_laid(house):
    paper = laid(house)
    assert content_of(paper) == WORDS
    assert on_disk()
    assert not any(b"hesitates" in path.read_bytes() or paper.digest in path.name for path in on_disk())
    assert key_store().stat().st_mode & 0o077 == 0


def test_a_changed_file_and_the_file_of_another_paper_are_not_handed_out(house):
    first, second = laid(house), laid(house, b"harmless")
    places = [default_storage.path(file_of_thing(PAPER, str(paper.pk)).place) for paper in (first, second)]
    raw = [Path(place).read_bytes() for place in places]
    for wrong in (raw[1], raw[0][:-1], raw[0][:-1] + bytes([raw[0][-1] ^ 1]), WORDS):
        Path(places[0]).write_bytes(wrong)
        with pytest.raises(NotOpened):
            content_of(first)
    Path(places[0]).write_bytes(raw[0])
    assert content_of(first) == WORDS


def test_the_key_of_another_marking_does_not_open_it(house):
    paper = laid(house)
    other = marking_for(label(paper.marking.label.policy, paper.marking.label.classification, need_to_know=["FEW"]))
    file = file_of_thing(PAPER, str(paper.pk))
    rewrap(file, marking_id=other.pk, at=NOON)
    assert content_of(paper) == WORDS
    file.marking_id = paper.marking_id
    file.save()
    with pytest.raises(NotOpened):
        content_of(paper)


def test_changed_keys_open_what_the_old_ones_did_and_the_old_ones_nothing_any_more(house):
    paper = laid(house)
    before = bytes(file_of_thing(PAPER, str(paper.pk)).wrapped)
    root = root_keys().current
    done = change_keys("a year passed", actor=the_console(), at=NOON, marking_id=paper.marking_id, root=True)
    assert (done.markings, done.files) == (1, 1)
    assert root_keys().current != root
    assert content_of(paper) == WORDS
    file = file_of_thing(PAPER, str(paper.pk))
    file.wrapped = before
    file.save()
    with pytest.raises(NotOpened):
        content_of(paper)


def test_an_erased_content_is_gone_and_only_the_console_erases(house):
    paper = laid(house)
    with pytest.raises(NotAllowed):
        erase_content(Thing(PAPER, str(paper.pk), "x"), actor=house.planner, at=NOON, reason="no longer needed")
    erase_content(Thing(PAPER, str(paper.pk), "x"), actor=the_console(), at=NOON, reason="no longer needed")
    with pytest.raises(NotOpened):
        content_of(paper)
    assert not bytes(file_of_thing(PAPER, str(paper.pk)).wrapped)


def test_what_lay_open_is_sealed_once_and_the_open_file_goes(house):
    paper = laid(house)
    file_of_thing(PAPER, str(paper.pk)).delete()
    default_storage.save(place_of(paper.digest), ContentFile(WORDS))
    assert content_of(paper) == WORDS
    assert list(seal_papers(at=NOON)) == [(paper, True)]
    assert list(seal_papers(at=NOON)) == []
    assert content_of(paper) == WORDS
    assert not default_storage.exists(place_of(paper.digest))


def test_a_file_that_says_it_is_marked_higher_is_not_laid_under_less(house):
    own = a_concept(house).marking.label
    known = policies()[own.policy]
    higher = label(own.policy, known.levels[-1])
    written = written_of(higher, policies(), created=NOON, review=NOON + timedelta(days=900))
    content = labelled(b"<note>the partner hesitates</note>", written)
    kept = keep_file("note.xml", [content])
    assert kept.says is not None
    with pytest.raises(Refused, match="says of itself"):
        attach_paper(a_concept(house).pk, actor=house.planner, at=NOON, kept=kept)
    assert not Paper.objects.whole(WHY).filter(digest=sha256(content).hexdigest()).exists()


def test_an_infected_file_leaves_nothing_behind(house, settings):
    settings.FILE_SCANNER = "command:grep -vq EICAR"
    before = set(on_disk())
    with pytest.raises(Refused, match="virus"):
        keep_file("a.txt", [b"EICAR\n"])
    assert set(on_disk()) == before


def test_what_a_refused_act_left_is_swept_and_nothing_else(house, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    paper = laid(house)
    left = keep_file("b.txt", [b"nobody lays this"])
    later = timezone.now() + timedelta(seconds=5)
    assert swept(timezone.now() - timedelta(hours=1)).orphans == ()
    assert sweep_contents(before=later).orphans == (left.sealed.place,)
    assert swept(later) == Swept((), ())
    assert content_of(paper) == WORDS
    row = file_of_thing(PAPER, str(paper.pk))
    default_storage.delete(row.place)
    assert swept(later).missing == (row,)
