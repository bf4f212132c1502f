"""Spectra of simulated cells: what they show, and the files they are written in."""

from dataclasses import replace

import numpy as np
import pytest

from hardware.eis.file_formats import read_spectra
from hardware.twin.cell.impedance import arc, finite_diffusion
from hardware.twin.cell.presets import PRESETS, cell_design
from hardware.twin.cell.pressing_history import PressHistory
from hardware.twin.cell.simulated_cell import press
from hardware.twin.instrument_files import INSTRUMENTS, put_at_once, put_growing
from hardware.twin.simulated_analyser import CLEAN, Artefacts, measure

AREA_CM2 = 0.7853981634
CENTRE = {"copress_mpa": 480.0, "anode_mpa": 120.0, "stack_mpa": 50.0}


def cells(wanted, n, preset="sodium", **point):
    """The first n cells of a kind among those pressed at one point."""
    history, design = PressHistory.of({**CENTRE, **point}), cell_design(preset)
    made = (press(history, design, seed=11, sample=k) for k in range(500))
    found = [cell for cell in made if wanted(cell)]
    assert len(found) >= n
    return found[:n]


def sound(cell):
    return cell.damage == 0 and not cell.shorted


def sweep_of(cell, instrument="eclab", artefacts=CLEAN, **settings):
    return measure(
        cell,
        AREA_CM2,
        instrument=instrument,
        label=f"cell-{cell.sample:04d}",
        seed=11,
        artefacts=artefacts,
        **settings,
    )


def valley_ohm(sweep):
    """Re Z where the phase is flattest below 200 kHz: what an experienced eye reads."""
    phase = np.abs(np.angle(sweep.impedance_ohm))
    phase[sweep.frequency_hz > 2e5] = np.inf
    return sweep.impedance_ohm[np.argmin(phase)].real


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("instrument", INSTRUMENTS)
@pytest.mark.parametrize("point", [{}, {"stack_mpa": 10.0}, {"stack_mpa": 150.0}])
def test_the_valley_shows_the_true_resistance(preset, instrument, point):
    for cell in cells(sound, 4, preset, **point):
        read = valley_ohm(sweep_of(cell, instrument)) * AREA_CM2
        assert read == pytest.approx(cell.asr_ohm_cm2, rel=0.015)


def test_a_delaminated_cell_shows_its_gap_before_the_tail():
    for cell in cells(lambda c: c.damage == 3 and not c.shorted, 3, anode_mpa=60.0):
        assert cell.gap_ohm_cm2 > 0
        assert valley_ohm(sweep_of(cell)) * AREA_CM2 == pytest.approx(cell.asr_ohm_cm2, rel=0.02)


def test_a_short_looks_like_a_short():
    whole = sweep_of(cells(sound, 1)[0])
    for cell in cells(lambda c: c.shorted, 8, anode_mpa=280.0):
        sweep = sweep_of(cell)
        assert abs(np.degrees(np.angle(sweep.impedance_ohm[-1]))) < 25  # no capacitive tail
        assert abs(sweep.impedance_ohm[-1]) < 0.5 * abs(whole.impedance_ohm[-1])
    assert np.degrees(np.angle(whole.impedance_ohm[-1])) < -45


def test_leads_show_at_the_highest_frequency():
    few_nh = replace(CLEAN, inductance_h=(2e-7, 2e-7))
    cell = cells(sound, 1)[0]
    more = sweep_of(cell, artefacts=few_nh).impedance_ohm - sweep_of(cell).impedance_ohm
    assert more[0].imag == pytest.approx(2 * np.pi * 7e6 * 1.5e-7, rel=1e-6)
    assert abs(more[-1]) < 1e-6


def test_arcs_are_depressed_not_ideal():
    frequency_hz = np.logspace(6, 0, 601)
    ideal, spread = (arc(frequency_hz, 100.0, 1e-4, s) for s in (0.0, 1.0))
    assert -ideal.imag.min() == pytest.approx(50, rel=1e-3)
    assert 25 < -spread.imag.min() < 45
    assert spread[-1].real == pytest.approx(100, rel=0.01)


def test_finite_diffusion_ends_on_its_resistance():
    assert finite_diffusion(np.array([1e-4]), 40.0, 1e-3)[0].real == pytest.approx(40, rel=1e-6)


def test_artefacts_come_as_often_as_they_should():
    cell, n = cells(sound, 2)[1], 200
    usual = replace(Artefacts(), room_sd_degc=0.0)
    quiet = replace(usual, noise=(0.0, 0.0), outlier_share=0.0, drift_share=0.0)
    still = sweep_of(cell, artefacts=quiet).impedance_ohm
    sweeps = [sweep_of(cell, artefacts=usual, repeat=k).impedance_ohm for k in range(n)]
    ratios = np.abs(np.array(sweeps) / still)
    smooth = np.median([ratios[:, :-2], ratios[:, 1:-1], ratios[:, 2:]], axis=0)
    wild = np.max(np.abs(ratios[:, 1:-1] / smooth - 1), axis=1) > 0.05
    drifting = smooth[:, -1] > 1.035
    assert 0.02 < wild.mean() < 0.12
    assert 0.01 < drifting.mean() < 0.09
    assert 0.0005 < np.std(ratios[~wild & ~drifting]) < 0.004


def test_a_warm_room_lowers_the_resistance_and_is_logged():
    cell = cells(sound, 1)[0]
    sweeps = [
        sweep_of(cell, artefacts=replace(CLEAN, room_sd_degc=1.0), repeat=k) for k in range(9)
    ]
    degc = np.array([sweep.temperature_degc for sweep in sweeps])
    slope = np.polyfit(degc, np.log([valley_ohm(sweep) for sweep in sweeps]), 1)[0]
    assert slope == pytest.approx(-0.046, abs=0.002)
    assert "degC" in INSTRUMENTS["eclab"].write(sweeps[0])


def test_mounting_moves_the_whole_spectrum_by_about_two_per_cent():
    moved = []
    for cell in cells(sound, 40, "lithium"):
        clean, usual = sweep_of(cell), sweep_of(cell, artefacts=Artefacts())
        ratio = np.abs(usual.impedance_ohm / clean.impedance_ohm)
        moved.append(np.log(np.median(ratio[20:55])))
    assert 0.01 < np.std(moved) < 0.035
    assert abs(np.mean(moved)) < 0.01


def test_measuring_again_has_noise_of_its_own_on_the_same_cell():
    cell = cells(sound, 1)[0]
    one, same, again = (
        sweep_of(cell, artefacts=Artefacts(), repeat=n).impedance_ohm for n in (0, 0, 1)
    )
    assert np.array_equal(one, same)
    assert not np.array_equal(one, again)
    assert np.median(np.abs(again / one)) == pytest.approx(1, abs=0.01)


# --- files -------------------------------------------------------------------------------------


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_the_product_s_own_reader_gives_the_spectrum_back(instrument, tmp_path):
    cell = cells(sound, 1)[0]
    sweep = sweep_of(cell, instrument, Artefacts())
    path = tmp_path / f"{sweep.label}{INSTRUMENTS[instrument].suffix}"
    put_at_once(path, INSTRUMENTS[instrument].write(sweep))
    (spectrum,) = read_spectra(path)
    np.testing.assert_allclose(spectrum.frequency_hz, sweep.frequency_hz, rtol=1e-6)
    np.testing.assert_allclose(spectrum.impedance_ohm, sweep.impedance_ohm, rtol=1e-6)
    assert spectrum.impedance_ohm[-1].imag < 0


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_every_file_says_that_it_is_simulated(instrument):
    text = INSTRUMENTS[instrument].write(sweep_of(cells(sound, 1)[0], instrument))
    assert "SIMULATED by Copress, not a measurement" in text


def test_ec_lab_says_how_long_its_header_is_and_turns_the_sign():
    sweep = sweep_of(cells(sound, 1)[0])
    lines = INSTRUMENTS["eclab"].write(sweep).split("\r\n")
    n = int(lines[1].removeprefix("Nb header lines :"))
    assert lines[n - 1].startswith("freq/Hz\tRe(Z)/Ohm\t-Im(Z)/Ohm")
    first = lines[n].split("\t")
    assert first[0] == "7.0000000E+006"
    assert float(first[2]) == pytest.approx(-sweep.impedance_ohm[0].imag, rel=1e-6)


def test_a_growing_file_is_seen_incomplete_and_ends_whole(tmp_path):
    text = INSTRUMENTS["gamry"].write(sweep_of(cells(sound, 1)[0], "gamry"))
    path, sizes = tmp_path / "cell-0001.DTA", []
    put_growing(path, text, lambda: sizes.append(path.stat().st_size))
    assert sizes == sorted(set(sizes))
    assert len(sizes) == 4
    assert path.read_bytes() == text.encode("cp1252")


def test_a_file_put_at_once_leaves_nothing_else_behind(tmp_path):
    put_at_once(tmp_path / "a.mpt", "x")
    assert [path.name for path in tmp_path.iterdir()] == ["a.mpt"]
