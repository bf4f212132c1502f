"""Ivium `.idf` and `.ids`: text within binary parts.

Each measurement has a title, and after `primary_data` the count of columns and of points, then the
rows. Of an impedance they are Z1, Z2 and the frequency; Z2 is +Im(Z), negative for a capacitor.
"""

from __future__ import annotations

import re
from dataclasses import replace

from hardware.eis.parsing.instrument_file import InstrumentFile
from hardware.eis.parsing.spectra_from_table import spectra_from_table
from hardware.eis.parsing.text_table import TextTable, is_number, table
from hardware.eis.spectrum import Spectrum
from hardware.errors import SpectrumRefusedError

NAME = "Ivium"
LAST_RESORT = False

_HEADINGS = ("Re(Z)/Ohm", "Im(Z)/Ohm", "freq/Hz")
_PRINTED = re.compile(r"[^\x20-\x7e\t\r\n]")
_MOST_POINTS = 100_000  # chosen: more than any sweep has; a larger count is a damaged file


def recognises(head: bytes) -> bool:
    """By the switches that follow its binary start."""
    return b"\x00" in head[:20] and b"Peaks=" in head[:64] and b"Corrosion=" in head[:128]


def read(file: InstrumentFile) -> list[Spectrum]:
    """Every spectrum of the file.

    Raises:
        SpectrumRefusedError: no impedance in it, or fewer points than it announces.
    """
    if not recognises(file.head):
        raise SpectrumRefusedError("this is not an Ivium file")
    text = _PRINTED.sub("", file.content.decode("latin-1"))
    lines = [line.strip() for line in re.split(r"\r\n|\n|\r", text)]
    starts = [at for at, line in enumerate(lines) if line == "primary_data"]
    tables = [found for start in starts if (found := _table(lines, start))]
    if not tables:
        raise SpectrumRefusedError("there is no impedance (three columns of primary data) in it")
    return [
        replace(spectrum, label=f"{spectrum.label} {title}".strip()) if title else spectrum
        for title, found, announced in tables
        for spectrum in spectra_from_table(
            file, found, instrument=NAME, metadata={"announced_points": announced}
        )
    ]


def _table(lines: list[str], start: int) -> tuple[str, TextTable, int] | None:
    """Title, rows and announced count of the primary data at a line; None of another method."""
    counts = lines[start + 1 : start + 3]
    if len(counts) < 2 or counts[0] != "3" or not counts[1].isdigit():
        return None
    announced = int(counts[1])
    if not 0 < announced <= _MOST_POINTS:
        raise SpectrumRefusedError(f"{announced} points are no impedance measurement")
    numbered = [
        (at + 1, tuple(lines[at].split()))
        for at in range(start + 3, min(start + 3 + announced, len(lines)))
        if lines[at]
    ]
    rows = [(at, cells) for at, cells in numbered if all(map(is_number, cells))]
    if len(rows) < announced:
        raise SpectrumRefusedError(
            f"the file announces {announced} points and holds {len(rows)}: it is half written"
        )
    title = next((lines[at][6:].strip() for at in range(start, -1, -1)
                  if lines[at].startswith("Title=")), "")  # fmt: skip
    return title, table(_HEADINGS, rows), announced
