from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "comity.foundation.files"
    label = "files"
    unrecorded = {
        "files_markingkey": "it is made anew when keys change, which an entry tells; a wrong one opens nothing",
        "files_sealedfile": "its key is wrapped anew when keys change; a wrong one opens nothing, and erasing is told",
    }

    def ready(self) -> None:
        # Its acts are the console's: no page imports them, and the record's page must know their kinds all the same.
        from . import events  # noqa: F401, PLC0415
