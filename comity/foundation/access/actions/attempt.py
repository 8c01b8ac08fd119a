"""Everything or nothing, and a refusal is written: the frame around every action of the house."""

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.db import transaction

from comity.foundation.access.rules.verdict import NotAllowed
from comity.foundation.record.queries import take_turn

from .record_refusal import record_refusal

P = ParamSpec("P")
Subject = TypeVar("Subject")
Result = TypeVar("Result")

_inside: ContextVar[bool] = ContextVar("inside_an_action", default=False)


def attempt(
    action: Callable[Concatenate[Subject, P], Result],
) -> Callable[Concatenate[Subject, P], Result]:
    """Run an action in one transaction. If it raises NotAllowed, all of it is undone and the attempt recorded.

    An action called by another action joins its transaction; only the outermost records a refusal.
    INVARIANT: neither half an act nor an act without its entry survives a crash
    (tests/stories/test_crash.py).
    """

    @wraps(action)
    def framed(subject: Subject, /, *args: P.args, **kwargs: P.kwargs) -> Result:
        if _inside.get():
            with transaction.atomic():
                return action(subject, *args, **kwargs)
        token = _inside.set(True)
        try:
            with transaction.atomic():
                take_turn()
                return action(subject, *args, **kwargs)
        except NotAllowed as refusal:
            record_refusal(refusal, actor=kwargs["actor"], at=kwargs["at"])  # type: ignore[arg-type]
            raise
        finally:
            _inside.reset(token)

    return framed
