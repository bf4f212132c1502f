"""The page of a spectrum shows what a person must see to believe or doubt the number."""

import warnings

import numpy as np
import pytest
from matplotlib import pyplot as plt
from support.instruments.tables import made

from campaigns.report.figures.nyquist import MeasuredCell, plot_nyquist
from campaigns.report.figures.spectrum_figures import (
    headline,
    plot_impedance,
    plot_nyquist_fit,
    plot_residuals,
    with_unit,
)
from hardware.eis.resistance import resistance
from hardware.eis.result import Resistance
from hardware.eis.spectrum import Complexes, Spectrum, sweep

HZ = made(61).frequency_hz
JW = 2j * np.pi * HZ
SPECTRA = {
    "good": made(61).impedance_ohm,
    "short": 0.8 + 2e-7 * JW,
    "open": 20.0 + 1.0 / (2e-12 * JW),
}


def read(ohm: Complexes, **metadata: object) -> tuple[Spectrum, Resistance]:
    spectrum = sweep(HZ, ohm, label="cell-0007", metadata=metadata)
    return spectrum, resistance(spectrum, 0.785)


@pytest.mark.parametrize("verdict", SPECTRA)
def test_every_verdict_can_be_drawn(verdict: str) -> None:
    spectrum, fit = read(SPECTRA[verdict])
    assert fit.verdict == verdict
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = plot_impedance(spectrum, fit)
        figure.draw_without_rendering()
    assert len(figure.axes) == 4


def test_too_few_points_are_drawn_without_a_curve_that_was_not_fitted() -> None:
    few = made(8)
    spectrum = sweep(few.frequency_hz, few.impedance_ohm)
    ax = plot_nyquist_fit(spectrum, resistance(spectrum, 1.0))
    assert "fit" not in ax.get_legend_handles_labels()[1]


def test_nyquist_has_one_scale_for_both_axes_and_shows_the_resistance() -> None:
    spectrum, fit = read(SPECTRA["good"])
    ax = plot_nyquist_fit(spectrum, fit)
    assert ax.get_aspect() == 1.0
    left, right = ax.get_xlim()
    assert left <= 0.0 < fit.resistance_ohm < right < 3.0 * fit.resistance_ohm
    assert "R, 95 % interval" in ax.get_legend_handles_labels()[1]


def test_points_left_out_are_shown_as_such() -> None:
    ohm = SPECTRA["good"].copy()
    ohm[20] *= 1.4
    spectrum, fit = read(ohm)
    ax = plot_nyquist_fit(spectrum, fit)
    (crosses,) = [line for line in ax.get_lines() if line.get_label() == "left out"]
    assert crosses.get_xdata().tolist() == [ohm[20].real]  # type: ignore[union-attr]


def test_misfits_are_shown_in_percent() -> None:
    spectrum, fit = read(SPECTRA["good"])
    ax = plot_residuals(spectrum, fit)
    real = next(line for line in ax.get_lines() if line.get_label() == "real")
    np.testing.assert_allclose(real.get_ydata(), 100.0 * fit.residual.real)


def test_a_simulated_spectrum_says_so_on_the_picture() -> None:
    spectrum, fit = read(SPECTRA["good"], simulated=True)
    texts = [text.get_text() for ax in plot_impedance(spectrum, fit).axes for text in ax.texts]
    assert "SIMULATED" in texts
    spectrum, fit = read(SPECTRA["good"])
    texts = [text.get_text() for ax in plot_impedance(spectrum, fit).axes for text in ax.texts]
    assert "SIMULATED" not in texts


def test_a_short_is_not_headed_by_its_resistance_as_if_it_were_one() -> None:
    assert "SHORT" in headline(*read(SPECTRA["short"]))
    assert "is not the resistance of a cell" in headline(*read(SPECTRA["short"]))
    assert "cm²" in headline(*read(SPECTRA["good"]))


def test_nothing_is_left_in_matplotlibs_global_state() -> None:
    before = plt.get_fignums()
    plot_impedance(*read(SPECTRA["good"]))
    assert plt.get_fignums() == before


@pytest.mark.parametrize(
    ("ohm", "std", "said"),
    [
        (1437.06, 8.15, "(1437.1 ± 8.2) Ω"),
        (20363.0, 3294.0, "(20.4 ± 3.3) kΩ"),
        (0.0240, 0.00016, "(24.00 ± 0.16) mΩ"),
        (2.5e6, 1e4, "(2.500 ± 0.010) MΩ"),
        (89.0, 0.0, "(89.000 ± 0.000) Ω"),
    ],
)
def test_value_and_uncertainty_share_unit_and_digits(ohm: float, std: float, said: str) -> None:
    assert with_unit(ohm, std) == said


def test_several_cells_on_one_nyquist_have_their_decades_marked() -> None:
    spectrum, _ = read(SPECTRA["good"])
    half = sweep(HZ, 0.5 * SPECTRA["good"])
    ax = plot_nyquist([MeasuredCell("a", spectrum, 0.785), MeasuredCell("b", half, 0.785)])

    marks = [line for line in ax.get_lines() if len(np.atleast_1d(line.get_xdata())) == 1]
    at = {round(float(np.atleast_1d(line.get_xdata())[0]), 6) for line in marks}
    index = int(np.argmin(np.abs(np.log(HZ / 1e5))))
    assert round(float(SPECTRA["good"][index].real) * 0.785, 6) in at, "per area, as the cells"
    assert round(float(SPECTRA["good"][index].real) * 0.785 / 2, 6) in at
    assert "100 kHz" in {text.get_text() for text in ax.texts}
