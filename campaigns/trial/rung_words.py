"""The rungs of a pressure series as a person at the bench sets them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from campaigns.trial.hand_press import PRESSED, HandPress, gauge_number
from doe.knobs.knob_values import Value, numbers_of


def climbing_names(rungs: Sequence[Mapping[str, Value]]) -> list[str]:
    """The values that differ from rung to rung, in the order of the protocol."""
    return [name for name in (rungs[-1] if rungs else {}) if len({r[name] for r in rungs}) > 1]


def rung_settings(
    rungs: Sequence[Mapping[str, Value]], press: HandPress | None
) -> list[dict[str, str]]:
    """What is set at each rung: column to text, with force and gauge of a press by hand.

    Args:
        rungs: Points of the rungs in their order.
        press: The hand press; None for a driven one.
    """
    found = []
    for rung in map(numbers_of, rungs):
        columns: dict[str, str] = {}
        for name in climbing_names(rungs):
            columns[name] = f"{rung[name]:.4g}"
            shown = press.shown(rung[name]) if press is not None and name in PRESSED else {}
            for unit, value in shown.items():
                gauge = "on the gauge, " if unit in ("t", "bar") else ""
                columns[f"{gauge}{unit}"] = gauge_number(value)
        found.append(columns)
    return found


def rung_in_words(rung: Mapping[str, Value], names: Sequence[str], press: HandPress | None) -> str:
    """One rung as it is set: `copress_mpa 300 (23.6 kN, gauge 120 bar)`.

    Args:
        rung: Its point.
        names: The values that climb.
        press: The hand press; None for a driven one.
    """
    words, values = [], numbers_of(rung)
    for name in names:
        shown = f" ({press.words(values[name])})" if press is not None and name in PRESSED else ""
        words.append(f"{name} {values[name]:.4g}{shown}")
    return ", ".join(words)


def still_count(rungs: Sequence[int]) -> str:
    """What is said of the rungs of a void trial that were seen before; empty where none was."""
    if not rungs:
        return ""
    first, last = rungs[:-1], rungs[-1]
    if not first:
        return f"rung {last}, which was recorded before, still counts"
    return f"rungs {', '.join(map(str, first))} and {last}, which were recorded before, still count"


def between_rungs(release_between: bool, stack_mpa: float | None, names: Sequence[str]) -> str:
    """What is done with the cell between two rungs, for a person.

    Args:
        release_between: Whether it is measured under the stack pressure.
        stack_mpa: That pressure; None where nobody states one.
        names: The values that climb; the stack pressure may be one of them.
    """
    if not release_between:
        return "look at the cell and measure it under the pressure of the rung"
    kept = "release" if not stack_mpa else f"release to {stack_mpa:.4g} MPa"
    if "stack_mpa" in names:
        kept = "release to the stack pressure of the rung"
    return f"{kept}, look at the cell, measure it there"
