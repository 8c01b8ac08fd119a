"""What one can be told about, and how often by e-mail unless one chooses otherwise."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from comity.foundation.words.rules.said import Said, say, say_many


class Topic(StrEnum):
    ANSWER = "answer"
    SIGN = "sign"
    QUESTION = "question"
    LEAD = "lead"
    CLOCK = "clock"
    OBLIGATION = "obligation"
    MENTION = "mention"
    ACCOUNT = "account"
    FINDING = "finding"
    CRISIS = "crisis"


class ByMail(StrEnum):
    NEVER = "never"
    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"


MAIL_WORDS: Mapping[ByMail, Said] = {
    ByMail.NEVER: say("never"),
    ByMail.AT_ONCE: say("at once"),
    ByMail.DAILY: say("once a day"),
    ByMail.WEEKLY: say("once a week"),
}


@dataclass(frozen=True, slots=True)
class About:
    """One topic as people choose it. `counted` says how many there are; a mail says nothing more of them."""

    title: str
    why: str
    icon: str
    by_mail: ByMail
    counted: Callable[[int], Said]


TOPICS: Mapping[Topic, About] = {
    Topic.ANSWER: About(
        say("My answer is asked"),
        say("A post of yours is asked for its opinion, or its question was answered."),
        "message-square",
        ByMail.DAILY,
        lambda n: say_many("{count} dossier asks for your answer", "{count} dossiers ask for your answer", n),
    ),
    Topic.SIGN: About(
        say("My signature is asked"),
        say("A dossier waits for your countersignature or your decision."),
        "pen-line",
        ByMail.DAILY,
        lambda n: say_many("{count} dossier asks for your signature", "{count} dossiers ask for your signature", n),
    ),
    Topic.QUESTION: About(
        say("Information is asked of me"),
        say("Somebody cannot answer before you tell them more."),
        "circle-question-mark",
        ByMail.DAILY,
        lambda n: say_many("{count} question waits for you", "{count} questions wait for you", n),
    ),
    Topic.LEAD: About(
        say("Something I lead moved"),
        say("It was decided, sent back, objected to or held, or is yours to consolidate."),
        "flag",
        ByMail.DAILY,
        lambda n: say_many("{count} thing you lead moved", "{count} things you lead moved", n),
    ),
    Topic.CLOCK: About(
        say("A clock of mine"),
        say("It lapses within a day, or has run out."),
        "alarm-clock",
        ByMail.AT_ONCE,
        lambda n: say_many(
            "{count} clock of yours lapses or has run out", "{count} clocks of yours lapse or have run out", n
        ),
    ),
    Topic.OBLIGATION: About(
        say("What my post owes"),
        say("An obligation is due within a week, or overdue."),
        "list-checks",
        ByMail.DAILY,
        lambda n: say_many(
            "{count} obligation is due soon or overdue", "{count} obligations are due soon or overdue", n
        ),
    ),
    Topic.MENTION: About(
        say("Somebody mentions me"),
        say("Your name stands in a remark."),
        "megaphone",
        ByMail.DAILY,
        lambda n: say_many("{count} remark mentions you", "{count} remarks mention you", n),
    ),
    Topic.ACCOUNT: About(
        say("My posts and powers"),
        say("You were appointed, a power was lent to your post or taken back, or what you may read changed."),
        "key-round",
        ByMail.AT_ONCE,
        lambda n: say_many("{count} change of your posts or powers", "{count} changes of your posts or powers", n),
    ),
    Topic.FINDING: About(
        say("What monitors found"),
        say("For overseers: something on the record is not as it should be."),
        "shield-alert",
        ByMail.AT_ONCE,
        lambda n: say_many("{count} finding waits for overseers", "{count} findings wait for overseers", n),
    ),
    Topic.CRISIS: About(
        say("A crisis, or something urgent"),
        say("A crisis touches your post, or something you clear, lead or review was declared urgent."),
        "octagon-alert",
        ByMail.AT_ONCE,
        lambda n: say_many("{count} urgent matter concerns you", "{count} urgent matters concern you", n),
    ),
}
