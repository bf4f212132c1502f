"""Steps of the current range, drift and growth, seen in a single sweep."""

import numpy as np
import pytest
from support.instruments.spectra import (
    AREA_CM2,
    frequencies_hz,
    full_cell,
    log_normal_arc,
    measured,
    pellet,
    symmetric_cell,
)

from hardware.eis.resistance import resistance
from hardware.eis.spectrum import sweep
from hardware.eis.validation.kramers_kronig import linear_kramers_kronig
from hardware.eis.validation.steadiness import steadiness, time_share

F = frequencies_hz()
SHARE = np.cumsum(1.0 + 3.0 / F) / np.sum(1.0 + 3.0 / F)


def seen(spectrum):
    tested = linear_kramers_kronig(spectrum.frequency_hz, spectrum.impedance_ohm)
    points = spectrum.frequency_hz, spectrum.impedance_ohm
    return steadiness(*points, time_share(spectrum), tested.per_decade)


def change_of_the_whole(found):
    sizes, sd = found.sizes((found.impedance_ohm * found.share)[:, None])
    return float(sizes[0]), float(sd[0])


@pytest.mark.parametrize("cell", [pellet, full_cell])
@pytest.mark.parametrize("seed", range(4))
def test_a_steady_cell_has_neither_step_nor_drift(cell, seed):
    found = seen(measured(F, cell(F), noise=0.002, seed=seed))
    assert found.steps == ()
    change, sd = change_of_the_whole(found)
    assert abs(change) < 4.0 * sd
    assert found.noise == pytest.approx(0.002, rel=0.35)


@pytest.mark.parametrize("step", [-0.03, 0.012, 0.02])
@pytest.mark.parametrize("hertz", [10.0, 1e4])
def test_a_step_of_the_current_range_is_found_and_covered(step, hertz):
    stepped = np.where(hertz > F, 1.0 + step, 1.0)
    spectrum = measured(F, pellet(F, 600.0) * stepped, noise=0.002, seed=3)
    ((at_hz, size),) = seen(spectrum).steps
    assert at_hz == pytest.approx(hertz, rel=0.6)
    assert size == pytest.approx(step, abs=0.005)
    found = resistance(spectrum, AREA_CM2, cell="blocking")
    assert found.verdict == "good", found.reasons
    for truth in (600.0, 600.0 * (1.0 + step)):
        assert abs(found.resistance_ohm - truth) < 2.0 * found.resistance_std_ohm
    assert "impedance steps by" in " ".join(found.reasons)


@pytest.mark.parametrize("drift", [-0.15, -0.05, 0.05, 0.2])
@pytest.mark.parametrize("cell", [pellet, full_cell])
def test_a_drift_is_measured_within_one_sweep(drift, cell):
    found = seen(measured(F, cell(F) * (1.0 + drift * SHARE), noise=0.002, seed=2))
    change, sd = change_of_the_whole(found)
    assert change == pytest.approx(drift, abs=max(4.0 * sd, 0.2 * abs(drift)))
    assert found.steps == ()


@pytest.mark.parametrize("drift", [-0.1, 0.15])
@pytest.mark.parametrize(("cell", "kind"), [(pellet, "blocking"), (full_cell, "full")])
def test_a_cell_that_drifts_is_read_as_it_was_when_the_sweep_began(drift, cell, kind):
    spectrum = measured(F, cell(F) * (1.0 + drift * SHARE), noise=0.001, seed=5)
    steady = resistance(measured(F, cell(F), noise=0.001, seed=5), AREA_CM2, cell=kind)
    found = resistance(spectrum, AREA_CM2, cell=kind)
    assert found.verdict == "good", found.reasons
    assert found.resistance_ohm == pytest.approx(steady.resistance_ohm, rel=0.03)
    assert abs(found.resistance_ohm - steady.resistance_ohm) < 3.0 * found.resistance_std_ohm


@pytest.mark.parametrize("growth", [0.08, 0.2])
def test_one_interface_that_grows_is_told_from_a_cell_that_drifts(growth):
    grown = 1.0 + growth * np.sqrt(SHARE)
    cell = log_normal_arc(F, 70.0, 7e-9) + grown * log_normal_arc(F, 90.0, 90.0 * 4e-5)
    spectrum = measured(F, cell, noise=0.001, seed=5)
    found = resistance(spectrum, AREA_CM2, cell="symmetric")
    assert found.verdict == "good", found.reasons
    assert found.resistance_ohm == pytest.approx(160.0, rel=0.02)
    assert abs(found.resistance_ohm - 160.0) < 2.0 * found.resistance_std_ohm


def test_a_cell_that_changes_more_than_a_fifth_is_measured_again():
    spectrum = measured(F, full_cell(F, 200.0) * (1.0 + 0.6 * np.sqrt(SHARE)), noise=0.001, seed=4)
    found = resistance(spectrum, AREA_CM2, cell="full")
    assert found.verdict == "remeasure"
    assert "let it settle" in " ".join(found.reasons)


def test_the_clock_of_the_file_counts_before_a_guess():
    spectrum = measured(F, pellet(F))
    assert time_share(spectrum) == pytest.approx(SHARE)
    timed = sweep(F, pellet(F), elapsed_s=np.arange(F.size, dtype=float))
    assert time_share(timed) == pytest.approx(np.linspace(0.0, 1.0, F.size))
    upwards = sweep(F[::-1], pellet(F)[::-1])
    assert time_share(upwards)[-1] < time_share(upwards)[0]


@pytest.mark.parametrize("seed", [0, 1, 3, 4])
def test_steps_too_small_to_be_sure_are_in_the_uncertainty(seed):
    """Two ranges that read 2 % more each, in half a per cent of noise."""
    f = frequencies_hz(1e6, 1.0, 8)
    stepped = np.where(f < 1.2e4, 1.02, 1.0) * np.where(f < 1.2e3, 1.018, 1.0)
    spectrum = measured(f, symmetric_cell(f, 300.0) * stepped, noise=0.005, seed=seed)
    assert seen(spectrum).steps == ()
    found = resistance(spectrum, AREA_CM2, cell="symmetric")
    assert abs(found.resistance_ohm - 300.0) < 2.0 * found.resistance_std_ohm
    assert found.resistance_std_ohm < 0.05 * found.resistance_ohm
