"""Several sweeps in one file, and sweeps that are not whole."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from support.instruments.exports import in_turn
from support.instruments.makers import side_by_side
from support.instruments.tables import MADE, csv_table, is_made, made, xlsx
from support.instruments.texts import chi, eclab, gamry, versastudio, zview

from hardware.eis import read_spectra
from hardware.eis.batch import reading
from hardware.eis.from_file import sweep_before
from hardware.errors import SpectrumRefusedError

Write = Callable[[bytes], Path]


def test_three_loops_are_three_spectra_not_one_long_one(put: Write) -> None:
    loops = [made(29, ohm=ohm) for ohm in (100.0, 200.0, 300.0)]
    for numbered in (True, False):
        spectra = read_spectra(put(eclab(*loops, loop_numbers=numbered)))
        assert [len(spectrum) for spectrum in spectra] == [29, 29, 29]
        for spectrum, loop in zip(spectra, loops, strict=True):
            np.testing.assert_allclose(spectrum.impedance_ohm, loop.impedance_ohm, rtol=1e-6)
    assert [s.label for s in spectra] == ["cell sweep 1", "cell sweep 2", "cell sweep 3"]


def test_rows_of_frequency_zero_separate_sweeps_and_are_no_points(put: Write) -> None:
    one, two = csv_table().decode(), csv_table(sweep=made(49, ohm=300.0)).decode()
    rows = two.split("\n", 1)[1]
    spectra = read_spectra(put((one + "0,0,0\n" + rows).encode()))
    assert [len(spectrum) for spectrum in spectra] == [49, 49]
    assert all((spectrum.frequency_hz > 0.0).all() for spectrum in spectra)


def test_aborted_sweep_is_refused_and_can_be_asked_for(put: Write) -> None:
    path = put(gamry(made(40, low_hz=100.0), aborted=True, final_hz=0.001))
    with pytest.raises(SpectrumRefusedError, match=r"aborted: 40 points down to 100 Hz instead of"):
        read_spectra(path)
    (spectrum,) = read_spectra(path, partial=True)
    assert (len(spectrum), spectrum.metadata["aborted"]) == (40, True)


def test_sweep_aborted_close_to_its_end_is_read_and_says_so(put: Write) -> None:
    (spectrum,) = read_spectra(put(gamry(aborted=True, final_hz=0.8)))
    assert is_made(spectrum)
    assert spectrum.metadata["aborted"] is True


@pytest.mark.parametrize("write", [eclab, gamry, chi])
def test_half_written_sweep_is_refused(put: Write, write: Callable[[], bytes]) -> None:
    content = write()
    lines = content.splitlines(keepends=True)
    rows = [i for i, line in enumerate(lines) if b"+" in line or line.startswith(b"\t2")]
    half = b"".join(lines[: rows[-1] - 20])
    with pytest.raises(SpectrumRefusedError, match="ends early"):
        read_spectra(put(half))


def test_half_written_segment_is_refused(put: Write) -> None:
    content = versastudio()
    with pytest.raises(SpectrumRefusedError, match="half written"):
        read_spectra(put(content[: content.index(b"</Segment1>")]))


def test_two_segments_are_two_spectra_with_labels_of_their_own(put: Write) -> None:
    segment = versastudio().decode().split("<Segment1>")[1].split("</Segment1>")[0]
    head = versastudio().decode().split("<Graph1>")[0]
    second = f"<Segment2>{segment}</Segment2>\r\n"
    spectra = read_spectra(put((head + second).encode()))
    assert [spectrum.label for spectrum in spectra] == ["cell sweep 1", "cell sweep 2"]
    assert all(is_made(spectrum) for spectrum in spectra)


def test_announced_points_are_stated_when_a_file_was_trimmed(put: Write) -> None:
    (spectrum,) = read_spectra(put(zview(announced=79)))
    assert spectrum.metadata["announced_points"] == 79


def test_the_finished_loops_are_read_and_the_unfinished_is_stated(put: Write) -> None:
    spectra = read_spectra(put(eclab(MADE, made(30, low_hz=1e3))))
    assert [spectrum.metadata["loop"] for spectrum in spectra] == [1]
    assert spectra[0].metadata["unfinished_sweeps"] == ("cell loop 2",)


def test_drift_corrected_columns_give_both_readings_the_corrected_last(put: Write) -> None:
    raw, corrected = read_spectra(put(gamry(drift="columns")))
    assert is_made(corrected)
    assert corrected.metadata["drift_corrected"] is True
    np.testing.assert_allclose(raw.impedance_ohm, 1.01 * MADE.impedance_ohm, rtol=1e-5)
    assert raw.label == "cell (as measured)"


def test_drift_corrected_tables_give_both_readings_the_corrected_last(put: Write) -> None:
    raw, corrected = read_spectra(put(gamry(made(ohm=700.0), MADE, drift="tables")))
    assert is_made(corrected)
    assert raw.metadata["drift_corrected"] is False


def test_a_repeat_of_the_first_frequency_belongs_to_its_sweep(put: Write) -> None:
    first = csv_table().decode().split("\n")[1]
    (spectrum,) = read_spectra(put((csv_table().decode() + first + "\n").encode()))
    assert len(spectrum) == len(MADE.frequency_hz) + 1
    assert spectrum.frequency_hz[0] == spectrum.frequency_hz[1]
    assert spectrum.order is not None
    assert spectrum.order[:2].tolist() == [0, len(MADE.frequency_hz)]


def test_mixed_sweeps_without_loop_number_are_refused(put: Write) -> None:
    a, b = (csv_table(sweep=made(30, ohm=ohm)).decode().split("\n")[1:-1] for ohm in (90.0, 500.0))
    rng = np.random.default_rng(3)
    rows = [str(row) for row in rng.permutation(a + b)]
    with pytest.raises(SpectrumRefusedError, match="several sweeps are mixed"):
        read_spectra(put(("freq/Hz,Re(Z)/Ohm,-Im(Z)/Ohm\n" + "\n".join(rows) + "\n").encode()))


def test_shuffled_rows_of_one_sweep_are_put_in_order(put: Write) -> None:
    head, *rows = csv_table().decode().split("\n")[:-1]
    shuffled = [str(row) for row in np.random.default_rng(4).permutation(rows)]
    (spectrum,) = read_spectra(put("\n".join([head, *shuffled, ""]).encode()))
    assert is_made(spectrum)


def test_sheets_of_a_workbook_are_stated_apart(put: Write) -> None:
    headings, columns = ("f/Hz", "Re/ohm", "Im/ohm"), ("f", "re", "im")
    book = xlsx(("before", headings, columns), ("note", ("a", "b"), ("f", "re")),
                ("after", headings, columns))  # fmt: skip
    spectra = read_spectra(put(book))
    assert [s.label for s in spectra] == ["cell (before)", "cell (after)"]


def test_only_a_sweep_that_repeats_another_shows_whether_the_cell_changed(put: Write) -> None:
    loops = read_spectra(put(eclab(made(29), made(29, ohm=300.0))))
    assert sweep_before(loops) is loops[0]
    assert sweep_before(loops, 0) is None
    staircase = "Staircase Potentio Electrochemical Impedance Spectroscopy"
    steps = read_spectra(put(eclab(made(29), made(29, ohm=300.0), technique=staircase)))
    two_cells = read_spectra(put(side_by_side(MADE, made(29, ohm=300.0))))
    two_temperatures = read_spectra(put(in_turn()))
    for spectra in (steps, two_cells, two_temperatures):
        assert len(spectra) == 2
        assert sweep_before(spectra) is None


def test_a_second_cell_in_a_workbook_is_not_called_a_changed_first(put: Write) -> None:
    path = put(side_by_side(MADE, made(49, ohm=300.0)))
    found = reading(area_cm2=1.0, cell="blocking").of(path)
    assert [sweep.resistance.verdict for sweep in found.sweeps] == ["good", "good"]
    looped = reading(area_cm2=1.0, cell="blocking").of(put(eclab(MADE, made(ohm=300.0))))
    assert [sweep.resistance.verdict for sweep in looped.sweeps] == ["good", "remeasure"]
    assert "the previous sweep of the file" in " ".join(looped.sweeps[1].resistance.reasons)
