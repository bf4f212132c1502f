"""The circuit and its Jacobian, the start values, the noise estimate, the valley."""

import numpy as np
import pytest
from support.instruments.spectra import frequencies_hz, full_cell, measured, pellet

from hardware.eis.fit.circuit import Circuit, elements, impedance_and_jacobian, parameters
from hardware.eis.fit.drt import relaxation_times
from hardware.eis.fit.least_squares import EVALUATIONS_PER_START, FitWindow, fit
from hardware.eis.fit.tail_onset import find_valley
from hardware.eis.validation.kramers_kronig import linear_kramers_kronig

F = frequencies_hz()
OMEGA = 2.0 * np.pi * F
LN_TAU = (-18.0, 2.0)
CIRCUITS = [
    Circuit(0, 0, LN_TAU),
    Circuit(2, 0, LN_TAU),
    Circuit(3, 1, LN_TAU),
    Circuit(1, 2, LN_TAU),
    Circuit(2, 1, LN_TAU, ln_depth=(-9.0, 1.0)),
]


@pytest.mark.parametrize("circuit", CIRCUITS)
@pytest.mark.parametrize("seed", range(4))
def test_the_jacobian_is_exact(circuit, seed):
    theta = np.random.default_rng(seed).normal(size=circuit.size)
    z, jacobian = impedance_and_jacobian(circuit, theta[None, :], OMEGA, OMEGA[-1])
    for i in range(circuit.size):
        step = np.zeros(circuit.size)
        step[i] = 1e-6
        both = np.stack([theta + step, theta - step])
        up, down = impedance_and_jacobian(circuit, both, OMEGA, OMEGA[-1])[0]
        numeric = (up - down) / 2e-6
        assert np.allclose(jacobian[0, i], numeric, rtol=1e-5, atol=1e-8 * np.abs(z).max())


def test_textbook_values():
    """100 ohm and 1 us in parallel: 50 - 50j at the apex; a tail of 45 deg."""
    circuit = Circuit(1, 1, LN_TAU)
    theta = np.log([1e-12, 20.0, 100.0, 1.0, 1.0, 5.0, 1.0])
    theta[circuit.arc(0)] = (np.log(100.0), 0.0, 30.0)  # tau in the middle of its bounds, n = 1
    theta[circuit.tail(0)] = (np.log(5.0), np.log(3.0 / 5.0))  # a = 0.5
    tau_s = np.exp(np.mean(LN_TAU))
    z = impedance_and_jacobian(circuit, theta[None, :], np.array([1.0 / tau_s]), 1.0 / tau_s)[0][0]
    assert z[0] == pytest.approx(20.0 + 50.0 - 50.0j + 5.0 * np.exp(-0.25j * np.pi), rel=1e-6)


@pytest.mark.parametrize("circuit", CIRCUITS)
def test_parameters_and_elements_are_inverse(circuit):
    theta = np.random.default_rng(3).normal(size=circuit.size)
    parts = elements(circuit, theta)
    again = elements(circuit, parameters(circuit, parts))
    assert again.arc_ohm == pytest.approx(parts.arc_ohm)
    assert again.arc_tau_s == pytest.approx(parts.arc_tau_s)
    assert again.tail_a == pytest.approx(parts.tail_a)
    assert again.depth_s == pytest.approx(parts.depth_s)
    assert list(parts.arc_tau_s) == sorted(parts.arc_tau_s)


def test_a_fit_spends_no_more_than_it_may():
    window = FitWindow(OMEGA, full_cell(F), 1e-6)  # a floor no circuit can reach
    circuit = Circuit(3, 1, LN_TAU)
    starts = [np.random.default_rng(k).normal(size=circuit.size) for k in range(3)]
    found = fit(window, circuit, starts)
    assert found.evaluations <= 3 * (EVALUATIONS_PER_START + 1)
    assert np.isfinite(found.total_ohm)


def test_relaxation_times_find_the_arcs():
    peaks = relaxation_times(OMEGA, full_cell(F), (-18.0, 0.0), tail=True)
    separator, cathode = np.log(80.0 * 1e-10), np.log(70.0 * 2e-5)
    assert np.abs(peaks.peak_ln_tau - cathode).min() < 0.7
    assert np.abs(peaks.peak_ln_tau - separator).min() < 1.5
    assert peaks.peak_ohm.sum() + peaks.ohmic_ohm == pytest.approx(200.0, rel=0.3)


@pytest.mark.parametrize("noise", [3e-4, 1e-3, 3e-3, 1e-2])
@pytest.mark.parametrize("cell", [pellet, full_cell])
def test_kramers_kronig_knows_the_noise(noise, cell):
    spectrum = measured(F, cell(F), noise=noise, seed=5)
    tested = linear_kramers_kronig(spectrum.frequency_hz, spectrum.impedance_ohm)
    assert tested.noise == pytest.approx(noise, rel=0.35)
    assert tested.kept.all()
    assert not tested.refused


def test_kramers_kronig_names_the_outliers():
    spectrum = measured(F, pellet(F))
    z = spectrum.impedance_ohm.copy()
    z[[12, 40]] *= (1.1, 0.85)
    tested = linear_kramers_kronig(F, z)
    assert list(np.flatnonzero(~tested.kept)) == [12, 40]
    assert tested.noise == pytest.approx(0.001, rel=0.35)


@pytest.mark.parametrize("noise", [0.0, 0.002, 0.01])
def test_the_valley_of_a_pellet(noise):
    spectrum = measured(F, pellet(F), noise=noise)
    valley = find_valley(F, spectrum.impedance_ohm, max(noise, 1e-3))
    assert valley.resistance_ohm == pytest.approx(600.0, rel=0.02)
    assert 1e3 < valley.frequency_hz < 1e6
    assert not valley.at_top


def test_a_tail_up_to_the_top_has_no_valley():
    f = frequencies_hz(top_hz=30.0)
    assert find_valley(f, pellet(f), 1e-3).at_top
