"""What the press was asked to do and what it did: one cell, all its steps, on one time axis."""

from collections.abc import Iterator, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from campaigns.report.figures.style import (
    BLUE,
    INK,
    VERMILLION,
    axes_or_new,
    in_house_style,
    mark_simulated,
)
from hardware.press.interface import Phase, StepRecord
from hardware.recorded_trace import PressTrace

_SHADES: dict[str, tuple[str, str]] = {
    Phase.RAMP.value: ("ramp", "#cfe3f2"),
    Phase.HOLD.value: ("hold", "#f4f1d8"),
    Phase.RELEASE.value: ("release", "#f0d3c2"),
}
_STEP_WORDS = {"prepress": "pre-press", "copress": "co-press", "anode": "anode attachment"}
_MANY = 1500  # more points than this are thinned for the picture


@in_house_style
def plot_press_trace(
    trace: PressTrace,
    steps: Sequence[StepRecord] = (),
    *,
    simulated: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Draw the achieved pressure over the planned one; ramp, hold and release are shaded.

    Args:
        trace: The recorded trace of one cell.
        steps: What was achieved, step by step; written above each hold.
        simulated: Say so on the figure.
        ax: Axes to draw on; else a new figure.
    """
    ax = axes_or_new(ax, 5.2, 3.3)
    seen = set()
    for begin_s, end_s, phase in _phases(trace):
        ax.axvspan(begin_s, end_s, fc=_SHADES[phase][1], ec="none", lw=0)
        seen.add(phase)
    thin = slice(None, None, 1 + trace.time_s.size // _MANY)
    ax.plot(trace.time_s[thin], trace.mpa[thin], color=BLUE, lw=1.6, label="achieved", zorder=3)
    ax.plot(
        trace.time_s[thin], trace.planned_mpa[thin], color=VERMILLION, lw=1.2, ls=(0, (4, 2)),
        label="planned", zorder=4,
    )  # fmt: skip
    top = float(np.nanmax([*trace.mpa, *trace.planned_mpa, 1.0]))
    ax.set_ylim(0.0, top * (1.32 if steps else 1.08))
    ax.set_xlim(float(trace.time_s[0]), float(trace.time_s[-1]))
    _write_steps(ax, trace, steps, top)
    ax.set_xlabel("time on the press / s")
    ax.set_ylabel("pressure on the pellet / MPa")
    shades = [
        Patch(fc=colour, ec=INK, lw=0.4, label=word)
        for phase, (word, colour) in _SHADES.items()
        if phase in seen
    ]
    handles, _ = ax.get_legend_handles_labels()
    ax.legend(
        handles=[*handles, *shades],
        loc="upper left",
        bbox_to_anchor=(0, -0.19),
        ncols=5,
        columnspacing=1.2,
        borderaxespad=0,
    )
    if simulated:
        mark_simulated(ax)
    return ax


def _phases(trace: PressTrace) -> Iterator[tuple[float, float, str]]:
    """Begin, end and name of every run of samples in a phase that is shaded."""
    phase = np.where(np.asarray(trace.step) >= 0, trace.phase, "")  # closing the fixture is no step
    if phase.size == 0:
        return
    changes = np.flatnonzero(phase[1:] != phase[:-1]) + 1
    for begin, end in zip([0, *changes], [*changes, phase.size], strict=True):
        if phase[begin] in _SHADES:
            until = min(end, phase.size - 1)
            yield float(trace.time_s[begin]), float(trace.time_s[until]), str(phase[begin])


def _write_steps(ax: Axes, trace: PressTrace, steps: Sequence[StepRecord], top_mpa: float) -> None:
    """Above each step: planned and achieved pressure and dwell."""
    for index, step in enumerate(steps):
        samples = np.flatnonzero(np.asarray(trace.step) == index)
        if samples.size == 0:
            continue
        held = samples[np.asarray(trace.phase)[samples] == Phase.HOLD.value]
        middle_s = float(trace.time_s[held if held.size else samples].mean())
        plan = step.planned
        text = (
            f"{_STEP_WORDS.get(step.name, step.name)}\n"
            f"{step.hold_mean_mpa:.0f} of {plan.target_mpa:.0f} MPa\n"
            f"{step.dwell_s:.0f} of {plan.dwell_s:.0f} s"
        )
        at = max(plan.target_mpa, step.peak_mpa, 0.05 * top_mpa)
        ax.annotate(
            text, (middle_s, at), xytext=(0, 5), textcoords="offset points", ha="center",
            va="bottom", fontsize=7.2, linespacing=1.15,
        )  # fmt: skip
