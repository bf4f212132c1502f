"""What a column heading says: which quantity, in which unit, with which sign.

Whole names are matched, never parts of them: `Re(Y)`, `log f` or `Z2 Real` must not be taken for
what they resemble. A heading whose quantity is known and whose unit is not is refused, because a
kilo-ohm or an ohm cm2 read as an ohm is a wrong number that looks right.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from hardware.errors import SpectrumRefusedError


class Quantity(Enum):
    """What a column can hold that matters to a spectrum."""

    FREQUENCY = "frequency"
    REAL = "real part"
    IMAGINARY = "imaginary part"
    MODULUS = "modulus"
    PHASE = "phase"
    ELAPSED = "elapsed time"
    LOOP = "loop number"
    TEMPERATURE = "temperature"


@dataclass(frozen=True)
class Meaning:
    """What a heading means.

    Attributes:
        quantity: What the column holds.
        factor: From its unit and sign to Hz, ohm, degree, second or degC; NaN for a phase whose
            heading does not say degree or radian.
        unit_given: Whether the heading names its unit; Hz and ohm are assumed where it does not.
    """

    quantity: Quantity
    factor: float
    unit_given: bool


_RADIAN_DEG = 180.0 / math.pi
_TURN = 1.0 / (2.0 * math.pi)
_OHMS = {"mohm": 1e-3, "ohm": 1.0, "kohm": 1e3, "Mohm": 1e6}


def _words(several: str) -> frozenset[str]:
    return frozenset(several.split())


_NAMES: Mapping[Quantity, frozenset[str]] = {
    Quantity.FREQUENCY: _words("f freq frequency frequenz fréquence omega ω"),
    Quantity.REAL: _words(
        "z' re re(z) rez zre zreal realz real zr z(re) realpart zprime realimpedance impedancereal"
    ),
    Quantity.IMAGINARY: _words(
        "z'' im im(z) imz zim zimg zimag imagz imag imaginary zimaginary zi z(im)"
        " imaginarypart imaginaryimpedance impedanceimaginary impedanceimag"
    ),
    Quantity.MODULUS: _words(
        "|z| z zmod modz mod modulus abs(z) absz zabs mag magnitude zmag impedance"
    ),
    Quantity.PHASE: _words(
        "phase phase(z) phz zphz phasez zphase theta arg(z) argz arg phi φ θ phaseangle"
    ),
    Quantity.ELAPSED: _words("t time elapsedtime elapsed"),
    Quantity.LOOP: _words("cyclenumber cycle loop loopnumber sweep sweepnumber repeat"),
    Quantity.TEMPERATURE: _words("t temperature temp celltemperature"),
}

_UNITS: Mapping[Quantity, Mapping[str, float]] = {
    Quantity.FREQUENCY: {"mHz": 1e-3, "hz": 1.0, "khz": 1e3, "MHz": 1e6, "rad/s": _TURN},
    Quantity.REAL: _OHMS,
    Quantity.IMAGINARY: _OHMS,
    Quantity.MODULUS: _OHMS,
    Quantity.PHASE: {"deg": 1.0, "rad": _RADIAN_DEG},
    Quantity.ELAPSED: {"s": 1.0, "min": 60.0, "h": 3600.0},
    Quantity.LOOP: {"": 1.0, "#": 1.0},
    Quantity.TEMPERATURE: {"degc": 1.0},
}

_SAME_SIGNS = str.maketrans(
    {"′": "'", "’": "'", "`": "'", "´": "'", "″": "''", "”": "''", '"': "''", "−": "-", "–": "-",
     "Ω": "ohm", "\u2126": "ohm", "°": "deg", "º": "deg", "⋅": "", "·": "", "²": "2"}
)  # fmt: skip
_IN_BRACKETS = re.compile(r"(.+?)[\s_,]*[(\[{<]\s*(?!z\s*\))([^()\[\]{}<>]+)[)\]}>]", re.I)
_AFTER_SLASH = re.compile(r"([^/]+)/\s*(.+)")
_AFTER_WORD = re.compile(
    r"(.+?)(?:,\s*|\s+in\s+|[\s_]+)(m?ohms?|kohms?|[kmM]?hz|degc|deg|degrees?|rad|rad/s|s|sec|min|h)",
    re.I,
)
_MINUS = re.compile(r"\s*(?:-|minus[\s_]*|neg(?:ative)?[\s_]*)", re.I)


def meaning(heading: str) -> Meaning | None:
    """What a heading says, or None when it names nothing that matters here.

    Raises:
        SpectrumRefusedError: the quantity is clear, its unit is not one that can be converted.
    """
    if len(heading) > _LONGEST_HEADING:
        return None
    written = heading.translate(_SAME_SIGNS).strip()
    minus = _MINUS.match(written)
    name, unit = _split(written[minus.end() :] if minus else written)
    quantities = [quantity for quantity, names in _NAMES.items() if name in names]
    if minus and quantities not in _SIGNED:
        return None
    for quantity in quantities:
        factor = _factor(quantity, name, unit)
        if factor is not None:
            return Meaning(
                quantity,
                -factor if minus else factor,
                unit_given=bool(unit) or quantity is Quantity.LOOP,
            )
    if not quantities or quantities[0] not in _NEEDED:
        return None
    raise SpectrumRefusedError(
        f"the {quantities[0].value} is in a column called '{heading.strip()}', and '{unit}' is not"
        f" a unit known for it ({', '.join(_UNITS[quantities[0]])})"
    )


_SIGNED = ([Quantity.REAL], [Quantity.IMAGINARY], [Quantity.PHASE])
_NEEDED = (Quantity.FREQUENCY, Quantity.REAL, Quantity.IMAGINARY)
_LONGEST_HEADING = 80


def _split(written: str) -> tuple[str, str]:
    """A heading without its sign, taken apart into a bare name and a unit as written."""
    for pattern in (_IN_BRACKETS, _AFTER_SLASH, _AFTER_WORD):
        match = pattern.fullmatch(written)
        if match:
            return _bare(match[1]), match[2].strip()
    return _bare(written), ""


def _bare(name: str) -> str:
    return re.sub(r"[\s_.\-]+", "", name).lower()


def _factor(quantity: Quantity, name: str, unit: str) -> float | None:
    """What to multiply a value by; None when the unit does not fit the quantity."""
    known = _UNITS[quantity]
    if unit:
        return known.get(_plain_unit(unit))
    if quantity is Quantity.PHASE:
        return math.nan
    if name in ("omega", "ω"):
        return _TURN
    return None if quantity is Quantity.TEMPERATURE else 1.0


_LONG_UNITS = {"ohms": "ohm", "degree": "deg", "degrees": "deg", "radian": "rad", "radians": "rad",
               "sec": "s", "seconds": "s", "hertz": "hz", "degree c": "degc", "c": "degc",
               "rad s-1": "rad/s", "rad*s-1": "rad/s", "kohms": "kohm"}  # fmt: skip


def _plain_unit(unit: str) -> str:
    """One spelling for a unit; only the case of milli and mega says anything.

    `mhz` and `MHZ`, where somebody changed the case of everything, stay unknown: a factor of 1e9.
    """
    lower = re.sub(r"\s+", " ", unit.strip()).lower()
    lower = _LONG_UNITS.get(lower, lower)
    if lower == "mhz":
        return unit.strip()
    if lower in ("mohm", "mohms"):
        return unit.strip()[0] + ("?" if unit.strip().isupper() else "ohm")
    return lower
