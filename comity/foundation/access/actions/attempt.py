"""Everything or nothing, and a refusal is written: the frame around every action of the house."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.db import transaction

from comity.foundation.access.rules.verdict import NotAllowed
from comity.foundation.labels.queries import label_of
from comity.foundation.record.actions.take_turn import turn

from .record_refusal import record_refusal

P = ParamSpec("P")
Subject = TypeVar("Subject")
Result = TypeVar("Result")

_inside: ContextVar[bool] = ContextVar("inside_an_action", default=False)


def attempt(
    action: Callable[Concatenate[Subject, P], Result],
) -> Callable[Concatenate[Subject, P], Result]:
    """Run an action in one transaction. If it raises NotAllowed, all of it is undone and the attempt recorded.

    An action called by another action joins its transaction; only the outermost records a refusal. One that changed
    rows and told nobody is undone too: it raises record.Untold.
    INVARIANT: neither half an act nor an act without its entry survives a crash
    (tests/stories/test_crash.py).
    """

    @wraps(action)
    def framed(subject: Subject, /, *args: P.args, **kwargs: P.kwargs) -> Result:
        if _inside.get():
            with transaction.atomic(), _keeping_its_label():
                return action(subject, *args, **kwargs)
        token = _inside.set(True)
        try:
            with transaction.atomic(), _keeping_its_label(), turn():
                return action(subject, *args, **kwargs)
        except NotAllowed as refusal:
            record_refusal(refusal, actor=kwargs["actor"], at=kwargs["at"])  # type: ignore[arg-type]
            raise
        finally:
            _inside.reset(token)

    return framed


@contextmanager
def _keeping_its_label() -> Iterator[None]:
    """Note the label of a refusal before all is undone: a marking that the refused act was the first to use goes
    with it, and its id may then be given to another. A transaction that broke can no longer be asked."""
    try:
        yield
    except NotAllowed as refusal:
        if refusal.label is None and not transaction.get_rollback():
            refusal.label = label_of(refusal.marking_id)
        raise
