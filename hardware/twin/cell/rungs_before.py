"""What earlier rungs of a pressure series add to a cell: the simulated laboratory's own truth.

Densification keeps the highest pressure that the powder has seen, so a rung is almost what a fresh
cell pressed so would be. Two things are added. Powder creeps at the lower pressures too: each
earlier hold adds to the dwell, by a power of its share of the pressure (creep of sulphide pellets
is steep in stress; the exponent 4 is assumed). Each earlier release strains the pellet once more:
repeated unloading counts as a somewhat faster one (fatigue of tablets by repeated compression;
the tenth a time is assumed). Neither is known to the program that learns.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from hardware.twin.cell.pressing_history import PressHistory

CREEP_EXPONENT = 4.0  # assumed: power-law creep has exponents of 3 to 5
FATIGUE = 0.10
"""Of the release rate, for each release before."""


def after_rungs(rungs: Sequence[PressHistory]) -> PressHistory:
    """The history of a cell that has seen these rungs one after the other, the last one now.

    Args:
        rungs: Each rung as if a fresh cell had been pressed so; one at least.
    """
    last, before = rungs[-1], rungs[:-1]
    highest = np.max([rung.copress_mpa for rung in rungs], axis=0)
    crept_s = sum(
        rung.copress_dwell_s * np.minimum(rung.copress_mpa / highest, 1.0) ** CREEP_EXPONENT
        for rung in before
    )
    return replace(
        last,
        copress_mpa=highest,
        copress_dwell_s=last.copress_dwell_s + crept_s,
        release_mpa_s=last.release_mpa_s * (1.0 + FATIGUE * len(before)),
        anode_mpa=np.max([rung.anode_mpa for rung in rungs], axis=0),
        prepress_mpa=rungs[0].prepress_mpa,
    )
