"""How accounts come to be: never by signing up. The console makes them (people.py, `comity person add`)."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class NoSignUp(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by the ministry; the sign-in page offers none."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  allauth's own signature
        return False
