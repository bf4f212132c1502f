"""BioLogic EC-Lab binary `.mpr`, through galvani when the user has installed it."""

from __future__ import annotations

from io import BytesIO

from hardware.eis.parsing.instrument_file import InstrumentFile
from hardware.eis.parsing.optional_reader import DAMAGE, installed, spectra_from_arrays
from hardware.eis.spectrum import Spectrum
from hardware.errors import SpectrumRefusedError

NAME = "EC-Lab binary"
LAST_RESORT = False

_HEADINGS = ("freq/Hz", "Re(Z)/Ohm", "-Im(Z)/Ohm", "|Z|/Ohm", "Phase(Z)/deg", "time/s",
             "cycle number")  # fmt: skip


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
    biologic = installed(
        "galvani.BioLogic",
        package="galvani",
        licence="GPL-3",
        instead="export it from EC-Lab as text (Experiment > Export as Text)",
    )
    try:
        rows = biologic.MPRfile(BytesIO(file.content)).data
        columns = {name: rows[name] for name in _HEADINGS if name in (rows.dtype.names or ())}
    except DAMAGE as trouble:
        raise SpectrumRefusedError(f"galvani cannot read it ({trouble})") from trouble
    return spectra_from_arrays(file, columns, instrument=NAME)
