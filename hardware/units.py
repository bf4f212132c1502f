"""The only unit conversions: line bar <-> kN <-> pellet MPa, and the units vendors use.

Formulas: p [MPa] = F [N] / A [mm2]; A = pi d^2 / 4; ram: F [kN] = p_line [bar] * A_ram [cm2] / 100.
"""

import math
import re
from dataclasses import dataclass

MM2_PER_CM2 = 100.0  # by definition

# "Ton" alone is refused: the metric, US and UK ones are 12 % apart (9.81, 8.90, 9.96 kN).
KN_PER: dict[str, float] = {
    "kN": 1.0,
    "N": 1e-3,
    "daN": 1e-2,
    "kgf": 9.80665e-3,
    "kg": 9.80665e-3,  # what a weighing indicator shows: the force of that mass, g = 9.80665 m/s2
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
    "degC": {"degC": 1.0, "K": 1.0, "degF": 5.0 / 9.0},
    "MPa": {unit: factor / 10.0 for unit, factor in BAR_PER.items()},
    "MPa/s": {f"{unit}/s": factor / 10.0 for unit, factor in BAR_PER.items()}
    | {f"{unit}/min": factor / 600.0 for unit, factor in BAR_PER.items()},
    "K/min": {"K/min": 1.0, "K/s": 60.0, "K/h": 1.0 / 60.0, "degF/min": 5.0 / 9.0},
    "": {"": 1.0},
}
# what the zero of a unit is in the canonical unit; 0 where it is not listed
ZERO_OF: dict[str, float] = {"K": -273.15, "degF": -32.0 * 5.0 / 9.0}


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


@dataclass(frozen=True)
class Unit:
    """One unit of a quantity.

    Attributes:
        name: Its one spelling, e.g. `kohm`.
        quantity: What it measures, e.g. `resistance`.
        factor: Turns a number in this unit into one in the base unit of the quantity (factor 1).
        offset: Added after the factor; only temperatures have one.
    """

    name: str
    quantity: str
    factor: float
    offset: float = 0.0

    def to_base(self, value: float) -> float:
        """A number in this unit, in the base unit of its quantity."""
        return self.factor * value + self.offset


def _units() -> dict[str, Unit]:
    """Every unit by its name: quantity, then names with the factor to the base unit."""
    table: dict[str, dict[str, float]] = {
        "frequency": {"mHz": 1e-3, "Hz": 1.0, "kHz": 1e3, "MHz": 1e6, "GHz": 1e9,
                      "rad/s": 1.0 / (2.0 * math.pi)},
        "resistance": {"uohm": 1e-6, "mohm": 1e-3, "ohm": 1.0, "kohm": 1e3, "Mohm": 1e6,
                       "Gohm": 1e9},
        "area-specific resistance": {"mohm cm2": 1e-3, "ohm cm2": 1.0, "kohm cm2": 1e3,
                                     "uohm cm2": 1e-6, "Mohm cm2": 1e6, "ohm m2": 1e4,
                                     "mohm m2": 10.0, "uohm m2": 1e-2, "ohm mm2": 1e-2,
                                     "kohm mm2": 10.0},
        "resistivity": {"ohm cm": 1.0, "kohm cm": 1e3, "ohm m": 100.0},
        "conductivity": {"mS/cm": 1.0, "S/cm": 1e3, "uS/cm": 1e-3, "S/m": 10.0,
                         "mS/m": 1e-2},
        "angle": {"deg": 1.0, "rad": 180.0 / math.pi, "mrad": 0.18 / math.pi},
        "time": {**SECONDS_PER, "us": 1e-6, "h": 3600.0, "d": 86400.0},
        "stress": {"MPa": 1.0, "GPa": 1e3, "kPa": 1e-3, "Pa": 1e-6, "bar": 0.1, "mbar": 1e-4,
                   "kbar": 100.0, "psi": BAR_PER["psi"] / 10.0, "ksi": 100.0 * BAR_PER["psi"],
                   "kg/cm2": 0.0980665, "t/cm2": 98.0665, "kg/mm2": 9.80665,
                   "kN/cm2": 10.0, "kN/mm2": 1e3, "atm": 0.101325},
        "stress rate": {"MPa/s": 1.0, "MPa/min": 1.0 / 60.0, "bar/s": 0.1},
        "force": {**KN_PER, "klbf": 1e3 * KN_PER["lbf"], "MN": 1e3, "daN": 0.01,
                  "ton": math.nan},
        "length": {**MM_PER, "cm": 10.0, "m": 1e3, "nm": 1e-6},
        "area": {"cm2": 1.0, "mm2": 1e-2, "m2": 1e4},
        "mass": {"mg": 1.0, "g": 1e3, "ug": 1e-3, "kg": 1e6},
        "density": {"g/cm3": 1.0, "kg/m3": 1e-3},
        "voltage": {"V": 1.0, "mV": 1e-3, "uV": 1e-6},
        "current": {"A": 1.0, "mA": 1e-3, "uA": 1e-6, "nA": 1e-9},
        "conductance": {"S": 1.0, "mS": 1e-3, "uS": 1e-6},
        "capacitance": {"F": 1.0, "mF": 1e-3, "uF": 1e-6, "nF": 1e-9, "pF": 1e-12},
        "inductance": {"H": 1.0, "mH": 1e-3, "uH": 1e-6, "nH": 1e-9},
        "share": {"%": 0.01},
    }  # fmt: skip
    known = {
        name: Unit(name, quantity, factor)
        for quantity, factors in table.items()
        for name, factor in factors.items()
    }
    known["degC"] = Unit("degC", "temperature", 1.0)
    known["K"] = Unit("K", "temperature", 1.0, -273.15)
    known["degF"] = Unit("degF", "temperature", 5.0 / 9.0, -160.0 / 9.0)
    return known


UNITS: dict[str, Unit] = _units()
"""Every unit by its name. `ton` is there to be recognised and refused: it is three units."""

_SPELLINGS: dict[str, str] = {
    "rad/s": "rad s-1, rad*s-1, rad s^-1",
    "Hz": "hertz, Гц", "kHz": "кГц", "MHz": "МГц",
    "ohm": "ohms, ohm(s), ohmios, 欧姆, 欧, オーム, 옴, Ом",
    "kohm": "kohms, kiloohm, kilohm, kilo ohm, кОм",
    "mohm": "mOhm, mohms, mOhms, milliohm",
    "Mohm": "MOhm, Mohms, MOhms, megohm, megaohm, mega ohm, МОм", "Gohm": "GOhm",
    "ohm cm2": "Ом*см2, Ом см2, ohm*cm2, ohm_cm2, ohmcm2, ohm-cm2, ohm.cm2",
    "kohm cm2": "kohm*cm2, kohmcm2", "mohm cm2": "mOhm cm2, mohm*cm2, mOhm*cm2, mohmcm2",
    "Mohm cm2": "MOhm cm2, Mohm*cm2, MOhm*cm2", "uohm cm2": "uohm*cm2",
    "mohm m2": "mOhm m2, mohm*m2, mOhm*m2", "uohm m2": "uohm*m2, microohm m2",
    "ohm mm2": "ohm*mm2, ohmmm2", "kohm mm2": "kohm*mm2",
    "ohm m2": "ohm*m2, ohmm2", "ohm cm": "ohm*cm, ohmcm, ohm-cm, ohm.cm", "kohm cm": "kohm*cm",
    "ohm m": "ohm*m, ohmm, ohm-m, ohm.m",
    "S": "siemens, mho, ohm-1, 1/ohm", "mS": "mmho, kohm-1, 1/kohm", "uS": "umho, Mohm-1, 1/Mohm",
    "mS/cm": "mS cm-1, mS*cm-1, mS_cm, mScm-1", "S/cm": "S cm-1, S*cm-1, S_cm, Scm-1",
    "uS/cm": "uS cm-1, uS*cm-1", "S/m": "S m-1, S*m-1", "mS/m": "mS m-1, mS*m-1",
    "deg": "degree, degrees, Grad, degré, degrés, град", "rad": "radian, radians",
    "s": "sec, secs, second, seconds, sekunde, sekunden, seconde, secondes, с, сек, 秒, 초",
    "ms": "msec", "min": "mins, minute, minutes, minuten, мин, 分, 分钟, 分鐘, 分間, 분",
    "h": "hr, hrs, hour, hours, stunde, stunden, heure, heures, 小时, 小時, 時間, 시간",
    "d": "day, days, tag, tage, jour, jours, 天, 日, 일",
    "MPa": "mpa, Mpa, mPa, МПа, 兆帕, N/mm2, N/mm^2, N mm-2, MN/m2",
    "kg/cm2": "kgf/cm2, kp/cm2, at, kg cm-2, kgf cm-2, kgf_cm2, kg_cm2, kgf cm2",
    "t/cm2": "tf/cm2, tonne/cm2, t cm-2, tf cm-2", "kg/mm2": "kgf/mm2, kgf mm-2",
    "kN/cm2": "kN cm-2", "kN/mm2": "kN mm-2, GN/m2",
    "MPa/s": "MPa s-1, MPa_s, MPa*s-1", "MPa/min": "MPa min-1", "psi": "lbf/in2",
    "ksi": "kpsi", "klbf": "kip, kips, klb",
    "kN": "KN, kilonewton, kilo newton, кН, 千牛, 킬로뉴턴", "kgf": "kp, kilopond",
    "lbf": "lb, lbs, pound-force",
    "tonne": "tonnes, tonnen, metric ton, metric tons, tf, t, 吨, 噸, トン, 톤",
    "us_ton": "short ton, short tons, US ton, US tons",
    "uk_ton": "long ton, long tons, UK ton, UK tons",
    "ton": "tons, ton-force, tons-force, tonf", "um": "micron, microns",
    "inch": "in, inches", "cm2": "cm^2, sqcm", "mm2": "mm^2", "g/cm3": "g_cm3, g cm-3, g/cc, g/ccm",
    "kg/m3": "kg m-3", "%": "pct, percent, prozent, vol%",
    "degC": "C, celsius, deg C, degree C, degrees C, grad C, degreeC, 'C",
    "K": "kelvin", "degF": "deg F, fahrenheit", "A": "ampere, amp, amps", "V": "volt, volts",
}  # fmt: skip

_SIGNS = str.maketrans(
    {"\u03a9": "ohm", "\u2126": "ohm", "\u00b5": "u", "\u03bc": "u", "\u00b0": "deg ",
     "\u00ba": "deg ", "\u2103": "degC", "\u2109": "degF", "\u00b2": "2", "\u00b3": "3",
     "\u00b7": "*", "\u22c5": "*", "\u30fb": "*", "\u2022": "*", "\u2219": "*",
     "\u00d7": "*", "\u207b": "-", "\u2212": "-", "\u00b9": "1",
     "\u2044": "/", "\u2215": "/", "\u00a0": " ", "^": ""}
)  # fmt: skip


def _words() -> tuple[dict[str, str], dict[str, str]]:
    """Spellings as they stand, and in lower case those whose case says nothing."""
    exact = {name: name for name in UNITS}
    for name, several in _SPELLINGS.items():
        exact |= {word.translate(_SIGNS): name for word in several.split(", ")}
    lower: dict[str, set[str]] = {}
    for word, name in exact.items():
        lower.setdefault(word.lower(), set()).add(name)
    clear = (word for word, names in lower.items() if len(names) == 1 and len(word) > 1)
    return exact, {word: min(lower[word]) for word in clear}


_EXACT, _LOWER = _words()
_NEGATIVE_POWER = re.compile(r"^(?P<over>[^*/ ]+)[* .](?P<under>[A-Za-z]+)-(?P<power>\d)$")
_ABOUT_SLASH = re.compile(r"\s*/\s*")


def unit_of_word(word: str) -> Unit | None:
    """The unit that a spelling means; None for what is no unit, or more than one.

    Case matters exactly where two units differ by it: `MOhm` is a million of what `mOhm` is a
    thousandth of, and `MOHM` or `mhz` is neither. `KHZ` and `Sec` are clear.

    Args:
        word: As written, with or without brackets around it: `kΩ`, `[N/mm²]`, `deg C`.
    """
    plain = _bare(word)
    return _unit_named(plain) or _unit_named(_as_quotient(plain))


def _unit_named(plain: str) -> Unit | None:
    return UNITS.get(_EXACT.get(plain) or _LOWER.get(plain.lower(), ""))


def _as_quotient(plain: str) -> str:
    """`kgf*cm-2` and `N / mm2` as `kgf/cm2` and `N/mm2`."""
    found = _NEGATIVE_POWER.match(plain)
    if found is None:
        return _ABOUT_SLASH.sub("/", plain)
    return f"{found['over']}/{found['under']}{found['power'].removeprefix('1')}"


def _bare(word: str) -> str:
    """A unit without the brackets around it, its signs in one spelling, single blanks."""
    inner = word.strip().strip("[](){}<>").translate(_SIGNS)
    return " ".join(inner.split()).replace("deg C", "degC").removesuffix(".")
