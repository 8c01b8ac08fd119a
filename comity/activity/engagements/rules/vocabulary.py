"""The facts of an engagement that a condition may speak of."""

from comity.foundation.conditions.rules.vocabulary import Term, Vocabulary

CURRENCY = "USD"

KINDS: tuple[tuple[str, str], ...] = (
    ("exercise", "an exercise"),
    ("training", "training"),
    ("staff_talks", "staff talks"),
    ("high_level_dialogue", "a high-level dialogue"),
    ("visit", "a visit"),
    ("port_call", "a port call"),
    ("transit", "a transit"),
    ("exchange", "an exchange"),
    ("conference", "a conference"),
    ("humanitarian_assistance", "humanitarian assistance"),
    ("equipment_transfer", "an equipment transfer"),
    ("other", "another kind of engagement"),
)

ZONES: tuple[tuple[str, str], ...] = (
    ("asia_pacific", "Asia-Pacific"),
    ("indian_ocean", "Indian Ocean"),
    ("central_asia", "Central Asia"),
    ("middle_east", "Middle East"),
    ("africa", "Africa"),
    ("osce", "Europe (the OSCE area)"),
    ("north_atlantic", "North Atlantic"),
    ("mediterranean", "Mediterranean"),
    ("arctic", "Arctic"),
    ("americas", "Americas"),
    ("caribbean", "Caribbean"),
    ("antarctic", "Antarctic"),
)

KIND_WORDS = {
    key: words.removeprefix("an ").removeprefix("a ").removesuffix(" kind of engagement").capitalize()
    for key, words in KINDS
} | {"other": "Other"}
ZONE_WORDS = dict(ZONES)

VOCABULARY = Vocabulary(
    "engagement",
    (
        Term("kind", "choice", "the kind", choices=KINDS, subject="it"),
        Term("host", "text", "the host nation"),
        Term("zone", "text", "the zone"),
        Term("partners", "set", "the partner nations", plural=True),
        Term("personnel", "number", "personnel", unit="people"),
        Term("tanks", "number", "tanks", plural=True),
        Term("combat_vehicles", "number", "armoured combat vehicles", plural=True),
        Term("guns", "number", "guns", plural=True),
        Term("sorties", "number", "aircraft sorties", plural=True),
        Term("ships", "number", "ships", plural=True),
        Term("ship_tonnage", "number", "the ships' tonnage", unit="t"),
        Term("cost", "money", "the cost", unit=CURRENCY),
        Term("start", "date", "the start"),
        Term("end", "date", "the end"),
        Term("duration_days", "number", "the duration", unit="days"),
        Term(
            "live_fire",
            "flag",
            "live fire",
            choices=(("yes", "live fire is planned"), ("no", "no live fire is planned")),
        ),
        Term("lead", "text", "the lead institution"),
    ),
)
