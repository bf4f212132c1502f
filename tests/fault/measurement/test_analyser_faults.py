"""What an analyser does wrong, each on a real socket: no wrong number is taken, no cell is lost."""

from pathlib import Path

import numpy as np
import pytest
from support.instruments.analysers import (
    IMPATIENT_S,
    LIST,
    PATIENT_S,
    POINTS,
    impedance_ohm,
    served,
    source_of,
    write_scpi_file,
)

from hardware.clock import SimulatedClock
from hardware.eis.file_formats import read_spectra
from hardware.errors import AnalyserError, AnalyserSetupError
from hardware.scpi.visa_line import ScpiLine, Wiring

ONCE = ("silent", "late", "twice", "closed", "busy", "overload")
SAYS = {
    "silent": "gave no answer",
    "late": "gave no answer",
    "twice": "a late answer, or two at once",
    "closed": "gave no answer",
    "busy": "-213|gave no answer",
    "overload": "status 1",
}
MAKES = pytest.mark.parametrize("make", [LIST, POINTS])


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock()


def assert_true_spectrum(path: Path) -> None:
    spectrum = read_spectra(path)[-1]
    assert len(spectrum) == 16
    np.testing.assert_allclose(
        spectrum.impedance_ohm, impedance_ohm(spectrum.frequency_hz), rtol=1e-6
    )


@MAKES
@pytest.mark.parametrize("fault", ONCE)
def test_a_sweep_that_fails_once_is_repeated_and_only_the_good_one_is_kept(
    fault: str, make: str, tmp_path: Path, clock: SimulatedClock
) -> None:
    shown: list[str] = []
    with served(make, clock) as server:
        file = write_scpi_file(tmp_path / "a.toml", server.resource, make, tries=4, timeout_s=1.0)
        server.board.upset.analyser, server.board.upset.analyser_times = fault, 1
        path = source_of(file, tmp_path / "cells", clock, shown).await_spectrum("cell-0007")
    assert_true_spectrum(path)
    assert [entry.name for entry in (tmp_path / "cells").iterdir()] == ["cell-0007.csv"]
    assert "it is repeated" in shown[0]


@MAKES
@pytest.mark.parametrize("fault", ONCE)
def test_a_sweep_that_fails_always_is_given_up_within_the_budget_and_the_cell_is_left(
    fault: str, make: str, tmp_path: Path, clock: SimulatedClock
) -> None:
    shown: list[str] = []
    with served(make, clock) as server:
        answers = fault in {"twice", "overload"}
        file = write_scpi_file(
            tmp_path / "a.toml",
            server.resource,
            make,
            tries=2,
            timeout_s=PATIENT_S if answers else IMPATIENT_S,
        )
        server.board.upset.analyser = fault
        with pytest.raises(AnalyserError, match=SAYS[fault]) as refused:
            source_of(file, tmp_path / "cells", clock, shown).await_spectrum("cell-0007")
    assert "after 2 sweeps" in str(refused.value)
    assert "leave it in the fixture" in str(refused.value)
    assert len(shown) == 1
    assert list((tmp_path / "cells").iterdir()) == []


@MAKES
def test_another_instrument_at_the_address_is_refused_at_once(
    make: str, tmp_path: Path, clock: SimulatedClock
) -> None:
    with served(make, clock) as server:
        file = write_scpi_file(tmp_path / "a.toml", server.resource, make, tries=3)
        server.board.upset.analyser = "wrong-identity"
        with pytest.raises(AnalyserSetupError, match=r"after 1 sweep: .*VOLTMETER"):
            source_of(file, tmp_path / "cells", clock).await_spectrum("cell-0007")
    assert server.instrument.events == 128  # nothing was set: not even the status was cleared


def test_nothing_connected_is_an_overload_and_no_spectrum(
    tmp_path: Path, clock: SimulatedClock
) -> None:
    with served(LIST, clock, cell=False) as server:
        file = write_scpi_file(tmp_path / "a.toml", server.resource, tries=1)
        with pytest.raises(AnalyserError, match=r"status 1 \(overload"):
            source_of(file, tmp_path / "cells", clock).await_spectrum("cell-0007")


def test_an_analyser_that_is_switched_off_is_named(tmp_path: Path, clock: SimulatedClock) -> None:
    with served(LIST, clock) as server:
        resource = server.resource
    file = write_scpi_file(tmp_path / "a.toml", resource, tries=1, timeout_s=IMPATIENT_S)
    with pytest.raises(AnalyserError, match="SOCKET"):
        source_of(file, tmp_path / "cells", clock).await_spectrum("cell-0007")


def test_an_instrument_that_restarts_in_a_sweep_has_given_no_spectrum(
    tmp_path: Path, clock: SimulatedClock
) -> None:
    with served(LIST, clock) as server:
        file = write_scpi_file(tmp_path / "a.toml", server.resource, tries=1)
        measure = server.instrument.measure

        def restarted(frequencies_hz: list[float]) -> None:
            measure(frequencies_hz)
            server.instrument.events |= 128

        server.instrument.measure = restarted  # type: ignore[method-assign]
        with pytest.raises(AnalyserError, match="switched off and on"):
            source_of(file, tmp_path / "cells", clock).await_spectrum("cell-0007")


def test_two_programs_on_one_analyser_do_not_mix_their_settings(
    tmp_path: Path, clock: SimulatedClock
) -> None:
    with served(LIST, clock) as server:
        file = write_scpi_file(tmp_path / "a.toml", server.resource, tries=1)
        with (
            ScpiLine(Wiring(server.resource)),
            pytest.raises(AnalyserError, match=r"used by another program .*Nothing was sent"),
        ):
            source_of(file, tmp_path / "cells", clock).await_spectrum("cell-0007")
        assert_true_spectrum(source_of(file, tmp_path / "cells", clock).await_spectrum("cell-0007"))
