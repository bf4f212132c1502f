"""A pressing protocol as a person at the bench reads it: step by step, in sentences."""

from collections.abc import Mapping
from dataclasses import dataclass

from campaigns.files.documents.knob_labels import number_of, setting_of
from campaigns.trial.hand_press import HandPress
from doe.knobs.knob_values import Value, numbers_of
from hardware.press.protocol import Die

STEP_TITLES: dict[str, tuple[str, str]] = {
    "prepress": ("Pre-press", "the electrolyte alone"),
    "copress": ("Co-press", "cathode composite and electrolyte together"),
    "anode": ("Attach the anode", "onto the pressed stack"),
}


@dataclass(frozen=True)
class StepInWords:
    """One step of a protocol: what it is called, and what to do."""

    title: str
    sentence: str


def protocol_in_words(
    said: Mapping[str, Value], die: Die | None = None, press: HandPress | None = None
) -> list[StepInWords]:
    """Every step of a protocol in the order it is done.

    Args:
        said: The whole protocol by the names of a campaign file, varied and fixed.
        die: With a die the force is given next to the pressure.
        press: With a hand press also what its gauge shows.
    """
    values = numbers_of(said)
    steps = [
        StepInWords(title, f"{what}: {_stroke(values, name, die, press)}")
        for name, (title, what) in STEP_TITLES.items()
        if f"{name}_mpa" in values
    ]
    if "die_degc" in values:
        heat = f"bring the die to {number_of(values['die_degc'])} °C and keep it there"
        steps.insert(0, StepInWords("Heat", heat))
    if "stack_mpa" in values:
        closed = f"close the fixture at {_load(values['stack_mpa'], die)}"
        steps.append(StepInWords("Fixture", f"{closed}; keep it for the measurement and in use"))
    return steps


def _stroke(
    values: Mapping[str, float], name: str, die: Die | None, press: HandPress | None
) -> str:
    """`10 MPa/s up to 570 MPa (44.8 kN), hold for 120 s, release at 5 MPa/s`.

    By hand, where the press sets no rate: `up to 570 MPa ..., open the valve slowly`.
    """
    mpa = values[f"{name}_mpa"]
    load = _load(mpa, die) if press is None else f"{number_of(mpa, 4)} MPa ({press.words(mpa)})"
    parts = [f"up to {load}"]
    if "ramp_mpa_s" in values and (press is None or press.sets_ramp):
        parts[0] = f"{number_of(values['ramp_mpa_s'])} MPa/s {parts[0]}"
    if f"{name}_dwell_s" in values:
        parts.append(f"hold for {_duration(values[f'{name}_dwell_s'])}")
    if press is not None and not press.sets_release:
        parts.append("open the valve slowly")
    elif "release_mpa_s" in values:
        parts.append(f"release at {number_of(values['release_mpa_s'])} MPa/s")
    return ", ".join(parts)


def _load(mpa: float, die: Die | None) -> str:
    force = "" if die is None or die.isostatic else f" ({number_of(die.force_kn(mpa))} kN)"
    return f"{setting_of(mpa)} MPa{force}"


def _duration(seconds: float) -> str:
    """Seconds as written on a timer; minutes next to them from two minutes on."""
    if seconds < 120:
        return f"{setting_of(seconds)} s"
    return f"{seconds:.0f} s ({number_of(seconds / 60)} min)"
