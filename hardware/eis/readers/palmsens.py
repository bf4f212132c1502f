"""PalmSens PSTrace `.pssession`: JSON in UTF-16, closed by a mark that is none of it.

Each measurement has its impedances in `eisdatalist`; a column says by its unit what it holds. The
imaginary part is written as -Im(Z), the phase as its negative (both as PSTrace shows them).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from hardware.eis.parsing.instrument_file import InstrumentFile
from hardware.eis.parsing.optional_reader import DAMAGE, spectra_from_arrays
from hardware.eis.spectrum import Spectrum
from hardware.errors import SpectrumRefusedError

NAME = "PalmSens session"
LAST_RESORT = False

_HEADINGS: Mapping[str, str] = {
    "Hertz": "freq/Hz",
    "ZRe": "Re(Z)/Ohm",
    "ZIm": "-Im(Z)/Ohm",
    "Z": "|Z|/Ohm",
    "Phase": "-Phase(Z)/deg",
    "Time": "time/s",
}


def recognises(head: bytes) -> bool:
    """By the type its JSON begins with."""
    start = head[:400].replace(b" ", b"")
    return start.startswith(b"{") and b"PalmSens.DataFiles.SessionFile" in start


def read(file: InstrumentFile) -> list[Spectrum]:
    """Every spectrum of the session.

    Raises:
        SpectrumRefusedError: no impedance in it, or the file is damaged.
    """
    if not recognises(file.head):
        raise SpectrumRefusedError("this is not a PalmSens session")
    try:
        tables = _tables(file.text)
    except DAMAGE as trouble:
        raise SpectrumRefusedError(f"the session is damaged ({trouble})") from trouble
    if not tables:
        raise SpectrumRefusedError("there is no impedance in this session")
    several = len(tables) > 1
    return [
        replace(spectrum, label=f"{spectrum.label} {title}".strip()) if several else spectrum
        for title, columns in tables
        for spectrum in spectra_from_arrays(file, columns, instrument=NAME)
    ]


def _tables(text: str) -> list[tuple[str, dict[str, list[float]]]]:
    """Title and columns of every impedance measurement."""
    session = _lower(json.loads(text[: text.rindex("}") + 1], strict=False))
    return [
        (f"{measured.get('title') or ''} {scan.get('title') or ''}".strip(), _columns(dataset))
        for measured in map(_lower, session["measurements"])
        for scan in map(_lower, measured.get("eisdatalist") or ())
        for dataset in _datasets(scan)
    ]


def _datasets(scan: Mapping[str, Any]) -> Iterator[list[Any]]:
    """The columns of a scan over frequency, or of each scan at one potential or moment."""
    if scan.get("dataset") is not None:
        yield _lower(scan["dataset"])["values"]
    for part in scan.get("subscans") or ():
        yield from _datasets(_lower(part))


def _columns(values: list[Any]) -> dict[str, list[float]]:
    """What the units say of the columns, as PSTrace heads them in its text exports."""
    found: dict[str, list[float]] = {}
    for column in map(_lower, values):
        unit = str(_lower(column.get("unit") or {}).get("type", "")).rpartition(".")[2]
        if unit in _HEADINGS:
            cells = [float(_lower(cell)["v"]) for cell in column["datavalues"]]
            found.setdefault(_HEADINGS[unit], cells)
    return found


def _lower(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Older versions begin their keys with a capital, newer ones with a small letter."""
    return {key.lower(): value for key, value in fields.items()}
