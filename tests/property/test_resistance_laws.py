"""What must hold for every spectrum."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.effort import examples
from support.instruments.spectra import AREA_CM2, frequencies_hz, full_cell, leads, measured, pellet

from hardware.eis.resistance import resistance
from hardware.eis.spectrum import Spectrum, sweep

F = frequencies_hz()
CELLS = {"blocking": pellet, "full": full_cell}
few = settings(
    max_examples=examples(6),
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
ohms = st.floats(20.0, 3e3)
kinds = st.sampled_from(sorted(CELLS))
seeds = st.integers(0, 2**31)


@few
@given(ohms, seeds, st.floats(0.05, 20.0))
def test_asr_scales_with_the_area(ohm, seed, times):
    spectrum = measured(F, pellet(F, ohm), seed=seed)
    one, more = (resistance(spectrum, a, cell="blocking") for a in (AREA_CM2, times * AREA_CM2))
    assert more.asr_ohm_cm2 == pytest.approx(times * one.asr_ohm_cm2, rel=1e-9)
    assert more.asr_std_ohm_cm2 == pytest.approx(times * one.asr_std_ohm_cm2, rel=1e-9)
    assert more.resistance_ohm == one.resistance_ohm


@few
@given(ohms, kinds, st.permutations(range(F.size)))
def test_the_order_of_the_rows_does_not_matter(ohm, kind, order):
    spectrum = measured(F, CELLS[kind](F, ohm), seed=1)
    shuffled = sweep(F[order], spectrum.impedance_ohm[order])
    one, other = (resistance(s, AREA_CM2, cell=kind) for s in (spectrum, shuffled))
    apart = abs(other.asr_ohm_cm2 - one.asr_ohm_cm2)
    assert apart < one.asr_std_ohm_cm2, "when a point was taken matters where the cell changed"
    assert other.verdict == one.verdict


@few
@given(ohms, kinds, seeds, st.floats(0.0, 6e-7))
def test_leads_do_not_matter(ohm, kind, seed, henry):
    spectrum = measured(F, CELLS[kind](F, ohm), seed=seed, henry=0.0)
    longer = Spectrum(F, spectrum.impedance_ohm + leads(F, henry))
    one, other = (resistance(s, AREA_CM2, cell=kind) for s in (spectrum, longer))
    allowed = 3.0 * np.hypot(one.resistance_std_ohm, other.resistance_std_ohm)
    assert abs(one.resistance_ohm - other.resistance_ohm) < max(allowed, 0.01 * ohm)


@few
@given(kinds, seeds, st.floats(0.3, 3.0))
def test_resistance_scales_with_the_impedance(kind, seed, times):
    spectrum = measured(F, CELLS[kind](F, 300.0), seed=seed)
    scaled = Spectrum(F, times * spectrum.impedance_ohm)
    one, more = (resistance(s, AREA_CM2, cell=kind) for s in (spectrum, scaled))
    order_may_change = {"blocking": 0.01, "full": 0.04}[kind]  # p95 error of either kind
    allowed = order_may_change * more.resistance_ohm
    assert abs(more.resistance_ohm - times * one.resistance_ohm) < allowed


@few
@given(ohms, kinds, seeds, st.floats(1e-4, 1e-2))
def test_the_truth_lies_within_four_sigma(ohm, kind, seed, noise):
    found = resistance(
        measured(F, CELLS[kind](F, ohm), seed=seed, noise=noise), AREA_CM2, cell=kind
    )
    assert abs(np.log(found.resistance_ohm / ohm)) < 4.0 * found.ln_asr_std


@few
@given(
    st.lists(
        st.tuples(st.floats(1e-2, 1e7), st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)),
        min_size=1,
        max_size=40,
    )
)
def test_whatever_the_points_there_is_an_answer_and_a_reason(points):
    f, re, im = np.array(points).T
    found = resistance(sweep(f, re + 1j * im), AREA_CM2)
    assert np.isfinite(found.asr_std_ohm_cm2)
    assert found.verdict == "good" or found.reasons
