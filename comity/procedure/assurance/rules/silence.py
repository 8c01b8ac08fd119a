"""May the silence of a step count, by what its framework promises? The prover and the monitor ask it."""

from comity.mandate.institutions.rules.framework import FrameworkFile
from comity.mandate.institutions.rules.promises import Property
from comity.procedure.clearance.rules.route import Step


def silence_is_founded(file: FrameworkFile, step: Step) -> bool:
    """Whether the file's promise names the instrument that lets this silence count. Where nothing is promised of
    silence, whichever instrument the step names."""
    entries = [entry for entry in file.properties if entry.hold is Property.SILENCE_NEVER_DECIDES]
    named = step.on_lapse.instrument
    return named is not None and all(named in entry.except_under for entry in entries)
