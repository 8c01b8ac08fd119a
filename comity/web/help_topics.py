"""The pages of help, and what the house's words mean. What depends on the framework in force is not written here:
`helping.py` takes it from there."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Topic:
    key: str
    icon: str
    title: Words
    about: Words

    @property
    def url(self) -> str:
        return reverse("help-topic", args=[self.key])


TOPICS = (
    Topic(
        "procedure",
        "route",
        _("The procedure"),
        _(
            "Who is asked and why, how long they have, what silence means, and who decides: "
            "from the framework in force."
        ),
    ),
    Topic("states", "circle-dot", _("States and opinions"), _("What each state, opinion and badge means.")),
    Topic(
        "markings",
        "shield",
        _("Markings"),
        _("What a marking says, who may read under it, and why you see what you see."),
    ),
    Topic(
        "instruments", "scroll-text", _("Instruments"), _("The laws, orders and agreements on which powers here rest.")
    ),
    Topic(
        "urgency",
        "octagon-alert",
        _("Urgency and crises"),
        _("Who may hurry what, what that spares and what never, who is told by the hour, and the review afterwards."),
    ),
    Topic(
        "record",
        "shield-check",
        _("What the record proves"),
        _("What can be believed without believing the ministry, what cannot, and what to keep and ask for."),
    ),
    Topic("keys", "square-check", _("Keys"), _("Everything that can be done without a mouse.")),
    Topic(
        "words",
        "book-open",
        _("Words of the house"),
        _("A short glossary: post, mandate, dossier, opinion, hold, obligation."),
    ),
)

MEANINGS: tuple[tuple[str, Words, tuple[tuple[str, Words], ...]], ...] = (
    (
        "engagement",
        _("An engagement"),
        (
            ("concept", _("It is being written. The foreign ministry sees it already; nobody is asked yet.")),
            ("proposed", _("Its lead has put it forward; its clearance is about to begin.")),
            (
                "in_clearance",
                _("Those who must be asked are asked. Its text is frozen: a material change reopens clearance."),
            ),
            ("authorised", _("Everybody who decides has granted it. It may go ahead as it was put.")),
            ("under_way", _("It is happening.")),
            ("completed", _("It is over; its assessment is still to be written.")),
            ("assessed", _("What it achieved has been written down.")),
            ("closed", _("Nothing more is expected. It stays to be read.")),
            ("withdrawn", _("Its lead took it back before a decision.")),
            ("refused", _("Those who decide refused it, with their reason.")),
            ("suspended", _("A decider stopped it for now. It may be resumed or revoked.")),
            ("cancelled", _("It was authorised and does not take place.")),
        ),
    ),
    (
        "dossier",
        _("A dossier"),
        (
            (
                "consulting",
                _("Posts are being asked, stage by stage. The next stage begins when this one is dealt with."),
            ),
            ("consolidating", _("Everybody has answered; the lead writes the one paper that goes up.")),
            ("countersigning", _("A post seconds the paper before it goes to the deciders.")),
            ("deciding", _("It lies before those who turn the keys. Time alone never decides.")),
            ("granted", _("Every key is turned. Conditions have become obligations.")),
            ("revoked", _("The authorisation was taken back for good.")),
        ),
    ),
    (
        "consultation",
        _("A post that was asked"),
        (
            ("pending", _("It has not answered, and its clock runs.")),
            (
                "waiting_for_information",
                _("It asked the lead a question. Whether its clock stands still meanwhile, the route says."),
            ),
            ("held", _("Somebody paused it, with a reason and an end. The clock stands still until then.")),
            ("answered", _("It said something that binds the exact text it saw.")),
            ("lapsed", _("Its time ran out. What that leads to, the route says: never a decision.")),
            ("superseded", _("It was asked again, or somebody above was asked instead.")),
        ),
    ),
    (
        "opinion",
        _("An opinion"),
        (
            ("concur", _("It agrees.")),
            (
                "concur_with_conditions",
                _("It agrees if something is done. Each condition becomes an obligation when clearance is granted."),
            ),
            (
                "nonconcur",
                _("It objects, says on what ground and what would cure it. The objection goes up with the paper."),
            ),
            ("no_interest", _("It is not concerned. Not possible where its concurrence is required.")),
            (
                "silence",
                _(
                    "It did not answer in time, and an instrument says that this counts as consent. "
                    "Nobody ever gives this opinion."
                ),
            ),
        ),
    ),
    (
        "obligation",
        _("What is owed"),
        (
            ("open", _("It is owed, and its day has not passed.")),
            ("overdue", _("Its day has passed. A day counts until its end.")),
            ("kept", _("Whoever owed it says that it is done, and how.")),
            ("waived", _("The post it was owed to no longer asks for it, with a reason.")),
        ),
    ),
    (
        "check",
        _("What a rule answers"),
        (
            ("complies", _("The facts satisfy the rule.")),
            ("breaches", _("The facts go against the rule.")),
            ("cannot_tell", _("Facts are missing; they are named. What is not said is never taken for nought.")),
            ("does_not_apply", _("The rule is about other cases.")),
        ),
    ),
)

NEEDS: dict[str, tuple[Words, Words]] = {
    "concurrence": (
        _("Concurrence"),
        _("It must agree. Without its answer nothing goes on, unless an instrument counts its silence."),
    ),
    "coordination": (_("Coordination"), _("It must have had the chance to comment. Its silence passes the point.")),
    "consultation": (_("Consultation"), _("Its view is sought; it has no veto.")),
}

GLOSSARY: tuple[tuple[Words, Words], ...] = (
    (_("Post"), _("An office that a person holds. Powers belong to posts, never to people.")),
    (_("Mandate"), _("What a post may do, for which classes, up to which figure, under which instrument.")),
    (
        _("Delegation"),
        _(
            "A mandate lent to another post until a day, for a reason; every act under it shows it. "
            "It cannot be lent on."
        ),
    ),
    (_("Instrument"), _("The law, order or agreement on which a power rests.")),
    (
        _("Framework"),
        _(
            "Institutions, posts, instruments, classes and routes as one version. "
            "A dossier keeps the version it was opened under."
        ),
    ),
    (_("Class"), _("What kind of case an engagement is. Its facts tell, and every engagement has exactly one.")),
    (_("Route"), _("Who is asked in which order, who countersigns and who decides, for a class.")),
    (_("Engagement"), _("One activity with partners: an exercise, a visit, talks, training.")),
    (_("Dossier"), _("What is being decided: the frozen text, who was asked, what each said, who signed.")),
    (
        _("Opinion"),
        _(
            "What a post says when it is asked. It binds the exact text that was seen, "
            "and is never edited, only superseded."
        ),
    ),
    (_("Hold"), _("A pause with an owner, a reason and an end.")),
    (_("Consolidation"), _("The one paper that goes up: what was said, who still disagrees, what is asked.")),
    (_("Countersignature"), _("A post seconds the paper before the deciders see it.")),
    (_("Key"), _("The signature of a post that decides. Two keys are two posts and two people.")),
    (
        _("Material change"),
        _("A change that reopens clearance for the posts it concerns. The route says which changes those are."),
    ),
    (
        _("Urgent path"),
        _(
            "What remains of a route when something cannot wait: clocks by the hour, some steps spared, every "
            "signature kept. It is told, reviewed, and can be recalled."
        ),
    ),
    (_("Crisis"), _("Declared for a country or a region, until a day. Its desk shows all that it touches.")),
    (_("Obligation"), _("Anything owed by a day: a condition, a notice, a report.")),
    (_("Record"), _("Every act in a sentence, in one line that can only grow. Nobody can change an entry.")),
    (
        _("Marking"),
        _(
            "How sensitive something is and who may read it. "
            "What you may not read is not shown, not counted, not hinted at."
        ),
    ),
)

PROVES: tuple[tuple[str, str, Words, tuple[tuple[Words, Words], ...]], ...] = (
    (
        "proves",
        "shield-check",
        _("What it proves"),
        (
            (
                _("These entries stand in the record"),
                _("by an evidence bundle and the public key, which you were given by another way than this server."),
            ),
            (
                _("Nothing before was changed"),
                _(
                    "by a checkpoint that you kept: nothing up to it was changed, removed or inserted since, "
                    "whoever holds the keys."
                ),
            ),
            (
                _("Everybody is shown the same record"),
                _("by the signatures of witnesses: machines outside this house that sign only what continues."),
            ),
            (_("Nothing is missing"), _("by a bundle of the whole record: entries are numbered without a gap.")),
        ),
    ),
    (
        "cannot",
        "circle-question-mark",
        _("What it cannot prove"),
        (
            (_("What was never entered"), _("An order by telephone leaves nothing here.")),
            (_("Whether an entry is true"), _("That somebody wrote 400 is proved, not that 400 came.")),
            (_("The times"), _("They are those of this house; only a witness signs by another clock.")),
            (
                _("Who sat at the keyboard"),
                _("It was that account; a password that is handed on is beyond any record."),
            ),
            (
                _("Anything, if nobody keeps anything"),
                _("Without a kept checkpoint or a witness, a record rewritten and signed anew looks flawless."),
            ),
        ),
    ),
    (
        "hidden",
        "eye-off",
        _("What is hidden"),
        (
            (
                _("Withheld"),
                _("You are not cleared for it, or were not given it; its place and fingerprint are there."),
            ),
            (_("Erased"), _("It no longer exists; a later entry says by whom and why. Without one it is a breach.")),
            (_("Public"), _("The number, the time and the kind of every entry, and nothing of whom or of what.")),
        ),
    ),
    (
        "keep",
        "archive",
        _("What to keep, and what to ask for"),
        (
            (_("The public key and your policy"), _("Write yourself whose keys you believe and how many witnesses.")),
            (_("A checkpoint, every time you look"), _("A few lines of text, where the ministry cannot reach them.")),
            (_("A witness of your own"), _("Then nothing need be remembered.")),
            (_("Which findings wait"), _("And what was done about those that were noted.")),
        ),
    ),
    (
        "no",
        "octagon-alert",
        _("When the verifier says no"),
        (
            (_("Keep everything as it is"), _("The bundle, the policy, the checkpoint, the words of the verifier.")),
            (_("Rule yourself out"), _("Is it the right policy, and did the bundle arrive whole?")),
            (_("Check with another program"), _("The format is published; anybody can write a verifier.")),
            (
                _("Ask a witness"),
                _("Two signed checkpoints of one length with different roots leave nothing to argue."),
            ),
        ),
    ),
)
