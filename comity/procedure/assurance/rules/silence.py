"""May the silence of a step count, by what its framework promises? The prover and the monitor ask it."""

from comity.mandate.institutions.rules.framework import FrameworkFile
from comity.mandate.institutions.rules.promises import Property
from comity.procedure.clearance.rules.route import Step


def silence_is_founded(file: FrameworkFile, step: Step) -> bool:
    """Whether the file's promise names the instrument that lets this silence count. Where nothing is promised of
    silence, whichever instrument the step names."""
    named = step.on_lapse.instrument
    return named is not None and is_founded(file, named)


def is_founded(file: FrameworkFile, instrument: str) -> bool:
    """Whether every promise of silence names this instrument."""
    entries = [entry for entry in file.properties if entry.hold is Property.SILENCE_NEVER_DECIDES]
    return all(instrument in entry.except_under for entry in entries)
