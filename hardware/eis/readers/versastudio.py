"""Princeton Applied Research VersaStudio `.par`: segments of comma rows between tags.

The line `Definition=` names the columns. Segments without alternating current have frequency 0.
"""

from __future__ import annotations

import re

from hardware.eis.parsing.instrument_file import InstrumentFile
from hardware.eis.parsing.spectra_from_table import spectra_from_table
from hardware.eis.parsing.text_table import cells_of, table_below
from hardware.eis.spectrum import Spectrum
from hardware.errors import SpectrumRefusedError

NAME = "VersaStudio"
LAST_RESORT = False

_OPENS = re.compile(r"<Segment(\d+)>\s*")
_CLOSES = re.compile(r"</Segment\d+>\s*")
_DEFINITION = "Definition="
_UNCALIBRATED = (
    "the .par file holds raw values, without the calibration of the instrument: where that matters"
    " (high frequencies, low impedances) export text from VersaStudio"
)


def recognises(head: bytes) -> bool:
    """By its first tag and the name of the program."""
    return head.lstrip().startswith(b"<Application>") and b"VersaStudio" in head


def read(file: InstrumentFile) -> list[Spectrum]:
    """The sweeps of every segment with an impedance.

    Raises:
        SpectrumRefusedError: no such segment, or the last one is half written.
    """
    segments = [
        spectrum
        for index, line in enumerate(file.lines)
        if line.startswith(_DEFINITION) and "Z Real" in line
        for spectrum in _segment(file, index)
    ]
    if not segments:
        raise SpectrumRefusedError("there is no segment with an impedance (Z Real, Z Imag)")
    return segments


def _segment(file: InstrumentFile, definition_at: int) -> list[Spectrum]:
    below = file.lines[definition_at + 1 :]
    end = next((i for i, line in enumerate(below) if _CLOSES.fullmatch(line)), None)
    if end is None and not file.partial:
        raise SpectrumRefusedError("the last segment does not end: the file is half written")
    if end is not None and not any(line.strip() for line in below[:end]):
        return []
    headings = cells_of(file.lines[definition_at].removeprefix(_DEFINITION), ",")
    headings = headings[:-1] if headings[-1] == "0" else headings  # names no column
    table = table_below(file, definition_at, ",", headings=headings, until=_is_tag)
    return spectra_from_table(file, table, instrument=NAME, metadata={"remarks": (_UNCALIBRATED,)})


def _is_tag(line: str) -> bool:
    return _OPENS.fullmatch(line) is not None or _CLOSES.fullmatch(line) is not None
