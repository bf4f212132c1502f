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
from hardware.units import UNITS, unit_of_word


class ColumnQuantity(Enum):
    """What a column can hold that matters to a spectrum."""

    FREQUENCY = "frequency"
    REAL = "real part"
    IMAGINARY = "imaginary part"
    MODULUS = "modulus"
    PHASE = "phase"
    RESISTANCE = "series resistance"
    REACTANCE = "reactance"
    SERIES_CAPACITANCE = "series capacitance"
    SERIES_INDUCTANCE = "series inductance"
    DISSIPATION = "dissipation factor"
    QUALITY = "quality factor"
    PARALLEL_CAPACITANCE = "parallel capacitance"
    PARALLEL_RESISTANCE = "parallel resistance"
    CONDUCTANCE = "conductance"
    SUSCEPTANCE = "susceptance"
    ADMITTANCE = "modulus of the admittance"
    ADMITTANCE_PHASE = "phase of the admittance"
    ELAPSED = "elapsed time"
    LOOP = "loop number"
    TEMPERATURE = "temperature"
    VOLTAGE = "direct voltage"
    CURRENT = "direct current"


class UnknownUnitError(SpectrumRefusedError):
    """The quantity of a column is clear, its unit is not one that can be converted."""

    def __init__(self, quantity: ColumnQuantity, sentence: str) -> None:
        super().__init__(sentence)
        self.quantity = quantity


@dataclass(frozen=True)
class Meaning:
    """What a heading means.

    Attributes:
        quantity: What the column holds.
        factor: From its unit and sign to Hz, ohm, degree, second, farad, henry, siemens or degC;
            NaN for a phase whose heading does not say degree or radian.
        unit_given: Whether the heading names its unit; Hz and ohm are assumed where it does not.
        offset: Added after the factor; only temperatures in K or degF have one.
    """

    quantity: ColumnQuantity
    factor: float
    unit_given: bool
    offset: float = 0.0


def _words(several: str) -> frozenset[str]:
    return frozenset(several.split())


_NAMES: Mapping[ColumnQuantity, frozenset[str]] = {
    ColumnQuantity.FREQUENCY: _words(
        "f freq frequency frequenz fréquence frequenza frecuencia omega ω freqs 频率 周波数"
        " 測定周波数 frequência 주파수 частота częstotliwość frekans frekvens frekvence frekvencia"
        " frekvencija frecvență frequentie taajuus 頻率 appliedfrequency testfrequency"
    ),
    ColumnQuantity.REAL: _words(
        "z' re re(z) real(z) rez zre zreal realz real"
        " zr z(re) realpart zprime realimpedance impedancereal"
        " zs' z1 zreexp zreohm impedance' rezexp realzs zrealpart"
        " realpartofimpedance impedancerealpart realteil partieréelle partereale 实部 阻抗实部"
        " 실수부 parteréel partereal 実部 実数部 częśćrzeczywista 實部 z(real) réel realteilz"
        " realanteil"
    ),
    ColumnQuantity.IMAGINARY: _words(
        "z'' im im(z) img(z) imag(z) imz zim zimg zimag imagz imag imaginary zimaginary zi z(im)"
        " imagpart"
        " imaginarypart imaginaryimpedance impedanceimaginary impedanceimag zs'' z2 zimexp"
        " impedance'' zdoubleprime zprimeprime imzexp imagzs zimagpart zbis"
        " imaginarypartofimpedance impedanceimaginarypart imaginärteil partieimaginaire"
        " zimaginaria zimaginaire zimaginário zimaginario parteimaginaria parteimaginária"
        " parteimmaginaria zimaginär 虚数部 częśćurojona 虚部 阻抗虚部 허수부 虛部"
        " z(imag) z(imaginary) zj imaginaire imaginärteilz imaginäranteil"
    ),
    ColumnQuantity.MODULUS: _words(
        "|z| z zmod modz mod modulus abs(z) absz zabs mag magnitude zmag impedance |z|exp"
        " impedancemodulus impedancemagnitude zmodulus zmagnitude |zs|"
        " betrag impedanz impédance impedanza impedancia impedância módulo modulo"
        " 阻抗 阻抗模值 インピーダンス 임피던스 模值 阻抗模 modulez moduledez betragz"
        " impedanzbetrag scheinwiderstand"
    ),
    ColumnQuantity.PHASE: _words(
        "phase phase(z) phz zphz phasez zphase theta arg(z) argz arg phi φ θ phaseangle thetaz zθ"
        " zphi φz zphasez zpha phasezz angle zarg θd θr thetad thetar impedancephase fase"
        " phaszs"
        " phasenwinkel phasenverschiebung phasenlage déphasage fáze faza fasvinkel fasehoek"
        " 相位 相位角 位相角 위상 위상각 相角 位相 位相差 phaseofz impedanzphase winkel"
    ),
    ColumnQuantity.RESISTANCE: _words("r rs esr resistance"),
    ColumnQuantity.REACTANCE: _words("x xs reactance"),
    ColumnQuantity.SERIES_CAPACITANCE: _words("cs"),
    ColumnQuantity.SERIES_INDUCTANCE: _words("ls"),
    ColumnQuantity.DISSIPATION: _words("d tanδ tandelta tan(delta) tand df"),
    ColumnQuantity.QUALITY: _words("q"),
    ColumnQuantity.PARALLEL_CAPACITANCE: _words("cp cp'"),
    ColumnQuantity.PARALLEL_RESISTANCE: _words("rp"),
    ColumnQuantity.CONDUCTANCE: _words("g y' yp' re(y) yre yreal gp"),
    ColumnQuantity.SUSCEPTANCE: _words("b y'' yp'' im(y) yim yimag bp"),
    ColumnQuantity.ADMITTANCE: _words(
        "y |y| abs(y) absy ymag ymod admittance admittancemagnitude admittancemodulus"
    ),
    ColumnQuantity.ADMITTANCE_PHASE: _words(
        "phase(y) phasey yphase yphz thetay theta(y) θy arg(y) admittancephase"
    ),
    ColumnQuantity.ELAPSED: _words("t time elapsedtime elapsed"),
    ColumnQuantity.LOOP: _words(
        "cyclenumber cycle loop loopnumber sweep sweepnumber repeat zcycle"
    ),
    ColumnQuantity.TEMPERATURE: _words("t temperature temp celltemperature temperatur"),
}

_MEASURES: Mapping[ColumnQuantity, str] = {
    ColumnQuantity.FREQUENCY: "frequency",
    **dict.fromkeys(
        (
            ColumnQuantity.REAL,
            ColumnQuantity.IMAGINARY,
            ColumnQuantity.MODULUS,
            ColumnQuantity.RESISTANCE,
            ColumnQuantity.REACTANCE,
            ColumnQuantity.PARALLEL_RESISTANCE,
        ),
        "resistance",
    ),
    ColumnQuantity.PHASE: "angle",
    ColumnQuantity.SERIES_CAPACITANCE: "capacitance",
    ColumnQuantity.PARALLEL_CAPACITANCE: "capacitance",
    ColumnQuantity.SERIES_INDUCTANCE: "inductance",
    ColumnQuantity.CONDUCTANCE: "conductance",
    ColumnQuantity.SUSCEPTANCE: "conductance",
    ColumnQuantity.ADMITTANCE: "conductance",
    ColumnQuantity.ADMITTANCE_PHASE: "angle",
    ColumnQuantity.ELAPSED: "time",
    ColumnQuantity.TEMPERATURE: "temperature",
}
"""The quantity of `hardware.units` that a column is measured in; the others are plain numbers."""

_MUST_NAME_UNIT = frozenset(
    {
        ColumnQuantity.RESISTANCE,
        ColumnQuantity.REACTANCE,
        ColumnQuantity.SERIES_CAPACITANCE,
        ColumnQuantity.CONDUCTANCE,
        ColumnQuantity.SERIES_INDUCTANCE,
        ColumnQuantity.PARALLEL_CAPACITANCE,
        ColumnQuantity.PARALLEL_RESISTANCE,
        ColumnQuantity.SUSCEPTANCE,
        ColumnQuantity.ADMITTANCE,
        ColumnQuantity.ADMITTANCE_PHASE,
        ColumnQuantity.TEMPERATURE,
    }
)
"""One letter says too little without a unit: `x` may be a composition, `t` a time."""

_SAME_SIGNS = str.maketrans(
    {"′": "'", "’": "'", "`": "'", "´": "'", "‘": "'", "″": "''", "”": "''", '"': "''", "−": "-",
     "–": "-", "Ω": "ohm", "\u2126": "ohm", "⋅": "", "·": "", "＇": "'", "（": "(", "）": ")",
     "∣": "|", "│": "|", "ǀ": "|"}
)  # fmt: skip
_TWICE_ENCODED = {"Î©": "Ω", "â„¦": "Ω", "Â°": "°"}
"""UTF-8 that was read as Windows-1252 and written again as UTF-8."""
_ADDED_BY_MAKERS = re.compile(
    r"\s*-\s*data\s*$|(?<=['\)|])\s*[(\[]?\s*(?:measured|meas\.|exp(?:erimental|\.))\s*[)\]]?$|^(?:\d+\s*[:.]\s*)|\s*[\[(]\s*[\])]\s*$|(?<=')\s*\([ab]\)$|(?<=degrees)\s*\('\)$",
    re.I,
)
"""Keysight writes `R(Ohm)-data`, Hioki `D[]`, ZPlot `Z'(a)` and `Z''(b)`, ZSimpWin
`Z' Measured`, SMaRT `Impedance Phase Degrees (')`; other exports number their columns."""
_OF_Z = re.compile(r"[\[{]\s*z\s*[\]}]", re.I)
_W_OF_RADIANS = re.compile(r"^(?:w|angular[\s_]*freq(?:uency|\.)?)(?=\s*[\[(/]\s*rad)", re.I)
_PHASE_OF_HIOKI = re.compile(r"^PH(?=\s*[\[(/]|$)")
"""Sheets of Hioki's IM3536 hold `Z`, `Rs`, `PH`, `Cp`; in small letters it is an acidity."""
_PER_SECOND = re.compile(r"s\^?-1|1/s", re.I)
"""Of an angular frequency these are rad/s, of a frequency Hz."""
_IN_BRACKETS = re.compile(r"(.+?)[\s_,]*[(\[{<]\s*(?!z\s*\))([^()\[\]{}<>]+)[)\]}>]", re.I)
_AFTER_SLASH = re.compile(r"([^/]+)/\s*(.+)")
_AFTER_WORD = re.compile(
    r"(.+?)(?:,\s*|\s+in\s+|[\s_]+)(m?ohms?|kohms?|[kmM]?hz|hertz|degc|deg|degrees?|grad|rad|radians?"
    r"|rad/s|s|sec|seconds?|min|h|°c?|celsius|гц|кгц|ом|ком|град|[munpµμ]?f|[mun]s)",
    re.I,
)
_NEGATIVE = re.compile(r"(?<=.)neg(?:ative)?$")
"""As in `z_imag_neg_ohm`."""
_SAID_MEASURED = re.compile(r"(?:measured|meas|exp)$")
"""As in `Z' meas/Ohm` next to `Z' model/Ohm`."""
_ATTACHED = re.compile(r"(.+?)[\s_]*(hz|ohms?|degrees?|deg)", re.I)
"""As in `FrequencyHz`, `ZRealOhms` and `PhaseDegree`."""
_NOT_READ: Mapping[str, re.Pattern[str]] = {
    "logarithms and dB are not read: export the values themselves": re.compile(
        r"\s*(?:log|lg|ln)(?:10)?(?:[\s(\[|/_]|(?:freq(?:uency)?|f|z|\|z\|)(?:[\s/(\[]|$))|.*\bdB(?:ohm|Ω|\b)",
        re.I,
    ),
    "parallel parts are not the parts of Z: export Zs' and Zs''": re.compile(
        r"\s*[-+]?zp[\s_]*(?:'|\u2032|\")", re.I
    ),
    "permittivity, modulus and conductivity are no impedance: export Zs' and Zs''": re.compile(
        r"\s*[-+]?(?:eps|sig|m)(?:'|\u2032|\")", re.I
    ),
    "reflections are no impedance: save Touchstone (.s1p), or R and X": re.compile(
        r"\s*(?:trc?\d+[_\s]*)?s\d\d\b", re.I
    ),
    "its traces stand one below the other: put frequency, |Z| and theta, or R and X, next to each"
    " other": re.compile(r"\s*(?:data|memory|reference) trace\b", re.I),
}
"""What no column of an impedance holds, though it may stand in the place of one."""
_MINUS = re.compile(r"\s*(?:-|\(\s*-\s*\)\s*|minus[\s_]*|neg(?:ative|\.)?[\s_]*)", re.I)


def why_not_read(heading: str) -> str:
    """Why a column is no part of an impedance, whatever it is called; empty where it may be one."""
    return next((why for why, pattern in _NOT_READ.items() if pattern.match(heading)), "")


def meaning(heading: str) -> Meaning | None:
    """What a heading says, or None when it names nothing that matters here.

    Raises:
        UnknownUnitError: the quantity is clear, its unit is not one that can be converted.
    """
    if len(heading) > _LONGEST_HEADING:
        return None
    for broken, sign in _TWICE_ENCODED.items():
        heading = heading.replace(broken, sign)
    written = _ADDED_BY_MAKERS.sub("", heading.translate(_SAME_SIGNS).strip())
    written = _PHASE_OF_HIOKI.sub("phase", _W_OF_RADIANS.sub("ω", _OF_Z.sub("(z)", written)))
    if written.endswith(")") and "(" not in written:
        written = written[:-1]  # a bracket that somebody left over
    minus = _MINUS.match(written)
    name, unit = _split(written[minus.end() :] if minus else written)
    negative = _NEGATIVE.search(name)
    name = _measured(name if negative is None else name[: negative.start()])
    quantities = [quantity for quantity, names in _NAMES.items() if name in names]
    if ((minus or negative) and quantities not in _SIGNED) or _is_function_of_another(name, unit):
        return None
    for quantity in quantities:
        found = meaning_of_unit(quantity, unit, angular=name in ("omega", "ω"))
        if found is not None:
            return Meaning(
                quantity,
                -found.factor if bool(minus) != bool(negative) else found.factor,
                found.unit_given,
                found.offset,
            )
    if not quantities or quantities[0] not in _NEEDED:
        return None
    raise UnknownUnitError(quantities[0], _of_unit(quantities[0], heading.strip(), unit))


def _of_unit(quantity: ColumnQuantity, heading: str, unit: str) -> str:
    """Why a column in this unit is not read, and what to do."""
    where = f"the {quantity.value} is in a column called '{heading}'"
    known = unit_of_word(unit)
    if known is not None and known.quantity == "area-specific resistance":
        return (
            f"{where}, which is a resistance times an area: export it in ohm; or, where it was"
            " multiplied by the area of this cell, say so with --area-cm2 1 --columns"
            f" frequency=...,real=HEADING:{known.name.split()[0]},imag=..."
        )
    return (
        f"{where}, and '{unit}' is not a unit known for it ({', '.join(_known_units(quantity))});"
        " if it is one of these, name it: --columns"
        " frequency=...,real=HEADING:UNIT,imag=HEADING:UNIT"
    )


def _measured(name: str) -> str:
    """A name without what says that the column was measured, and not fitted."""
    shorter = _SAID_MEASURED.sub("", name)
    return shorter if shorter in _ALL_NAMES else name


_SIGNED = (
    [ColumnQuantity.REAL],
    [ColumnQuantity.IMAGINARY],
    [ColumnQuantity.PHASE],
    [ColumnQuantity.REACTANCE],
)
_NEEDED = (ColumnQuantity.FREQUENCY, ColumnQuantity.REAL, ColumnQuantity.IMAGINARY)
_LONGEST_HEADING = 80  # characters; chosen: longer lines are text


def meaning_of_unit(
    quantity: ColumnQuantity, unit: str, *, angular: bool = False
) -> Meaning | None:
    """What a quantity in a unit means; None when the unit does not fit, or is needed.

    Args:
        quantity: What the column holds.
        unit: As written; empty where none is.
        angular: Whether a frequency without a unit is an angular one.
    """
    if quantity not in _MEASURES:
        return Meaning(quantity, 1.0, unit_given=True) if unit in ("", "#", "1", "-") else None
    if not unit:
        return _without_unit(quantity, angular=angular)
    if quantity is ColumnQuantity.FREQUENCY and _PER_SECOND.fullmatch(unit):
        unit = "rad/s" if angular else "Hz"
    known = unit_of_word(_LOST_SIGN.get(_MEASURES[quantity], unit) if unit in _LOST else unit)
    if known is None or known.quantity != _MEASURES[quantity]:
        return None
    factor, offset = known.factor, known.offset
    return Meaning(quantity, factor, unit_given=True, offset=offset)


_LOST = ("?", "\ufffd")
_LOST_SIGN = {"resistance": "ohm", "angle": "deg"}
"""The unit of one sign that an encoding without a capital omega or a degree sign turned into `?`,
as in `Z' (?)`; of a kilo-ohm the `k` is left."""


def _without_unit(quantity: ColumnQuantity, *, angular: bool) -> Meaning | None:
    if quantity in _MUST_NAME_UNIT:
        return None
    if quantity is ColumnQuantity.PHASE:
        return Meaning(quantity, math.nan, unit_given=False)
    factor = UNITS["rad/s"].factor if angular else 1.0
    return Meaning(quantity, factor, unit_given=False)


def _known_units(quantity: ColumnQuantity) -> list[str]:
    return [name for name, unit in UNITS.items() if unit.quantity == _MEASURES[quantity]]


def _is_function_of_another(name: str, unit: str) -> bool:
    """Whether the brackets hold what it is the real part of: `Re(M)`, `Im(Permittivity)`."""
    known = unit_of_word(unit)
    fits = known is not None and known.quantity in _OF_IMPEDANCE
    return bool(unit) and name in _PARTS and not fits


_OF_IMPEDANCE = ("resistance", "angle", "area-specific resistance")
_PARTS = frozenset({"re", "im", "real", "imag", "imaginary", "abs", "mod", "phase", "arg"})


def _split(written: str) -> tuple[str, str]:
    """A heading without its sign, taken apart into a bare name and a unit as written."""
    if "(" in written and _bare(written) in _NAMES_WITH_BRACKETS:
        return _bare(written), ""
    for pattern in (_IN_BRACKETS, _AFTER_SLASH, _AFTER_WORD):
        match = pattern.fullmatch(written)
        if match:
            return _bare(match[1]), match[2].strip()
    bare = _bare(written)
    attached = None if bare in _ALL_NAMES else _ATTACHED.fullmatch(written)
    if attached and (name := _bare(attached[1])) in _ALL_NAMES:
        return name, attached[2]
    return bare, ""


_ALL_NAMES = frozenset(name for names in _NAMES.values() for name in names)
_NAMES_WITH_BRACKETS = frozenset(name for name in _ALL_NAMES if "(" in name)


def _bare(name: str) -> str:
    return re.sub(r"[\s_.\-]+", "", name).lower()
