"""The only unit conversions: line bar <-> kN <-> pellet MPa, and the units vendors use.

Formulas: p [MPa] = F [N] / A [mm2]; A = pi d^2 / 4; ram: F [kN] = p_line [bar] * A_ram [cm2] / 100.
"""

import math

MM2_PER_CM2 = 100.0

# "Ton" alone is refused: the metric, US and UK ones are 12 % apart (9.81, 8.90, 9.96 kN).
KN_PER: dict[str, float] = {
    "kN": 1.0,
    "N": 1e-3,
    "daN": 1e-2,
    "kgf": 9.80665e-3,
    "lbf": 4.4482216152605e-3,
    "tonne": 9.80665,
    "us_ton": 8.896443230521,
    "uk_ton": 9.964016418,
}
BAR_PER: dict[str, float] = {"bar": 1.0, "MPa": 10.0, "kPa": 0.01, "psi": 0.0689475729317}
SECONDS_PER: dict[str, float] = {"s": 1.0, "ms": 1e-3, "min": 60.0}
MM_PER: dict[str, float] = {"mm": 1.0, "um": 1e-3, "inch": 25.4}

# canonical unit of a register -> the units a map may state for it, with their factor
CONVERTIBLE: dict[str, dict[str, float]] = {
    "kN": KN_PER,
    "bar": BAR_PER,
    "s": SECONDS_PER,
    "mm": MM_PER,
    "kN/s": {f"{unit}/s": factor for unit, factor in KN_PER.items()}
    | {f"{unit}/min": factor / 60.0 for unit, factor in KN_PER.items()},
    "degC": {"degC": 1.0},
    "MPa": {unit: factor / 10.0 for unit, factor in BAR_PER.items()},
    "MPa/s": {f"{unit}/s": factor / 10.0 for unit, factor in BAR_PER.items()}
    | {f"{unit}/min": factor / 600.0 for unit, factor in BAR_PER.items()},
    "K/min": {"K/min": 1.0, "K/s": 60.0, "K/h": 1.0 / 60.0},
    "": {"": 1.0},
}


def disc_area_mm2(diameter_mm: float) -> float:
    """Area of a disc, A = pi d^2 / 4."""
    return math.pi * diameter_mm**2 / 4.0


def disc_area_cm2(diameter_mm: float) -> float:
    """Area of a disc in cm2, as impedance people want it."""
    return disc_area_mm2(diameter_mm) / MM2_PER_CM2


def force_kn(mpa: float, area_mm2: float) -> float:
    """Force that gives a pellet `mpa` over `area_mm2`: F [kN] = p [N/mm2] A [mm2] / 1000."""
    return mpa * area_mm2 / 1000.0


def pellet_mpa(force_kn: float, area_mm2: float) -> float:
    """Mean axial stress in a pellet under `force_kn`: p [MPa] = 1000 F [kN] / A [mm2]."""
    return 1000.0 * force_kn / area_mm2


def ram_force_kn(line_bar: float, ram_area_cm2: float) -> float:
    """Force of a hydraulic ram, friction neglected: F [kN] = p [bar] A [cm2] / 100."""
    return line_bar * ram_area_cm2 / 100.0


def line_bar(force_kn: float, ram_area_cm2: float) -> float:
    """Line pressure at which a ram gives `force_kn`, friction neglected."""
    return 100.0 * force_kn / ram_area_cm2


def dense_mm(mass_mg: float, density_g_cm3: float, area_mm2: float) -> float:
    """Thickness of a pellet without pores; a g/cm3 is a mg/mm3."""
    return mass_mg / density_g_cm3 / area_mm2


def factor_to(canonical: str, unit: str) -> float:
    """Factor that turns a number in `unit` into one in the `canonical` unit.

    Raises:
        ValueError: if `unit` is not a unit of that quantity, with the ones that are.
    """
    units = CONVERTIBLE[canonical]
    if unit not in units:
        known = ", ".join(repr(name) for name in units)
        ton = " ('ton' is three different units: say tonne, us_ton or uk_ton)" * ("ton" in unit)
        raise ValueError(f"unit {unit!r} is not one of {known}{ton}")
    return units[unit]
