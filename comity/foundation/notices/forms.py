"""What one is told, as a form."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from .rules.choices import Chosen, Hours
from .rules.topics import MAIL_WORDS, TOPICS, ByMail, Topic

_HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]
_DAYS = [
    (1, _("Monday")),
    (2, _("Tuesday")),
    (3, _("Wednesday")),
    (4, _("Thursday")),
    (5, _("Friday")),
    (6, _("Saturday")),
    (7, _("Sunday")),
]


def _zones() -> list[tuple[str, str]]:
    """UTC first, then the places of the world; the historical names of zones only confuse."""
    regions = (
        "Africa/",
        "America/",
        "Antarctica/",
        "Asia/",
        "Atlantic/",
        "Australia/",
        "Europe/",
        "Indian/",
        "Pacific/",
    )
    places = sorted(zone for zone in available_timezones() if zone.startswith(regions))
    return [("UTC", "UTC"), *((zone, zone.replace("_", " ")) for zone in places)]


def _hour(label: Any, **options: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, choices=_HOURS, coerce=int, **options)


class ChoicesForm(forms.Form):
    """One line per topic, and when mail may come."""

    hour = _hour(_("Hour of the daily or weekly mail"))
    weekday = forms.TypedChoiceField(label=_("Day of the weekly mail"), choices=_DAYS, coerce=int)
    quiet_from = _hour(_("Quiet from"), help_text=_("What would come at once waits until the quiet hours end."))
    quiet_until = _hour(_("Quiet until"), help_text=_("The same hour in both means no quiet hours."))
    zone = forms.ChoiceField(label=_("Time zone of these hours"), choices=_zones)
    language = forms.ChoiceField(label=_("Language of the mails"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, chosen: Mapping[Topic, Chosen], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for topic in Topic:
            self.fields[f"{topic}_in_page"] = forms.BooleanField(required=False, initial=chosen[topic].in_page)
            self.fields[f"{topic}_by_mail"] = forms.ChoiceField(
                choices=list(MAIL_WORDS.items()), initial=chosen[topic].by_mail
            )

    def lines(self) -> list[dict[str, Any]]:
        """The topics with their two controls, for the table."""
        return [
            {"topic": topic, "about": about, "in_page": self[f"{topic}_in_page"], "by_mail": self[f"{topic}_by_mail"]}
            for topic, about in TOPICS.items()
        ]

    def chosen(self) -> dict[Topic, Chosen]:
        said = self.cleaned_data
        return {topic: Chosen(said[f"{topic}_in_page"], ByMail(said[f"{topic}_by_mail"])) for topic in Topic}

    def hours(self) -> Hours:
        return Hours(**{field.name: self.cleaned_data[field.name] for field in fields(Hours)})
