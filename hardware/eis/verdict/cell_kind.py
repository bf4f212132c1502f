"""Which kind of cell a spectrum is of, when nobody said: decided with caution, and said.

A cell that holds a voltage is a full cell. A tail steeper than -60 deg, or one that grows like a
capacitance of no more than a double layer, is a blocking electrode; another that grows is
diffusion: a full cell. A spectrum that ends on the real axis conducts at rest: a sound symmetric
cell, or a pellet or full cell with a short. The spectrum alone cannot tell these apart, so the cell
is to be named: it is neither good nor a short until then.
"""

from __future__ import annotations

from hardware.eis.validation.findings import Cell, Finding
from hardware.eis.validation.quality_checks import Quality
from hardware.eis.verdict.shorts import HOLDS_V
from hardware.eis.verdict.tail import tail_growth, tail_is_growing
from hardware.eis.verdict.window_end import advice, least_farad_cm2

BLOCKING_BELOW_DEG = -60.0  # diffusion ends at -45, a blocking tail reaches -60 to -85
TAIL_BELOW_DEG = -2.0  # chosen: above the phase error of analysers, 1 degree
LOW_ENOUGH_HZ = 10.0  # interfaces of full cells have closed there
BLOCKING_GROWTH = 0.7  # midway between diffusion, 0.5, and a capacitor with 0.9
NO_STORAGE_HZ = 1.0
"""Diffusion with less than `BLOCKING_FARAD_CM2` there has 1.6 kohm cm2, which no full cell has."""
BLOCKING_FARAD_CM2 = 1e-4
"""What stores charge in a full cell has several mF/cm2 at 10 Hz and below; a double layer less."""


def tell_cell(quality: Quality, area_cm2: float, ocv_v: float | None) -> tuple[Cell, Finding]:
    """Decide the kind of cell from its voltage and the low-frequency end.

    Args:
        quality: The checked spectrum.
        area_cm2: Area of the cell.
        ocv_v: Open-circuit voltage, if known.

    Returns:
        The kind that is fitted, and the finding that says so.
    """
    phase_deg, lowest_hz = quality.phase_low_deg, float(quality.frequency_hz[-1])
    seen = f"kind of cell not given; the phase at the lowest frequency is {round(phase_deg)} deg"
    if ocv_v is not None and abs(ocv_v) >= HOLDS_V:
        return "full", Finding("good", f"kind of cell not given; it has {ocv_v:.3g} V: a full cell")
    if phase_deg < BLOCKING_BELOW_DEG:
        return "blocking", Finding("good", f"{seen}: read as a blocking pellet")
    if phase_deg < TAIL_BELOW_DEG and tail_is_growing(quality.impedance_ohm):
        return _of_growing_tail(seen, quality, area_cm2)
    if lowest_hz > LOW_ENOUGH_HZ:
        words = f"{seen} and the sweep ends at {lowest_hz:.3g} Hz: {advice(0.1, lowest_hz)}"
        return "symmetric", Finding("remeasure", words)
    words = (
        f"{seen}: direct current passes, as in a symmetric cell of reactive metal or in a shorted "
        "pellet or full cell; say which kind it is (cell = symmetric, blocking or full)"
    )
    return "symmetric", Finding("remeasure", words)


def _of_growing_tail(seen: str, quality: Quality, area_cm2: float) -> tuple[Cell, Finding]:
    """A tail that is not steep: of a double layer, of an electrode that is flat, or diffusion."""
    lowest_hz = float(quality.frequency_hz[-1])
    if lowest_hz <= LOW_ENOUGH_HZ and _grows_like_a_double_layer(quality, area_cm2):
        return "blocking", Finding("good", f"{seen}, of a double layer: read as a pellet")
    if lowest_hz <= NO_STORAGE_HZ and least_farad_cm2(quality, area_cm2) < BLOCKING_FARAD_CM2:
        words = (
            f"{seen}, with too little capacitance for a cell that stores charge: read as a pellet; "
            "say which kind it is (cell = blocking, symmetric or full)"
        )
        return "blocking", Finding("remeasure", words)
    return "full", Finding("good", f"{seen}, a diffusive tail: read as a full cell")


def _grows_like_a_double_layer(quality: Quality, area_cm2: float) -> bool:
    growth = tail_growth(quality.frequency_hz, quality.impedance_ohm, quality.noise)
    steep = growth is not None and growth[0] > BLOCKING_GROWTH
    return steep and least_farad_cm2(quality, area_cm2) < BLOCKING_FARAD_CM2
