"""Capacity kept after 50 cycles by a cell that was intact when it was made."""

import numpy as np

from hardware.twin.cell.compaction import cathode_density, effective_mpa
from hardware.twin.cell.fracture import anode_toughness_j_m2
from hardware.twin.cell.parameters import CellDesign
from hardware.twin.cell.pressing_history import PressHistory, Values


def retention(history: PressHistory, cell: CellDesign) -> Values:
    """Share of capacity kept after 50 cycles, 0 to 1.

    1 - .02 - .18 b e^(-P3/Pb)(1 + .5 e^(-(Gamma-10)/10))/1.25 - over (P3/250)^2
    - buffer ((D - D_opt)/.05)^2 - .08 e^(-t1/15 s). Yan 2026 gives 80 % at 0 and 97 % at 125 MPa.
    """
    law = cell.fading
    return np.asarray(
        1.0
        - law.first_loss
        - _lost_contact(history, cell)
        - law.over * (history.stack_mpa / law.over_mpa) ** 2
        - _no_room(history, cell)
        - law.short_hold * np.exp(-history.copress_dwell_s / law.short_hold_s)
    ).clip(0.0, 1.0)


def _lost_contact(history: PressHistory, cell: CellDesign) -> Values:
    law = cell.fading
    gamma_j_m2 = anode_toughness_j_m2(history, cell)
    weak = np.exp(-(gamma_j_m2 - cell.contacts.peel_j_m2) / law.adhesion_j_m2)
    opens = law.contact_loss * law.breathing * np.exp(-history.stack_mpa / law.stack_mpa)
    return np.asarray(opens * (1.0 + law.adhesion_share * weak) / 1.25)


def _no_room(history: PressHistory, cell: CellDesign) -> Values:
    law = cell.fading
    eff_mpa = effective_mpa(history.copress_mpa, history.copress_dwell_s, cell.dwell)
    density = cathode_density(eff_mpa, cell.powder, cell.cathode)
    return np.asarray(law.buffer * ((density - law.best_density) / law.density_width) ** 2)
