"""Tails of finite depth: diffusion that fills up, and the pores of a blocking electrode."""

import numpy as np
import pytest
from support.instruments.spectra import AREA_CM2, frequencies_hz, full_cell, measured

from hardware.eis.resistance import resistance
from hardware.eis.verdict.acceptance import AcceptanceLimits

F = frequencies_hz()
KNOWN_VOLTAGE = AcceptanceLimits(ocv_v=3.6)


def _in_a_full_cell(interface_ohm):
    f = frequencies_hz(bottom_hz=0.01)
    jw = 2j * np.pi * f
    z = 20.0 + 30.0 / (1.0 + (jw * 3e-6) ** 0.9) + interface_ohm(jw) + 4.0 * (1j * f) ** -0.5
    return measured(f, z, noise=0.002)


def _filling(knee_hz, resists_ohm):
    """An interface of 60 ohm, and diffusion that fills up: a third of what it resists remains."""

    def cell(jw):
        x = np.sqrt(jw / (2.0 * np.pi * knee_hz))
        return 60.0 / (1.0 + (jw * 0.012) ** 0.9) + resists_ohm / (x * np.tanh(x))

    return _in_a_full_cell(cell)


@pytest.mark.parametrize(("knee_hz", "resists_ohm"), [(0.2, 45.0), (0.3, 60.0), (0.15, 90.0)])
def test_diffusion_that_fills_up_within_the_sweep_is_not_counted(knee_hz, resists_ohm):
    cell = _filling(knee_hz, resists_ohm)
    found = resistance(cell, AREA_CM2, cell="full", limits=KNOWN_VOLTAGE)
    assert found.verdict == "good"
    assert found.resistance_ohm == pytest.approx(110.0, rel=0.02)
    assert "fills up within the sweep" in " ".join(found.reasons)


def test_a_cell_that_may_fill_up_within_the_sweep_is_not_good_by_chance():
    cell = _filling(0.5, 50.0)
    found = resistance(cell, AREA_CM2, cell="full", limits=KNOWN_VOLTAGE)
    assert found.verdict == "remeasure"
    assert abs(found.resistance_ohm - 110.0) < 2.0 * found.resistance_std_ohm
    assert "another state of charge decides" in " ".join(found.reasons)
    said = resistance(measured(F, full_cell(F, 200.0)), AREA_CM2, cell="full")
    assert "fills up" not in " ".join(said.reasons)


def _porous(ions_ohm, farad):
    """De Levie's line in both electrodes next to 40 ohm: charged, its ions leave a third."""
    wall = 1.0 / (farad * (2j * np.pi * F) ** 0.93)
    x = np.sqrt(ions_ohm / wall)
    return 40.0 / (1.0 + (2j * np.pi * F * 40.0 * 6e-11) ** 0.95) + ions_ohm / (x * np.tanh(x))


@pytest.mark.parametrize(("ions_ohm", "farad"), [(20.0, 3e-5), (60.0, 2e-4), (150.0, 1e-5)])
def test_the_ions_in_the_pores_of_a_blocking_electrode_do_not_count(ions_ohm, farad):
    cell = measured(F, _porous(ions_ohm, farad), noise=0.001)
    found = resistance(cell, AREA_CM2, cell="blocking")
    assert found.verdict == "good"
    assert found.resistance_ohm == pytest.approx(40.0, rel=0.02)
    assert "ions in its pores are not counted" in " ".join(found.reasons)


@pytest.mark.parametrize("seed", range(3))
def test_pores_that_may_be_a_contact_are_not_good(seed):
    """Ions of 60 ohm leave 20 ohm, half of the pellet; noise of 2 % hides which they are."""
    cell = measured(F, _porous(60.0, 3e-5), noise=0.02, seed=seed)
    found = resistance(cell, AREA_CM2, cell="blocking")
    off = abs(found.resistance_ohm - 40.0)
    assert off < 2.5 * found.resistance_std_ohm
    assert found.verdict == "remeasure" or off < 0.1 * 40.0


def test_a_contact_that_holds_no_more_than_plain_metal_is_not_taken_for_pores():
    """90 ohm and 2.5e-7 F next to 700 ohm above a tail of 2 uF: pores fit as well as that arc."""
    jw = 2j * np.pi * np.geomspace(1e6, 10.0, 51)
    contact = 90.0 / (1.0 + (jw * 90.0 * 2.5e-7) ** 0.72)
    tail = 1.0 / (2e-6 * jw**0.88)
    cell = 700.0 / (1.0 + (jw * 700.0 * 2e-11) ** 0.95) + contact + tail
    hz = jw.imag / (2.0 * np.pi)
    for seed in range(3):
        found = resistance(measured(hz, cell, noise=0.0035, seed=seed), AREA_CM2, cell="blocking")
        off = abs(found.resistance_ohm - 790.0) / 790.0
        assert found.verdict == "remeasure" or off < 0.05
        assert off < 2.5 * found.resistance_std_ohm / 790.0


@pytest.mark.parametrize(("ions_ohm", "farad"), [(11.0, 5e-6), (30.0, 3e-6), (20.0, 2e-6)])
def test_pores_of_plain_metal_s_capacitance_are_within_two_deviations(ions_ohm, farad):
    """They charge at 2 to 4 kHz, as a contact does: whichever is counted, the other is covered."""
    for seed in range(2):
        cell = measured(F, _porous(ions_ohm, farad), noise=0.003, seed=seed)
        found = resistance(cell, AREA_CM2, cell="blocking")
        assert abs(found.resistance_ohm - 40.0) < 2.0 * found.resistance_std_ohm
        assert "or ions in the pores of the electrode" in " ".join(found.reasons)


def test_a_fast_filling_that_passes_for_an_interface_is_within_two_deviations():
    f = frequencies_hz(bottom_hz=0.01)
    jw = 2j * np.pi * f
    x = (jw / (2.0 * np.pi * 3.0)) ** 0.46
    z = 20.0 + 30.0 / (1.0 + (jw * 3e-6) ** 0.9) + 60.0 / (1.0 + (jw * 2e-3) ** 0.85)
    cell = measured(f, z + 16.0 / (x * np.tanh(x)), noise=0.003, seed=1)
    found = resistance(cell, AREA_CM2, cell="full", limits=KNOWN_VOLTAGE)
    assert abs(found.resistance_ohm - 110.0) < 2.0 * found.resistance_std_ohm
    assert "may be diffusion, which does not count" in " ".join(found.reasons)
