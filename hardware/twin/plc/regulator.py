"""How well the simulated press and its fixture hit what they are asked for."""

import numpy as np

from hardware.press.protocol import Die

SET_ERROR_SHARE = 0.015  # see below
SET_ERROR_MPA = 1.0
"""The press settles within 1.5 % + 1 MPa of what was asked: never more, mostly half of it."""

FIXTURE_ERROR_MPA = 0.1
"""Springs and a torque wrench repeat better at the low end: 1.5 % + 0.1 MPa."""

FIXTURE = 1000
"""Stands for the fixture where strokes are counted."""

TWIN_DIE = Die(name="twin-10mm", diameter_mm=10.0, max_force_kn=63.0, max_mpa=800.0, serial="TWIN")
"""The die in the simulated press."""

_LEAST = 0.02  # as UNLOADED_KN of the hydraulics


def settled_load(wanted: float, die: Die, *, seed: int, sample: int, stroke: int) -> float:
    """Load at which the regulator really settles; its error is drawn once a stroke.

    Args:
        wanted: the set-point: a force in kN, or in a vessel a pressure in MPa.
        die: what is mounted; the error is known in MPa.
        seed: of the laboratory.
        sample: number of the cell.
        stroke: 0, 1, ... for the strokes of this cell; `FIXTURE` for its fixture.
    """
    chance = np.random.default_rng([seed, sample, 9, stroke])
    share, offset = np.clip(chance.standard_normal(2) / 2.0, -1.0, 1.0)
    offset_mpa = FIXTURE_ERROR_MPA if stroke == FIXTURE else SET_ERROR_MPA
    shifted = die.load(offset_mpa) * float(offset)
    return max(wanted * (1.0 + SET_ERROR_SHARE * float(share)) + shifted, _LEAST)
