from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext, ngettext

from comity.foundation.words.rules.said import speak_through
from comity.web.written import apart, as_written

_UNUSED = "a library brings it; nothing of the house reads it"


class WebConfig(AppConfig):
    name = "comity.web"
    label = "web"
    # The tables of libraries. Powers are in none of them: they come from posts.
    unrecorded = {
        "django_session": "who is signed in, for as long as that lasts",
        "django_content_type": _UNUSED,
        "auth_permission": _UNUSED,
        "auth_group": _UNUSED,
        "auth_group_permissions": _UNUSED,
        "account_emailaddress": _UNUSED,
        "account_emailconfirmation": _UNUSED,
    }

    def ready(self) -> None:
        from comity.web import wiring  # noqa: PLC0415  wiring imports models, which exist only now

        speak_through(gettext, ngettext, as_written, apart)
        autodiscover_modules("events")  # an entry of a room whose commands alone announce it is read here as well
        wiring.connect()
