"""Every act has one shape: one file, one public function, the thing first, then who and when by name."""

import ast

import pytest

from .source import calls, name_called, named, python_files, tree_of

# Files of an actions folder that are no act but a part of several. They open no transaction of their own.
BLOCKS = {
    "foundation/access/actions/attempt.py": "the frame around every act",
    "foundation/access/actions/record_refusal.py": "what the frame does with a refusal",
    "foundation/record/actions/announce.py": "what every act ends with",
    "foundation/record/actions/ask_witnesses.py": "takes cosignatures under what was signed, and adds no entry",
    "foundation/record/actions/announce_many.py": "what an act ends with that does many things",
    "foundation/record/actions/lay_entries.py": "the statements by which the log grows",
    "foundation/record/actions/enter_key.py": "what making and changing the record's key have in common",
    "foundation/record/actions/enter_witness.py": "what the acts of witnesses and their quorum have in common",
    "foundation/record/actions/enter_absence.py": "what the acts on erasing and withholding have in common",
    "foundation/record/actions/erase_body.py": "the technical part of erasing, withholding and showing again",
    "foundation/record/actions/keep_key.py": "private keys, which are files",
    "foundation/record/actions/key_file.py": "the form of those files, and the library that signs",
    "foundation/record/actions/reach_witness.py": "carries what is signed over the network",
    "foundation/record/actions/write_bundle.py": "evidence, which is a file made before the act that hands it out",
    "foundation/record/actions/enter_seal.py": "what sealing rows enters",
    "foundation/record/actions/lay_notes.py": "triggers, after each migration",
    "foundation/record/actions/take_turn.py": "what the frame begins and ends with",
    "foundation/record/actions/publish.py": "lays out and signs what acts appended, and adds no entry",
    "foundation/record/actions/remember_signed.py": "what was signed, in a file",
    "foundation/record/actions/resume_signing.py": "what resuming the record does with its memory",
    "foundation/personal/actions/note_visit.py": "reading is no act, and waits for none",
    "mandate/institutions/actions/lay_framework.py": "what founding and approving a framework have in common",
    "mandate/institutions/actions/lock_proposal.py": "finding and locking",
    "mandate/institutions/actions/lend.py": "lending one power and covering an absence",
    "mandate/institutions/actions/leave.py": "ending an appointment and closing an account",
    "procedure/clearance/actions/ask_posts.py": "what follows when a stage is answered",
    "procedure/clearance/actions/change_standing.py": "suspending, resuming and revoking",
    "procedure/clearance/actions/back_to_ordinary.py": "what falls when an urgency ends undecided",
    "procedure/clearance/actions/change_state.py": "moving along the tables",
    "procedure/clearance/actions/end_urgency.py": "how an urgency ends, and who is then owed a word",
    "activity/crises/actions/carry_out_round.py": "row by row, through the act that each page would call",
    "procedure/clearance/actions/keep_consensus.py": "what consolidating and deciding ask by consensus",
    "procedure/clearance/actions/lock.py": "finding and locking",
    "procedure/clearance/actions/speak.py": "who is asked here, with one independent voice",
    "procedure/clearance/actions/sign.py": "countersigning and turning a key",
    "activity/engagements/actions/change_engagement.py": "finding, locking and writing an engagement",
    "activity/engagements/actions/follow_clearance.py": "the five acts that follow clearance",
    "scrutiny/oversight/actions/note_look.py": "how far a monitor has read; everything is read again where it is lost",
    "foundation/parts/actions/lock_part.py": "what the acts on parts have in common",
    "activity/papers/actions/change_paper.py": "what the acts on a written paper have in common",
    "activity/release/actions/change_release.py": "what the acts on a release have in common",
    "activity/release/actions/answer_consent.py": "agreeing and refusing for an originator",
    "activity/papers/actions/contribute.py": "what laying a paper and making a remark have in common",
    "activity/papers/actions/keep_file.py": "writes the content before the act that speaks of it",
    "activity/papers/actions/hold_file.py": "holds a content between a refused form and the same form sent again",
    "activity/papers/actions/seal_papers.py": "the operator's sealing of what lay open, which changes no paper",
    "activity/release/actions/seal_packages.py": "the operator's sealing of what lay open, which changes no package",
    "foundation/files/actions/seal_content.py": "writes the content before the act that speaks of it",
    "foundation/files/actions/scan_content.py": "asks the scanner before the act",
    "foundation/files/actions/make_root_key.py": "root keys, which are a file or lie in a token",
    "foundation/files/actions/sweep_contents.py": "takes away what is nobody's and nobody can open",
    "activity/papers/actions/lay_aside.py": "withdrawing and restoring a paper",
    "scrutiny/oversight/actions/prepare_evidence.py": "finds what evidence is of, before the act that hands it out",
}
# Acts that lend a part of themselves to the act beside them.
LENT = {
    "procedure/clearance/actions/amend_subject.py": {"route_step_keys"},
    "procedure/clearance/actions/open_dossier.py": {"freeze", "deliberation_marking", "next_reference"},
    "procedure/clearance/actions/send_back_dossier.py": {"back_to_lead"},
    "activity/engagements/actions/amend_engagement.py": {"amendable", "put_again"},
    "activity/engagements/actions/import_exercises.py": {"read_all"},
}
# Acts that ask no permission, and why nothing is lost by it.
OPEN_TO_ALL = {
    "foundation/access/actions/make_record_key.py": "only when there is none, and it signs only what the record holds",
    "foundation/access/actions/tell_refusal.py": "only a witness decides",
    "mandate/institutions/actions/load_states.py": "names of states permit nobody anything",
    "mandate/obligations/actions/raise_obligation.py": "follows from an act that had permission",
    "scrutiny/oversight/actions/make_finding.py": "follows from what stands on the record, and permits nobody anything",
    "scrutiny/oversight/actions/close_finding.py": "only a monitor that read all anew says so; the finding stays",
    "procedure/assurance/actions/prove_promises.py": "may only refuse what somebody else adopts",
    "procedure/clearance/actions/check_routes.py": "may only refuse what somebody else adopts",
    "procedure/clearance/actions/expire_hold.py": "only time decides",
    "procedure/clearance/actions/lapse_consultation.py": "only time decides",
    "procedure/clearance/actions/lapse_urgency.py": "only time decides",
    "procedure/clearance/actions/open_review.py": "only time decides",
    "procedure/clearance/actions/owe_to_oversight.py": "follows from the act that announced what oversight is told of",
    "procedure/clearance/actions/tell_overdue.py": "only time decides",
    "activity/engagements/actions/discard_draft.py": "finds the author's own draft and no other",
    "foundation/notices/actions/notify.py": "follows from an act that had permission, and asks for the marking",
    "foundation/notices/actions/settle_notices.py": "follows from the act that did what was asked",
    "foundation/notices/actions/forget_notices.py": "follows from an act that had permission",
    "foundation/notices/actions/mark_read.py": "finds one's own notices and no other",
    "foundation/notices/actions/mark_all_read.py": "finds one's own notices and no other",
    "foundation/notices/actions/unmark_read.py": "finds one's own notices and no other",
    "foundation/notices/actions/change_choices.py": "changes one's own choices and no other",
    "foundation/notices/actions/write_mail.py": "only time decides",
    "foundation/notices/actions/claim_mail.py": "only time decides",
    "foundation/notices/actions/close_mail.py": "notes what became of a mail",
    "foundation/personal/actions/choose_preferences.py": "a person's own settings, and no other's",
    "foundation/personal/actions/drop_view.py": "a person's own settings, and no other's",
    "foundation/personal/actions/move_pin.py": "a person's own settings, and no other's",
    "foundation/personal/actions/pin_thing.py": "a person's own settings, and no other's",
    "foundation/personal/actions/restore_view.py": "a person's own settings, and no other's",
    "foundation/personal/actions/save_view.py": "a person's own settings, and no other's",
    "foundation/personal/actions/unpin_thing.py": "a person's own settings, and no other's",
}
ASKS = {
    "require",
    "lend",
    "open_to",
    "lay_aside",
    "sign",
    "speak",
    "change_standing",
    "follow_clearance",
    "end_obligation",
    "answer_consent",
    "write_part",
    "rewrite_part",
    "remove_part",
    "restore_part",
    "move_part",
}

FILES = {named(path): path for path in python_files("**/actions/*.py") if path.name != "__init__.py"}


def public_functions(path):
    return [n for n in tree_of(path).body if isinstance(n, ast.FunctionDef) and not n.name.startswith("_")]


def is_act(function):
    return any(isinstance(d, ast.Name) and d.id == "attempt" for d in function.decorator_list)


def test_every_file_is_an_act_or_named_as_a_part_of_acts():
    acts = {name for name, path in FILES.items() if any(map(is_act, public_functions(path)))}
    assert set(FILES) - acts == set(BLOCKS)
    assert set(LENT) | set(OPEN_TO_ALL) <= acts


@pytest.mark.parametrize("name", sorted(set(FILES) - set(BLOCKS)))
def test_an_act_is_one_function_named_like_its_file(name):
    path = FILES[name]
    functions = {function.name: function for function in public_functions(path)}
    acts = [function for function in functions.values() if is_act(function)]
    assert [act.name for act in acts] == [path.stem]
    assert set(functions) - {path.stem} == LENT.get(name, set())


@pytest.mark.parametrize("name", sorted(set(FILES) - set(BLOCKS)))
def test_an_act_takes_the_thing_and_then_who_and_when_by_name(name):
    act = next(filter(is_act, public_functions(FILES[name])))
    assert len(act.args.args) == 1
    assert not act.args.posonlyargs
    assert act.args.vararg is None
    assert act.args.kwarg is None
    by_name = {
        argument.arg: default for argument, default in zip(act.args.kwonlyargs, act.args.kw_defaults, strict=True)
    }
    assert by_name["actor"] is None, "nobody acts by default"
    assert by_name["at"] is None, "no act reads the clock"
    assert not {"force", "skip", "check", "unchecked", "system"} & set(by_name), "no flag skips the permission"
    assert ast.get_docstring(act)


@pytest.mark.parametrize("name", sorted(set(FILES) - set(BLOCKS) - set(OPEN_TO_ALL)))
def test_an_act_asks_whether_they_may(name):
    act = next(filter(is_act, public_functions(FILES[name])))
    assert ASKS & {name_called(call) for call in calls(act)}


def test_nothing_outside_actions_writes_to_another_room():
    """Pages and queries do not save: `ls comity/*/*/actions` is all that the system can do."""
    writing = {"save", "create", "bulk_create", "update_or_create", "bulk_update"}
    allowed = {
        ("web/management/commands/password.py", "save"),  # the password only, at the operator's console
        ("foundation/labels/queries.py", "get_or_create"),  # interning a marking permits nobody anything
    }
    allowed |= {("activity/papers/rules/drawing.py", "save")}  # a picture, into memory
    allowed |= {("foundation/labels/rules/standard/pdfs.py", "save")}  # a PDF, into memory
    allowed |= {("web/world.py", verb) for verb in writing}  # founds an invented world in an empty house
    found = set()
    for path in python_files():
        if "actions" in path.parts:
            continue
        found |= {(named(path), name_called(c)) for c in calls(tree_of(path)) if name_called(c) in writing}
    assert found <= allowed
