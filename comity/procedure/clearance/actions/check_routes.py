"""A framework is adopted: its routes must be readable, name posts and instruments that exist, and lead on."""

from datetime import datetime

from pydantic import ValidationError

from comity.foundation.access.actions.attempt import attempt
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Refused
from comity.foundation.conditions.rules.load import Unreadable
from comity.mandate.institutions.queries import Framework, file_of, framework_in_force

from ..queries import routes_of
from ..rules.checking import dangling


@attempt
def check_routes(framework_key: str, *, actor: Actor, at: datetime) -> Framework:  # noqa: ARG001  an act like any
    """Raises Refused with every fault of the routes; the adoption that asked is then undone as a whole."""
    framework = framework_in_force(framework_key)
    if framework is None:
        raise Refused(f"There is no framework {framework_key}.")
    try:
        routes = routes_of(framework)
    except ValidationError as error:
        said = [f"routes.{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        raise Refused("\n".join(said)) from error
    except Unreadable as error:
        raise Refused(str(error)) from error
    file = file_of(framework)
    faults = dangling(
        routes,
        posts={post.key: str(post.character) for post in file.posts},
        instruments={entry.key for entry in file.instruments},
        classes=[entry.key for entry in file.classes],
        calendars=set(file.calendars),
    )
    if faults:
        raise Refused("\n".join(faults))
    return framework
