"""The facts of an engagement that a condition may speak of."""

from comity.foundation.conditions.rules.vocabulary import Term, Vocabulary
from comity.foundation.words.rules.said import say

CURRENCY = "USD"

KINDS: tuple[tuple[str, str], ...] = (
    ("exercise", say("an exercise")),
    ("training", say("training")),
    ("staff_talks", say("staff talks")),
    ("high_level_dialogue", say("a high-level dialogue")),
    ("visit", say("a visit")),
    ("port_call", say("a port call")),
    ("transit", say("a transit")),
    ("exchange", say("an exchange")),
    ("conference", say("a conference")),
    ("humanitarian_assistance", say("humanitarian assistance")),
    ("equipment_transfer", say("an equipment transfer")),
    ("other", say("another kind of engagement")),
)

# Not an engagement, but cleared by the same framework: its classes must say which route it takes.
INFORMATION_RELEASE = "information_release"
RELEASES: tuple[tuple[str, str], ...] = ((INFORMATION_RELEASE, say("a release of information")),)

ZONES: tuple[tuple[str, str], ...] = (
    ("asia_pacific", say("Asia-Pacific")),
    ("indian_ocean", say("Indian Ocean")),
    ("central_asia", say("Central Asia")),
    ("middle_east", say("Middle East")),
    ("africa", say("Africa")),
    ("osce", say("Europe (the OSCE area)")),
    ("north_atlantic", say("North Atlantic")),
    ("mediterranean", say("Mediterranean")),
    ("arctic", say("Arctic")),
    ("americas", say("Americas")),
    ("caribbean", say("Caribbean")),
    ("antarctic", say("Antarctic")),
)

KIND_WORDS: dict[str, str] = {
    "exercise": say("Exercise"),
    "training": say("Training"),
    "staff_talks": say("Staff talks"),
    "high_level_dialogue": say("High-level dialogue"),
    "visit": say("Visit"),
    "port_call": say("Port call"),
    "transit": say("Transit"),
    "exchange": say("Exchange"),
    "conference": say("Conference"),
    "humanitarian_assistance": say("Humanitarian assistance"),
    "equipment_transfer": say("Equipment transfer"),
    "other": say("Other"),
}
ZONE_WORDS = dict(ZONES)

VOCABULARY = Vocabulary(
    "engagement",
    (
        Term("kind", "choice", say("the kind"), choices=(*KINDS, *RELEASES), subject=say("it")),
        Term("host", "text", say("the host nation")),
        Term("zone", "text", say("the zone")),
        Term("partners", "set", say("the partner nations"), plural=True),
        Term("personnel", "number", say("personnel"), unit=say("people")),
        Term("tanks", "number", say("tanks"), plural=True),
        Term("combat_vehicles", "number", say("armoured combat vehicles"), plural=True),
        Term("guns", "number", say("guns"), plural=True),
        Term("sorties", "number", say("aircraft sorties"), plural=True),
        Term("ships", "number", say("ships"), plural=True),
        Term("ship_tonnage", "number", say("the ships' tonnage"), unit=say("t")),
        Term("cost", "money", say("the cost"), unit=CURRENCY),
        Term("start", "date", say("the start")),
        Term("end", "date", say("the end")),
        Term("duration_days", "number", say("the duration"), unit=say("days")),
        Term(
            "live_fire",
            "flag",
            say("live fire"),
            choices=(("yes", say("live fire is planned")), ("no", say("no live fire is planned"))),
        ),
        Term("lead", "text", say("the lead institution")),
        Term("originators", "set", say("the originators of the information"), plural=True),
        Term(
            "technology",
            "flag",
            say("controlled technology"),
            choices=(
                ("yes", say("it tells of controlled technology")),
                ("no", say("it tells of no controlled technology")),
            ),
        ),
    ),
)
