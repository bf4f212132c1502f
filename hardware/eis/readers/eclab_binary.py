"""BioLogic EC-Lab binary `.mpr`, through galvani when the user has installed it.

The file names its columns by numbers, and each new EC-Lab has some that galvani does not know. A
column of unknown number is passed over: its width is the one with which all rows fill the file
exactly, and modulus and phase must confirm real and imaginary part (compared when read).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from io import BytesIO
from itertools import product
from types import ModuleType
from typing import Any

from hardware.eis.parsing.instrument_file import InstrumentFile
from hardware.eis.parsing.optional_reader import DAMAGE, installed, spectra_from_arrays
from hardware.eis.spectrum import Spectrum
from hardware.errors import SpectrumRefusedError

NAME = "EC-Lab binary"
LAST_RESORT = False

_HEADINGS = ("freq/Hz", "Re(Z)/Ohm", "-Im(Z)/Ohm", "|Z|/Ohm", "Phase(Z)/deg", "time/s",
             "z cycle", "cycle number")  # fmt: skip
_UNKNOWN = re.compile(r"Column ID (\d+) .*unknown")
_WIDTHS = ("<f4", "<f8")
"""Measured columns are of single precision, times and charges of double."""
_MOST_UNKNOWN = 4  # chosen: columns that a newer EC-Lab may add at once
_AS_TEXT = "export it from EC-Lab as text (Experiment > Export as Text)"


def recognises(head: bytes) -> bool:
    """By its first bytes."""
    return head.startswith(b"BIO-LOGIC MODULAR FILE")


def read(file: InstrumentFile) -> list[Spectrum]:
    """The sweeps of the file.

    Raises:
        SpectrumRefusedError: galvani is not installed, or the file holds no impedance.
    """
    if not recognises(file.head):
        raise SpectrumRefusedError("this is not an EC-Lab binary file")
    biologic = installed("galvani.BioLogic", package="galvani", licence="GPL-3", instead=_AS_TEXT)
    try:
        rows, unknown = _rows(biologic, file.content)
        present = [name for name in _HEADINGS if name in (rows.dtype.names or ())]
        columns = {name: rows[name] for name in present}
    except DAMAGE as trouble:
        raise SpectrumRefusedError(f"galvani cannot read it ({trouble}): {_AS_TEXT}") from trouble
    if "freq/Hz" not in columns:
        raise SpectrumRefusedError("there is no frequency in it: another technique than impedance")
    if unknown and not ("|Z|/Ohm" in columns and "Phase(Z)/deg" in columns):
        raise SpectrumRefusedError(
            f"galvani does not know column {', '.join(map(str, unknown))} of this EC-Lab, and"
            f" modulus and phase are not there to check the others by: {_AS_TEXT}"
        )
    remark = f"passed over column {', '.join(map(str, unknown))}, which galvani does not know"
    metadata = {"remarks": (remark,)} if unknown else {}
    return spectra_from_arrays(file, columns, instrument=NAME, metadata=metadata)


def _rows(biologic: ModuleType, content: bytes) -> tuple[Any, tuple[int, ...]]:
    """The rows of the file and the numbers of the columns that galvani does not know."""
    try:
        return biologic.MPRfile(BytesIO(content)).data, ()
    except NotImplementedError as trouble:
        refusal: NotImplementedError = trouble
    unknown: tuple[int, ...] = ()
    while (named := _UNKNOWN.search(str(refusal))) and len(unknown) < _MOST_UNKNOWN:
        unknown = (*unknown, int(named[1]))
        for widths in product(_WIDTHS, repeat=len(unknown)):
            with _taken_as(biologic.VMPdata_colID_dtype_map, unknown, widths):
                try:
                    return biologic.MPRfile(BytesIO(content)).data, unknown
                except NotImplementedError as trouble:
                    refusal = trouble
                    break
                except (AssertionError, ValueError):
                    continue
        else:
            break
    raise SpectrumRefusedError(f"galvani cannot read it ({refusal}): {_AS_TEXT}")


@contextmanager
def _taken_as(
    known: MutableMapping[int, tuple[str, str]], unknown: tuple[int, ...], widths: tuple[str, ...]
) -> Iterator[None]:
    """Let galvani pass over columns of these widths, for as long as one file is read."""
    for number, width in zip(unknown, widths, strict=True):
        known[number] = (f"column {number}", width)
    try:
        yield
    finally:
        for number in unknown:
            known.pop(number, None)
