"""From a spectrum to a resistance: value, uncertainty, words, and what it is made of."""

from dataclasses import replace
from pathlib import Path

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

from hardware.eis import resistance_from_file
from hardware.eis.corrections import Temperature
from hardware.eis.fit.contributions import assignment
from hardware.eis.resistance import resistance
from hardware.eis.spectrum import sweep
from hardware.eis.verdict.acceptance import AcceptanceLimits

REAL = Path(__file__).parents[5] / "shared/data/eis/hybrid-drt/PEIS_LPSCl_IonBlocking_-25C.txt"
F = frequencies_hz()


@pytest.mark.skipif(not REAL.exists(), reason="the real spectra are not in this checkout")
@pytest.mark.parametrize("cell", ["auto", "blocking"])
def test_the_real_pellet(cell):
    found = resistance_from_file(REAL, AREA_CM2, cell=cell)
    assert found.verdict == "good"
    assert found.cell == "blocking"
    assert found.resistance_ohm == pytest.approx(1443.0, rel=0.02)
    assert found.asr_ohm_cm2 == pytest.approx(1443.0 * AREA_CM2, rel=0.02)
    assert 0.002 < found.ln_asr_std < 0.02
    assert found.noise == pytest.approx(0.001, rel=0.3)


@pytest.mark.parametrize("ohm", [12.0, 90.0, 1.4e3, 9e3, 2e4])
def test_a_blocking_pellet(ohm):
    found = resistance(measured(F, pellet(F, ohm), noise=0.003), AREA_CM2)
    assert (found.verdict, found.cell) == ("good", "blocking")
    assert found.resistance_ohm == pytest.approx(ohm, rel=0.015)
    assert abs(found.resistance_ohm - ohm) < 3.0 * found.resistance_std_ohm


@pytest.mark.parametrize("ohm", [25.0, 200.0, 900.0])
def test_a_full_cell(ohm):
    found = resistance(measured(F, full_cell(F, ohm), noise=0.003), AREA_CM2)
    assert (found.verdict, found.cell) == ("good", "full")
    assert found.resistance_ohm == pytest.approx(ohm, rel=0.02)
    assert "open-circuit voltage" in " ".join(found.reasons)


@pytest.mark.parametrize("ohm", [25.0, 200.0])
def test_a_symmetric_cell(ohm):
    found = resistance(measured(F, symmetric_cell(F, ohm)), AREA_CM2, cell="symmetric")
    assert (found.verdict, found.cell) == ("good", "symmetric")
    assert found.resistance_ohm == pytest.approx(ohm, rel=0.01)


def test_the_kind_of_cell_is_said_when_nobody_said_it():
    assert "kind of cell not given" in resistance(measured(F, pellet(F)), AREA_CM2).reasons[0]
    assert not resistance(measured(F, pellet(F)), AREA_CM2, cell="blocking").reasons


def test_no_short_is_seen_where_the_sweep_stops_above_it():
    short_sweep = frequencies_hz(bottom_hz=100.0)
    found = resistance(measured(short_sweep, symmetric_cell(short_sweep)), AREA_CM2)
    assert found.verdict == "remeasure"


def test_contributions_add_up_and_say_how_far_they_may_be_trusted():
    found = resistance(measured(F, full_cell(F)), AREA_CM2, cell="full")
    inside = [part for part in found.contributions if part.name != "tail"]
    series = [part for part in inside if part.trust != "not in the sum"]
    assert sum(part.resistance_ohm for part in series) == pytest.approx(
        found.resistance_ohm, rel=1e-9
    )
    frequencies = [part.frequency_hz for part in series[1:]]
    assert frequencies == sorted(frequencies, reverse=True)
    assert {part.trust for part in series} <= {"good", "sum only", "outside window"}
    reacting = [part for part in series if part.assignment == "electrode reaction"]
    slow_ohm = sum(part.resistance_ohm for part in reacting)
    assert slow_ohm == pytest.approx(0.35 * 200.0, rel=0.2)


@pytest.mark.parametrize(
    ("farad_cm2", "meaning"),
    [
        (5e-12, "electrolyte bulk"),
        (3e-10, "electrolyte, grain boundaries"),
        (2e-8, "interphase or surface layer"),
        (2e-6, "interface, charge transfer or contact"),
        (1e-4, "electrode reaction"),
        (1.0, "storage or diffusion"),
    ],
)
def test_capacitance_tells_what_a_part_usually_is(farad_cm2, meaning):
    assert assignment(farad_cm2) == meaning


def test_a_curve_is_there_to_draw():
    spectrum = measured(F, pellet(F))
    found = resistance(spectrum, AREA_CM2, cell="blocking")
    assert found.fitted_hz.shape == found.fitted_ohm.shape
    inside = (found.fitted_hz.min() <= F) & (found.fitted_hz.max() >= F)
    at = np.argsort(found.fitted_hz)
    drawn = np.interp(np.log(F), np.log(found.fitted_hz[at]), found.fitted_ohm.real[at])
    assert drawn[inside] == pytest.approx(spectrum.impedance_ohm.real[inside], rel=0.03)
    assert np.isnan(found.residual[~inside].real).all()
    assert np.abs(found.residual[inside]).max() < 0.02


def test_temperature_is_corrected_when_it_is_logged():
    cell_ohm = pellet(F)
    warm = measured(F, cell_ohm, metadata={"temperature_degc": 35.0})
    plain = resistance(warm, AREA_CM2, cell="blocking", temperature=None)
    corrected = resistance(warm, AREA_CM2, cell="blocking")
    # 0.35 eV between 35 and 25 degC: exp(0.35 / k (1 / 298.15 - 1 / 308.15)) = 1.556
    assert corrected.asr_ohm_cm2 / plain.asr_ohm_cm2 == pytest.approx(1.556, rel=2e-3)
    assert corrected.resistance_ohm == plain.resistance_ohm
    assert corrected.ln_asr_std > plain.ln_asr_std
    assert "corrected from 35 to 25 degC" in " ".join(corrected.reasons)
    assert corrected.temperature_degc == 35.0
    cold = measured(F, cell_ohm, metadata={"temperature_degc": -25.0})
    far = resistance(cold, AREA_CM2, cell="blocking")
    assert far.asr_ohm_cm2 == far.resistance_ohm * AREA_CM2
    assert "too far from 25 degC" in " ".join(far.reasons)
    elsewhere = Temperature(reference_degc=-20.0)
    assert resistance(cold, AREA_CM2, cell="blocking", temperature=elsewhere).reasons


def test_conductivity_from_thickness():
    found = resistance(measured(F, pellet(F, 89.0)), 0.785, cell="blocking", thickness_mm=0.7)
    assert found.conductivity_ms_cm == pytest.approx(1.0, rel=0.01)  # 0.07 cm / (89 ohm 0.785 cm2)
    assert found.conductivity_std_ms_cm == pytest.approx(0.0143, rel=0.2)  # 10 of 700 um
    assert resistance(measured(F, pellet(F)), 0.785).conductivity_ms_cm is None


def test_the_parts_in_the_sum_are_the_sum_and_the_others_say_so():
    """Storage of 20 mF/cm2 looks like an arc of a full cell and is none of its resistance."""
    storing = full_cell(F) + 60.0 / (1.0 + 2j * np.pi * F * 60.0 * 2e-2)
    found = resistance(measured(F, storing), AREA_CM2, cell="full")
    parts = [part for part in found.contributions if part.name != "tail"]
    counted = [part.resistance_ohm for part in parts if part.trust != "not in the sum"]
    assert sum(counted) == pytest.approx(found.resistance_ohm, rel=1e-6)
    assert [part.assignment for part in parts if part.trust == "not in the sum"] == [
        "storage or diffusion"
    ]


def test_conductivity_is_of_the_electrolyte_alone():
    """A contact arc is no electrolyte, electrodes are none, and a short has none."""
    contact = pellet(F, 89.0) + log_normal_arc(F, 30.0, 30.0 * 2e-7)
    found = resistance(measured(F, contact), 0.785, cell="blocking", thickness_mm=0.7)
    assert found.resistance_ohm == pytest.approx(119.0, rel=0.02)
    assert found.conductivity_ms_cm == pytest.approx(1.0, rel=0.03)
    full = resistance(measured(F, full_cell(F)), 0.785, cell="full", thickness_mm=0.7)
    short = measured(F, 1.0 / (1.0 / pellet(F, 89.0) + 1.0 / 300.0))
    shorted = resistance(short, 0.785, cell="blocking", thickness_mm=0.7)
    assert full.conductivity_ms_cm is None
    assert shorted.conductivity_ms_cm is None


def test_a_lost_voltage_is_a_short():
    lost = AcceptanceLimits(ocv_v=0.4, least_ocv_v=1.2)
    found = resistance(measured(F, full_cell(F)), AREA_CM2, cell="full", limits=lost)
    assert found.verdict == "short"
    kept = AcceptanceLimits(ocv_v=-2.0, least_ocv_v=1.2)  # leads swapped
    found = resistance(measured(F, full_cell(F)), AREA_CM2, cell="full", limits=kept)
    assert found.verdict == "good"
    assert "voltage must be checked" not in " ".join(found.reasons)


def test_a_voltage_that_was_asked_for_and_not_measured_is_no_good_cell():
    asked = AcceptanceLimits(least_ocv_v=1.2)
    spectrum = measured(F, full_cell(F))
    found = resistance(spectrum, AREA_CM2, cell="full", limits=asked)
    assert found.verdict == "remeasure"
    assert "not known" in " ".join(found.reasons)
    for volt, verdict in ((2.0, "good"), (0.3, "short")):
        logged = replace(spectrum, metadata={"ocv_v": volt})
        assert resistance(logged, AREA_CM2, cell="full", limits=asked).verdict == verdict


def test_less_than_electrolyte_can_have_is_a_short():
    thick = AcceptanceLimits(least_asr_ohm_cm2=20.0)
    found = resistance(measured(F, pellet(F, 12.0)), AREA_CM2, cell="blocking", limits=thick)
    assert found.verdict == "short"


def test_effort_is_limited_and_the_answer_the_same_every_time():
    spectrum = measured(F, full_cell(F), noise=0.01)
    first, second = (resistance(spectrum, AREA_CM2) for _ in range(2))
    assert first.evaluations == second.evaluations < 6000
    assert first.asr_ohm_cm2 == second.asr_ohm_cm2
    assert first.asr_std_ohm_cm2 == second.asr_std_ohm_cm2


def test_noise_widens_the_uncertainty():
    clean, noisy = (
        resistance(measured(F, pellet(F), noise=noise), AREA_CM2).ln_asr_std
        for noise in (0.001, 0.015)
    )
    assert noisy > 1.5 * clean


def test_a_second_sweep_that_agrees_changes_nothing():
    once, twice = (measured(F, pellet(F), seed=seed) for seed in (1, 2))
    assert resistance(once, AREA_CM2, again=twice, cell="blocking").verdict == "good"


def test_a_contact_arc_is_named():
    contact = log_normal_arc(F, 15.0, 15.0 * 2e-7)
    found = resistance(measured(F, pellet(F, 50.0) + contact), AREA_CM2, cell="blocking")
    assert found.resistance_ohm == pytest.approx(65.0, rel=0.03)


def test_an_arc_between_gap_and_rough_electrode_is_doubted():
    """17 uF/cm2 is more than most gaps have, and less than all electrodes have."""
    f = np.geomspace(3e6, 0.1, 60)
    arc = log_normal_arc(f, 3.0, 3.0 * 17e-6 * AREA_CM2, spread=0.3)
    spectrum = measured(f, pellet(f, 12.6, at_1hz_ohm=4e4) + arc, seed=2)
    found = resistance(spectrum, AREA_CM2, cell="blocking")
    assert found.verdict == "remeasure"
    assert "may hide in the tail" in " ".join(found.reasons)
    assert abs(found.resistance_ohm - 15.6) < 2.0 * found.resistance_std_ohm


@pytest.mark.parametrize(("ohm", "hidden_ohm"), [(50.0, 8.0), (30.0, 16.0), (50.0, 24.0)])
def test_a_contact_arc_that_closes_below_the_fitted_window_is_doubted(ohm, hidden_ohm):
    """The window ends where the tail is six times the resistance, the sweep goes on to 0.1 Hz."""
    arc = log_normal_arc(F, hidden_ohm, hidden_ohm * 1.5e-5)
    spectrum = measured(F, pellet(F, ohm, at_1hz_ohm=3e4) + arc)
    found = resistance(spectrum, AREA_CM2, cell="blocking")
    assert found.verdict == "remeasure"
    assert abs(found.resistance_ohm - ohm - hidden_ohm) < 3.0 * found.resistance_std_ohm


@pytest.mark.parametrize(("ohm", "roll_off_hz"), [(60.0, 5e6), (15.0, 1e7)])
def test_a_roll_off_is_in_the_uncertainty_before_it_shows(ohm, roll_off_hz):
    f = np.geomspace(7e6, 1.0, 56)
    cell_ohm = pellet(f, ohm)
    rolled = cell_ohm / (1.0 + 1j * f / roll_off_hz)
    clean, found = (
        resistance(measured(f, z, noise=0.002, seed=1), AREA_CM2, cell="blocking")
        for z in (cell_ohm, rolled)
    )
    assert abs(found.resistance_ohm - ohm) < 2.0 * found.resistance_std_ohm
    assert found.resistance_std_ohm > clean.resistance_std_ohm


def test_what_decides_the_verdict_is_said_first():
    flat = 5e4 / (1.0 + 2j * np.pi * F * 2e-6) + 4e5 * (1j * F) ** -0.55
    found = resistance(measured(F, flat * np.where(F < 1e4, 1.02, 1.0)), AREA_CM2)
    assert found.verdict == "remeasure"
    assert "current range" in " ".join(found.reasons)
    assert "current range" not in found.reasons[0]


def test_a_contact_arc_that_stands_clear_costs_no_second_measurement():
    contact = log_normal_arc(F, 20.0, 20.0 * 2e-7)
    found = resistance(measured(F, pellet(F, 50.0) + contact), AREA_CM2, cell="blocking")
    assert found.verdict == "good"
    assert found.resistance_ohm == pytest.approx(70.0, abs=1.96 * found.resistance_std_ohm)
    assert "a contact arc hides in the tail and is counted: 20" in " ".join(found.reasons)


@pytest.mark.parametrize(("apex_hz", "verdict"), [(60.0, "remeasure"), (400.0, "good")])
def test_a_contact_arc_that_has_not_closed_in_the_sweep_may_be_a_leak(apex_hz, verdict):
    """The sweep ends at 10 Hz; a leak past the pellet bends the end of the tail alike."""
    hz = np.geomspace(1e6, 10.0, 51)
    contact = log_normal_arc(hz, 1e4, 1.0 / (2.0 * np.pi * apex_hz))
    cell = pellet(hz, 5e4, at_1hz_ohm=3e5) + contact
    found = resistance(measured(hz, cell, noise=0.001), AREA_CM2, cell="blocking")
    assert found.verdict == verdict
    assert ("or a leak past the pellet" in " ".join(found.reasons)) == (verdict == "remeasure")


def _in_a_full_cell(interface_ohm, slower=0.0):
    f = frequencies_hz(bottom_hz=0.01)
    jw = 2j * np.pi * f
    z = 20.0 + 30.0 / (1.0 + (jw * 3e-6) ** 0.9) + interface_ohm(jw) + 4.0 * (1j * f) ** -0.5
    return measured(f, z + slower, noise=0.002)


KNOWN_VOLTAGE = AcceptanceLimits(ocv_v=3.6)


def test_a_slow_part_of_an_interface_counts_though_alone_it_would_store_charge():
    """80 % of 60 ohm at 9 Hz, 20 % at 1.8 Hz: the slow part alone has 9 mF/cm2."""

    def pair(jw):
        return 60.0 * (0.8 / (1.0 + jw * 0.018) + 0.2 / (1.0 + jw * 0.09))

    found = resistance(_in_a_full_cell(pair), AREA_CM2, cell="full", limits=KNOWN_VOLTAGE)
    assert found.verdict == "good"
    assert found.resistance_ohm == pytest.approx(110.0, rel=0.02)
    assert found.resistance_std_ohm > 0.01 * 110.0, "it may be storage as well"


def test_a_bend_of_the_tail_that_would_be_a_tenth_is_said_and_not_counted():
    arc = log_normal_arc(F, 150.0, 150.0 * 1e-5 * AREA_CM2, spread=0.3)
    spectrum = measured(F, pellet(F, 640.0, at_1hz_ohm=2e5) + arc)
    found = resistance(spectrum, AREA_CM2, cell="blocking")
    assert found.resistance_ohm == pytest.approx(640.0, rel=0.02)
    assert "it is the electrode's and not counted" in " ".join(found.reasons)


def test_an_arc_as_flat_as_diffusion_makes_the_sum_uncertain():
    slow = 100.0 / (1.0 + (2j * np.pi * F * 2e-3) ** 0.5)
    found = resistance(measured(F, full_cell(F) + slow), AREA_CM2, cell="full")
    sure = resistance(measured(F, full_cell(F)), AREA_CM2, cell="full")
    assert "may be diffusion" in " ".join(found.reasons)
    assert found.resistance_std_ohm > 5.0 * sure.resistance_std_ohm


@pytest.mark.parametrize(
    ("area_cm2", "settings", "message"),
    [
        (0.0, {}, "area_cm2"),
        (float("nan"), {}, "area_cm2"),
        (1.0, {"cell": "half"}, "cell is auto"),
        (1.0, {"thickness_mm": -0.7}, "thickness_mm"),
    ],
)
def test_nonsense_is_refused(area_cm2, settings, message):
    with pytest.raises(ValueError, match=message):
        resistance(measured(F, pellet(F)), area_cm2, **settings)


@pytest.mark.parametrize("n", [1, 2, 5, 11])
def test_very_few_points_are_measured_again(n):
    f = np.logspace(6, 0, n)
    found = resistance(sweep(f, pellet(f)), AREA_CM2)
    assert found.verdict == "remeasure"
    assert np.isfinite([found.asr_ohm_cm2, found.asr_std_ohm_cm2]).all()


@pytest.mark.parametrize(
    ("farad", "meaning"),
    [
        (3e-12, "leads, contacts"),  # the arc is the bulk
        (3e-10, "electrolyte bulk, leads"),  # grain boundaries: the bulk is faster than the sweep
        (3e-8, "electrolyte, leads"),  # an interphase: all of the electrolyte is faster
    ],
)
def test_the_intercept_at_high_frequency_is_named_by_the_fastest_arc(farad, meaning):
    f = frequencies_hz(top_hz=7e6)
    jw = 2j * np.pi * f
    ohm = 20_000.0 if farad < 1e-11 else 400.0
    z = 60.0 + ohm / (1.0 + jw * ohm * farad) + 1.0 / (2e-6 * jw**0.95)
    found = resistance(measured(f, z, noise=0.001), 1.0, cell="blocking")
    intercept, arc, *_ = found.contributions
    assert (intercept.name, intercept.assignment) == ("high frequency", meaning)
    assert arc.name == "arc 1"


def test_a_wrong_area_is_asked_about_where_a_tail_shows_that_there_is_no_short():
    small = resistance(measured(F, pellet(F, 0.3, at_1hz_ohm=2e4)), AREA_CM2, cell="blocking")
    assert small.verdict == "remeasure"
    assert "are area and unit right?" in " ".join(small.reasons)


@pytest.mark.parametrize(("cell", "verdict"), [("auto", "remeasure"), ("blocking", "short")])
def test_less_than_any_pressed_cell_is_a_short_only_of_a_cell(cell, verdict):
    """A diode under bias: an arc of half an ohm that ends on the real axis."""
    diode = 0.02 + 0.4 / (1.0 + 2j * np.pi * F * 0.4 * 2e-5)
    assert resistance(measured(F, diode), AREA_CM2, cell=cell).verdict == verdict
