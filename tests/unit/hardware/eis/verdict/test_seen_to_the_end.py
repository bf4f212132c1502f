"""What a sweep must have shown before its number is good, and what it takes to be called short."""

import re
from dataclasses import replace

import numpy as np
import pytest
from support.instruments.spectra import (
    AREA_CM2,
    frequencies_hz,
    log_normal_arc,
    measured,
    next_to,
    pellet,
)

from hardware.eis.resistance import resistance
from hardware.eis.verdict.acceptance import AcceptanceLimits


def interface(f, ohm, farad, fast_ohm=60.0):
    """A cell that conducts at rest: an electrolyte of `fast_ohm` and one interface."""
    return log_normal_arc(f, fast_ohm, fast_ohm * 1e-10) + log_normal_arc(f, ohm, ohm * farad)


def full(f, at_100mhz_ohm, ohm=55.0):
    """Anode, separator, cathode; diffusion is stated at 0.1 Hz."""
    return interface(f, ohm, 4e-5) + at_100mhz_ohm * (1j * f / 0.1) ** -0.5


def swept(end_hz, top_hz=1e6):
    return frequencies_hz(top_hz, end_hz, 10)


@pytest.mark.parametrize(
    "ohm",
    [
        1.3e6,
        pytest.param(8e6, marks=pytest.mark.slow),
        pytest.param(9e7, marks=pytest.mark.slow),
        7e8,
    ],
)
@pytest.mark.parametrize("end_hz", [100.0, 10.0, 0.1, 0.01])
@pytest.mark.parametrize("cell", ["blocking", "auto"])
def test_a_sound_pellet_of_high_resistance_is_never_short(ohm, end_hz, cell):
    f = swept(end_hz)
    sound = log_normal_arc(f, ohm, ohm * 2.5e-11) + 2e5 * (1j * f) ** -0.88
    found = resistance(measured(f, sound, noise=0.003), AREA_CM2, cell=cell)
    assert found.verdict in ("good", "remeasure"), found.reasons
    if found.verdict == "good":
        assert found.resistance_ohm == pytest.approx(ohm, rel=0.05)


@pytest.mark.parametrize("ohm", [8e4, 5.2e5, 2e6])
def test_a_pellet_whose_tail_has_begun_is_good(ohm):
    f = swept(0.1)
    spectrum = measured(f, pellet(f, ohm, at_1hz_ohm=2e5, farad=2.5e-11), noise=0.003)
    found = resistance(spectrum, AREA_CM2, cell="blocking")
    assert found.verdict == "good", found.reasons
    assert found.resistance_ohm == pytest.approx(ohm, rel=0.02)


def test_a_flat_tail_of_a_real_electrode_is_no_leak():
    """Exponent 0.55 and 3 uF: as on pellets of an oxide between gold at 140 to 200 degC."""
    f = swept(0.05)
    cell = log_normal_arc(f, 2.4e5, 2.4e5 * 2e-11) + 2.3e4 * (1j * f) ** -0.55
    found = resistance(measured(f, cell), 1.0, cell="blocking")
    assert found.verdict == "good", found.reasons
    assert found.resistance_ohm == pytest.approx(2.4e5, rel=0.02)


@pytest.mark.parametrize("leak", [0.1, 0.4, 1.0])
@pytest.mark.parametrize("ohm", [600.0, 5.2e5])
def test_a_pellet_with_a_leak_of_its_own_size_is_not_good(ohm, leak):
    f = swept(0.1)
    spectrum = measured(f, next_to(pellet(f, ohm, farad=2.5e-11), leak * ohm))
    assert resistance(spectrum, AREA_CM2, cell="blocking").verdict in ("short", "remeasure")


def test_the_input_resistance_of_an_instrument_is_not_a_short():
    f = swept(1e-3)
    spectrum = measured(f, next_to(pellet(f, 4e6, farad=2.5e-11), 3e8))
    found = resistance(spectrum, AREA_CM2, cell="blocking")
    assert found.verdict == "remeasure", found.reasons


@pytest.mark.parametrize("end_hz", [1e3, 100.0, 30.0])
def test_a_slow_interface_below_the_window_is_not_passed_over(end_hz):
    """185 ohm of 0.7 mF unfold at 1.2 Hz; down to there the cell looks like 180 ohm."""
    f = swept(end_hz)
    cell = interface(f, 120.0, 3e-7) + log_normal_arc(f, 185.0, 185.0 * 7e-4)
    found = resistance(measured(f, cell, noise=0.003), 1.0, cell="symmetric")
    assert found.verdict == "remeasure", (found.resistance_ohm, found.reasons)
    whole = swept(0.01)
    cell = interface(whole, 120.0, 3e-7) + log_normal_arc(whole, 185.0, 185.0 * 7e-4)
    found = resistance(measured(whole, cell, noise=0.003), 1.0, cell="symmetric")
    assert found.verdict == "good", found.reasons
    assert found.resistance_ohm == pytest.approx(365.0, rel=0.02)


@pytest.mark.parametrize("cell", ["full", "auto"])
@pytest.mark.parametrize("end_hz", [1e3, 100.0])
def test_a_full_cell_swept_to_the_kilohertz_is_not_good(cell, end_hz):
    f = swept(end_hz)
    found = resistance(measured(f, full(f, 30.0), noise=0.003), 1.0, cell=cell)
    assert found.verdict == "remeasure", found.reasons


def test_an_arc_that_has_not_closed_is_not_extrapolated():
    """780 kohm, swept to the top of its arc: half of it was measured."""
    f = swept(6e3)
    found = resistance(measured(f, pellet(f, 7.8e5, farad=2.5e-11)), 1.0, cell="blocking")
    assert found.verdict == "remeasure"


@pytest.mark.parametrize("end_hz", [1.0, 0.3, 0.1])
def test_a_full_cell_that_ends_before_its_diffusion_is_no_short(end_hz):
    f = swept(end_hz)
    spectrum = measured(f, full(f, 1.5), noise=0.002)
    unknown = resistance(spectrum, 1.0, cell="full")
    assert unknown.verdict == "remeasure"
    assert "voltage decides" in " ".join(unknown.reasons)
    holds = resistance(
        spectrum, 1.0, cell="full", limits=AcceptanceLimits(ocv_v=2.97, least_ocv_v=2.0)
    )
    assert holds.verdict == "good", holds.reasons
    assert "is shorted through" not in " ".join(holds.reasons)
    assert resistance(spectrum, 1.0, limits=AcceptanceLimits(ocv_v=2.97)).cell == "full"
    lost = resistance(spectrum, 1.0, cell="full", limits=AcceptanceLimits(ocv_v=0.01))
    assert lost.verdict == "short"


@pytest.mark.parametrize("end_hz", [1e3, 50.0, 2.0, 0.1, 0.03])
@pytest.mark.parametrize("kind", ["blocking", "symmetric", "full", "auto"])
def test_advice_names_a_frequency_below_the_one_measured(end_hz, kind):
    f = swept(end_hz)
    cells = {
        "blocking": pellet(f, 3e7, farad=2.5e-11),
        "auto": pellet(f, 3e6, farad=2.5e-11),
        "symmetric": interface(f, 5e3, 9e-4),
        "full": full(f, 1.0),
    }
    found = resistance(measured(f, cells[kind], noise=0.003), 1.0, cell=kind)
    for asked in re.findall(r"measure down to ([0-9.e+-]+) Hz", " ".join(found.reasons)):
        assert 1e-3 <= float(asked) < end_hz


def test_between_interface_and_storage_nothing_jumps():
    """An arc near 3 mF/cm2 counts more and more as the area grows, and the sigma covers both."""
    f = swept(0.01)
    spectrum = measured(f, interface(f, 60.0, 1e-5) + log_normal_arc(f, 12.0, 12.0 * 3e-3))
    read = [resistance(spectrum, area, cell="symmetric") for area in np.geomspace(0.5, 2.0, 9)]
    totals = np.array([found.resistance_ohm for found in read])
    assert (np.diff(totals) > -0.5).all()
    assert np.abs(np.diff(totals)).max() < 5.0
    middle = read[4]
    for total in (120.0, 132.0):
        assert abs(middle.resistance_ohm - total) < 2.0 * middle.resistance_std_ohm


def test_less_than_electrolyte_can_have_must_be_known_well():
    """The least resistance is no evidence where the number itself is not known."""
    f = swept(100.0)
    found = resistance(measured(f, pellet(f, 5e7, farad=2.5e-11)), 1.0, cell="blocking")
    assert found.verdict == "remeasure"


def test_a_voltage_in_the_file_is_said_with_its_source():
    f = swept(0.01)
    spectrum = measured(f, full(f, 30.0))
    metadata = {"ocv_v": 2.61, "ocv_from": "columns <Ewe>/V and <I>/mA"}
    found = resistance(replace(spectrum, metadata=metadata), 1.0)
    assert found.cell == "full"
    assert "2.61 V, from columns <Ewe>/V and <I>/mA" in " ".join(found.reasons)


@pytest.mark.parametrize("cell", ["auto", "blocking", "symmetric", "full"])
@pytest.mark.parametrize("scale", [1e-9, 1.0, 1e11])
def test_what_is_no_cell_has_an_answer_and_a_reason(cell, scale):
    """Eleven decades of one relaxation, from far below any resistance to far above."""
    f = np.geomspace(1e8, 1e-3, 40)
    found = resistance(measured(f, scale / (1.0 + 1j * f / 5.0), henry=0.0), 1.0, cell=cell)
    assert np.isfinite([found.asr_ohm_cm2, found.asr_std_ohm_cm2]).all()
    assert found.verdict == "good" or found.reasons


def test_a_spectrum_of_no_real_part_has_an_answer():
    f = swept(0.1)
    found = resistance(measured(f, -1j * 1e3 / f**0.5, noise=0.0, henry=0.0), 1.0, cell="full")
    assert found.verdict != "good"


@pytest.mark.parametrize("cell", ["blocking", "symmetric", "full"])
def test_a_voltage_that_holds_contradicts_every_short(cell):
    """Also of the wrong kind or unit; a plain resistor of 0.3 ohm would be a short otherwise."""
    f = swept(0.01)
    for spectrum in (measured(f, full(f, 30.0)), measured(f, 0.3 + 0j * f)):
        found = resistance(spectrum, 1.0, cell=cell, limits=AcceptanceLimits(ocv_v=2.97))
        assert found.verdict in ("good", "remeasure"), found.reasons
        assert "the cell is shorted" not in " ".join(found.reasons)
    assert "but at rest it has 2.97 V" in " ".join(found.reasons)


def test_a_full_cell_stated_as_a_pellet_is_asked_about():
    f = swept(0.1)
    found = resistance(measured(f, full(f, 30.0)), 1.0, cell="blocking")
    assert found.verdict == "remeasure"
    assert "--cell full" in " ".join(found.reasons)


def test_a_least_voltage_is_no_demand_on_a_pellet():
    f = swept(0.1)
    limits = AcceptanceLimits(ocv_v=0.0, least_ocv_v=2.0)
    found = resistance(measured(f, pellet(f, 612.0)), 1.0, cell="blocking", limits=limits)
    assert found.verdict == "good", found.reasons


def test_a_flat_tail_without_storage_is_a_pellet_that_must_be_named():
    """A constant-phase element of 0.55 rises as slowly as diffusion, with microfarads."""
    f = swept(0.1)
    spectrum = measured(f, 5e4 / (1.0 + 2j * np.pi * f * 5e4 * 4e-11) + 4e5 * (1j * f) ** -0.55)
    auto, named = (resistance(spectrum, 1.0, cell=cell) for cell in ("auto", "blocking"))
    assert auto.verdict == "remeasure"
    assert "read as a pellet; say which" in " ".join(auto.reasons)
    assert auto.resistance_ohm == named.resistance_ohm == pytest.approx(5e4, rel=0.02)


@pytest.mark.parametrize("times", [1.5, 2.0, 2.5])
def test_a_leak_shows_in_the_real_part_of_a_tail_that_has_just_begun(times):
    """A third of the resistance: the capacitive part is not held up yet."""
    f = swept(10.0)
    ohm = 1.7e4
    sound = log_normal_arc(f, ohm, ohm * 2.5e-11) + 0.9 * ohm * (1j * f / 10.0) ** -0.88
    leaky = next_to(sound, times * ohm)
    found = resistance(measured(f, leaky, noise=0.002), 1.0, cell="blocking")
    assert found.verdict != "good", found.reasons
    begun = log_normal_arc(f, ohm, ohm * 2.5e-11) + 0.4 * ohm * (1j * f / 10.0) ** -0.88
    assert resistance(measured(f, begun, noise=0.002), 1.0, cell="blocking").verdict == "good"


def test_a_short_names_the_cell_that_looks_alike_and_asks_for_no_tail():
    """A sound cell of lithium that somebody calls blocking."""
    f = swept(0.1)
    found = resistance(measured(f, interface(f, 150.0, 1e-5)), AREA_CM2, cell="blocking")
    said = " ".join(found.reasons)
    assert "say --cell symmetric" in said
    assert "tail of the electrodes has not begun" not in said


@pytest.mark.parametrize("cell", ["symmetric", "full"])
def test_a_pellet_that_is_called_another_cell_is_asked_about(cell):
    f = swept(0.1)
    found = resistance(measured(f, pellet(f, 130.0)), AREA_CM2, cell=cell)
    assert found.verdict == "remeasure"
    assert "--cell blocking" in " ".join(found.reasons)


@pytest.mark.parametrize(("loop_ohm", "verdict"), [(6.0, "good"), (40.0, "remeasure")])
@pytest.mark.parametrize("cell", ["symmetric", "full"])
def test_an_inductive_slow_end_is_said_and_in_the_uncertainty(loop_ohm, verdict, cell):
    f = swept(0.1)
    loop = loop_ohm / (1.0 + 1j * f / 0.5)
    spectrum = measured(f, interface(f, 140.0, 1.5e-5) - loop)
    known = AcceptanceLimits(ocv_v=3.6)
    found = resistance(spectrum, AREA_CM2, cell=cell, limits=known)
    assert found.verdict == verdict
    assert "slow end is inductive" in " ".join(found.reasons)
    for truth_ohm in (200.0, 200.0 - loop_ohm):
        assert abs(found.resistance_ohm - truth_ohm) < 2.0 * found.resistance_std_ohm
    without = resistance(measured(f, interface(f, 140.0, 1.5e-5)), AREA_CM2, cell=cell)
    assert "inductive" not in " ".join(without.reasons)


@pytest.mark.parametrize("end_hz", [100.0, 10.0])
def test_a_path_that_passes_the_interfaces_of_a_symmetric_cell_is_not_good(end_hz):
    """The sweep ends too early to call it a plain resistor, and its resistance is above 1 ohm."""
    f = swept(end_hz)
    sound = interface(f, 140.0, 1.5e-5)
    shorted = resistance(measured(f, next_to(sound, 2.0)), 1.0, cell="symmetric")
    assert shorted.verdict == "remeasure"
    assert "a short that passes the interfaces looks the same" in " ".join(shorted.reasons)
    thin = interface(f, 1.5, 1.5e-5, fast_ohm=3.0)
    assert resistance(measured(f, thin), 1.0, cell="symmetric").verdict == "good"


@pytest.mark.parametrize(
    ("top_hz", "advice"),
    [(1e5, "measure to 1 MHz or above"), (7e6, "at a lower temperature or on a thicker pellet")],
)
def test_a_tail_that_reaches_the_top_asks_for_what_can_be_done(top_hz, advice):
    f = swept(10.0, top_hz)
    tail = 25.0 * (1j * f / top_hz) ** -0.7
    found = resistance(measured(f, 12.0 + tail, noise=0.002), 1.0, cell="blocking")
    assert found.verdict == "remeasure"
    said = next(words for words in found.reasons if "reaches the highest frequency" in words)
    assert advice in said


def test_a_small_electrode_has_less_capacitance_and_is_no_lost_contact():
    """0.18 uF/cm2 on 0.1 cm2; as much on 1 cm2 is that of an electrode that has lifted."""
    f = swept(10.0)
    spectrum = measured(f, log_normal_arc(f, 2e5, 5e-7) + 1.0 / (2j * np.pi * f * 1.8e-8))
    small = resistance(spectrum, 0.1, cell="blocking")
    assert small.verdict == "good", small.reasons
    assert small.resistance_ohm == pytest.approx(2e5, rel=0.02)
    assert resistance(spectrum, 1.0, cell="blocking").verdict == "open"


def test_diffusion_that_has_closed_between_two_electrodes_is_named():
    f = swept(0.01)
    slow = log_normal_arc(f, 40.0, 40.0 * 0.05)
    found = resistance(measured(f, interface(f, 140.0, 1.5e-5) + slow), 1.0, cell="symmetric")
    assert found.verdict == "good"
    assert found.resistance_ohm == pytest.approx(200.0, rel=0.02)
    said = next(words for words in found.reasons if "capacitance of diffusion" in words)
    assert float(said.split()[0]) == pytest.approx(40.0, rel=0.05)
    plain = resistance(measured(f, interface(f, 140.0, 1.5e-5)), 1.0, cell="symmetric")
    assert "diffusion" not in " ".join(plain.reasons)


@pytest.mark.parametrize("slow_ohm", [70.0, 90.0])
def test_a_broad_interface_that_has_not_reached_its_apex_is_not_taken_for_diffusion(slow_ohm):
    """At 1 Hz it looks like 4 to 5 mF/cm2, and has a tenth of it."""
    f = swept(1.0)
    slow = log_normal_arc(f, 35.0, 0.04) + log_normal_arc(f, slow_ohm, 0.45)
    cell = interface(f, 40.0, 1e-6, fast_ohm=230.0) + slow
    found = resistance(measured(f, cell, noise=0.001), 1.0, cell="symmetric")
    assert found.verdict == "remeasure"
    assert "an interface slower than 1 Hz may be missing" in " ".join(found.reasons)
