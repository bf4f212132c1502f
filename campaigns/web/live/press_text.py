"""What the press does now, in words; and when what we know of it is too old."""

from __future__ import annotations

from campaigns.files.documents.knob_labels import number_of
from campaigns.trial.cell_labels import sample_label
from campaigns.web.live.press_status import STALE_S, Pulse
from hardware.errors import KEY_FIRST

_PHASES = {
    "approach": "closing onto the cell",
    "ramp": "loading",
    "hold": "holding",
    "release": "releasing",
    "done": "unloaded",
    "idle": "idle",
    "aborted": "aborted, released",
    "fault": "FAULT",
    "estop": "EMERGENCY STOP",
    "manual": "in manual mode",
    "init": "starting up",
}
_STEPS = {"prepress": "pre-press", "copress": "co-press", "anode": "attaching the anode"}


def is_stale(pulse: Pulse | None, *, running: bool) -> bool:
    """The press moves, or should, and has not been heard of for too long."""
    return pulse is not None and running and pulse.pressing and pulse.silent_s() > STALE_S


def doing(pulse: Pulse | None, *, running: bool) -> str:
    """One sentence."""
    if pulse is None:
        return "A controller runs; no cell is in the press yet." if running else _IDLE
    if not running:
        said = pulse.sentence[:1].upper() + pulse.sentence[1:]
        return f"Nobody runs this campaign now. {said}".strip()
    cell = sample_label(pulse.trial) if pulse.trial is not None else "The campaign"
    if is_stale(pulse, running=running):
        return (
            f"{cell}: nothing was heard of the press for {pulse.silent_s():.0f} s. What is shown "
            f"is old. Look at the press itself. {KEY_FIRST}"
        )
    if pulse.pressing:
        left = "" if pulse.left_s is None else f", {number_of(pulse.left_s)} s of the dwell left"
        step = _STEPS.get(pulse.step, pulse.step)
        return f"{cell} is in the press: {step}, {phase_words(pulse.phase)}{left}."
    return _BETWEEN.get(pulse.kind, "{cell}: {sentence}").format(
        cell=cell, sentence=pulse.sentence or pulse.kind
    )


def phase_words(phase: str) -> str:
    """A phase of the press as a person says it."""
    return _PHASES.get(phase, phase or "no word")


_IDLE = "Nobody runs this campaign now; nothing is in the press that Copress knows of."
_BETWEEN = {
    "begun": "The campaign has begun; the next cell is being chosen.",
    "planned": "{cell} is next; it is not in the press yet.",
    "pressed": "{cell} is pressed and released; it waits for its measurement.",
    "measure again": "{cell} must be measured again: {sentence}",
    "closed": "{cell} is done: {sentence}. The next cell is being chosen.",
}
