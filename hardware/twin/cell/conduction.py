"""From density and contact to resistances: what each layer of the cell adds, in ohm cm2."""

from dataclasses import dataclass

import numpy as np

from hardware.twin.cell.compaction import (
    effective_mpa,
    porosity_loaded,
    released,
    softening,
    springback,
)
from hardware.twin.cell.parameters import Anode, Cathode, CellDesign, Contacts, Powder
from hardware.twin.cell.pressing_history import PressHistory, Values

RT_MPA_CM3_MOL = 2479.0
"""R T at 25 degC, in MPa cm3/mol."""


@dataclass(frozen=True, eq=False)
class Contributions:
    """Area-specific resistances of a cell's parts, ohm cm2; arrays of one shape."""

    bulk: Values
    grain_boundary: Values
    cathode_interface: Values
    cathode_ionic: Values
    cathode_diffusion: Values
    anode: Values
    collector: Values

    @property
    def total(self) -> Values:
        """Sum: the area-specific resistance of the whole cell."""
        return np.asarray(sum(vars(self).values()))


def activation(stack_mpa: Values, volume_cm3_mol: float) -> Values:
    """Slowing of hops under pressure, e^(P dV / R T)."""
    return np.asarray(np.exp(stack_mpa * volume_cm3_mol / RT_MPA_CM3_MOL))


def dense_conductivity_ms_cm(history: PressHistory, cell: CellDesign) -> Values:
    """Conductivity of grains in series with pores, s0 (1 - eps)^1.5 e^(-P3 dV/RT). Cronau, Miss."""
    powder = cell.powder
    eff_mpa = effective_mpa(history.copress_mpa, history.copress_dwell_s, cell.dwell)
    loaded = porosity_loaded(eff_mpa, powder, softening(history.die_degc, powder))
    porosity = released(loaded, springback(history.copress_mpa, powder))
    hindered = activation(history.stack_mpa, powder.activation_cm3_mol)
    return np.asarray(powder.s0_ms_cm * (1.0 - porosity) ** 1.5 / hindered)


def grain_contact(history: PressHistory, cell: CellDesign) -> Values:
    """Share of grain contact, made by pressing, reopened by springback, closed by the stack.

    c = (1 - e^(-P_eff/Pc)) {1 - a [1 - e^(-(P1/Pa)^2)] e^(-P3/Ps)}. Cronau 2021, 62 points.
    """
    powder = cell.powder
    soft = softening(history.die_degc, powder)
    eff_mpa = effective_mpa(history.copress_mpa, history.copress_dwell_s, cell.dwell)
    made = -np.expm1(-eff_mpa / (powder.contact_mpa * soft))
    opened = -np.expm1(-((history.copress_mpa / powder.reopen_mpa) ** 2))
    gaps = powder.reopened * soft * opened * np.exp(-history.stack_mpa / powder.close_mpa)
    return np.asarray(made * (1.0 - gaps))


def conductivity_ms_cm(history: PressHistory, cell: CellDesign) -> Values:
    """Conductivity of the pressed separator at its stack pressure, mS/cm."""
    return dense_conductivity_ms_cm(history, cell) * grain_contact(history, cell)


def conductivity_under_load_ms_cm(pressed_mpa: Values, powder: Powder) -> Values:
    """Conductivity in the die before any release: no gaps yet. Miss 2026."""
    porosity = porosity_loaded(pressed_mpa, powder)
    made = -np.expm1(-pressed_mpa / powder.contact_mpa)
    return np.asarray(powder.s0_ms_cm * (1.0 - porosity) ** 1.5 * made)


def percolation(copress_mpa: Values, cathode: Cathode) -> Values:
    """Connected share of the composite cathode, theta = (1 - e^(-P1/164))/.913. Bazzoun 2026."""
    return np.asarray(-np.expm1(-copress_mpa / cathode.percolate_mpa) / cathode.percolate_norm)


def collector_ohm_cm2(stack_mpa: Values, contacts: Contacts) -> Values:
    """Collector contact, 84 P3^-.6. Li-S collector study; carbon-coated aluminium."""
    bearing_mpa = np.maximum(stack_mpa, 0.5)  # the cell's own weight and springs
    return np.asarray(contacts.collector_ohm_cm2 * bearing_mpa**contacts.collector_exponent)


def anode_ohm_cm2(stack_mpa: Values, highest_mpa: Values, anode: Anode) -> Values:
    """Contact of foil and pellet, 8 + 312 (Pc/s_flow)^-1.11, Pc = P3^.49 max(P2,P3)^.51.

    Doux 2020, Li|LPSCl|Li from 1 to 25 MPa and back to 5.
    """
    now_mpa = np.maximum(stack_mpa, 0.5)
    most_mpa = np.maximum(highest_mpa, now_mpa)
    felt_mpa = now_mpa**anode.stack_share * most_mpa ** (1.0 - anode.stack_share)
    contact = (felt_mpa / anode.flow_mpa) ** anode.contact_exponent
    return np.asarray(anode.floor_ohm_cm2 + anode.contact_ohm_cm2 * contact)


def contributions(history: PressHistory, cell: CellDesign) -> Contributions:
    """Every part of the cell's resistance, noise free."""
    thickness_cm = cell.contacts.thickness_um * 1e-4
    bulk = thickness_cm * 1e3 / dense_conductivity_ms_cm(history, cell)
    cathode = cell.cathode
    theta = percolation(history.copress_mpa, cathode)
    contact_mpa = history.stack_mpa + cathode.locked_in * history.copress_mpa
    contact = (contact_mpa / cathode.contact_mpa) ** cathode.contact_exponent
    hindered = activation(history.stack_mpa, cathode.activation_cm3_mol)
    return Contributions(
        bulk=bulk,
        grain_boundary=np.asarray(bulk * (1.0 / grain_contact(history, cell) - 1.0)),
        cathode_interface=np.asarray(cathode.interface_ohm_cm2 / theta * contact),
        cathode_ionic=np.asarray(cathode.ionic_ohm_cm2 / theta),
        cathode_diffusion=np.asarray(cathode.diffusion_ohm_cm2 * hindered),
        anode=anode_ohm_cm2(history.stack_mpa, history.anode_mpa, cell.anode),
        collector=collector_ohm_cm2(history.stack_mpa, cell.contacts),
    )
