"""BioLogic EC-Lab and BT-Lab ASCII: `.mpt`, and the same under `.txt`.

The second line says how many lines the header has; the last of them holds the headings, separated
by tabs. The imaginary part is written as -Im(Z). Bytes are latin-1, decimals as the PC's locale.
"""

from __future__ import annotations

import re

from hardware.eis.parsing.columns import are_headings
from hardware.eis.parsing.instrument_file import InstrumentFile
from hardware.eis.parsing.numbers import number
from hardware.eis.parsing.spectra_from_table import spectra_from_table
from hardware.eis.parsing.text_table import cells_of, table_below
from hardware.eis.spectrum import Spectrum
from hardware.errors import SpectrumRefusedError

NAME = "EC-Lab ASCII"
LAST_RESORT = False

_MARK = re.compile(rb"\s*(EC-Lab|BT-Lab) ASCII FILE")
_HEADER_COUNT = re.compile(r"Nb header lines\s*:\s*(\d{1,5})\s*")
_UNIT_HZ = {"uHz": 1e-6, "mHz": 1e-3, "Hz": 1.0, "kHz": 1e3, "MHz": 1e6}


def recognises(head: bytes) -> bool:
    """By its first line."""
    return _MARK.match(head) is not None


def read(file: InstrumentFile) -> list[Spectrum]:
    """Every sweep of the file.

    Raises:
        SpectrumRefusedError: no frequency column, nothing measured yet, or see `sweeps`.
    """
    heading_at = _heading_line(file.lines)
    return spectra_from_table(
        file,
        table_below(file, heading_at, "\t"),
        instrument=NAME,
        metadata=_settings(file.lines[:heading_at]),
    )


def _heading_line(lines: tuple[str, ...]) -> int:
    """Where the header says the headings are; where it is wrong, the line that has them."""
    count = next((m for line in lines[:5] if (m := _HEADER_COUNT.fullmatch(line))), None)
    stated = int(count[1]) - 1 if count else -1
    if 0 < stated < len(lines) and "\t" in lines[stated]:
        _refuse_without_frequency(cells_of(lines[stated], "\t"))
        return stated
    for index, line in enumerate(lines):
        if are_headings(cells_of(line, "\t")):
            return index
    raise SpectrumRefusedError(
        "the header has no line with headings: export it again as text with at least"
        " freq/Hz, Re(Z)/Ohm and -Im(Z)/Ohm"
    )


def _refuse_without_frequency(headings: tuple[str, ...]) -> None:
    if not are_headings(headings):
        raise SpectrumRefusedError(
            "there is no column for the frequency (freq/Hz); the headings are"
            f" {', '.join(headings[:6])}, ...: export it again with that column"
        )


def _settings(header: tuple[str, ...]) -> dict[str, object]:
    """The technique, and the frequency at which the sweep was to end."""
    told: dict[str, object] = {}
    if len(header) > 3 and header[3].strip():
        told["technique"] = header[3].strip()
    ends = _setting(header, "ff ")
    units = _setting(header, "unit ff ")
    planned = [
        _UNIT_HZ[unit] * hertz
        for hertz, unit in zip(map(_plain, ends), units, strict=False)
        if unit in _UNIT_HZ and hertz > 0.0
    ]
    if planned:
        told["planned_low_hz"] = min(planned)
    return told


def _setting(header: tuple[str, ...], key: str) -> list[str]:
    """The values of one setting: one for each sequence of the technique."""
    for line in header:
        if line.startswith(key):
            return line[len(key) :].split()
    return []


def _plain(numeral: str) -> float:
    return number(numeral.replace(",", "."))
