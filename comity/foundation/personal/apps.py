from django.apps import AppConfig

_OWN = "somebody's own, and nothing is decided by it"


class PersonalConfig(AppConfig):
    name = "comity.foundation.personal"
    unrecorded = {
        "personal_preference": _OWN,
        "personal_pin": _OWN,
        "personal_visit": _OWN,
        "personal_savedview": _OWN,
    }
