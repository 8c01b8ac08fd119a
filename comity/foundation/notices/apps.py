from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "comity.foundation.notices"
    label = "notices"
    unrecorded = {
        "notices_notice": "it only points at what was done, and is read and put away without an entry",
        "notices_topicchoice": "somebody's own choice",
        "notices_mailhours": "somebody's own choice",
        "notices_mail": "the outbox; a mail says nothing that counts",
    }
