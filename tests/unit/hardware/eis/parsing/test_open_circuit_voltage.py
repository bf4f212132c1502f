"""The voltage at rest, from the columns of the instrument's own file."""

import numpy as np
import pytest
from support.instruments.spectra import frequencies_hz, full_cell

from hardware.eis.file_formats import read_spectra
from hardware.eis.parsing.open_circuit_voltage import direct_columns, voltage_at_rest

F = frequencies_hz(1e6, 0.1, 8)
Z = full_cell(F, 150.0)
LAYOUTS = {
    "EC-Lab": ("freq/Hz\tRe(Z)/Ohm\t-Im(Z)/Ohm", "<Ewe>/V\t<I>/mA", 1e3),
    "Gamry": ("Freq/Hz\tZreal/ohm\t-Zimag/ohm", "Vdc/V\tIdc/A", 1.0),
    "Nova": ("Frequency (Hz)\tZ' (ohm)\t-Z'' (ohm)", "WE(1).Potential (V)\tWE(1).Current (A)", 1.0),
    "millivolt": ("freq/Hz\tRe(Z)/Ohm\t-Im(Z)/Ohm", "Ewe/mV\tI/uA", 1e6),
}


def written(tmp_path, layout, volt, ampere):
    """A table in one maker's headings, as that maker scales voltage and current."""
    columns, direct, times = LAYOUTS[layout]
    scale = 1e3 if layout == "millivolt" else 1.0
    rows = [
        f"{f:.6e}\t{z.real:.6e}\t{-z.imag:.6e}\t{scale * volt:.6e}\t{times * ampere:.6e}"
        for f, z in zip(F, Z, strict=True)
    ]
    path = tmp_path / "cell.txt"
    path.write_text("\n".join([f"{columns}\t{direct}", *rows]) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_recorded_voltage_is_the_voltage_at_rest(tmp_path, layout):
    (spectrum,) = read_spectra(written(tmp_path, layout, 2.437, 3e-7))
    assert spectrum.metadata["ocv_v"] == pytest.approx(2.437, rel=1e-5)
    assert "columns" in str(spectrum.metadata["ocv_from"])


@pytest.mark.parametrize("layout", LAYOUTS)
def test_under_current_it_is_not(tmp_path, layout):
    """2 mA through 150 ohm are 0.3 V."""
    (spectrum,) = read_spectra(written(tmp_path, layout, 2.437, 2e-3))
    assert "ocv_v" not in spectrum.metadata


def test_without_a_current_nobody_knows():
    assert direct_columns(("freq/Hz", "<Ewe>/V"), [("1", "2.4")]) is None
    assert direct_columns(("freq/Hz", "<Ewe>", "<I>"), [("1", "2.4", "0")]) is None
    nothing = np.array([np.nan])
    assert voltage_at_rest(nothing, nothing, np.array([1.0 + 0j])) is None


def test_decimal_commas_are_read():
    found = direct_columns(("Ewe/V", "I/mA"), [("2,41", "0,002"), ("2,43", "0,001")])
    assert found is not None
    assert found[0] == pytest.approx([2.41, 2.43])
    assert found[1] == pytest.approx([2e-6, 1e-6])
