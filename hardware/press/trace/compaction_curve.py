"""What the ramp teaches of the powder: compaction curve, yield pressure, springback.

Heckel: ln(1/(1-D)) = P/P_y + A, with D the relative density under load; curved at low pressure and
not reliable below 5 % porosity, so it is fitted in a window. Kawakita: C = (V0-V)/V0 = a b P / (1 +
b P), fitted as P/C = P/a + 1/(a b). P_y belongs to powder and window: a fingerprint of the lot.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hardware.press.interface import Compaction, Phase
from hardware.recorded_trace import PressTrace

Floats = NDArray[np.float64]

WINDOW = (0.2, 0.95)
"""Shares of the peak between which the lines are fitted."""
LEAST_POROSITY = 0.05  # chosen: Heckel's ln(1/porosity) runs away below (Heckel 1961)
LEAST_SAMPLES = 8  # chosen: a line and its scatter


@dataclass(frozen=True)
class Pellet:
    """What must be known of the pellet besides the trace."""

    final_mm: float
    """Thickness in the die after the release."""
    dense_mm: float
    """Thickness it would have without pores: mass / (true density x area)."""
    frame_mm_per_kn: float = 0.0
    """Stretch of the press, from a stroke on a steel blank."""


def compaction(trace: PressTrace, index: int, pellet: Pellet) -> Compaction:
    """Fit the ramp of one step.

    Args:
        trace: of the cell, with travel that grows as the powder gives way.
        index: of the step.
        pellet: thickness after release, and at full density.

    Raises:
        ValueError: if the trace has no travel, too few samples, or a density above 1.
    """
    here = (trace.step == index) & np.isfinite(trace.position_mm) & np.isfinite(trace.mpa)
    if not here.any():
        raise ValueError(f"step {index}: the trace has no travel; connect a displacement sensor")
    phase, mpa = trace.phase[here], trace.mpa[here]
    height_mm = _height_mm(trace, here, pellet)
    ramp = phase == Phase.RAMP.value
    density = pellet.dense_mm / height_mm
    window_mpa = (WINDOW[0] * float(mpa.max()), WINDOW[1] * float(mpa.max()))
    fitted = ramp & _inside(mpa, density, window_mpa, index)
    slope, intercept, r2 = _line(mpa[fitted], -np.log1p(-density[fitted]))
    start_mm = float(height_mm[ramp][0])
    a, b_per_mpa = _kawakita(mpa[fitted], 1.0 - height_mm[fitted] / start_mm)
    return Compaction(
        yield_mpa=1.0 / slope if slope > 0.0 else float("nan"),
        intercept=intercept,
        heckel_r2=r2,
        kawakita_a=a,
        kawakita_b_per_mpa=b_per_mpa,
        springback=_springback(height_mm, phase),
        window_mpa=window_mpa,
        samples=int(fitted.sum()),
    )


def _inside(
    mpa: Floats, density: Floats, window_mpa: tuple[float, float], index: int
) -> NDArray[np.bool_]:
    """Samples that the laws are valid for; arrays (n,)."""
    if float(density.max()) >= 1.0:
        raise ValueError(
            f"step {index}: the pellet would be denser than the solid "
            f"({float(density.max()):.3f}). "
            "Check final_mm and dense_mm, and the stretch of the press."
        )
    low, high = window_mpa
    inside = (mpa >= low) & (mpa <= high) & (density < 1.0 - LEAST_POROSITY)
    if int(inside.sum()) < LEAST_SAMPLES:
        raise ValueError(
            f"step {index}: {int(inside.sum())} samples between {low:.0f} and {high:.0f} MPa with "
            f"more than {LEAST_POROSITY:.0%} porosity; {LEAST_SAMPLES} are needed. Check final_mm "
            "and dense_mm, or ramp more slowly."
        )
    return np.asarray(inside)


def _height_mm(trace: PressTrace, here: NDArray[np.bool_], pellet: Pellet) -> Floats:
    """Thickness at each sample, counted back from the released pellet; shape (n,)."""
    travel_mm = trace.position_mm[here] - pellet.frame_mm_per_kn * trace.force_kn[here]
    return np.asarray(pellet.final_mm + travel_mm[-1] - travel_mm)


def _springback(height_mm: Floats, phase: NDArray[np.str_]) -> float:
    held = height_mm[phase == Phase.HOLD.value]
    return float(height_mm[-1] / held[-1] - 1.0) if held.size else float("nan")


def _kawakita(mpa: Floats, loss: Floats) -> tuple[float, float]:
    """(a, b) of C = a b P / (1 + b P) from the line P/C over P; arrays (n,)."""
    slope, intercept, _ = _line(mpa, mpa / loss)
    return 1.0 / slope, slope / intercept


def _line(x: Floats, y: Floats) -> tuple[float, float, float]:
    """Slope, intercept and coefficient of determination of y over x; arrays (n,)."""
    slope, intercept = np.polyfit(x, y, 1)
    left = y - slope * x - intercept
    spread = float(((y - y.mean()) ** 2).sum())
    return float(slope), float(intercept), 1.0 - float((left**2).sum()) / spread
