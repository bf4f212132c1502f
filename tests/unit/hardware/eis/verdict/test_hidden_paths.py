"""Paths and reactions that one sweep hardly shows: leads, a tail that has just begun, Gerischer."""

import numpy as np
import pytest
from support.instruments.spectra import frequencies_hz, log_normal_arc, measured, next_to

from hardware.eis.resistance import resistance


def swept(end_hz, top_hz=1e6):
    return frequencies_hz(top_hz, end_hz, 10)


def interfaces(f, electrolyte_ohm, interface_ohm, farad=1.5e-5):
    fast = log_normal_arc(f, electrolyte_ohm, electrolyte_ohm * 1e-10)
    return fast + log_normal_arc(f, interface_ohm, interface_ohm * farad)


def gerischer(f, ohm, tau_s):
    return ohm / np.sqrt(1.0 + 2j * np.pi * f * tau_s)


@pytest.mark.parametrize(("ohm", "verdict"), [(7.0, "good"), (40.0, "remeasure")])
def test_a_reaction_that_closes_within_a_second_may_count(ohm, verdict):
    """15 to 90 mF/cm2: with it and without it, both totals lie within two deviations."""
    f = swept(0.05)
    cell = interfaces(f, 60.0, 90.0) + gerischer(f, ohm, 1.2)
    found = resistance(measured(f, cell, noise=0.001), 1.0, cell="symmetric")
    assert found.verdict == verdict, found.reasons
    for truth_ohm in (150.0, 150.0 + ohm):
        assert abs(found.resistance_ohm - truth_ohm) < 2.2 * found.resistance_std_ohm
    assert "may be an electrode reaction" in " ".join(found.reasons)


def test_a_reaction_of_an_interface_counts_wholly():
    """0.3 mF/cm2: what holds no more is an interface, whatever its shape."""
    f = swept(0.1)
    cell = interfaces(f, 60.0, 90.0) + gerischer(f, 55.0, 2 * 55.0 * 3e-4)
    found = resistance(measured(f, cell, noise=0.001), 1.0, cell="symmetric")
    assert found.verdict == "good", found.reasons
    assert found.resistance_ohm == pytest.approx(205.0, rel=0.03)


@pytest.mark.parametrize("leads_ohm", [0.55, 0.9])
def test_a_short_behind_leads_is_not_good(leads_ohm):
    """On a large electrode the leads alone are more than 5 ohm cm2."""
    f = swept(1.0)
    area_cm2 = 9.5
    sound = interfaces(f, 4.0, 5.0, farad=1.5e-5 * area_cm2)
    leads = leads_ohm + 2j * np.pi * f * 2e-6
    shorted = measured(f, next_to(sound, 0.06) + leads, noise=0.001)
    found = resistance(shorted, area_cm2, cell="symmetric")
    assert found.verdict == "remeasure"
    assert "compare with the leads alone" in " ".join(found.reasons)
    large = interfaces(f, 0.6, 0.7, farad=1.5e-5 * area_cm2)
    assert resistance(measured(f, large), area_cm2, cell="symmetric").verdict == "good"


@pytest.mark.parametrize(("slope", "seed"), [(0.85, 2), (0.93, 5), (0.93, 9)])
def test_noise_hides_no_leak_next_to_a_tail_that_has_just_begun(slope, seed):
    """A leak of one and a half times the pellet, noise of 0.45 %; with less noise it shows."""
    f = frequencies_hz(1e6, 0.1, 8)
    ohm = 1.4e5
    sound = log_normal_arc(f, ohm, ohm * 2.5e-11) + 0.8 * ohm * (1j * f / 0.1) ** -slope
    leaky = next_to(sound, 1.5 * ohm)
    for noise in (0.001, 0.0045):
        found = resistance(measured(f, leaky, noise=noise, seed=seed), 1.0, cell="blocking")
        assert found.verdict == "remeasure", found.reasons
        passed = resistance(measured(f, sound, noise=noise, seed=seed), 1.0, cell="blocking")
        assert passed.verdict == "good", passed.reasons


@pytest.mark.parametrize(("noise", "verdict"), [(0.001, "good"), (0.0045, "remeasure")])
def test_a_tail_must_stand_out_of_the_noise(noise, verdict):
    f = frequencies_hz(1e6, 0.1, 8)
    ohm = 1.4e5
    sound = log_normal_arc(f, ohm, ohm * 2.5e-11) + 0.4 * ohm * (1j * f / 0.1) ** -0.9
    found = resistance(measured(f, sound, noise=noise), 1.0, cell="blocking")
    assert found.verdict == verdict, found.reasons
    assert found.resistance_ohm == pytest.approx(ohm, rel=0.02)
    if verdict == "remeasure":
        assert "hardly begun, for noise of 0.4" in " ".join(found.reasons)
