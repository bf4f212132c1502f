"""What goes wrong between cell and file, and what is said of it: never a wrong number as good."""

from dataclasses import dataclass

import numpy as np
import pytest
from support.instruments.spectra import (
    AREA_CM2,
    frequencies_hz,
    full_cell,
    log_normal_arc,
    measured,
    next_to,
    pellet,
    symmetric_cell,
)

from hardware.eis.resistance import resistance
from hardware.eis.spectrum import Spectrum, sweep
from hardware.twin.cell.presets import PRESETS, cell_design
from hardware.twin.cell.pressing_history import PressHistory
from hardware.twin.cell.simulated_cell import press
from hardware.twin.simulated_analyser import measure

F = frequencies_hz()


def with_outliers(count):
    spectrum = measured(F, pellet(F))
    z = spectrum.impedance_ohm.copy()
    where = np.linspace(8, F.size - 8, count).astype(int)
    z[where] *= 1.0 + 0.3 * (-1.0) ** np.arange(count)
    return sweep(F, z)


def drifting(share):
    """The cell changes while it is swept, as the clock runs: most of it at the low end."""
    taken_s = np.cumsum(1.0 + 3.0 / F)
    return measured(F, pellet(F) * (1.0 + share * taken_s / taken_s[-1]))


def with_repeat_point(share):
    spectrum = drifting(share)
    again = spectrum.impedance_ohm[20] * (1.0 + share)
    return sweep(np.append(F, F[20]), np.append(spectrum.impedance_ohm, again))


def capacitor(farad, frequency_hz=F):
    return 1.0 / (2j * np.pi * frequency_hz * farad)


def stepping():
    """A contact that gives way half-way through the sweep."""
    step = np.where(np.arange(F.size) < 38, 1.0, 1.35)
    return measured(F, pellet(F) * step)


def swept(top_hz, bottom_hz, per_decade=10, ohm=600.0):
    f = frequencies_hz(top_hz, bottom_hz, per_decade)
    return measured(f, pellet(f, ohm))


@dataclass(frozen=True)
class Fault:
    name: str
    spectrum: Spectrum
    cell: str
    verdict: str
    says: str
    again: Spectrum | None = None


FAULTS = [
    Fault("two outliers", with_outliers(2), "blocking", "good", "2 outlying point"),
    Fault("a fifth of the points wild", with_outliers(16), "blocking", "remeasure", "Kramers"),
    Fault(
        "drift seen by a repeat point", with_repeat_point(0.05), "blocking", "remeasure", "twice"
    ),
    Fault(
        "drift seen by a second sweep",
        measured(F, pellet(F)),
        "blocking",
        "remeasure",
        "twice",
        again=measured(F, 1.2 * pellet(F), seed=1),
    ),
    Fault("contact steps", stepping(), "blocking", "remeasure", "Kramers"),
    Fault("noise", measured(F, pellet(F), noise=0.04), "blocking", "remeasure", "noise of"),
    Fault("Im flipped", measured(F, pellet(F).conj(), henry=0.0), "blocking", "remeasure", "sign"),
    Fault("Im flipped, full", measured(F, full_cell(F).conj()), "full", "remeasure", "sign"),
    Fault("hard short", measured(F, np.full(F.size, 0.8 + 0j)), "blocking", "short", "resistor"),
    Fault(
        "soft short below R",
        measured(F, next_to(pellet(F), 300.0)),
        "blocking",
        "short",
        "direct current",
    ),
    Fault(
        "soft short above R",
        measured(F, next_to(pellet(F), 3e3)),
        "blocking",
        "short",
        "direct current",
    ),
    Fault(
        "very soft short",
        measured(F, next_to(pellet(F), 1e5)),
        "blocking",
        "short",
        "direct current",
    ),
    Fault("kind unknown", measured(F, next_to(pellet(F), 3e3)), "auto", "remeasure", "say which"),
    Fault("full, hard short", measured(F, next_to(full_cell(F), 2.0)), "full", "short", "short"),
    Fault(
        "full, soft short",
        measured(F, next_to(full_cell(F), 150.0)),
        "full",
        "remeasure",
        "voltage",
    ),
    Fault(
        "symmetric, hard short",
        measured(F, np.full(F.size, 1.5 + 0j)),
        "symmetric",
        "short",
        "resistor",
    ),
    Fault("no cell", measured(F, capacitor(2e-12)), "blocking", "open", "contact"),
    Fault("no cable", measured(F, np.full(F.size, 1e9 + 0j)), "blocking", "open", "contact"),
    Fault(
        "electrode lifted", measured(F, pellet(F) + capacitor(1e-9)), "blocking", "open", "contact"
    ),
    Fault("too few points", swept(7e6, 0.1, per_decade=1), "blocking", "remeasure", "points"),
    Fault("too narrow", swept(7e6, 3e5), "blocking", "remeasure", "decades"),
    Fault("too low a top", swept(30.0, 0.1), "blocking", "remeasure", "highest frequency"),
    Fault("stopped too soon", swept(7e6, 2e4), "blocking", "remeasure", "has not begun"),
]


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])
def test_each_fault_has_its_verdict(fault):
    found = resistance(fault.spectrum, AREA_CM2, cell=fault.cell, again=fault.again)
    assert found.verdict == fault.verdict, found.reasons
    assert fault.says in " ".join(found.reasons)


def test_outliers_do_not_move_the_resistance():
    assert resistance(with_outliers(2), AREA_CM2, cell="blocking").resistance_ohm == pytest.approx(
        600.0, rel=0.01
    )


@pytest.mark.parametrize("henry", [0.0, 5e-8, 2e-6])
def test_leads_do_not_move_the_resistance(henry):
    found = resistance(measured(F, pellet(F), henry=henry), AREA_CM2, cell="blocking")
    assert found.verdict == "good"
    assert found.resistance_ohm == pytest.approx(600.0, rel=0.01)


@pytest.mark.parametrize("farad", [3e-7, 1e-6])
def test_a_contact_arc_in_the_tail_is_found_or_doubted(farad):
    """25 ohm of electrolyte and 4 ohm of contact: the sum is 29, and 25 as good would be wrong."""
    contact = log_normal_arc(F, 4.0, 4.0 * farad)
    found = resistance(measured(F, pellet(F, 25.0) + contact), AREA_CM2, cell="blocking")
    assert "contact arc" in " ".join(found.reasons) or found.resistance_ohm > 28.0
    if found.verdict == "good":
        assert found.resistance_ohm == pytest.approx(29.0, rel=0.06)


@pytest.mark.parametrize("farad", [2e-6, 5e-6, 1e-5])
def test_a_contact_arc_far_below_a_valley_at_the_top_is_found_or_doubted(farad):
    """35 ohm of electrolyte faster than the window and 14 ohm of contact, below 10 kHz."""
    tail = 17.0 * (1j * F / 4.8e3) ** -0.77
    cell = 35.0 / (1.0 + 2j * np.pi * F * 35.0 * 2e-11) + log_normal_arc(F, 14.0, 14.0 * farad)
    found = resistance(measured(F, cell + tail), AREA_CM2, cell="blocking")
    if found.verdict == "good":
        assert found.resistance_ohm == pytest.approx(49.0, rel=0.02)
    else:
        assert "contact arc" in " ".join(found.reasons)


@pytest.mark.parametrize("leak_ohm", np.geomspace(0.3, 3e4, 9))
def test_no_shorted_pellet_is_good(leak_ohm):
    """Who says that it blocks hears that it is short; else it may be a symmetric cell."""
    spectrum = measured(F, next_to(pellet(F), leak_ohm))
    assert resistance(spectrum, AREA_CM2, cell="blocking").verdict == "short"
    assert resistance(spectrum, AREA_CM2).verdict in ("short", "remeasure")


@pytest.mark.parametrize("leak_ohm", np.geomspace(0.3, 200.0, 7))
@pytest.mark.parametrize("cell", ["auto", "full"])
def test_no_shorted_full_cell_is_good(leak_ohm, cell):
    found = resistance(measured(F, next_to(full_cell(F), leak_ohm)), AREA_CM2, cell=cell)
    assert found.verdict != "good", found.reasons


def test_a_cell_that_conducts_at_rest_is_good_only_when_said_to_be_symmetric():
    spectrum = measured(F, symmetric_cell(F))
    assert resistance(spectrum, AREA_CM2, cell="symmetric").verdict == "good"
    assert resistance(spectrum, AREA_CM2, cell="blocking").verdict == "short"
    assert resistance(spectrum, AREA_CM2, cell="full").verdict == "remeasure"
    assert resistance(spectrum, AREA_CM2).verdict == "remeasure"


@pytest.mark.parametrize("preset", PRESETS)
def test_cells_of_the_simulated_laboratory(preset):
    """Sound and broken ones read true; shorted ones are never good."""
    read = 0
    for sample in range(12):
        wanted = {"copress_mpa": 450.0, "anode_mpa": 90.0 + 20.0 * sample, "stack_mpa": 50.0}
        cell = press(PressHistory.of(wanted), cell_design(preset), seed=8, sample=sample)
        shown = measure(cell, AREA_CM2, instrument="eclab", label="", seed=8)
        found = resistance(sweep(shown.frequency_hz, shown.impedance_ohm), AREA_CM2)
        if cell.shorted:
            assert found.verdict in ("short", "remeasure")
        elif found.verdict == "good":
            read += 1
            assert found.asr_ohm_cm2 == pytest.approx(cell.asr_ohm_cm2, rel=0.08)
    assert read >= 4
