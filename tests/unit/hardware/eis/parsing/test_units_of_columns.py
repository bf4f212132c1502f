"""Units that headings say in their own way, and units that stand only next to the table."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from hardware.eis import read_spectra

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
