"""`.mpr` with columns that galvani does not know, read through a stand-in for galvani.

galvani is GPL and the user's choice; the stand-in holds to what of it is used (galvani 0.5.0): a
table from column numbers to name and type, and a class that reads rows of exactly these types.
"""

import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from support.instruments.tables import MADE, floats, polar

from hardware.eis import read_spectra
from hardware.errors import SpectrumRefusedError

Write = Callable[..., Path]
MARK = b"BIO-LOGIC MODULAR FILE\x1a".ljust(52)
KNOWN = {1: ("freq/Hz", "<f4"), 2: ("Re(Z)/Ohm", "<f4"), 3: ("-Im(Z)/Ohm", "<f4"),
         4: ("|Z|/Ohm", "<f4"), 5: ("Phase(Z)/deg", "<f4"), 6: ("time/s", "<f8")}  # fmt: skip


@pytest.fixture
def columns(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of the columns that the file has, in their order."""
    present = [1, 2, 3, 4, 5, 6]
    biologic = ModuleType("galvani.BioLogic")
    known = dict(KNOWN)

    class MPRfile:
        def __init__(self, content: BytesIO) -> None:
            kinds: list[tuple[str, str]] = []
            for number in present:
                if number not in known:
                    raise NotImplementedError(
                        f"Column ID {number} after column {kinds[-1][0]} is unknown"
                    )
                kinds.append(known[number])
            self.data = np.frombuffer(content.read()[len(MARK) :], dtype=np.dtype(kinds))
            assert len(self.data) == len(MADE.frequency_hz)

    biologic.VMPdata_colID_dtype_map = known  # type: ignore[attr-defined]
    biologic.MPRfile = MPRfile  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "galvani", ModuleType("galvani"))
    monkeypatch.setitem(sys.modules, "galvani.BioLogic", biologic)
    return present


def binary(present: list[int], widths: dict[int, str]) -> bytes:
    kinds = [KNOWN.get(number, (str(number), widths.get(number, "<f4"))) for number in present]
    rows = np.zeros(len(MADE.frequency_hz), dtype=np.dtype(kinds))
    for place, (f, re, im) in enumerate(floats(MADE)):
        values = (f, re, -im, *polar(re + 1j * im), float(place))
        for number, value in zip(range(1, 7), values, strict=True):
            if number in present:
                rows[KNOWN[number][0]][place] = value
    return MARK + rows.tobytes()


@pytest.mark.parametrize("widths", [{215: "<f4"}, {215: "<f8"}, {215: "<f8", 175: "<f4"}])
def test_unknown_columns_are_passed_over_and_said(
    put: Write, columns: list[int], widths: dict[int, str]
) -> None:
    columns[5:5] = list(widths)
    (spectrum,) = read_spectra(put(binary(columns, widths), "cell.mpr"))
    assert np.allclose(spectrum.impedance_ohm, MADE.impedance_ohm, rtol=1e-6)
    (remark,) = spectrum.metadata["remarks"]
    assert (
        remark == f"passed over column {', '.join(map(str, widths))}, which galvani does not know"
    )


def test_an_unknown_column_needs_modulus_and_phase_to_check_by(
    put: Write, columns: list[int]
) -> None:
    columns[3:5] = [215]
    with pytest.raises(SpectrumRefusedError, match=r"does not know column 215 .*Export as Text"):
        read_spectra(put(binary(columns, {}), "cell.mpr"))


def test_a_width_that_does_not_exist_names_the_way_out(put: Write, columns: list[int]) -> None:
    columns[5:5] = [215]
    with pytest.raises(SpectrumRefusedError, match=r"Column ID 215 .*Export as Text"):
        read_spectra(put(binary(columns, {215: "<f2"}), "cell.mpr"))
