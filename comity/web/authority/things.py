"""Every act that there is on an engagement, a dossier, a post and a delegation, as questions to their permissions."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from comity.activity.engagements.queries import ACTS, Engagement, may_do
from comity.activity.engagements.rules.life import LIFE as ENGAGEMENT_LIFE
from comity.activity.engagements.rules.life import Move as EngagementMove
from comity.activity.engagements.rules.life import State as EngagementState
from comity.foundation.access.rules.actor import Actor
from comity.foundation.access.rules.verdict import Verdict, deny
from comity.foundation.words.rules.said import known, say
from comity.mandate.institutions.permissions import may_approve_version, may_cover, may_delegate, may_take_back
from comity.mandate.institutions.queries import (
    Delegation,
    Framework,
    Mandate,
    Post,
    VersionProposal,
    approver_of,
    borrowers,
    entry_of,
    framework_over,
    holder_of_record,
    holding,
    mandates_in_force,
    may_fill,
    open_proposals,
    post_by_id,
    posts_by_key,
    power,
    receivers_of,
    vacant,
)
from comity.mandate.institutions.rules.framework import May
from comity.procedure.clearance.queries import (
    Consultation,
    Dossier,
    asked_to_sign,
    consultations_of,
    decided_urgency,
    latest_review,
    may_amend,
    may_carry,
    may_clear_again,
    may_declare,
    may_let_go,
    may_look_back,
    may_recall_grant,
    may_return,
    may_speak_for,
    may_stand,
    may_sum_up,
    may_take_over,
    posts_of_review,
    signing_now,
    urgent_path,
)
from comity.procedure.clearance.rules.life import LIFE, OPEN, UNDECIDED, Asked, Move, State

from .asking import Question, Thing

AMENDABLE = UNDECIDED | {State.GRANTED, State.SUSPENDED}


# -- a dossier -------------------------------------------------------------------------------------------


def of_dossier(dossier: Dossier, at: datetime) -> Thing:
    found = [*_of_consultations(dossier, at), *_of_the_lead(dossier), *_of_signers(dossier, at)]
    found += [*_of_what_stands(dossier, at), *_of_urgency(dossier, at)]
    return Thing(dossier.reference, dossier.title, dossier.framework, tuple(found))


def _of_consultations(dossier: Dossier, at: datetime) -> Iterator[Question]:
    rows = consultations_of(dossier.pk).exclude(state=Asked.SUPERSEDED).prefetch_related("holds__owner_post")
    borrowing = borrowers(at)
    for row in rows:
        may = frozenset({row.post_id, *borrowing.get(row.post_id, ())})
        answered = "" if row.state in OPEN else say("it is {state}", state=Asked(row.state).words)
        decided = _decided(dossier)
        speaks = partial(_speaks, dossier, row, at)
        for act, words in _SPEAKING:
            late = decided if act == "opine" else decided or answered
            own = frozenset({row.post_id})
            yield Question(act, words, speaks, May.OPINE, row.post.title, late, may, own)
        if vacant(row.post_id, at):
            takes = partial(may_take_over, dossier, row, at=at)
            words = say("Take over what a vacant post is asked")
            above = frozenset({row.post.superior_id or 0})
            yield Question("reassign", words, takes, None, row.post.title, answered, above)
        for hold in row.holds.all():
            if hold.ended_at is None:
                lets_go = partial(
                    may_let_go, dossier, owner_post_id=hold.owner_post_id, owner_post=hold.owner_post.title
                )
                owner = frozenset({hold.owner_post_id})
                yield Question("release", say("Release a hold"), lets_go, None, row.post.title, decided, owner)


_SPEAKING = (
    ("opine", say("Give an opinion")),
    ("ask", say("Ask for information")),
    ("hold", say("Place a hold")),
    ("comment", say("Comment")),
)


def _speaks(dossier: Dossier, row: Consultation, at: datetime, *, actor: Actor) -> Verdict:
    return may_speak_for(dossier, row, actor=actor, at=at)[1]


def _of_the_lead(dossier: Dossier) -> Iterator[Question]:
    decided, lead = _decided(dossier), frozenset({dossier.lead_post_id})
    carries, sums_up = partial(may_carry, dossier), partial(may_sum_up, dossier)
    for act, words in (
        ("inform", say("Answer a question")),
        ("elevate", say("Elevate an objection")),
        ("withdraw", say("Withdraw")),
    ):
        yield Question(act, words, carries, None, "", decided, lead)
    early = _only(dossier, {State.CONSOLIDATING})
    yield Question("adjudicate", say("Adjudicate a comment"), sums_up, None, "", decided, lead)
    yield Question("consolidate", say("Consolidate"), sums_up, None, "", early, lead)


def _of_signers(dossier: Dossier, at: datetime) -> Iterator[Question]:
    due = frozenset(post.pk for post in posts_by_key(rule.post for rule in signing_now(dossier)).values())
    signatures = (
        ("countersign", say("Countersign"), May.COUNTERSIGN, State.COUNTERSIGNING),
        ("decide", say("Decide: grant or refuse"), May.DECIDE, State.DECIDING),
    )
    for act, words, may, during in signatures:
        signs = partial(_signs, dossier, at, may, during)
        yield Question(act, words, signs, may, "", _only(dossier, {during}), None, due)
    signing = {State.COUNTERSIGNING, State.DECIDING}
    yield Question(
        "send_back", say("Send back to the lead"), partial(may_return, dossier), None, "", _only(dossier, signing)
    )


def _signs(dossier: Dossier, at: datetime, may: May, during: State, *, actor: Actor) -> Verdict:
    return asked_to_sign(dossier, actor=actor, at=at, may=may, during=during)[3]


def _of_what_stands(dossier: Dossier, at: datetime) -> Iterator[Question]:
    yield Question(
        "amend_subject",
        say("Amend what is cleared"),
        partial(may_amend, dossier, at=at),
        May.PROPOSE,
        "",
        _only(dossier, AMENDABLE),
    )
    for move, words in (
        (Move.SUSPEND, say("Suspend the clearance")),
        (Move.RESUME, say("Lift the suspension")),
        (Move.REVOKE, say("Revoke the clearance")),
    ):
        stands = partial(may_stand, dossier, at=at, resumes=move is Move.RESUME)
        states = {state for state, made in LIFE if made == move}
        yield Question(f"{move}_clearance", words, stands, May.REVOKE, "", _only(dossier, states))


def _of_urgency(dossier: Dossier, at: datetime) -> Iterator[Question]:
    """Declaring it urgent, clearing it anew, and what follows a decision under urgency."""
    declares, stands = partial(may_declare, dossier, at=at), _only(dossier, {State.GRANTED, State.SUSPENDED})
    yield Question("declare_urgency", say("Declare it urgent"), declares, May.DECLARE, "", _not_urgent(dossier))
    again = partial(may_clear_again, dossier, at=at)
    yield Question("reopen_clearance", say("Have it cleared again"), again, May.REVOKE, "", stands)
    if decided_urgency(dossier) is not None:
        yield Question(
            "recall_grant", say("Recall the urgent grant"), partial(may_recall_grant, dossier), None, "", stands
        )
    if (review := latest_review(dossier.pk)) is not None:
        looks_back = partial(may_look_back, review, dossier)
        reviewing = posts_of_review(review)
        titles, posts_ = ", ".join(reviewing.values()), frozenset(reviewing)
        yield Question("answer_review", say("Review the urgent decision"), looks_back, None, titles, "", posts_)


def _not_urgent(dossier: Dossier) -> str:
    """Why it is not declared urgent now, whoever may."""
    if dossier.urgent:
        return say("it is urgent already")
    return _decided(dossier) or ("" if urgent_path(dossier) else say("its route has no urgent path for it"))


def _decided(dossier: Dossier) -> str:
    return _only(dossier, UNDECIDED)


def _only(dossier: Dossier, states: frozenset[State] | set[State]) -> str:
    if dossier.state in states:
        return ""
    return say("{reference} is {state}", reference=dossier.reference, state=dossier.state_words)


# -- an engagement ---------------------------------------------------------------------------------------

_WORDS = {
    "save_concept": say("Change the concept"),
    "propose": say("Propose"),
    "amend": say("Amend"),
    "revise": say("Take up again"),
    "withdraw": say("Withdraw"),
    "mark": say("Give it another marking"),
    "begin": say("Say that it has begun"),
    "complete": say("Say that it is over"),
    "assess": say("Assess"),
    "close": say("Close"),
    "cancel": say("Call off"),
}
_FROM = {"save_concept": {EngagementState.CONCEPT}}
_ANY = {"amend", "mark"}


def of_engagement(it: Engagement, at: datetime) -> Thing | None:
    """Its own acts, and those of its dossier; None without a framework."""
    framework = framework_over(post_by_id(it.lead_post_id))
    if framework is None:
        return None
    own = [
        Question(act, _WORDS[act], partial(may_do, act, it, at=at), May.PROPOSE, "", _too_late(act, it)) for act in ACTS
    ]
    return Thing(it.reference, it.title, framework, tuple(own))


def _too_late(act: str, it: Engagement) -> str:
    if act in _ANY:
        states = {EngagementState.IN_CLEARANCE, EngagementState.AUTHORISED, EngagementState.SUSPENDED}
        states |= {EngagementState.CONCEPT, EngagementState.COMPLETED} if act == "mark" else set()
    else:
        states = _FROM.get(act) or {state for state, move in ENGAGEMENT_LIFE if move == EngagementMove(act)}
    return "" if it.state in states else say("it is {state}", state=EngagementState(it.state).words)


# -- a post, a delegation ----------------------------------------------------------------------------------


def of_post(post: Post, at: datetime) -> Thing | None:
    """Who fills it, who lends which of its powers, who has it covered; None without a framework."""
    framework = framework_over(post)
    if framework is None:
        return None
    found = [
        Question("appoint", say("Appoint to it"), partial(may_fill, post=post, at=at), May.APPOINT),
        Question("end_appointment", say("End an appointment to it"), partial(may_fill, post=post, at=at), May.APPOINT),
    ]
    for mandate in mandates_in_force(framework):
        if mandate.post_id == post.pk:
            found.append(_lending(mandate, at))
    found.append(Question("cover", say("Have an absence from it covered"), partial(_covers, post, at)))
    found.append(_taking_back("end_cover", say("End the cover of an absence"), post))
    adopts = partial(power, may=May.ADOPT, framework=framework, at=at)
    found.append(Question("propose_version", say("Propose a version of the framework"), adopts, May.ADOPT))
    found += [_approving(framework, one) for one in open_proposals(framework.key)]
    return Thing(post.key, post.title, framework, tuple(found))


def of_delegation(loan: Delegation) -> Thing:
    post = loan.mandate.post
    words = say("{may} for {post}", may=loan.mandate.may_words, post=post.title)
    return Thing(
        loan.number, words, loan.mandate.framework, (_taking_back("revoke_delegation", say("Take it back"), post),)
    )


def _lending(mandate: Mandate, at: datetime) -> Question:
    receivers = [entry.title for entry in receivers_of(mandate)]
    nobody = "" if receivers else say("the framework lets nobody lend this power")
    at_issue = say("{may} → {posts}", may=mandate.may_words, posts=known(", ".join(receivers) or "-"))
    return Question("lend", say("Lend a power"), partial(_lends, mandate, at), None, at_issue, nobody)


def _lends(mandate: Mandate, at: datetime, *, actor: Actor) -> Verdict:
    """Whether they may lend it to somebody: to the first post that may receive it and that they do not hold."""
    lender, entry = holding(actor, mandate.post_id, at), entry_of(mandate)
    return may_delegate(
        actor,
        holds_it=lender is not None,
        receivers=frozenset(),
        lendable=deny(say("the framework lets nobody lend this power")) if not receivers_of(mandate) else _somebody(),
        through_delegation=False,
        only_acting=lender is not None and lender.acting and not (entry and entry.lend and entry.lend.acting),
    )


def _somebody() -> Verdict:
    return Verdict(True, (say("to a post that the framework names"),))


def _covers(post: Post, at: datetime, *, actor: Actor) -> Verdict:
    absent = holder_of_record(post.pk, at)
    if absent is None:
        return deny(say("nobody holds {post}", post=post.title))
    return may_cover(
        actor,
        absent_id=absent.person_id,
        post_id=post.pk,
        superior_id=post.superior_id,
        coverable=_somebody(),
    )


def _taking_back(act: str, words: str, post: Post) -> Question:
    return Question(act, words, partial(may_take_back, post_id=post.pk, superior_id=post.superior_id))


def _approving(framework: Framework, proposal: VersionProposal) -> Question:
    approves = partial(
        may_approve_version,
        approver=approver_of(framework, proposal.by_post),
        proposer_id=proposal.by_id,
        proposing_post_id=proposal.by_post_id,
    )
    words = say("Approve version {version} of the framework", version=proposal.version)
    return Question("approve_version", words, approves)
