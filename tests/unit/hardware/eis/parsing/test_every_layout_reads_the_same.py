"""One spectrum in every text layout reads back equal, whatever the file is called."""

from pathlib import Path

import numpy as np
import pytest
from support.instruments.layouts import LAYOUTS
from support.instruments.tables import MADE

from hardware.eis import read_spectra
from hardware.eis.file_formats import all_readers
from hardware.eis.parsing.instrument_file import open_instrument_file


@pytest.mark.parametrize("layout", LAYOUTS)
def test_reads_back_equal(layout: str, tmp_path: Path) -> None:
    name, write = LAYOUTS[layout]
    path = tmp_path / name
    path.write_bytes(write())

    (spectrum,) = read_spectra(path)

    np.testing.assert_allclose(spectrum.frequency_hz, MADE.frequency_hz, rtol=1e-6)
    np.testing.assert_allclose(spectrum.impedance_ohm, MADE.impedance_ohm, rtol=1e-6)
    assert spectrum.label == "cell"
    assert spectrum.source == str(path)
    assert "left_out" not in spectrum.metadata


@pytest.mark.parametrize("layout", LAYOUTS)
def test_format_is_found_in_the_content(layout: str, tmp_path: Path) -> None:
    _, write = LAYOUTS[layout]
    path = tmp_path / "renamed by somebody.mpt"
    path.write_bytes(write())

    head = open_instrument_file(path).head
    makers = [n for n, r in all_readers().items() if r.recognises(head) and not r.LAST_RESORT]

    assert len(makers) <= 1
    assert len(read_spectra(path)) == 1


def test_elapsed_time_is_kept_and_sorted_with_the_points(tmp_path: Path) -> None:
    path = tmp_path / "up.mpt"
    path.write_bytes(LAYOUTS["EC-Lab, upwards"][1]())

    (spectrum,) = read_spectra(path)

    assert spectrum.elapsed_s is not None
    assert spectrum.order is not None
    assert spectrum.elapsed_s[0] > spectrum.elapsed_s[-1]  # the lowest frequency was first
    assert spectrum.order[-1] == 0


def test_a_stated_format_overrules_the_content(tmp_path: Path) -> None:
    path = tmp_path / "cell.txt"
    path.write_bytes(LAYOUTS["PowerSuite"][1]())

    assert read_spectra(path)[0].instrument == "PowerSuite"
    assert read_spectra(path, format="delimited")[0].instrument == "table of text"
