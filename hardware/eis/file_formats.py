"""From a file of any instrument to its spectra.

The format is found in the content, never in the suffix: `.txt` and `.csv` say nothing, and people
rename files. Formats are the files of `hardware/eis/readers/`; a new one is found by being there.
"""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib import import_module
from os import PathLike
from pathlib import Path
from typing import Protocol, cast

from hardware.eis import readers
from hardware.eis.parsing.instrument_file import Imaginary, InstrumentFile, open_instrument_file
from hardware.eis.parsing.stated_columns import MINUS, StatedColumns, stated_columns
from hardware.eis.spectrum import Spectrum
from hardware.errors import SpectrumRefusedError


class Reader(Protocol):
    """What each file in `hardware/eis/readers/` offers.

    Attributes:
        NAME: The format as its users call it.
        LAST_RESORT: True for a format without a mark of its own: asked when no other claims.
    """

    NAME: str
    LAST_RESORT: bool

    def recognises(self, head: bytes) -> bool:
        """Whether these first bytes (UTF-16 already turned into UTF-8) are of this format."""
        ...

    def read(self, file: InstrumentFile) -> list[Spectrum]:
        """All its spectra, or SpectrumRefusedError with one clear sentence."""
        ...


@cache
def all_readers() -> Mapping[str, Reader]:
    """Every reader by the name of its file, which is the name of its format."""
    names = sorted(module.name for module in pkgutil.iter_modules(readers.__path__))
    return {name: cast(Reader, import_module(f"{readers.__name__}.{name}")) for name in names}


def read_spectra(
    path: str | PathLike[str],
    *,
    format: str | None = None,
    imaginary: Imaginary | None = None,
    partial: bool = False,
    columns: StatedColumns | str | None = None,
) -> list[Spectrum]:
    """Read every spectrum in a file.

    Args:
        path: The file.
        format: Name of a reader, to overrule what the content says.
        imaginary: What the imaginary column holds, `im` (negative for a capacitor) or `minus_im`;
            needed only where the file leaves it open. Where a file gives modulus and phase it
            says the same of the phase.
        partial: Use a sweep that was stopped before its planned end.
        columns: Which column holds what, if the headings do not say, e.g.
            `frequency=F,real=A:kohm,imag=-B:kohm`; columns without headings by their number.

    Returns:
        One spectrum for each sweep, in the order of the file; never an empty list.

    Raises:
        SpectrumRefusedError: with one sentence that says what is wrong and what to do.
        WrongInputError: `columns` is not of that form.
    """
    place = Path(path)
    stated = stated_columns(columns) if isinstance(columns, str) else columns
    file = open_instrument_file(place, imaginary=imaginary, partial=partial, columns=stated)
    other_layout = file.columns is not None and format is None and _is_of_another_layout(file)
    if other_layout:
        file = replace(file, columns=None)
    try:
        spectra = _reader(file, format).read(file)
    except SpectrumRefusedError as refusal:
        raise SpectrumRefusedError(f"{place}: {refusal}") from refusal
    if other_layout:
        spectra = [_remarked(spectrum, _OTHER_LAYOUT) for spectrum in spectra]
    if _SIMULATED in file.head:
        spectra = [_marked(spectrum) for spectrum in spectra]
    return _stated_apart(spectra)


_SIMULATED = b"SIMULATED by Copress"
_OTHER_LAYOUT = "the columns that were named are not in it: read by its own headings"


def _is_of_another_layout(file: InstrumentFile) -> bool:
    """Whether a maker's file has none of the columns that were named for other files of a folder.

    Who names columns of a maker's file, such as those of the counter electrode, has them there.
    """
    if file.columns is None or file.columns.by_number:
        return False
    claims = [name for name, reader in all_readers().items() if reader.recognises(file.head)]
    if not set(claims) - {"xlsx", "delimited"}:
        return False
    named = [heading.lstrip(MINUS) for heading, _ in file.columns.columns.values()]
    return not any(all(each in line for each in named) for line in file.lines)


def _remarked(spectrum: Spectrum, remark: str) -> Spectrum:
    said = spectrum.metadata.get("remarks", ())
    remarks = (*said, remark) if isinstance(said, tuple) else (remark,)
    return replace(spectrum, metadata={**spectrum.metadata, "remarks": remarks})


def _marked(spectrum: Spectrum) -> Spectrum:
    """A demonstration must not pass for a measurement, whatever the file is called."""
    return replace(spectrum, metadata={**spectrum.metadata, "simulated": True})


def _stated_apart(spectra: list[Spectrum]) -> list[Spectrum]:
    """Labels that occur twice (two segments, two tables) get their place in the file."""
    labels = [spectrum.label for spectrum in spectra]
    return [
        replace(spectrum, label=f"{label} sweep {place}") if labels.count(label) > 1 else spectrum
        for place, (spectrum, label) in enumerate(zip(spectra, labels, strict=True), start=1)
    ]


_OTHERS = tuple(
    (re.compile(mark, re.I | re.S), says)
    for mark, says in (
        (rb"\xd0\xcf\x11\xe0", "an old workbook (.xls): save it as .xlsx or as text"),
        (rb"\s*<(?:!doctype html|html|table|\?xml)",
         "a page in HTML or XML, whatever its suffix: open it in a spreadsheet, save it as .xlsx"),
        (rb"PK\x03\x04.{26}mimetypeapplication/vnd\.oasis",
         "an OpenDocument sheet: save it as .xlsx or as text"),
        (rb"\x1f\x8b|7z\xbc\xaf|Rar!|PK\x03\x04", "it is compressed: unpack it first"),
        (rb"\x89HDF|MATLAB 5\.0 MAT", "of HDF5 or MATLAB: write the spectrum as a text table"),
        (rb"\s*(?:\{\s*\"|\[\s*[\[{\"\d])",
         "JSON, which every program lays out in its own way: write a text table with headings"),
        (rb"%PDF|\x89PNG|\xff\xd8\xff", "a document or picture: the spectrum itself is needed"),
        (rb"\s*EC-Lab (?:log|setting) file",
         "the log or the settings of EC-Lab: the measurement is in the .mpt or .mpr next to it"),
    )
)  # fmt: skip
"""What lies next to spectra in folders, by how it begins, and what to do."""


def _reader(file: InstrumentFile, format: str | None) -> Reader:
    known = all_readers()
    if format is not None:
        if format not in known:
            raise SpectrumRefusedError(f"no format '{format}'; there are {', '.join(known)}")
        return known[format]
    if file.columns is not None:  # named for a table of text, or for a workbook
        tables = [name for name in ("xlsx", "delimited") if known[name].recognises(file.head)]
        return known[tables[0] if tables else "delimited"]
    claims = [name for name, reader in known.items() if reader.recognises(file.head)]
    surest = [name for name in claims if not known[name].LAST_RESORT] or claims
    other = next((says for mark, says in _OTHERS if mark.match(file.head)), "")
    if other and all(known[name].LAST_RESORT for name in surest):
        raise SpectrumRefusedError(other)
    if len(surest) == 1:
        return known[surest[0]]
    if surest:
        raise SpectrumRefusedError(f"it could be {' or '.join(surest)}: state the format")
    raise SpectrumRefusedError(
        "no impedance format known here; export a text table with headings such as"
        " 'freq/Hz', 'Re(Z)/Ohm', '-Im(Z)/Ohm'"
    )
