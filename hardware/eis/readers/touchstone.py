"""Touchstone 1 of one port (`.s1p`), as network and impedance analysers save it.

`# Hz S RI R 50` says what the pairs are. A reflection becomes Z = R (1 + S) / (1 - S). Z and Y are
divided by R in the standard (Touchstone File Format Specification, rev. 1.1, 2002), but programs
write them both ways, so that they are read only where R is 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from hardware.eis.parsing.instrument_file import InstrumentFile
from hardware.eis.parsing.spectra_from_table import spectra_from_table
from hardware.eis.parsing.text_table import Row, TextTable
from hardware.eis.spectrum import Spectrum
from hardware.errors import SpectrumRefusedError
from hardware.numbers import number
from hardware.units import UNITS

NAME = "Touchstone"
LAST_RESORT = False

_OPTIONS = re.compile(
    r"\s*#\s*(?P<unit>[kMG]?Hz)\s+(?P<what>[SYZ])\s+(?P<form>RI|MA|DB)(?:\s+R\s+(?P<ohm>\S+))?\s*",
    re.I,
)
_USUAL_OHM = "50"
_UNITS = {"hz": "Hz", "khz": "kHz", "mhz": "MHz", "ghz": "GHz"}
_HEADINGS = ("frequency/Hz", "Re(Z)/ohm", "Im(Z)/ohm")


def recognises(head: bytes) -> bool:
    """By its line of options, above which only comments stand."""
    lines = (line for line in head.decode("latin-1").splitlines() if line.strip())
    first = next((line for line in lines if not line.lstrip().startswith("!")), "")
    return _OPTIONS.fullmatch(first.split("!")[0]) is not None


def read(file: InstrumentFile) -> list[Spectrum]:
    """The sweep of the file.

    Raises:
        SpectrumRefusedError: more than one port, version 2, or Z and Y whose scale is not certain.
    """
    lines = [line.split("!")[0] for line in file.lines]
    found = ((i, m) for i, line in enumerate(lines) if (m := _OPTIONS.fullmatch(line)))
    at, options = next(found, (0, None))
    if options is None:
        raise SpectrumRefusedError("there is no line of options such as '# Hz S RI R 50'")
    what, ohm = options["what"].upper(), number(options["ohm"] or _USUAL_OHM)
    if what != "S" and ohm != 1.0:
        raise SpectrumRefusedError(
            f"it holds {what} with R {ohm:g}: the standard divides by R, but not every program"
            " does; save S, or a table with frequency, R and X"
        )
    rows = tuple(_rows(lines, at + 1, options, ohm))
    table = TextTable(_HEADINGS, rows, cut=not file.ends_cleanly)
    return spectra_from_table(file, table, instrument=NAME)


def _rows(lines: list[str], first: int, options: re.Match[str], ohm: float) -> Iterator[Row]:
    hertz = UNITS[_UNITS[options["unit"].lower()]].factor
    for index, line in enumerate(lines[first:], start=first + 1):
        cells = line.split()
        if not cells:
            continue
        if cells[0].startswith("["):
            raise SpectrumRefusedError("Touchstone 2 is not read: save it as version 1 (.s1p)")
        if len(cells) != len(_HEADINGS):
            raise SpectrumRefusedError(
                f"line {index} has {len(cells)} numbers and not 3: a network of several ports;"
                " save the reflection of one port (.s1p)"
            )
        f, a, b = map(number, cells)
        z = _impedance_ohm(options["what"].upper(), _pair(options["form"].upper(), a, b), ohm)
        yield Row(index, (repr(hertz * f), repr(float(z.real)), repr(float(z.imag))))


def _pair(form: str, first: float, second: float) -> complex:
    if form == "RI":
        return complex(first, second)
    size = first if form == "MA" else 10.0 ** (first / 20.0)
    return complex(size * np.exp(1j * np.deg2rad(second)))


def _impedance_ohm(what: str, value: complex, ohm: float) -> complex:
    if what == "Z":
        return value
    below = value if what == "Y" else 1.0 - value
    above = 1.0 if what == "Y" else ohm * (1.0 + value)
    return above / below if below else complex(np.inf, 0.0)
