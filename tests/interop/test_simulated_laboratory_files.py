"""What the simulated analyser writes is read like a real one's, and never passes for one."""

from pathlib import Path

import numpy as np
import pytest
from support.instruments.tables import MADE

from hardware.eis import read_spectra
from hardware.twin.instrument_files import INSTRUMENTS, SimulatedSweep, put_at_once


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_simulated_files_read_back_and_say_what_they_are(instrument: str, tmp_path: Path) -> None:
    kind = INSTRUMENTS[instrument]
    elapsed_s = np.arange(len(MADE.frequency_hz), dtype=float)
    sweep = SimulatedSweep(
        "cell-0007", MADE.frequency_hz, MADE.impedance_ohm, elapsed_s, 0.785, 25.0
    )
    path = tmp_path / f"cell-0007{kind.suffix}"
    put_at_once(path, kind.write(sweep))

    (spectrum,) = read_spectra(path)

    np.testing.assert_allclose(spectrum.frequency_hz, MADE.frequency_hz, rtol=1e-6)
    np.testing.assert_allclose(spectrum.impedance_ohm, MADE.impedance_ohm, rtol=1e-6)
    assert spectrum.metadata["simulated"] is True
    assert spectrum.elapsed_s is not None
