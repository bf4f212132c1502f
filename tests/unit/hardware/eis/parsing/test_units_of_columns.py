"""Units that headings say in their own way, and units that stand only next to the table."""

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from hardware.eis import read_spectra
from hardware.errors import SpectrumRefusedError

Write = Callable[..., Path]
F = np.geomspace(1e5, 1.0, 21)
Z = 14.0 + 320.0 / (1.0 + 2j * np.pi * F * 320.0 * 2e-8) + 1.0 / (2j * np.pi * F * 6e-5)


def written(heading: str, *columns: np.ndarray, between: str = ",") -> bytes:
    rows = (between.join(f"{each:.8e}" for each in row) for row in zip(*columns, strict=True))
    return "\n".join((heading, *rows, "")).encode()


def test_a_comma_may_stand_before_a_unit_of_capacitance(put: Write) -> None:
    farad = (1.0 / Z).imag / (2.0 * np.pi * F)
    columns = (F, 1e9 * farad, 1e-3 / (1.0 / Z).real)
    (spectrum,) = read_spectra(put(written("Frequency, Hz;Cp, nF;Rp, kOhm", *columns, between=";")))
    np.testing.assert_allclose(spectrum.impedance_ohm, Z, rtol=1e-6)


def test_a_tilde_marks_the_headings_of_basytec(put: Write) -> None:
    head = "~Resultfile from Basytec\n~Freq[Hz]\tRe[mOhm]\t-Im[mOhm]"
    (spectrum,) = read_spectra(put(written(head, F, 1e3 * Z.real, -1e3 * Z.imag, between="\t")))
    np.testing.assert_allclose(spectrum.impedance_ohm, Z, rtol=1e-6)


@pytest.mark.parametrize(
    ("above", "says"),
    [
        ("# Z in kOhm", "line 1 says 'kOhm'"),
        ("Cell 7\nUnits: Hz, mOhm, mOhm", "line 2 says 'mOhm'"),
        ("all values multiplied by the area (ohm cm2)", "line 1 says 'ohm cm2'"),
        ("frequencies are in kHz", "line 1 says 'kHz'"),
        ("impedance in kilo-ohms", "line 1 says 'kilo-ohms'"),
    ],
)
def test_a_unit_that_stands_only_above_the_table_is_asked_about(
    put: Write, above: str, says: str
) -> None:
    path = put(written(f"{above}\nFrequency,Zreal,Zimag", F, Z.real, Z.imag))
    with pytest.raises(SpectrumRefusedError, match=re.escape(says)):
        read_spectra(path)
    named = "frequency=Frequency:kHz,real=Zreal:mohm,imag=Zimag:mohm"
    (spectrum,) = read_spectra(path, columns=named)
    np.testing.assert_allclose(spectrum.frequency_hz, 1e3 * F, rtol=1e-6)
    np.testing.assert_allclose(spectrum.impedance_ohm, 1e-3 * Z, rtol=1e-6)


def test_units_in_a_column_of_their_own_or_below_are_asked_about(put: Write) -> None:
    rows = [f"{f:.8e},{z.real:.8e},{z.imag:.8e},mOhm" for f, z in zip(F, Z, strict=True)]
    with pytest.raises(SpectrumRefusedError, match="the column 'Unit' says 'mOhm'"):
        read_spectra(put("\n".join(("Frequency,Zreal,Zimag,Unit", *rows, "")).encode()))
    noted = [f"{'' if at else 'in kOhm'},{row}" for at, row in enumerate(rows)]
    with pytest.raises(SpectrumRefusedError, match="line 2 says 'kOhm'"):
        read_spectra(put("\n".join(("Note,Frequency,Zreal,Zimag,Lot", *noted, "")).encode()))
    below = written("Frequency,Zreal,Zimag", F, Z.real, Z.imag) + b"# real and imaginary in kOhm\n"
    with pytest.raises(SpectrumRefusedError, match="line 23 says 'kOhm'"):
        read_spectra(put(below))


@pytest.mark.parametrize(
    "above",
    [
        "Range: 10 kOhm, from 7 MHz to 10 mHz",
        "Load (kOhm): 10",
        "Input resistance (GOhm)\t10",
        "Z in ohm, f in Hz",
    ],
)
def test_settings_with_units_say_nothing_of_the_columns(put: Write, above: str) -> None:
    (spectrum,) = read_spectra(put(written(f"{above}\nFrequency,Zreal,Zimag", F, Z.real, Z.imag)))
    np.testing.assert_allclose(spectrum.impedance_ohm, Z, rtol=1e-6)


def test_units_in_the_headings_need_no_other_word(put: Write) -> None:
    head = "# figures of the paper are in kOhm\nFrequency (Hz),Z' (Ohm),Z'' (Ohm)"
    (spectrum,) = read_spectra(put(written(head, F, Z.real, Z.imag)))
    np.testing.assert_allclose(spectrum.impedance_ohm, Z, rtol=1e-6)


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("Frequency (Hz),Zreal (Ohm),Zimag (Ohm)\nx1,x1000,x1000", "line 2 says 'x1, x1000"),
        ("impedance values x 1000\nFrequency,Zreal,Zimag", "line 1 says 'x 1000'"),
        ("# data multiplied by 1e-3\nFrequency,Zreal,Zimag", "line 1 says 'multiplied by 1e-3'"),
        ("Z scaled by 10^6\nFrequency (Hz),Zreal (Ohm),Zimag (Ohm)", "says 'scaled by 10^6'"),
    ],
)
def test_a_factor_next_to_the_table_is_asked_about(put: Write, lines: str, says: str) -> None:
    path = put(written(lines, F, Z.real, Z.imag))
    with pytest.raises(SpectrumRefusedError, match=re.escape(says)):
        read_spectra(path)
    frequency, real, imag = re.findall(r"(?m)^Freq.*$", lines)[0].split(",")
    named = f"frequency={frequency}:Hz,real={real}:kohm,imag={imag}:kohm"
    (spectrum,) = read_spectra(path, columns=named)
    np.testing.assert_allclose(spectrum.impedance_ohm, 1e3 * Z, rtol=1e-6)


@pytest.mark.parametrize(
    "above",
    ["Gain: x10", "amplifier x 1000", "data points: 21, x 10 averages", "Values: 21 of 21"],
)
def test_other_factors_say_nothing_of_the_numbers(put: Write, above: str) -> None:
    (spectrum,) = read_spectra(put(written(f"{above}\nFrequency,Zreal,Zimag", F, Z.real, Z.imag)))
    np.testing.assert_allclose(spectrum.impedance_ohm, Z, rtol=1e-6)
