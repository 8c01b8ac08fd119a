"""Checks what change somebody asks about beforehand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comity.foundation.access.queries import Person
from comity.foundation.labels.rules.label import Reader
from comity.foundation.labels.rules.policy import Policies


@dataclass(frozen=True, slots=True)
class Asked:
    """Either a nation that joins a community, or a person who is given clearances and groups."""

    community: str = ""
    nation: str = ""
    person: tuple[str, Reader] = ("", Reader(""))
    clearances: Mapping[str, str] = field(default_factory=dict)
    groups: tuple[str, ...] = ()


class ChangeForm(forms.Form):
    """One of two changes: to a person, or to a community of nations."""

    person = forms.ChoiceField(label=_("A person"), required=False)
    clearance = forms.ChoiceField(label=_("is cleared to"), required=False)
    group = forms.CharField(label=_("or is put in the group"), required=False, max_length=80)
    nation = forms.CharField(
        label=_("A country"), required=False, max_length=3, help_text=_("Its code of three letters, such as FJI.")
    )
    community = forms.ChoiceField(label=_("joins the community"), required=False)

    def __init__(self, *args: Any, people: Mapping[str, Person], policies: Policies, **options: Any) -> None:
        super().__init__(*args, **options)
        self.people = people
        nobody = ("", _("nobody"))
        levels: list[tuple[str, Any]] = [("", _("nothing more"))]
        levels += [(f"{one.name}={level}", f"{one.name} {level}") for one in policies.values() for level in one.levels]
        named = sorted((key, row.name) for key, row in people.items())
        communities = sorted({one.name for policy in policies.values() for one in policy.communities})
        self.fields["person"].choices = [nobody, *sorted(named, key=lambda row: row[1])]  # type: ignore[attr-defined]
        self.fields["clearance"].choices = levels  # type: ignore[attr-defined]
        self.fields["community"].choices = [("", _("none")), *((one, one) for one in communities)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        of_person = said.get("person") and (said.get("clearance") or said.get("group"))
        of_nation = said.get("nation") and said.get("community")
        if bool(of_person) == bool(of_nation):
            raise forms.ValidationError(
                gettext("Choose one change: a person with a clearance or a group, or a country with a community.")
            )
        return said

    def asked(self) -> Asked:
        said = self.cleaned_data
        if said["community"]:
            return Asked(community=said["community"], nation=said["nation"].strip().upper())
        person = self.people[said["person"]]
        policy, _equals, level = said["clearance"].partition("=")
        groups = (said["group"].strip(),) if said["group"].strip() else ()
        return Asked(person=(person.name, person.reader), clearances={policy: level} if level else {}, groups=groups)
