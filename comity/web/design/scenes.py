"""What rooms would hand to their templates, for the specimens that draw them. All people are invented."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from comity.foundation.words.rules.said import say
from comity.procedure.clearance.rules.consensus import Letter, Silence

RESTRICTED = {"text": "RESTRICTED", "level": 1, "words": "RESTRICTED"}
CONFIDENTIAL = {"text": "CONFIDENTIAL", "level": 2, "words": "CONFIDENTIAL"}
UNCLASSIFIED = {"text": "UNCLASSIFIED", "level": 0, "words": "UNCLASSIFIED"}

SAID = {
    "own_words": "Sent back for a better map",
    "course": "course in the law of the sea",
    "objection": "Two of the three ships are due in dock from 1 May.",
    "late_note": "3 things, 1 late",
    "port": "Port Selvane and two islands, Aluna",
    "tell_host": "Tell the host of the change of port",
    "port_fees": "Keep port fees under 140,000 EUR",
    "informed": "For your information",
    "told_embassy": "The embassy has been told.",
    "authorised": "Authorised",
    "both_keys": "Both ministers have decided.",
    "threshold": "Close to a threshold",
    "near": "9,400 people is within 10 % of the next limit.",
    "may_not": "You may not decide this",
    "proposed_it": "You proposed it, and nobody decides on their own proposal.",
    "withdraw": "Withdraw this engagement?",
    "dossier_closes": (
        "The dossier is closed and every post that was asked is told. The record keeps all that was written."
    ),
    "will_say": "EX-2026-014 “Northern Relief 26” was withdrawn: “…”",
    "parts": "Parts of the engagement",
    "ready": "Ready to propose",
    "three_things": "3 things, 1 late",
    "rows": "Rows 51 to 54",
    "needed": "needed to propose",
    "people": "people",
    "over_notice": "over 9,000 a notice is owed to other states",
    "status_covered": "their status must be covered by an agreement",
    "what_is_proposed": "What is proposed",
    "words_open": "These words open the dossier; every post that is asked reads them.",
    "kind_chooses": "the kind chooses the route",
    "add_partner": "Add another partner",
    "remove_partner": "Remove this partner",
    "aluna": "Aluna",
    "saved": "Saved 09:40",
    "not_saved": "Not saved: no connection, trying again",
    "just_changed": "What has just changed is lit for four seconds",
    "typed": "northern",
    "exercise": "Exercise",
    "northern": "Northern Relief 26",
    "may": "May 2026",
}
PEOPLE = {"sara": "Sara Lindqvist", "jun": "Jun Havel", "ines": "Ines Kartal", "leo": "Leo Anders"}
POSTS = {"operations": "Head of operations", "protocol": "Protocol officer", "policy": "Policy directorate"}
INSTITUTIONS = {"staff": "Joint Staff", "foreign": "Ministry of Foreign Affairs", "defence": "Ministry of Defence"}


@dataclass(frozen=True)
class Told:
    """A message as the framework of messages keeps it."""

    text: str
    level_tag: str
    extra_tags: str = ""

    def __str__(self) -> str:
        return self.text


class ReasonSample(forms.Form):
    reason = forms.CharField(label="Reason", widget=forms.Textarea(attrs={"rows": 2}))


def scenes(at: datetime, language: str, *, mirrored: bool = False) -> dict[str, Any]:
    """Context of the specimens beyond the samples of clearance."""

    def hours(count: float) -> datetime:
        return at + timedelta(hours=count)

    return {
        "said": SAID,
        "people": PEOPLE,
        "posts": POSTS,
        "institutions": INSTITUTIONS,
        "reason_form": ReasonSample(),
        "grounds": ["You hold the mandate to authorise exercises up to 4,000,000 EUR."],
        "nothing": [],
        "tiles": [
            {"label": "Waiting on you", "figure": 3, "note": "1 late", "alarm": True},
            {"label": "In clearance", "figure": 27, "note": "4 on hold"},
            {"label": "Authorised this year", "figure": 1120, "note": "of 1,400 proposed"},
        ],
        "told": [
            Told("The remark was taken back.", "success", "undo restore /"),
            Told("It was not done: you proposed it.", "error"),
            Told("The hold runs out tomorrow.", "warning"),
            Told("The view is kept; it stands in the menu at the side.", "info"),
        ],
        "hit": _hits()[0],
        "hits": _hits(),
        "lines": _lines(at),
        "notices": _notices(hours),
        "silence_running": _running(hours),
        "openings": [SimpleNamespace(pk=7, reference="O-7", until=hours(2))],
        "silence_broken": Silence(hours(40), ("Aluna", "Brevia"), (), ("Caldera",), (), (_letter(hours),)),
        "letters": [_letter(hours)],
        "why_not": SimpleNamespace(reasons=["Brevia broke the silence."], source="Council Rules, §7"),
        **_frame(language),
        **_plans(mirrored=mirrored),
        **_desks(hours),
    }


def _hits() -> list[dict[str, Any]]:
    def part(text: str, hit: bool = False) -> dict[str, Any]:
        return {"text": text, "hit": hit}

    return [
        {
            "icon": "handshake",
            "title": [part("Northern", True), part(" Relief 26")],
            "reference": [part("EX-2026-014")],
            "note": [part("Port Selvane")],
            "marking": RESTRICTED,
        },
        {
            "icon": "folder-open",
            "title": [part("Staff talks on "), part("northern", True), part(" waters")],
            "reference": [part("DO-2026-031")],
            "note": [part("Consultation")],
            "marking": CONFIDENTIAL,
        },
    ]


def _lines(at: datetime) -> list[dict[str, Any]]:
    hold = {"sentence": "On hold until 14 Mar", "who": "Director of budget", "since": at - timedelta(hours=30)}
    shared = {"url": "#", "kind": "Exercise", "where": "Port Selvane, Aluna", "partners": "Aluna, Brevia"}
    return [
        {
            **shared,
            "title": "Northern Relief 26",
            "reference": "EX-2026-014",
            "state": "in_clearance",
            "when": "4–19 May 2026",
            "block": hold,
            "marking": RESTRICTED,
        },
        {
            **shared,
            "kind": "Training",
            "title": "Course in the law of the sea, 24 students",
            "reference": "TR-2026-031",
            "state": "authorised",
            "when": "June 2026",
            "where": "",
            "partners": "",
            "marking": UNCLASSIFIED,
        },
    ]


def _notices(hours: Any) -> list[dict[str, Any]]:
    return [
        {
            "icon": "scale",
            "words": "Your opinion is asked on Northern Relief 26",
            "unread": True,
            "due": hours(18),
            "at": hours(-6),
            "marking": RESTRICTED,
        },
        {
            "icon": "circle-check",
            "words": "Course in the law of the sea was authorised",
            "unread": False,
            "at": hours(-50),
            "marking": UNCLASSIFIED,
        },
    ]


def _letter(hours: Any) -> Letter:
    return Letter("Brevia", hours(-3), "The area reaches into waters under negotiation.", "Leave out grid square 7.")


def _running(hours: Any) -> Silence:
    return Silence(hours(26), agreed=("Aluna",), silent=("Brevia", "Caldera"), held=("Dorne",))


def _frame(language: str) -> dict[str, Any]:
    actor = {"person": PEOPLE["jun"], "post": POSTS["policy"], "institution": INSTITUTIONS["defence"], "post_id": 1}
    held = [
        {"id": "policy", "title": POSTS["policy"], "institution": INSTITUTIONS["defence"], "current": True},
        {"id": "protocol", "title": POSTS["protocol"], "institution": INSTITUTIONS["foreign"], "current": False},
    ]
    pinned = {"url": "#", "icon": "handshake", "title": "Northern Relief 26", "reference": "EX-2026-014"}
    place = {"url": "#", "current": False, "count": 0}
    work = [
        {**place, "icon": "inbox", "label": _("Waits on me"), "current": True, "count": 3},
        {**place, "icon": "handshake", "label": _("Engagements")},
        {**place, "icon": "folder-open", "label": _("Dossiers")},
    ]
    plan = [
        {**place, "icon": "calendar-days", "label": _("Calendar")},
        {**place, "icon": "globe", "label": _("Map")},
    ]
    shared_view = {"view": SimpleNamespace(url="#", name="Late at Brevia"), "current": False, "own": False}
    return {
        "house": {
            "language": language,
            "languages": [("en-gb", "English"), ("fr", "Français"), ("ar", "العربية")],
            "actor": actor,
            "posts": held,
            "unread": 4,
        },
        "around": {
            "groups": [(_("Work"), work), (_("Plan"), plan)],
            "pins": [{**pinned, "unlimited": False, "marking": RESTRICTED}],
            "views": [shared_view],
            "recent": [{**pinned, "unlimited": False, "marking": CONFIDENTIAL, "reference": "DO-2026-031"}],
            "thing": {"kind": "engagement", "key": "EX-2026-014", "pinned": False},
        },
        "line_states": [
            ("live", _("Live")),
            ("reconnecting", _("Reconnecting")),
            ("offline", _("Offline since {time}").format(time="09:12")),
            ("signed-out", _("Signed out")),
        ],
        "palette": [
            (
                _("Engagements"),
                [
                    {
                        "icon": "handshake",
                        "title": "Northern Relief 26",
                        "reference": "EX-2026-014",
                        "note": "Port Selvane",
                        "marking": "RESTRICTED",
                        "level": 1,
                        "chosen": True,
                    }
                ],
            ),
            (
                _("Go to"),
                [{"icon": "calendar-days", "title": _("Calendar")}, {"icon": "moon", "title": _("Dark theme")}],
            ),
        ],
    }


def _plans(*, mirrored: bool) -> dict[str, Any]:
    days = Calendar().monthdatescalendar(2026, 5)[1:4]
    lanes = [
        _lane(0, 3, "Northern Relief 26", "in_clearance", on=True),
        _lane(1, 6, "Northern Relief 26", "in_clearance", begun=True, on=True),
        _lane(2, 3, "Visit of the chief of navy of Brevia", "authorised"),
    ]

    def bar(begin: int, width: int, title: str, state: str, **how: bool) -> dict[str, Any]:
        return _span(begin, width, title, state, mirrored=mirrored, **how)

    return {
        "weekdays": [(date_format(day, "D"), date_format(day, "l")) for day in days[0]],
        "weeks": [
            {"days": [_day(day) for day in week], "lanes": [lane]} for week, lane in zip(days, lanes, strict=True)
        ],
        "legend": ["in_clearance", "authorised", "cancelled"],
        "timeline": [
            {"name": "Aluna", "bars": [bar(6, 38, "Northern Relief 26", "in_clearance", blocked=True)]},
            {"name": "Brevia", "bars": [bar(30, 26, "Visit of the chief of navy", "authorised")]},
            {"name": "Caldera", "bars": [bar(52, 42, "Course in the law of the sea", "concept", rough=True)]},
        ],
        "strip": [
            [
                {
                    "day": day,
                    "past": day < date(2026, 5, 12),
                    "weekend": day.weekday() > 4,
                    "today": day == date(2026, 5, 12),
                    "load": (0, 1, 3, 2, 1, 0, 0)[day.weekday()],
                    "count": (0, 1, 6, 3, 1, 0, 0)[day.weekday()],
                }
                for day in week
            ]
            for week in days
        ],
    }


def _day(day: date) -> dict[str, Any]:
    return {
        "day": day,
        "today": day == date(2026, 5, 12),
        "look": _look(day),
        "left_out": 2 * (day == date(2026, 5, 13)),
    }


def _look(day: date) -> str:
    return " ".join(word for word, true in (("off", day.weekday() > 4), ("today", day == date(2026, 5, 12))) if true)


def _lane(
    begin: int, width: int, title: str, state: str, *, begun: bool = False, on: bool = False
) -> list[dict[str, Any]]:
    line = {"title": title, "state": state, "url": "#", "when": "4–19 May 2026"}
    bar = SimpleNamespace(width=width, begun_before=begun, goes_on=on)
    empty = [{"look": "off" if day > 4 else ""} for day in range(7)]
    return [*empty[:begin], {"bar": bar, "line": line}, *empty[begin + width :]]


def _span(
    begin: int,
    width: int,
    title: str,
    state: str,
    *,
    mirrored: bool,
    blocked: bool = False,
    rough: bool = False,
) -> dict[str, Any]:
    """A bar in percent of the line; what is read from the right begins there."""
    inner = {"inner_x": "100%", "inner_dx": "-8"} if mirrored else {"inner_x": "0", "inner_dx": "8"}
    places = {"x": f"{100 - begin - width if mirrored else begin}%", "width": f"{width}%", **inner}
    return {**places, "title": title, "state": state, "blocked": blocked, "rough": rough}


def _desks(hours: Any) -> dict[str, Any]:
    item = {"url": "#", "late": False, "marking": RESTRICTED, "reference": "EX-2026-014"}
    waiting = [
        {
            **item,
            "ask": "Give your opinion",
            "title": "Northern Relief 26",
            "late": True,
            "due": hours(-27),
            "why": "foreign forces enter the territory",
        },
        {
            **item,
            "ask": "Countersign",
            "title": "Visit of the chief of navy of Brevia",
            "due": hours(18),
            "reference": "VI-2026-088",
            "marking": CONFIDENTIAL,
            "why": "you are the second key",
        },
    ]
    dossier = {"title": "Northern Relief 26", "subject_reference": "EX-2026-014", "state": "consulting"}
    first = {"sentence": "On hold until 14 Mar", "who": "Director of budget", "since": hours(-30), "due": hours(18)}
    owed = {
        "pk": UUID(int=1),
        "what": "Tell the host of the change of port",
        "owed_by": {"title": POSTS["policy"]},
        "due": date(2026, 4, 13),
        "thing_reference": "EX-2026-014",
    }
    row = {"title": "Northern Relief 26", "state": "authorised"}
    return {
        "waiting": {"now": waiting, "late": 1, "held": waiting[:1]},
        "decisions": [
            {
                "title": "Northern Relief 26",
                "due": hours(44),
                "against": ["Head of operations"],
                "reference": "DO-2026-031",
                "marking": RESTRICTED,
            },
            {
                "title": "Visit of the chief of navy of Brevia",
                "due": hours(130),
                "against": [],
                "reference": "DO-2026-040",
                "marking": CONFIDENTIAL,
            },
        ],
        "held_up": {"rows": [{"url": "#", "dossier": dossier, "first": first, "others": 2}], "more": 3, "url": "#"},
        "promises": [owed],
        "coming": {
            "rows": [{"url": "#", "row": row, "when": "4–19 May 2026", "kind": "Exercise", "host": "Aluna"}],
            "more": 0,
        },
        "countries": {
            "choice": [
                {"code": "ALN", "name": "Aluna", "current": True},
                {"code": "BRV", "name": "Brevia", "current": False},
            ],
            "one": {"code": "ALN", "name": "Aluna"},
        },
        "desk": {"words": say("Planner")},
        "desks": [
            {"url": "#", "desk": {"words": say("Planner")}, "current": True, "own": True},
            {"url": "#", "desk": {"words": say("Auditor")}, "current": False},
            {"url": "#", "desk": None, "current": False},
        ],
        "remarks": [
            {
                "by": PEOPLE["ines"],
                "post": "Head of mission in Aluna",
                "institution": INSTITUTIONS["foreign"],
                "at": hours(-20),
                "marking": CONFIDENTIAL,
                "parts": [("The harbour master asks for the list of ships. ", False), ("@jun.havel", True)],
            },
            {
                "by": PEOPLE["leo"],
                "post": "Director of budget",
                "institution": "Ministry of Finance",
                "at": hours(-18),
                "taken_back": True,
            },
        ],
        "papers": [
            {"name": "Programme of the exercise.pdf", "size": 482_113, "by": PEOPLE["jun"], "at": hours(-40)},
            {
                "name": "List of ships, draft.csv",
                "size": 9_811,
                "by": PEOPLE["leo"],
                "at": hours(-60),
                "withdrawn": True,
            },
        ],
    }
