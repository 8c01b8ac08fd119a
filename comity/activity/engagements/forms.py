"""Reads what people type about an engagement. What is missing is allowed; what cannot be read is said per field."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from comity.foundation.labels.queries import policies
from comity.foundation.labels.rules.label import Label, label

from .queries import Names
from .rules.completeness import faults
from .rules.dates import NotADate, RoughDate, read, written
from .rules.life import State
from .rules.particulars import Party, ShipLine, Snapshot
from .rules.vocabulary import KIND_WORDS, ZONES

Raw = Mapping[str, list[str]]
YES_NO = (("", "Not said"), ("yes", "Yes"), ("no", "No"))
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
            raise forms.ValidationError(str(error)) from error


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
        bare = said.replace(",", "").replace("_", "").replace(" ", "").replace("\u00a0", "")
        if not bare:
            return None
        try:
            figure = Decimal(bare)
        except InvalidOperation as error:
            raise forms.ValidationError(f"“{said}” is not a figure.") from error
        return self._fitting(figure, said)

    def _fitting(self, figure: Decimal, said: str) -> Decimal | int:
        if not figure.is_finite() or abs(figure) > MOST * (1000 if self.places else 1):
            raise forms.ValidationError(f"“{said}” is too large.")
        if self.least is not None and figure < self.least:
            raise forms.ValidationError(f"It cannot be below {self.least}.")
        if figure != figure.quantize(Decimal(1).scaleb(-self.places)):
            wanted = "a whole figure" if not self.places else f"at most {self.places} decimals"
            raise forms.ValidationError(f"Give {wanted}.")
        return figure if self.places else int(figure)


class PartyForm(forms.Form):
    party = forms.CharField(label="Participant", required=False, max_length=120)
    party_units = forms.CharField(label="Units", required=False, max_length=2000)
    party_people = FigureField(label="People")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].widget.attrs |= {"list": "states", "autocomplete": "off"}


class ShipForm(forms.Form):
    ship_kind = forms.CharField(label="Kind of ship", required=False, max_length=120)
    ship_count = FigureField(label="How many", least=Decimal(1))
    ship_tonnage = FigureField(label="Tonnes each")

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = self.cleaned_data
        if said.get("ship_kind") and "ship_count" in said and said["ship_count"] is None:
            self.add_error("ship_count", "Say how many.")
        if not said.get("ship_kind") and (said.get("ship_count") or said.get("ship_tonnage")):
            self.add_error("ship_kind", "Say which kind.")
        return said


class EngagementForm(forms.Form):
    """Everything that is said of an engagement. Only a title and a kind are needed to begin."""

    title = forms.CharField(max_length=200)
    kind = forms.ChoiceField(choices=[("", "Choose…"), *KIND_WORDS.items()])
    purpose = forms.CharField(required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 3}))
    objectives = forms.CharField(required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 4}))
    start = RoughDateField(label="Begins", required=False, max_length=40)
    end = RoughDateField(label="Ends", required=False, max_length=40)
    host = forms.CharField(label="Host", required=False, max_length=120)
    zone = forms.ChoiceField(required=False)
    place = forms.CharField(required=False, max_length=300)
    latitude = FigureField(places=7, least=Decimal(-90))
    longitude = FigureField(places=7, least=Decimal(-180))
    personnel = FigureField()
    tanks = FigureField()
    combat_vehicles = FigureField(label="Armoured combat vehicles")
    guns = FigureField(label="Guns of 100 mm and more")
    sorties = FigureField(label="Aircraft sorties")
    has_ships = forms.ChoiceField(label="Ships take part", required=False, choices=YES_NO)
    live_fire = forms.ChoiceField(label="Live fire", required=False, choices=YES_NO)
    cost = FigureField(label="Cost", places=2)

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
        field.choices = [("", "Not said"), *ZONES, *other]
        self.fields["host"].widget.attrs |= {"list": "states", "autocomplete": "off"}
        for name in ("start", "end"):
            self.fields[name].widget.attrs["placeholder"] = "2027-03-15, or 2027-03"

    def clean_host(self) -> str | None:
        said: str = self.cleaned_data["host"]
        if not said:
            return None
        if (code := self.names.code(said)) is None:
            raise forms.ValidationError(f"“{said}” is not a state known here.")
        return code

    def is_valid(self) -> bool:
        """All of it: the fields, each row, and what cannot be right between them."""
        whole = all([super().is_valid(), *(row.is_valid() for row in [*self.parties, *self.ships])])
        if not whole:
            return False
        for name, why in faults(self.said()).items():
            self.add_error(name if name in self.fields else None, why)
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
        name = self.names.by_code[code].name if code and row["party"].upper() == code else row["party"]
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

    classification = forms.ChoiceField()
    releasable_to = forms.CharField(
        label="Releasable to",
        required=False,
        max_length=300,
        help_text="State codes or names between commas. Empty sets no limit by nationality.",
    )
    need_to_know = forms.CharField(
        label="Need to know",
        required=False,
        max_length=200,
        help_text="Groups between commas; a reader must be in all of them.",
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
            raise forms.ValidationError(f"Not a state known here: {', '.join(unknown)}.")
        return [code for name in said if (code := self.names.code(name))] or None

    def label(self) -> Label:
        typed = self.cleaned_data
        return label(
            self.policy,
            typed["classification"],
            releasable_to=typed["releasable_to"],
            need_to_know=_parts(typed["need_to_know"]),
        )


class WordsForm(forms.Form):
    """The words that a weighty move needs."""

    reason = forms.CharField(max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, asks: str = "Reason", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = asks


class FilterForm(forms.Form):
    """What the list is narrowed to."""

    text = forms.CharField(label="Title or reference", required=False, max_length=100)
    kind = forms.ChoiceField(required=False, choices=[("", "Any kind"), *KIND_WORDS.items()])
    state = forms.ChoiceField(
        label="Stands",
        required=False,
        choices=[("", "Anywhere"), *((s.value, s.value.replace("_", " ").capitalize()) for s in State)],
    )
    partner = forms.CharField(label="Partner", required=False, max_length=80)
    host = forms.CharField(label="Host", required=False, max_length=80)
    year = forms.IntegerField(required=False, min_value=1900, max_value=2200)
    waiting = forms.BooleanField(label="Waiting on clearance", required=False)


def raw_of(it: Snapshot) -> dict[str, list[str]]:
    """What somebody would have typed to say this: so that showing and reading have one form."""
    yes_no = {True: "yes", False: "no", None: ""}
    same = ("title", "kind", "purpose", "objectives", "zone", "place")
    raw = {name: [str(getattr(it, name))] for name in same}
    raw |= {name: [_figure(getattr(it, name))] for name in FIGURES}
    raw |= {"start": [written(it.start)], "end": [written(it.end)], "host": [it.host_name]}
    raw |= {"has_ships": [yes_no[it.has_ships]], "live_fire": [yes_no[it.live_fire]]}
    raw["party"] = [p.name for p in it.parties]
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
