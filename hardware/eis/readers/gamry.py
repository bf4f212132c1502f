"""Gamry Framework `.DTA`: potentiostatic, galvanostatic and hybrid, aborted, drift-corrected.

Tables begin with `NAME<tab>TABLE`, then headings, units and rows, all starting with a tab. The
imaginary part is +Im(Z). A drift-corrected measurement has the corrected values in columns of
their own (`ZrealDrCor`) or in a second table; both readings are given, the corrected one last,
because the last sweep of a file counts.
"""

from __future__ import annotations

import re
from dataclasses import replace

from hardware.eis.parsing.instrument_file import InstrumentFile
from hardware.eis.parsing.spectra_from_table import spectra_from_table
from hardware.eis.parsing.text_table import TextTable, table_below
from hardware.eis.spectrum import Spectrum
from hardware.errors import SpectrumRefusedError
from hardware.numbers import number

NAME = "Gamry DTA"
LAST_RESORT = False

_KEYWORD = re.compile(r"[A-Z][A-Z0-9_]*\t")
_CORRECTED = "DrCor"


def recognises(head: bytes) -> bool:
    """By its first line."""
    return re.match(rb"\s*EXPLAIN\s*[\r\n]+\s*TAG\t", head) is not None


def read(file: InstrumentFile) -> list[Spectrum]:
    """Every sweep of every impedance table.

    Raises:
        SpectrumRefusedError: no impedance was measured, or it was aborted long before its end.
    """
    starts = [
        index
        for index, line in enumerate(file.lines[:-2])
        if line.startswith("ZCURVE") and "\tTABLE" in line
    ]
    if not starts:
        raise SpectrumRefusedError(
            "there is no impedance table (ZCURVE): another experiment, or stopped before it began"
        )
    settings = _settings(file.lines)
    found = [
        spectrum
        for start in starts
        for spectrum in _table_spectra(file, start, settings, several=len(starts) > 1)
    ]
    return sorted(found, key=lambda spectrum: spectrum.metadata.get("drift_corrected") is True)


def _table_spectra(
    file: InstrumentFile, start: int, settings: dict[str, object], *, several: bool
) -> list[Spectrum]:
    title = file.lines[start].split("\t")[0]
    table = table_below(file, start + 1, "\t", until=lambda line: _KEYWORD.match(line) is not None)
    if any(_CORRECTED in heading for heading in table.headings):
        return [
            *_named(file, table, settings, drift_corrected=False),
            *_named(file, _corrected(table), settings, drift_corrected=True),
        ]
    if several:
        corrected = "DR" in title.removeprefix("ZCURVE").upper()
        return _named(file, table, settings, drift_corrected=corrected)
    return spectra_from_table(file, table, instrument=NAME, metadata=settings)


def _named(
    file: InstrumentFile, table: TextTable, settings: dict[str, object], *, drift_corrected: bool
) -> list[Spectrum]:
    kind = "drift-corrected" if drift_corrected else "as measured"
    metadata = {**settings, "drift_corrected": drift_corrected}
    return [
        replace(spectrum, label=f"{spectrum.label} ({kind})")
        for spectrum in spectra_from_table(file, table, instrument=NAME, metadata=metadata)
    ]


def _corrected(table: TextTable) -> TextTable:
    """The same table with the corrected columns under the plain names."""
    corrected = {heading.replace(_CORRECTED, "") for heading in table.headings
                 if _CORRECTED in heading}  # fmt: skip
    headings = tuple(
        f"uncorrected {heading}" if heading in corrected else heading.replace(_CORRECTED, "")
        for heading in table.headings
    )
    return replace(table, headings=headings)


def _settings(lines: tuple[str, ...]) -> dict[str, object]:
    """What the header, and the line after an abort, say of the sweep."""
    settings: dict[str, object] = {}
    for line in lines:
        cells = line.split("\t")
        if len(cells) < 3 or not cells[0]:
            continue
        if cells[0] == "TITLE":
            settings["technique"] = cells[2].strip()
        elif cells[0] == "PSTAT":
            settings["device"] = cells[2].strip()
        elif cells[0] == "FREQFINAL":
            settings["planned_low_hz"] = number(cells[2].replace(",", "."))
        elif cells[0] == "EOC":
            settings["ocv_v"] = number(cells[2].replace(",", "."))
        elif cells[0] == "EXPERIMENTABORTED":
            settings["aborted"] = cells[2].strip() == "T"
    return settings
