"""Reads what people type about an engagement. What is missing is allowed; what cannot be read is said per field."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comity.foundation.labels.queries import against_marking, policies
from comity.foundation.labels.rules.label import Label, label
from comity.foundation.labels.rules.policy import completed
from comity.foundation.words.rules.said import in_words, known, nation, say

from .queries import Names
from .rules.completeness import faults
from .rules.dates import NotADate, RoughDate, read, written
from .rules.life import State
from .rules.particulars import LABELS, Party, ShipLine, Snapshot
from .rules.vocabulary import KIND_WORDS, ZONES

Raw = Mapping[str, list[str]]
YES_NO = (("", _("Not said")), ("yes", _("Yes")), ("no", _("No")))
PARTY = ("party", "party_units", "party_people")
SHIP = ("ship_kind", "ship_count", "ship_tonnage")
FIGURES = ("latitude", "longitude", "personnel", "tanks", "combat_vehicles", "guns", "sorties", "cost")
MOST = 2_000_000_000  # what the database's counting columns hold


class RoughDateField(forms.CharField):
    """A day, a month or a year, kept as exactly as it was typed."""

    def clean(self, value: Any) -> RoughDate:
        try:
            return read(super().clean(value))
        except NotADate as error:
            raise forms.ValidationError(in_words(error.args[0])) from error


class FigureField(forms.CharField):
    """A figure with or without separators: ``9400``, ``9,400``, ``9 400``. None when nothing was typed."""

    def __init__(self, *, places: int = 0, least: Decimal | None = Decimal(0), **options: Any) -> None:
        options.setdefault("required", False)
        options.setdefault("max_length", 30)
        super().__init__(**options)
        self.places, self.least = places, least
        self.widget.attrs["inputmode"] = "decimal" if places else "numeric"

    def clean(self, value: Any) -> Decimal | int | None:
        said = super().clean(value)
        bare = said.replace(",", "").replace("_", "").replace(" ", "").replace("\u00a0", "").replace("\u202f", "")
        if not bare:
            return None
        try:
            figure = Decimal(bare)
        except InvalidOperation as error:
            raise forms.ValidationError(gettext("“{text}” is not a figure.").format(text=said)) from error
        return self._fitting(figure, said)

    def _fitting(self, figure: Decimal, said: str) -> Decimal | int:
        if not figure.is_finite() or abs(figure) > MOST * (1000 if self.places else 1):
            raise forms.ValidationError(gettext("“{text}” is too large.").format(text=said))
        if self.least is not None and figure < self.least:
            raise forms.ValidationError(gettext("It cannot be below {least}.").format(least=self.least))
        if figure != figure.quantize(Decimal(1).scaleb(-self.places)):
            if not self.places:
                raise forms.ValidationError(gettext("Give a whole figure."))
            raise forms.ValidationError(gettext("Give at most {places} decimals.").format(places=self.places))
        return figure if self.places else int(figure)


class PartyForm(forms.Form):
    party = forms.CharField(label=_("Participant"), required=False, max_length=120)
    party_units = forms.CharField(label=_("Units"), required=False, max_length=2000)
    party_people = FigureField(label=_("People"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].widget.attrs |= {"list": "states", "autocomplete": "off"}


class ShipForm(forms.Form):
    ship_kind = forms.CharField(label=_("Kind of ship"), required=False, max_length=120)
    ship_count = FigureField(label=_("How many"), least=Decimal(1))
    ship_tonnage = FigureField(label=_("Tonnes each"))

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = self.cleaned_data
        if said.get("ship_kind") and "ship_count" in said and said["ship_count"] is None:
            self.add_error("ship_count", gettext("Say how many."))
        if not said.get("ship_kind") and (said.get("ship_count") or said.get("ship_tonnage")):
            self.add_error("ship_kind", gettext("Say which kind."))
        return said


class EngagementForm(forms.Form):
    """Everything that is said of an engagement. Only a title and a kind are needed to begin."""

    title = forms.CharField(label=_("Title"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Choose…")), *KIND_WORDS.items()])
    purpose = forms.CharField(
        label=_("Purpose"), required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    objectives = forms.CharField(
        label=_("Objectives"), required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    start = RoughDateField(label=_("Begins"), required=False, max_length=40)
    end = RoughDateField(label=_("Ends"), required=False, max_length=40)
    host = forms.CharField(label=_("Host"), required=False, max_length=120)
    zone = forms.ChoiceField(label=_("Zone"), required=False)
    place = forms.CharField(label=_("Place"), required=False, max_length=300)
    latitude = FigureField(label=_("Latitude"), places=7, least=Decimal(-90))
    longitude = FigureField(label=_("Longitude"), places=7, least=Decimal(-180))
    personnel = FigureField(label=_("Personnel"))
    tanks = FigureField(label=_("Tanks"))
    combat_vehicles = FigureField(label=_("Armoured combat vehicles"))
    guns = FigureField(label=_("Guns of 100 mm and more"))
    sorties = FigureField(label=_("Aircraft sorties"))
    has_ships = forms.ChoiceField(label=_("Ships take part"), required=False, choices=YES_NO)
    live_fire = forms.ChoiceField(label=_("Live fire"), required=False, choices=YES_NO)
    cost = FigureField(label=_("Cost"), places=2)

    def __init__(self, *args: Any, names: Names, raw: Raw, bound: bool, **kwargs: Any) -> None:
        """`raw` is what was typed, name by name; unbound it is only shown, bound it is read."""
        single = {name: values[0] for name, values in raw.items() if values}
        kwargs["data" if bound else "initial"] = single
        super().__init__(*args, **kwargs)
        self.names = names
        self.parties = _rows(PartyForm, PARTY, raw, bound)
        self.ships = _rows(ShipForm, SHIP, raw, bound)
        zone = single.get("zone", "")
        known = dict(ZONES)
        other = [] if not zone or zone in known else [(zone, zone)]
        field = self.fields["zone"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (tells the type checker)
        field.choices = [("", _("Not said")), *ZONES, *other]
        self.fields["host"].widget.attrs |= {"list": "states", "autocomplete": "off"}
        for name in ("start", "end"):
            self.fields[name].widget.attrs["placeholder"] = gettext("2027-03-15, or 2027-03")

    def clean_host(self) -> str | None:
        said: str = self.cleaned_data["host"]
        if not said:
            return None
        if (code := self.names.code(said)) is None:
            raise forms.ValidationError(gettext("“{name}” is not a state known here.").format(name=said))
        return code

    def is_valid(self) -> bool:
        """All of it: the fields, each row, and what cannot be right between them."""
        whole = all([super().is_valid(), *(row.is_valid() for row in [*self.parties, *self.ships])])
        if not whole:
            return False
        for name, why in faults(self.said()).items():
            self.add_error(name if name in self.fields else None, in_words(why))
        return not self.errors

    def said(self) -> Snapshot:
        """What could be read so far, as a value; what could not be read is not said."""
        if not hasattr(self, "cleaned_data"):
            self.full_clean()
        typed = self.cleaned_data
        figures: dict[str, Any] = {name: typed.get(name) for name in FIGURES}
        host = typed.get("host")
        ships, told = self._ship_lines(), _flag(typed.get("has_ships"))
        return Snapshot(
            kind=typed.get("kind", ""),
            title=typed.get("title", ""),
            purpose=typed.get("purpose", ""),
            objectives=typed.get("objectives", ""),
            zone=typed.get("zone", ""),
            host=host,
            host_name=self.names.by_code[host].name if host else "",
            place=typed.get("place", ""),
            start=typed.get("start") or RoughDate(),
            end=typed.get("end") or RoughDate(),
            has_ships=True if ships and told is None else told,
            ships=ships,
            live_fire=_flag(typed.get("live_fire")),
            parties=self._parties(),
            **figures,
        )

    def _parties(self) -> tuple[Party, ...]:
        return tuple(self._party(row) for form in self.parties if (row := _cleaned(form)).get("party"))

    def _party(self, row: dict[str, Any]) -> Party:
        code = self.names.code(row["party"])
        as_code = code and row["party"].upper() == code
        as_shown = code and row["party"] == self.names.shown[code]
        name = self.names.by_code[code].name if code and (as_code or as_shown) else row["party"]
        return Party(name, code, row.get("party_units", ""), row.get("party_people"))

    def _ship_lines(self) -> tuple[ShipLine, ...]:
        rows = [_cleaned(row) for row in self.ships]
        return tuple(
            ShipLine(row["ship_kind"], row["ship_count"], row.get("ship_tonnage"))
            for row in rows
            if row.get("ship_kind") and row.get("ship_count")
        )


class MarkingForm(forms.Form):
    """A marking in the two categories everyone uses."""

    classification = forms.ChoiceField(label=_("Classification"))
    releasable_to = forms.CharField(
        label=_("Releasable to"),
        required=False,
        max_length=300,
        help_text=_("State codes or names between commas. Empty sets no limit by nationality."),
    )
    need_to_know = forms.CharField(
        label=_("Need to know"),
        required=False,
        max_length=200,
        help_text=_("Groups between commas; a reader must be in all of them."),
    )

    def __init__(self, *args: Any, policy: str, names: Names, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.policy, self.names = policy, names
        field = self.fields["classification"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (tells the type checker)
        field.choices = [(level, level) for level in policies()[policy].levels]

    def clean_releasable_to(self) -> list[str] | None:
        said = _parts(self.cleaned_data["releasable_to"])
        unknown = [name for name in said if self.names.code(name) is None]
        if unknown:
            raise forms.ValidationError(gettext("Not a state known here: {names}.").format(names=", ".join(unknown)))
        return [code for name in said if (code := self.names.code(name))] or None

    def clean(self) -> dict[str, Any]:
        """What the policy forbids is said beside the level, with everything typed still there."""
        said: dict[str, Any] = self.cleaned_data
        if {"classification", "releasable_to", "need_to_know"} <= said.keys():
            for why in against_marking(self.label()):
                self.add_error("classification", in_words(say("It cannot be marked so: {why}.", why=why)))
        return said

    def label(self) -> Label:
        typed = self.cleaned_data
        said = label(
            self.policy,
            typed["classification"],
            releasable_to=typed["releasable_to"],
            need_to_know=_parts(typed["need_to_know"]),
        )
        return completed(said, policies())


class ApartForm(MarkingForm):
    """Something said of a field under a marking of its own."""

    field_order = ("field", "words", "classification", "releasable_to", "need_to_know", "known")
    field = forms.ChoiceField(label=_("Of what"), choices=[(key, known(label)) for key, label in LABELS.items()])
    words = forms.CharField(label=_("What is said"), widget=forms.Textarea(attrs={"rows": 4}), max_length=20_000)
    known = forms.BooleanField(
        label=_("Whoever reads the engagement may know that something is said here"), required=False
    )


class WordsForm(forms.Form):
    """The words that a weighty move needs."""

    reason = forms.CharField(max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, asks: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = asks or gettext("Reason")


class FilterForm(forms.Form):
    """What the list is narrowed to."""

    text = forms.CharField(label=_("Title or reference"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("Any kind")), *KIND_WORDS.items()])
    state = forms.ChoiceField(
        label=_("Stands"),
        required=False,
        choices=[("", _("Any stage")), *((s.value, known(s.value.replace("_", " ").capitalize())) for s in State)],
    )
    partner = forms.CharField(label=_("Partner"), required=False, max_length=80)
    host = forms.CharField(label=_("Host"), required=False, max_length=80)
    year = forms.IntegerField(label=_("Year"), required=False, min_value=1900, max_value=2200)
    waiting = forms.BooleanField(label=_("Waiting on clearance"), required=False)


def raw_of(it: Snapshot) -> dict[str, list[str]]:
    """What somebody would have typed to say this: so that showing and reading have one form."""
    yes_no = {True: "yes", False: "no", None: ""}
    same = ("title", "kind", "purpose", "objectives", "zone", "place")
    raw = {name: [str(getattr(it, name))] for name in same}
    raw |= {name: [_figure(getattr(it, name))] for name in FIGURES}
    raw |= {"start": [written(it.start)], "end": [written(it.end)]}
    raw["host"] = [in_words(nation(it.host or "", it.host_name))]
    raw |= {"has_ships": [yes_no[it.has_ships]], "live_fire": [yes_no[it.live_fire]]}
    raw["party"] = [in_words(nation(p.state or "", p.name)) for p in it.parties]
    raw["party_units"] = [p.units for p in it.parties]
    raw["party_people"] = [_figure(p.personnel) for p in it.parties]
    raw["ship_kind"] = [s.kind for s in it.ships]
    raw["ship_count"] = [_figure(s.count) for s in it.ships]
    raw["ship_tonnage"] = [_figure(s.tonnage) for s in it.ships]
    return raw


FIELDS = (*EngagementForm.base_fields, *MarkingForm.base_fields, *PARTY, *SHIP, "why")


def typed(data: Any) -> dict[str, list[str]]:
    """The form's own fields out of what a browser sent; everything else is ignored."""
    return {name: [str(value) for value in data.getlist(name)] for name in FIELDS if name in data}


def _rows(form: type[forms.Form], columns: tuple[str, ...], raw: Raw, bound: bool) -> list[forms.Form]:
    """One form per row, and an empty one at the end for a browser without scripts."""
    height = max((len(raw.get(column, ())) for column in columns), default=0)
    rows = []
    for number in range(height):
        cells = {c: raw[c][number] for c in columns if number < len(raw.get(c, ()))}
        if any(value.strip() for value in cells.values()):
            rows.append(cells)
    made = [_row(form, cells, number, bound) for number, cells in enumerate(rows)]
    return [*made, _row(form, {}, len(rows), bound)]


def _row(form: type[forms.Form], cells: dict[str, str], number: int, bound: bool) -> forms.Form:
    given: dict[str, Any] = {"data": cells} if bound else {"initial": cells}
    return form(**given, auto_id=f"id_%s_{number}")


def _cleaned(row: forms.Form) -> dict[str, Any]:
    if not hasattr(row, "cleaned_data"):
        row.full_clean()
    found: dict[str, Any] = getattr(row, "cleaned_data", {})
    return found


def _flag(said: object) -> bool | None:
    return {"yes": True, "no": False}.get(str(said))


def _figure(value: object) -> str:
    if value is None:
        return ""
    text = str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _parts(said: str) -> list[str]:
    return [part for piece in said.split(",") if (part := " ".join(piece.split()))]
