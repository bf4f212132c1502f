"""The open-circuit voltage of the cell that was measured: the one sign of a soft short.

A full cell with a soft short has a sound-looking spectrum. What tells is its voltage at rest,
which comes from a person, from a side file next to the spectrum, from the instrument's header, or
from the voltage that it recorded with every point, where the current was zero meanwhile.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from hardware.eis.spectrum import Complexes, Floats, Spectrum
from hardware.numbers import AmbiguousNumbersError, decimal_mark, number

SIDE_SUFFIX = ".sample.json"
MOST_V = 100.0  # chosen: no stack under test has as much; more is a code for overload
MOST_DROP_V = 0.01
"""The current counts as zero where it changes the voltage over the cell's impedance by less."""
_VOLTAGE = re.compile(r"(?:<?ewe>?|[veu]dc|dc[ _]voltage|(?:we\(1\)\.)?potential|voltage)", re.I)
_CURRENT = re.compile(r"(?:<i>|i|idc|dc[ _]current|(?:we\(1\)\.)?current)", re.I)
_HEADING = re.compile(r"(.+?)\s*[/(\[]\s*([mµμun]?[VA])\s*[)\]]?")
_PREFIX = {"": 1.0, "m": 1e-3, "µ": 1e-6, "μ": 1e-6, "u": 1e-6, "n": 1e-9}
"""EC-Lab `<Ewe>/V` and `<I>/mA`, Gamry `Vdc` and `Idc`, Nova `WE(1).Potential (V)`, ..."""


class SideFileError(ValueError):
    """A side file cannot be read, or says something that cannot be."""


def side_file(path: Path) -> dict[str, object]:
    """What `<file name>.sample.json` next to a spectrum says; empty without one.

    Raises:
        SideFileError: it is there and cannot be read.
    """
    side = path.with_name(path.name + SIDE_SUFFIX)
    try:
        said = json.loads(side.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as trouble:
        raise SideFileError(f"its side file {side.name} cannot be read ({trouble})") from trouble
    if not (isinstance(said, dict) and said.keys() & {"sample_label", "ocv_v"}):
        raise SideFileError(f'its side file {side.name} must hold {{"sample_label": "..."}}')
    return said


def resting_voltage_v(path: Path, spectrum: Spectrum | None = None) -> float | None:
    """Open-circuit voltage that the side file names (`ocv_v`), else the instrument's file.

    Args:
        path: The spectrum's file.
        spectrum: The sweep read from it.

    Returns:
        Volt; None where neither says it.

    Raises:
        SideFileError: the side file cannot be read, or its `ocv_v` is no voltage.
    """
    said = side_file(path)
    if "ocv_v" in said:
        volt = said["ocv_v"]
        if isinstance(volt, bool) or not isinstance(volt, int | float) or not _is_voltage(volt):
            raise SideFileError(f"its side file says ocv_v = {volt!r}, which is no voltage in V")
        return float(volt)
    return None if spectrum is None else logged_ocv_v(spectrum)


def logged_ocv_v(spectrum: Spectrum) -> float | None:
    """Open-circuit voltage in the instrument's own header (Gamry writes it); None if not there."""
    logged = spectrum.metadata.get("ocv_v")
    sound = isinstance(logged, int | float) and _is_voltage(logged)
    return float(logged) if sound and isinstance(logged, int | float) else None


def direct_columns(
    headings: Sequence[str], rows: Sequence[Sequence[str]]
) -> tuple[Floats, Floats, str] | None:
    """Direct voltage and current of each point, where a table has both with their units.

    Args:
        headings: Of the columns.
        rows: Cells, an empty row where it was damaged.

    Returns:
        Volt and ampere, each of shape (rows,), NaN where a cell cannot be read, and the two
        headings; None without the two columns or with numbers of an unclear decimal mark.
    """
    volt = _column(headings, _VOLTAGE, "V")
    ampere = _column(headings, _CURRENT, "A")
    if volt is None or ampere is None:
        return None
    filled = [row for row in rows if row]
    try:
        mark = decimal_mark(row[at] for row in filled for at in (volt[0], ampere[0]))
    except AmbiguousNumbersError:
        return None
    read = [
        np.array([factor * number(row[at], mark) if row else math.nan for row in rows])
        for at, factor in (volt, ampere)
    ]
    return read[0], read[1], f"{headings[volt[0]]} and {headings[ampere[0]]}"


def _column(headings: Sequence[str], name: re.Pattern[str], unit: str) -> tuple[int, float] | None:
    for at, heading in enumerate(headings):
        says = _HEADING.fullmatch(heading.strip())
        if says and says[2].endswith(unit) and name.fullmatch(says[1].strip()):
            return at, _PREFIX[says[2][:-1]]
    return None


def voltage_at_rest(volt: Floats, ampere: Floats, impedance_ohm: Complexes) -> float | None:
    """The voltage of a cell through which no direct current flowed; None where one did.

    Args:
        volt: Direct voltage of each point, shape (n,).
        ampere: Direct current, shape (n,).
        impedance_ohm: Impedance, shape (n,).
    """
    read = np.isfinite(volt) & np.isfinite(ampere)
    if not read.any():
        return None
    drop_v = float(np.abs(np.median(ampere[read])) * np.abs(impedance_ohm).max())
    return float(np.median(volt[read])) if drop_v < MOST_DROP_V else None


def _is_voltage(volt: float) -> bool:
    return math.isfinite(volt) and abs(volt) < MOST_V
