"""No query over marked rows forgets its reader, and nothing walks around the manager that says so."""

import ast

import pytest
from django.apps import apps

from comity.foundation.labels.models import Marking
from comity.foundation.labels.queries import MarkedManager, Unfiltered

from .source import calls, name_called, named, python_files, tree_of

# Ways past a manager, and the few places that need one. The list may shrink; to lengthen it is to argue for it here.
PAST_THE_MANAGER = {"_base_manager", "raw", "cursor", "RawSQL", "extra", "QuerySet"}
ALLOWED = {
    ("foundation/labels/queries.py", "cursor"): "the digest of one marking; markings themselves are not marked",
    ("foundation/record/actions/lay_entries.py", "cursor"): "adds entries, and reads the head alone",
    (
        "foundation/record/queries/tables.py",
        "cursor",
    ): "reads the catalogue, the head and tiles, and rows that become digests before they are seen",
    ("web/views.py", "cursor"): "SELECT 1, for the supervisor",
}


def marked_models():
    ours = [m for m in apps.get_models() if m.__module__.startswith("comity.") and ".tests." not in m.__module__]
    return [m for m in ours if any(f.name == "marking" for f in m._meta.get_fields())]


def test_the_marked_models_are_those_that_people_read():
    labels = {m._meta.label for m in marked_models()}
    assert labels >= {
        "record.Entry",
        "obligations.Obligation",
        "clearance.Dossier",
        "clearance.Consultation",
        "engagements.Engagement",
        "engagements.Version",
    }


@pytest.mark.parametrize("model", marked_models(), ids=lambda m: m._meta.label)
def test_a_marked_model_is_never_without_its_marking_and_its_manager(model):
    field = model._meta.get_field("marking")
    assert field.related_model is Marking
    assert field.null is False
    assert isinstance(model._default_manager, MarkedManager)
    assert all(isinstance(manager, MarkedManager) for manager in model._meta.managers)
    with pytest.raises(Unfiltered):
        list(model._default_manager.all())


def test_whatever_points_at_a_marking_is_a_marked_model():
    """A second field of this kind under another name would escape the filter."""
    pointing = {
        (m._meta.label, f.name)
        for m in apps.get_models()
        for f in m._meta.get_fields()
        if f.many_to_one and f.related_model is Marking and ".tests." not in m.__module__
    }
    assert pointing == {(m._meta.label, "marking") for m in marked_models()}


def ways_past():
    found = set()
    for path in python_files():
        tree = tree_of(path)
        found |= {(named(path), name_called(c)) for c in calls(tree) if name_called(c) in PAST_THE_MANAGER}
        found |= {
            (named(path), node.attr)
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and node.attr == "_base_manager"
        }
    return found


def test_nothing_walks_around_the_manager():
    assert ways_past() == set(ALLOWED), "either mend it, or argue for it in ALLOWED; what is gone leaves the list too"
    assert len(ALLOWED) <= 4


def test_who_sees_every_row_says_why():
    """The reason is written where it is read: a text of its own, not a variable somebody may leave empty."""
    for path in python_files():
        for call in calls(tree_of(path)):
            if name_called(call) != "whole" or not isinstance(call.func, ast.Attribute):
                continue
            assert len(call.args) == 1, f"{named(path)}:{call.lineno}"
            reason = call.args[0]
            if isinstance(reason, ast.Constant):
                assert len(str(reason.value).split()) >= 4, f"{named(path)}:{call.lineno} gives no reason"
            else:
                assert isinstance(reason, ast.Name), f"{named(path)}:{call.lineno}"


def test_pages_read_through_queries_and_never_see_every_row():
    """What sees every row is an act, a query with a reason, or the procedure; never a page by itself."""
    for path in python_files():
        if path.name == "views.py" or "views" in path.parts:
            for call in calls(tree_of(path)):
                assert name_called(call) not in ("whole", "entire_history"), f"{named(path)}:{call.lineno}"
