"""What every test run needs: a database in a file, which can be emptied although the record refuses."""

from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.test import TransactionTestCase, override_settings
from hypothesis import HealthCheck
from hypothesis import settings as searching
from xdist.scheduler import LoadScopeScheduling

from comity.activity.crises.rules.kept import KEPT as CRISES
from comity.activity.emergency.rules.kept import KEPT as EMERGENCY
from comity.activity.engagements.rules.kept import KEPT as ENGAGEMENTS
from comity.activity.papers.rules.kept import KEPT as PAPERS
from comity.activity.release.rules.kept import KEPT as RELEASE
from comity.foundation.labels.queries import forget_decisions
from comity.foundation.parts.rules.kept import KEPT as PARTS
from comity.foundation.record.actions.remember_signed import SUFFIX as SIGNED
from comity.foundation.record.models import Head
from comity.foundation.record.rules import guards, keeping
from comity.mandate.institutions.queries import forget_mandates
from comity.mandate.institutions.rules.kept import KEPT as INSTITUTIONS
from comity.mandate.obligations.rules.kept import KEPT as OBLIGATIONS
from comity.procedure.clearance.rules.kept import KEPT as CLEARANCE
from comity.scrutiny.oversight.rules.kept import KEPT as OVERSIGHT

# A busy machine is no fault of a test: no test here is judged by how long it takes.
searching.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
searching.load_profile("untimed")

KEPT = {**CLEARANCE, **CRISES, **EMERGENCY, **ENGAGEMENTS, **INSTITUTIONS, **OBLIGATIONS}
KEPT |= {**OVERSIGHT, **PAPERS, **PARTS, **RELEASE}

STORIES = Path(__file__).parent / "tests" / "stories"
IN_A_BROWSER = {
    f"tests/stories/{file.name}" for file in STORIES.glob("test_*.py") if "mark.browser" in file.read_text()
}


ONE_HOUSE = {"tests/adversary/test_canaries.py"}


class OneBrowser(LoadScopeScheduling):  # type: ignore[misc]
    """All stories in a browser on one worker, begun first: they share a house that takes long to load. So do the tests
    of each file in ONE_HOUSE. Every other test goes to whoever is free."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", maxsplit=1)[0]
        return "in a browser" if file in IN_A_BROWSER else file if file in ONE_HOUSE else nodeid


def pytest_xdist_make_scheduler(config, log):
    return OneBrowser(config, log) if config.getvalue("dist") == "loadscope" else None


_OF_THE_DATABASE = {"db", "transactional_db", "django_db_setup", "live_server"}


def pytest_collection_modifyitems(items):
    """Marks what touches the database: on the second one only that is run again (`-m "database or browser"`)."""
    for item in items:
        touches = item.get_closest_marker("django_db") or _OF_THE_DATABASE & set(getattr(item, "fixturenames", ()))
        if touches and not item.get_closest_marker("alike"):
            item.add_marker(pytest.mark.database)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory):
    """On SQLite a file, as in production: threads sharing one in memory do not wait for each other's locks.

    Each run and each xdist worker has its own; on PostgreSQL the worker's suffix tells them apart.
    """
    if connection.vendor == "sqlite":
        file = tmp_path_factory.mktemp("database") / "test.sqlite3"
        connection.settings_dict["TEST"]["NAME"] = str(file)


@pytest.fixture(scope="session", autouse=True)
def files_of_the_tests(tmp_path_factory):
    """What tests lay into the file store, and the keys of their records, lie in folders of their own."""
    keys = tmp_path_factory.mktemp("home") / "keys"
    roots = f"file:{keys.with_name('files.keys')}"
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files"), RECORD_KEYS=keys, FILE_KEYS=roots):
        yield


@pytest.fixture(autouse=True)
def no_decision_outlives_its_test():
    """Ids are used again after a rollback; what was decided for another test's marking must not be kept. Nor what was
    signed for another test's record of the same name."""
    forget_decisions()
    forget_mandates()
    for file in settings.RECORD_KEYS.glob(f"*{SIGNED}"):
        file.unlink()


_empty_all_tables = TransactionTestCase._fixture_teardown


def _empty_and_begin_anew(self):
    """Flushing is what the guards exist to refuse: lift them, empty, begin a new record, lay them again."""
    _execute(guards.lifting(connection.vendor) + _of_kept_tables(keeping.lifting))
    _empty_all_tables(self)
    Head.objects.create()
    _execute(guards.statements(connection.vendor) + _of_kept_tables(_laying))


def _of_kept_tables(making):
    return [statement for table in KEPT for statement in making(connection.vendor, table)]


def _laying(vendor, table):
    model = next(model for model in apps.get_models() if model._meta.db_table == table)
    columns = [field.column for field in model._meta.local_concrete_fields]
    return keeping.statements(vendor, table, columns, KEPT[table])


def _execute(statements):
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


TransactionTestCase._fixture_teardown = _empty_and_begin_anew
