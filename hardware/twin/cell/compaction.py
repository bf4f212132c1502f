"""From pressure and time to density: compaction of the powder, springback, composite density."""

import numpy as np

from hardware.twin.cell.parameters import Cathode, Dwell, Powder
from hardware.twin.cell.pressing_history import ROOM_DEGC, Values


def effective_mpa(pressed_mpa: Values, dwell_s: Values, dwell: Dwell) -> Values:
    """Pressure that counts after a hold, P_eff = P [1 - .30 e^(-t/15 s) + .02 ln(1 + t/120 s)].

    Shape of Hayashi 2025: capacity 80, 125, 125 mAh/g after 1, 60, 1800 s.
    """
    lost = dwell.lost * np.exp(-dwell_s / dwell.fast_s)
    crept = dwell.creep * np.log1p(dwell_s / dwell.slow_s)
    return np.asarray(pressed_mpa * (1.0 - lost + crept))


def softening(die_degc: Values, powder: Powder) -> Values:
    """Yield stress of the heated powder over that at room temperature."""
    return np.asarray(np.exp(-np.maximum(die_degc - ROOM_DEGC, 0.0) / powder.softens_degc))


def porosity_loaded(eff_mpa: Values, powder: Powder, soft: Values | float = 1.0) -> Values:
    """Porosity under load, e0 exp[-P/P_y - B (1 - e^(-P/P_r))].

    Heckel with a rearrangement term; Miss 2026 in-die thicknesses, 10 to 400 MPa.
    """
    rearranged = powder.rearranged * -np.expm1(-eff_mpa / powder.rearrange_mpa)
    heckel = eff_mpa / (powder.yield_mpa * soft)
    return np.asarray(powder.e0 * np.exp(-heckel - rearranged))


def springback(pressed_mpa: Values, powder: Powder) -> Values:
    """Relative recovery of thickness in the die, .0238 (1 - e^(-P/113 MPa)). Miss 2026."""
    return np.asarray(powder.springback * -np.expm1(-pressed_mpa / powder.springback_mpa))


def hard_springback(pressed_mpa: Values, cathode: Cathode) -> Values:
    """The same of the active material, 2.28e-4 per MPa. Miss 2026, NMC622 up to 400 MPa."""
    return np.asarray(cathode.hard_springback_per_mpa * pressed_mpa)


def released(porosity: Values, recovery: Values) -> Values:
    """Porosity after a recovery of thickness at constant mass: 1 - (1 - eps) / (1 + sb)."""
    return np.asarray(1.0 - (1.0 - porosity) / (1.0 + recovery))


def density_out_of_die(
    eff_mpa: Values, pressed_mpa: Values, powder: Powder, soft: Values | float = 1.0
) -> Values:
    """Relative density of the ejected pellet, as a micrometer and a balance give it."""
    recovery = powder.out_of_die * springback(pressed_mpa, powder)
    return 1.0 - released(porosity_loaded(eff_mpa, powder, soft), recovery)


def cathode_density(eff_mpa: Values, powder: Powder, cathode: Cathode) -> Values:
    """Relative density of the composite cathode under load: mean of its hard and soft phases."""
    hard = cathode.hard_e0 * np.exp(-eff_mpa / cathode.hard_yield_mpa)
    soft = porosity_loaded(eff_mpa, powder)
    return np.asarray(1.0 - cathode.hard_share * hard - (1.0 - cathode.hard_share) * soft)
