"""Whatever spectrum is written in whatever layout, it comes back, or is refused for its sign."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.effort import examples
from support.instruments.makers import (
    eclab_all_variables,
    eclab_modulo_bat,
    eclab_other_technique,
    ivium,
    palmsens,
)
from support.instruments.tables import Made, bare_csv, csv_table, made, xlsx
from support.instruments.texts import (
    autolab,
    chi,
    eclab,
    gamry,
    parstat,
    powersuite,
    versastudio,
    zview,
    zview_short,
)

from hardware.eis import read_spectra

WRITERS = [
    autolab, bare_csv, chi, eclab, gamry, parstat, powersuite, versastudio, zview, zview_short,
    lambda sweep: eclab(sweep, comma=True),
    lambda sweep: csv_table(sweep=sweep),
    lambda sweep: csv_table(("f/kHz", "Z'/kOhm", "-Z''/kOhm"), ("kf", "kre", "-kim"), sweep=sweep,
                            between=";", comma=True),
    lambda sweep: csv_table(("|Z|/ohm", "phase/deg", "f/Hz"), ("mod", "phase", "f"), sweep=sweep,
                            between="\t", encoding="utf-16"),
    lambda sweep: xlsx(sweep=sweep),
    eclab_all_variables,
    lambda sweep: eclab_all_variables(sweep, surplus=("", "Ewe-Ece/V"), comma=True),
    lambda sweep: eclab_other_technique() + eclab_modulo_bat(sweep),
    lambda sweep: ivium(("", sweep)), lambda sweep: palmsens(("", sweep)),
    lambda sweep: csv_table(("FREQ[Hz]", "Cp[F]", "D"), ("f", "cp", "dp"), sweep=sweep),
    lambda sweep: csv_table(("FREQ[kHz]", "Cs[F]", "Rs[ohm]"), ("kf", "cs", "re"), sweep=sweep),
    lambda sweep: csv_table(("f/Hz", "G/S", "B/S"), ("f", "g", "b"), sweep=sweep, between=";"),
    lambda sweep: csv_table(("# Freq.[Hz], Z1[ohm], Z2[ohm]",), ("f", "re", "im"), between=" ",
                            sweep=sweep),
    lambda sweep: csv_table(("f\t|Z|\ttheta\n(kHz)\t(kohm)\t(rad)",), ("kf", "kmod", "radian"),
                            between="\t", sweep=sweep),
]  # fmt: skip


@st.composite
def spectra(draw: st.DrawFn) -> Made:
    """Pellets of 1 ohm to 1 Mohm, swept over three decades or more, 5 to 20 points in each."""
    high_hz = 10.0 ** draw(st.floats(4.0, 7.0))
    decades = draw(st.integers(3, 7))
    points = decades * draw(st.integers(5, 20)) + 1
    ohm = 10.0 ** draw(st.floats(0.0, 6.0))
    return made(points, high_hz, high_hz / 10.0**decades, ohm)


@settings(max_examples=examples(200), deadline=None, derandomize=True,
          suppress_health_check=[HealthCheck.too_slow])  # fmt: skip
@given(sweep=spectra(), place=st.integers(0, len(WRITERS) - 1))
def test_what_was_written_is_read(sweep: Made, place: int) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "cell.txt"
        path.write_bytes(WRITERS[place](sweep))
        (spectrum,) = read_spectra(path)
    np.testing.assert_allclose(spectrum.frequency_hz, sweep.frequency_hz, rtol=1e-6)
    np.testing.assert_allclose(spectrum.impedance_ohm, sweep.impedance_ohm, rtol=1e-6)
