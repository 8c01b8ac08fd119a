"""The sample content of `/design/`: every component of the house, with the kind of words it will carry.

All people are invented. The times are fixed, so that a picture of the page changes only when the look does.
"""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.utils.html import format_html

from comity.web.keys import key_list

from .arabic import in_arabic
from .scenes import scenes

AT = datetime(2026, 3, 12, 9, 40, tzinfo=UTC)
LINE = "DEFENCE-FOREIGN RESTRICTED · releasable to Aluna, Brevia"


def _hours(hours: float) -> datetime:
    return AT + timedelta(hours=hours)


class ProposalSample(forms.Form):
    """Fields of every kind."""

    title = forms.CharField(label="Title", help_text="As it will be printed on orders and notices.")
    kind = forms.ChoiceField(
        label="Kind", choices=[("exercise", "Exercise"), ("visit", "Visit"), ("talks", "Staff talks")]
    )
    personnel = forms.IntegerField(label="Personnel, all nations", required=False, min_value=0)
    first_day = forms.DateField(label="First day", widget=forms.DateInput(attrs={"type": "date"}))
    purpose = forms.CharField(label="Purpose", widget=forms.Textarea(attrs={"rows": 3}))
    observers = forms.BooleanField(label="Observers are invited", required=False)
    precision = forms.ChoiceField(
        label="How exact is the date",
        choices=[("day", "To the day"), ("month", "To the month"), ("year", "To the year")],
        widget=forms.RadioSelect,
        initial="day",
    )
    objectives = forms.MultipleChoiceField(
        label="Objectives",
        required=False,
        choices=[("rescue", "Search and rescue"), ("relief", "Disaster relief"), ("sea", "Safety at sea")],
        widget=forms.CheckboxSelectMultiple,
    )


class FilterSample(forms.Form):
    q = forms.CharField(label="Words", required=False)
    state = forms.ChoiceField(label="State", choices=[("", "Any"), ("in_clearance", "In clearance")])
    year = forms.ChoiceField(label="Year", choices=[("2026", "2026"), ("2027", "2027")])


def samples(language: str = "en-gb", direction: str = "ltr") -> dict[str, Any]:
    """Context of the specimens; in Arabic with Arabic words, as far as the samples have them."""
    mirrored = direction == "rtl"
    context = _clearance() | scenes(AT, language, mirrored=mirrored)
    return in_arabic(context) if mirrored else context


def _clearance() -> dict[str, Any]:
    return {
        "at": AT,
        "page_marking": {"text": LINE, "level": 1},
        "levels": [
            ("UNCLASSIFIED", 0),
            ("RESTRICTED", 1),
            ("CONFIDENTIAL · releasable to Aluna", 2),
            ("SECRET · eyes of two ministries", 3),
            ("TOP SECRET", 4),
        ],
        "state_groups": STATE_GROUPS,
        "clocks": [_hours(h) for h in (150, 71, 30.4, 6.33, 0.3, -0.5, -5, -49, -170)],
        "met_early": _hours(-20),
        "a_day": date(2026, 3, 14),
        "stages": _stages(),
        "finished": _finished(),
        "work": _work(),
        "history": _history(),
        "facts": FACTS,
        "missing": MISSING,
        "changes": CHANGES,
        "tabs": TABS,
        "rows": _rows(),
        "opinions": _opinions(),
        "decision": _decision(),
        "keys": key_list(),
        "form": ProposalSample({"title": "Northern Relief 26", "kind": "exercise", "personnel": "-90"}),
        "chain": SimpleNamespace(
            loan=SimpleNamespace(
                number="D-4",
                covers=True,
                until=datetime(2027, 3, 5, 23, 59, tzinfo=UTC),
                mandate=SimpleNamespace(may_words="decide", post=SimpleNamespace(title="Director of Engagements")),
                made_by=SimpleNamespace(name="Ana Ferrante"),
                classes=["exercise"],
                ceilings=[("personnel", "500")],
                reason="A conference abroad.",
            ),
            cites="Engagements Act, art. 4",
        ),
        "refusals": [
            "You proposed it, and nobody decides on their own proposal.",
            "Your mandate ends at 2,000,000 EUR.",
        ],
        "filters": FilterSample(),
        "applied": [{"label": "State: in clearance", "url": "?"}, {"label": "Year: 2026", "url": "?"}],
    }


STATE_GROUPS = [
    (
        "Engagement",
        [
            "concept",
            "proposed",
            "in_clearance",
            "authorised",
            "under_way",
            "completed",
            "assessed",
            "closed",
            "withdrawn",
            "refused",
            "suspended",
            "cancelled",
        ],
    ),
    (
        "Dossier",
        [
            "consulting",
            "consolidating",
            "countersigning",
            "deciding",
            "granted",
            "refused",
            "revoked",
            "reopened",
        ],
    ),
    (
        "Consultation",
        [
            "not_started",
            "pending",
            "waiting_for_information",
            "answered",
            "lapsed",
            "superseded",
            "held",
            "skipped",
        ],
    ),
    (
        "Opinion",
        [
            "concur",
            "concur_with_conditions",
            "request_information",
            "nonconcur",
            "no_interest",
            "hold",
            "silence",
        ],
    ),
    ("Obligation", ["open", "kept", "broken", "waived", "overdue"]),
    ("Norm", ["complies", "breaches", "does_not_apply", "cannot_tell"]),
]


def _step(title: str, institution: str, holder: str, state: str, **times: Any) -> dict[str, Any]:
    return {"title": title, "institution": institution, "holder": holder, "state": state, **times}


def _stages() -> list[dict[str, Any]]:
    foreign, defence, finance = "Ministry of Foreign Affairs", "Ministry of Defence", "Ministry of Finance"
    week_ago = _hours(-24 * 7.2)
    return [
        {
            "title": "Embassy clearance",
            "state": "answered",
            "steps": [
                _step(
                    "Head of mission in Aluna",
                    "Embassy",
                    "Amb. Ines Kartal",
                    "concur",
                    since=_hours(-24 * 12),
                    due=_hours(-24 * 8),
                    met=_hours(-24 * 9),
                )
            ],
        },
        {
            "title": "Consultation",
            "state": "consulting",
            "instrument": "Joint Instruction on Engagements, §12",
            "note": "All five are asked at once. Silence does not count as consent in this stage.",
            "steps": [
                _step(
                    "Desk officer, Oceania",
                    foreign,
                    "Tomás Reyle",
                    "concur_with_conditions",
                    since=week_ago,
                    due=_hours(-20),
                    met=_hours(-70),
                    note="Host nation is told of the change of port at least 21 days before.",
                ),
                _step(
                    "Legal counsel",
                    defence,
                    "Marta Ossian",
                    "waiting_for_information",
                    since=_hours(-52),
                    due=_hours(40),
                    paused=True,
                    note="Asked: which status-of-forces agreement covers the observers?",
                    why="more than 9,000 people take part (9,400)",
                ),
                _step(
                    "Director of budget",
                    finance,
                    "Leo Anders",
                    "held",
                    since=_hours(-30),
                    due=_hours(18),
                    note="Hold until 14 Mar: the port fees are not in the plan of the year.",
                    why="the cost is over 2,000,000 EUR (3,150,000 EUR)",
                ),
                _step(
                    "Head of operations",
                    "Joint Staff",
                    "Col. Sara Lindqvist",
                    "pending",
                    since=week_ago,
                    due=_hours(-27),
                    why="foreign forces enter the territory",
                ),
                _step(
                    "Protocol officer",
                    foreign,
                    "",
                    "no_interest",
                    since=week_ago,
                    due=_hours(-20),
                    met=_hours(-90),
                ),
            ],
        },
        {
            "title": "Consolidation",
            "state": "not_started",
            "steps": [_step("Policy directorate", defence, "Jun Havel", "not_started")],
        },
        {
            "title": "Decision with two keys",
            "state": "not_started",
            "instrument": "Engagements Act, art. 4",
            "steps": [
                _step("Minister of Defence", defence, "Elin Dravec", "not_started", due=_hours(24 * 12)),
                _step("Minister of Foreign Affairs", foreign, "Paul Okan", "not_started", due=_hours(24 * 12)),
            ],
        },
    ]


def _finished() -> list[dict[str, Any]]:
    titles = ("Embassy clearance", "Consultation", "Consolidation", "Decision with two keys")
    return [{"title": title, "state": "granted" if "Dec" in title else "answered"} for title in titles]


def _work() -> list[dict[str, Any]]:
    restricted = {"text": "RESTRICTED", "level": 1}
    return [
        {
            "url": "#work",
            "reference": "EX-2026-014",
            "title": "Northern Relief 26",
            "ask": "Give your opinion",
            "why": "foreign forces enter the territory (Joint Instruction §12)",
            "due": _hours(-27),
            "since": _hours(-24 * 7.2),
            "state": "in_clearance",
            "marking": restricted,
            "origin": "Policy directorate, Ministry of Defence",
        },
        {
            "url": "#work",
            "reference": "VI-2026-088",
            "title": "Visit of the chief of navy of Brevia",
            "ask": "Countersign the consolidated position",
            "why": "you are the second key for visits above the rank of rear admiral",
            "due": _hours(18),
            "since": _hours(-20),
            "state": "in_clearance",
            "marking": {"text": "CONFIDENTIAL", "level": 2},
            "origin": "Protocol, Ministry of Foreign Affairs",
        },
        {
            "url": "#work",
            "reference": "TR-2026-031",
            "title": "Course in the law of the sea, 24 students",
            "ask": "Report that the condition was met",
            "why": "you took on this condition on 2 Mar 2026",
            "due": date(2026, 4, 2),
            "since": _hours(-24 * 10),
            "state": "authorised",
            "marking": {"text": "UNCLASSIFIED", "level": 0},
        },
    ]


def _history() -> list[dict[str, Any]]:
    return [
        {
            "at": _hours(-30),
            "actor": "Leo Anders, Director of budget, Ministry of Finance",
            "sentence": "Put a hold on the dossier until 14 Mar 2026",
            "detail": "The port fees are not in the plan of the year.",
            "icon": "hand",
            "url": "#history",
        },
        {
            "at": _hours(-31),
            "actor": "Jun Havel, Policy directorate, Ministry of Defence",
            "sentence": "Tried to decide the dossier and was refused: the proposer may not decide",
            "refused": True,
        },
        {
            "at": _hours(-70),
            "actor": "Tomás Reyle, Desk officer Oceania, Ministry of Foreign Affairs",
            "sentence": "Concurred with one condition",
            "icon": "list-checks",
        },
        {
            "at": _hours(-24 * 7.2),
            "actor": "Jun Havel, Policy directorate, Ministry of Defence",
            "sentence": "Submitted the engagement for clearance; five posts were asked",
            "icon": "send",
        },
    ]


FACTS = [
    {"label": "What", "value": "Exercise, disaster relief", "icon": "target"},
    {"label": "Who", "value": "Aluna, Brevia, and 3 units of ours", "icon": "users"},
    {"label": "Where", "value": "Port Selvane and two islands, Aluna", "icon": "map-pin"},
    {"label": "When", "value": "4 to 19 May 2026", "icon": "calendar", "note": "exact to the day"},
    {
        "label": "Personnel",
        "value": "9,400",
        "note": "over the limit of 9,000 that needs notice",
        "icon": "users",
    },
    {"label": "Money", "value": "3,150,000 EUR", "icon": "banknote"},
    {"label": "Status of forces", "unknown": True, "note": "legal counsel has asked", "icon": "scale"},
    {
        "label": "Objective",
        "value": format_html('<a href="{}">PO-3</a> {}', "#facts", "Partner can run a relief port by 2028"),
        "icon": "flag",
    },
]

MISSING = [
    {"field": "first_day", "label": "First day", "why": "decides which yearly plan it belongs to"},
    {"field": "purpose", "label": "Purpose", "why": "every post that is asked reads it first"},
]

CHANGES = [
    {"label": "Port", "before": "Port Selvane", "after": "Port Amaro", "material": True},
    {"label": "Personnel", "before": "9,400", "after": "9,380", "note": "within the tolerance of 2 %"},
    {"label": "Embarked medical team", "before": "", "after": "12 people"},
]

TABS = [
    {"url": "#tabs", "label": "At a glance", "current": True},
    {"url": "#tabs", "label": "Clearance", "count": 3},
    {"url": "#tabs", "label": "Obligations", "count": 0},
    {"url": "#tabs", "label": "History"},
]


def _rows() -> list[dict[str, Any]]:
    return [
        {
            "reference": "EX-2026-014",
            "title": "Northern Relief 26",
            "state": "in_clearance",
            "with": "Head of operations, Joint Staff",
            "due": _hours(-27),
            "level": 1,
            "marking": "RESTRICTED",
            "people": 9_400,
            "late": True,
        },
        {
            "reference": "VI-2026-088",
            "title": "Visit of the chief of navy of Brevia",
            "state": "in_clearance",
            "with": "Protocol officer, Ministry of Foreign Affairs",
            "due": _hours(18),
            "level": 2,
            "marking": "CONFIDENTIAL",
            "people": 12,
        },
        {
            "reference": "TR-2026-031",
            "title": "Course in the law of the sea",
            "state": "authorised",
            "with": "",
            "due": None,
            "level": 0,
            "marking": "UNCLASSIFIED",
            "people": 24,
        },
        {
            "reference": "EX-1987-203",
            "title": "Teamwork 87",
            "state": "closed",
            "with": "",
            "due": None,
            "level": 0,
            "marking": "UNCLASSIFIED",
            "people": "",
        },
    ]


def _opinions() -> list[dict[str, Any]]:
    return [
        {
            "post": "Desk officer, Oceania",
            "institution": "Ministry of Foreign Affairs",
            "person": "Tomás Reyle",
            "opinion": "concur_with_conditions",
            "at": _hours(-70),
            "words": "The host asked for this in January. We agree if they hear of the port from us.",
            "conditions": ["Host nation is told of the change of port at least 21 days before."],
        },
        {
            "post": "Head of operations",
            "institution": "Joint Staff",
            "person": "Sara Lindqvist",
            "opinion": "nonconcur",
            "at": _hours(-3),
            "late": True,
            "basis": "Two of the three ships are due in dock from 1 May.",
            "cure": "Move the first day to 20 May or later, or name other ships.",
        },
    ]


def _decision() -> dict[str, Any]:
    return {
        "ask": "Authorise exercise Northern Relief 26 in Aluna, 4 to 19 May 2026, with 9,400 people",
        "by": _hours(44),
        "at": AT,
        "why": "Aluna must publish the closure of its port 45 days before.",
        "if_late": "The port stays open to traffic and the landing phase falls away.",
        "recommendation": "Agree, with the two conditions below.",
        "facts": FACTS[:4],
        "dissent": [
            {
                "post": "Head of operations, Joint Staff",
                "opinion": "nonconcur",
                "words": "Two of the three ships are due in dock.",
                "cure": "a first day of 20 May or later",
            }
        ],
        "gates": [
            {
                "label": "Notice of a large exercise",
                "state": "complies",
                "source": "Vienna Document 2011, V, 38",
            },
            {
                "label": "Agreement on status of forces",
                "state": "cannot_tell",
                "source": "legal counsel has asked",
            },
        ],
        "conditions": [
            {
                "words": "Tell the host of the change of port",
                "owed_by": "Policy directorate",
                "due": date(2026, 4, 13),
            },
            {"words": "Keep port fees under 140,000 EUR", "owed_by": "Director of budget", "due": None},
        ],
        "seen": "sha256:6f1c9a04e7b2d8135c0e94ab77d2f6018b3c5d9ee1f4a2760d8c5b93aa10e4f7",
    }
