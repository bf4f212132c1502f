"""How cells fail: cracks at release, layers that come apart, anodes that pierce the separator."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from hardware.twin.cell.compaction import (
    density_out_of_die,
    effective_mpa,
    hard_springback,
    porosity_loaded,
    released,
    softening,
    springback,
)
from hardware.twin.cell.parameters import CellDesign, Contacts, Dwell
from hardware.twin.cell.pressing_history import PressHistory, Values


@dataclass(frozen=True, eq=False)
class Risks:
    """Probabilities of independent kinds of failure; arrays of one shape."""

    crack: Values
    delamination: Values
    short: Values

    @property
    def intact(self) -> Values:
        """Probability that nothing happens."""
        return np.asarray((1.0 - self.crack) * (1.0 - self.delamination) * (1.0 - self.short))


def risks(history: PressHistory, cell: CellDesign, *, in_die: bool = False) -> Risks:
    """Probabilities of crack, delamination and short for a pressing history.

    In its die a pellet cannot fall to pieces: the sleeve holds what is too weak to come out whole.
    """
    cracked = crack(history, cell, in_die=in_die)
    return Risks(cracked, delamination(history, cell), short(history, cell))


def mismatch(history: PressHistory, cell: CellDesign) -> Values:
    """Strain between cathode and separator at release, the driver of capping.

    x_am (hard - soft springback)(1 + .12 ln(rate/1.6))(1 - .1 hold); threshold between the 625 MPa
    that Yan's pellets bear and the 750 MPa at which they fracture.
    """
    limits = cell.breakage
    hard = hard_springback(history.copress_mpa, cell.cathode)
    soft = springback(history.copress_mpa, cell.powder)
    rate = 1.0 + limits.rate_gain * np.log(history.release_mpa_s / limits.rate_mpa_s)
    held = -np.expm1(-history.copress_dwell_s / limits.hold_relief_s)
    relief = 1.0 - limits.hold_relief * held
    return np.asarray(cell.cathode.hard_share * (hard - soft) * rate * relief)


def weakness(history: PressHistory, cell: CellDesign) -> Values:
    """Probability that a pellet is too weak to come out of the die in one piece."""
    limits = cell.breakage
    eff_mpa = effective_mpa(history.copress_mpa, history.copress_dwell_s, cell.dwell)
    return np.asarray(expit((limits.weak_mpa - eff_mpa) / limits.weak_width_mpa))


def crack(history: PressHistory, cell: CellDesign, *, in_die: bool = False) -> Values:
    """Probability of a crack: capping, too weak to handle, flaws, a poor pre-press, mishap."""
    limits = cell.breakage
    weak = np.asarray(0.0) if in_die else weakness(history, cell)
    capping = expit((mismatch(history, cell) / limits.mismatch - 1.0) / limits.mismatch_width)
    flaw = np.minimum(limits.hazard * (history.copress_mpa / limits.hazard_mpa) ** 3, 0.5)
    ratio = history.prepress_mpa / history.copress_mpa
    loose = np.where(ratio > 0.0, expit((limits.pre_low - ratio) / limits.pre_width), 0.0)
    return np.asarray(_any_of(capping, weak, flaw, loose, np.asarray(limits.mishap)))


def toughness_j_m2(
    pressed_mpa: Values, dwell_s: Values, gain: float, contacts: Contacts, dwell: Dwell
) -> Values:
    """Adhesion of two pressed layers, 5.44 e^(q P/196 MPa) up to 65 J/m2. Liao 2025, 1 min hold."""
    one = np.asarray(1.0)
    liao = effective_mpa(one, np.asarray(dwell.liao_hold_s), dwell)
    held_mpa = pressed_mpa * effective_mpa(one, dwell_s, dwell) / liao
    # the exponent is cut where the cap is long reached, so that no input overflows
    exponent = np.minimum(gain * held_mpa / contacts.toughness_mpa, 10.0)
    return np.minimum(contacts.toughness_j_m2 * np.exp(exponent), contacts.toughness_cap_j_m2)


def anode_toughness_j_m2(history: PressHistory, cell: CellDesign) -> Values:
    """Adhesion of the anode, a softer layer that bonds at lower pressure."""
    return toughness_j_m2(
        history.anode_mpa,
        history.anode_dwell_s,
        cell.anode.adhesion_gain,
        cell.contacts,
        cell.dwell,
    )


def delamination(history: PressHistory, cell: CellDesign) -> Values:
    """Probability that a layer comes off: pressed too little on either side, or re-broken."""
    limits, contacts = cell.breakage, cell.contacts
    cathode_j_m2 = toughness_j_m2(
        history.copress_mpa, history.copress_dwell_s, 1.0, contacts, cell.dwell
    )
    anode_j_m2 = anode_toughness_j_m2(history, cell)
    off_cathode = expit((contacts.peel_j_m2 - cathode_j_m2) / contacts.peel_width_j_m2)
    off_anode = expit((contacts.peel_j_m2 - anode_j_m2) / contacts.peel_width_j_m2)
    again = history.anode_mpa / history.copress_mpa
    rebroken = expit((again - limits.rebreak) / limits.rebreak_width)
    smooth = expit(
        (history.prepress_mpa / history.copress_mpa - limits.pre_high) / limits.pre_width
    )
    loose = limits.loose * np.exp(-history.stack_mpa / limits.loose_mpa)
    return np.asarray(_any_of(off_cathode, off_anode, rebroken, smooth, loose))


def short(history: PressHistory, cell: CellDesign) -> Values:
    """Probability of a short: pierced when the anode is pressed on, or filaments in service."""
    powder = cell.powder
    soft = softening(history.die_degc, powder)
    eff_mpa = effective_mpa(history.copress_mpa, history.copress_dwell_s, cell.dwell)
    density = density_out_of_die(eff_mpa, history.copress_mpa, powder, soft)
    loaded = porosity_loaded(eff_mpa, powder, soft)
    porosity = released(loaded, springback(history.copress_mpa, powder))
    pierced = pierce_probability(history.anode_mpa, density, cell)
    return np.asarray(_any_of(pierced, filament_probability(history.stack_mpa, porosity, cell)))


def pierce_probability(anode_mpa: Values, density: Values, cell: CellDesign) -> Values:
    """Soft metal pressed through the pores: P2 against 50 s_press [1 + 4 (D - .82)]. Doux 2020."""
    limits = cell.breakage
    resists = 1.0 + limits.pierce_density * (density - limits.reference_density)
    bears_mpa = limits.pierce_mpa * cell.anode.press_short * np.maximum(resists, 0.05)
    over = np.log(np.maximum(anode_mpa, 1e-3) / bears_mpa)
    return np.asarray(expit(over / limits.pierce_width))


def hours_to_short(stack_mpa: Values, porosity: Values, cell: CellDesign) -> Values:
    """Life before filaments cross, 580 h (P3/10 s_cyc)^-2.26 e^(12 (.18 - eps)). Doux 2020."""
    limits = cell.breakage
    load = np.maximum(stack_mpa, 0.01) / (limits.life_mpa * cell.anode.cycle_short)
    dense = np.exp(limits.life_porosity * (1.0 - limits.reference_density - porosity))
    return np.asarray(limits.life_h * load**limits.life_exponent * dense)


def filament_probability(stack_mpa: Values, porosity: Values, cell: CellDesign) -> Values:
    """Probability of a short within the service time, Weibull of shape 2."""
    served = cell.breakage.service_h / hours_to_short(stack_mpa, porosity, cell)
    return np.asarray(-np.expm1(-(served**2)))


def _any_of(*probabilities: Values) -> Values:
    """Probability of at least one of independent events."""
    none = np.asarray(1.0)
    for probability in probabilities:
        none = none * (1.0 - probability)
    return np.asarray(1.0 - none)
