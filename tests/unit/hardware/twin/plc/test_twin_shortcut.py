"""The quick way to a simulated cell agrees with the long one over PLC, spectrum and fit."""

from dataclasses import replace

import numpy as np
import pytest

from hardware.clock import SimulatedClock
from hardware.eis.file_formats import read_spectra
from hardware.eis.resistance import resistance
from hardware.inspection import read_inspection
from hardware.twin.cell.presets import cell_design
from hardware.twin.cell.simulated_cell import Circumstances
from hardware.twin.laboratory import TWIN_DIE, Laboratory, sample_label
from hardware.twin.plc.registers import Address, Command, State, float_words
from hardware.twin.plc.regulator import settled_load
from hardware.twin.quick_cell import quick_cell

SEED = 5
SODIUM = cell_design("sodium")
RATES = {"ramp_mpa_s": 40.0, "release_mpa_s": 10.0}
POINTS = [
    {"copress_mpa": 480.0, "anode_mpa": 120.0, "stack_mpa": 50.0},
    {"copress_mpa": 300.0, "anode_mpa": 100.0, "stack_mpa": 20.0},
    {"copress_mpa": 620.0, "anode_mpa": 140.0, "stack_mpa": 110.0},
    {"prepress_mpa": 300.0, "copress_mpa": 500.0, "anode_mpa": 90.0, "stack_mpa": 80.0},
]


def the_long_way(folder, sample, point):
    """PLC, strokes, fixture, spectrum file, reader, fit, inspection."""
    clock = SimulatedClock()
    laboratory = Laboratory(SEED, "sodium", folder, clock)
    plc = laboratory.plc
    clock.sleep(1.0)

    def run(command, seq):
        plc.write(Address.CMD, [command, seq])
        for beat in range(4000):
            clock.sleep(0.25)
            plc.write(Address.PC_HEARTBEAT, [beat])
            if plc.inspect() is State.DONE:
                return
        raise AssertionError(plc.inspect())

    def kn(mpa):
        return float_words(TWIN_DIE.force_kn(mpa))

    names = [name for name in ("prepress_mpa", "copress_mpa", "anode_mpa") if name in point]
    for seq, name in enumerate(names, start=1):
        dwell_s = 120 if name == "copress_mpa" else 60
        words = [*kn(point[name]), *kn(RATES["ramp_mpa_s"]), 0, dwell_s]
        words += [*kn(RATES["release_mpa_s"]), *float_words(0.5), sample, 0]
        plc.write(Address.SP_FORCE, [*words, *kn(point["stack_mpa"])])
        run(Command.START, seq)
    run(Command.CLOSE_FIXTURE, 9)
    label = sample_label(sample)
    read = resistance(read_spectra(folder / f"{label}.mpt")[0], TWIN_DIE.area_cm2)
    return read, read_inspection(folder, label)


@pytest.mark.parametrize("sample", range(1, 9))
def test_both_ways_lead_to_the_same_cell(tmp_path, sample):
    point = POINTS[sample % len(POINTS)]
    quick = quick_cell({**point, **RATES}, SODIUM, seed=SEED, sample=sample)
    read, seen = the_long_way(tmp_path, sample, point)
    assert (quick.damage, quick.shorted) == (seen.damage, seen.shorted)
    if seen.intact:
        assert read.asr_ohm_cm2 == pytest.approx(quick.asr_ohm_cm2, rel=0.03)


def test_achieved_is_near_what_was_asked_but_not_it():
    cells = [quick_cell(POINTS[0], SODIUM, seed=1, sample=n) for n in range(200)]
    off = np.array([cell.achieved["copress_mpa"] / 480.0 - 1.0 for cell in cells])
    assert 0.004 < off.std() < 0.012
    assert np.abs(off).max() <= 0.015 + 1.0 / 480.0 + 1e-9
    assert set(cells[0].achieved) == set(POINTS[0])


def test_a_regulator_never_settles_below_nothing():
    forces = [settled_load(0.03, TWIN_DIE, seed=0, sample=n, stroke=0) for n in range(50)]
    assert min(forces) > 0


def test_circumstances_reach_the_quick_cell():
    around = Circumstances(ageing_per_cell=0.05)
    old, new = (
        quick_cell(POINTS[0], SODIUM, seed=1, sample=30, circumstances=given)
        for given in (around, None)
    )
    assert old.asr_ohm_cm2 > 1.1 * new.asr_ohm_cm2


def test_another_design_is_another_cell():
    stiff = replace(SODIUM, powder=replace(SODIUM.powder, s0_ms_cm=0.5))
    one, other = (quick_cell(POINTS[0], design, seed=1, sample=1) for design in (SODIUM, stiff))
    assert other.asr_ohm_cm2 > 1.5 * one.asr_ohm_cm2
