"""Real files of real instruments: each reads, or is refused with its reason."""

from pathlib import Path

import numpy as np
import pytest

from hardware.eis import read_spectra, resistance_from_file
from hardware.errors import SpectrumRefusedError

FOLDER = Path(__file__).parents[2].parent / "shared" / "data" / "eis"
pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="real spectra (../shared/data/eis) are not on this machine"
)

READ = {
    "hybrid-drt/EISGALV_EISTest3.DTA": ("Gamry DTA", 71, 1000078.0, 0.04711733 + 0.1695821j),
    "hybrid-drt/PEIS_LPSCl_IonBlocking_-25C.txt": (
        "EC-Lab ASCII", 79, 7.0000185e6, 359.24146 - 290.92038j),
    "impedance.py/Circuit1_EIS_1.z": ("ZView", 48, 5e4, 29.036 + 0.63662j),
    "impedance.py/Circuit1_EIS_2.z": ("ZView", 48, 5e4, 29.001 + 0.5992j),
    "impedance.py/Circuit2_EIS_1.z": ("ZView", 56, 3e5, 147.77 - 11.335j),
    "impedance.py/Circuit2_EIS_2.z": ("ZView", 56, 3e5, 147.68 - 11.662j),
    "impedance.py/Circuit3_EIS_1.z": ("ZView", 53, 1.5e5, 1493.7 + 10.377j),
    "impedance.py/Circuit3_EIS_2.z": ("ZView", 53, 1.5e5, 1492.0 + 11.789j),
    "impedance.py/exampleData.csv": ("table of text", 66, 1e4, 0.01577148266 + 0.01015747456j),
    "impedance.py/exampleDataAutolab.txt": ("Autolab", 41, 1e4, 0.01378586396 + 0.007191946306j),
    "impedance.py/exampleDataBioLogic.mpt": ("EC-Lab ASCII", 43, 1000.3201, 65.470886 - 0.38999j),
    "impedance.py/exampleDataCHInstruments.txt": ("CHI", 73, 9.961e4, 98.91 - 2.748j),
    "impedance.py/exampleDataGamry.DTA": ("Gamry DTA", 72, 200015.6, 825.8584 - 1367.239j),
    "impedance.py/exampleDataParstat.txt": ("Parstat", 31, 1e4, -4.981628e-4 + 0.01751434800j),
    "impedance.py/exampleDataPowersuite.txt": ("PowerSuite", 30, 2e6, -470.54113 - 1397.7358j),
    "impedance.py/exampleDataVersaStudio.par": ("VersaStudio", 61, 1e5, 55.31571 + 4.575431j),
    "impedance.py/exampleDataZPlot.z": ("ZView", 21, 3e5, 147.77 - 11.335j),
    "impedance.py/exampleDataZPlot_noComments.z": ("ZView", 31, 3e5, 642.62 - 85.821j),
}  # fmt: skip
REFUSED = {
    "impedance.py/exampleDataBioLogic_MissingFreq.mpt": "no column for the frequency",
    "impedance.py/exampleDataGamryABORT.DTA": "aborted: 72 points down to 0.0159 Hz instead",
    "hybrid-drt/sample_info.txt": "no impedance table found",
    "hybrid-drt/LICENSE": "no impedance table found",
    "impedance.py/LICENSE": "no impedance table found",
}  # fmt: skip
NEEDS_GALVANI = "hybrid-drt/PEIS_LPSCl_IonBlocking_-25C.mpr"


def test_no_file_is_forgotten() -> None:
    there = {path.relative_to(FOLDER).as_posix() for path in FOLDER.glob("*/*")}
    assert there == {*READ, *REFUSED, NEEDS_GALVANI}


@pytest.mark.parametrize("name", READ)
def test_reads_as_its_first_row_says(name: str) -> None:
    instrument, points, highest_hz, first_ohm = READ[name]
    (spectrum,) = read_spectra(FOLDER / name)
    assert (spectrum.instrument, len(spectrum)) == (instrument, points)
    assert spectrum.frequency_hz[0] == pytest.approx(highest_hz, rel=1e-6)
    assert spectrum.impedance_ohm[0] == pytest.approx(first_ohm, rel=1e-6)
    assert "left_out" not in spectrum.metadata


@pytest.mark.parametrize("name", REFUSED)
def test_is_refused_with_its_reason(name: str) -> None:
    with pytest.raises(SpectrumRefusedError, match=REFUSED[name]):
        read_spectra(FOLDER / name)


def test_binary_file_reads_like_its_text_or_says_what_to_install() -> None:
    pytest.importorskip("galvani", reason="galvani (GPL-3, the user's choice) is not installed")
    (binary,) = read_spectra(FOLDER / NEEDS_GALVANI)
    (text,) = read_spectra(FOLDER / "hybrid-drt/PEIS_LPSCl_IonBlocking_-25C.txt")
    np.testing.assert_allclose(binary.impedance_ohm, text.impedance_ohm, rtol=1e-6)


def test_the_aborted_sweep_reads_when_asked_for() -> None:
    (spectrum,) = read_spectra(FOLDER / "impedance.py/exampleDataGamryABORT.DTA", partial=True)
    assert len(spectrum) == 72
    assert spectrum.metadata["aborted"] is True


def test_the_real_pellet_has_its_1443_ohm() -> None:
    result = resistance_from_file(FOLDER / "hybrid-drt/PEIS_LPSCl_IonBlocking_-25C.txt", 0.785)
    assert result.verdict == "good"
    assert result.resistance_ohm == pytest.approx(1443.0, rel=0.02)
    assert result.asr_ohm_cm2 == pytest.approx(0.785 * result.resistance_ohm)
