from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "comity.foundation.access"
    label = "access"
    # A hash is no part of what somebody may do, and says more to who steals it than to who audits.
    unrecorded_columns = {
        "access_person": {
            "password": "a secret, set at the console or by its owner",
            "last_login": "the library of sign-in keeps it; signing in is an entry of its own",
        }
    }
