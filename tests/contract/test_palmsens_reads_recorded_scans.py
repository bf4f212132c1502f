"""The PalmSens adapter on measurements as the maker's library hands them out.

Measurements of the structure of recorded ones stand in for an instrument; where the library runs,
what it is asked for is one of its own methods.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from hardware.clock import SimulatedClock
from hardware.eis.analyser_file import load_analyser
from hardware.eis.analysers.palmsens import PalmSensAnalyser, columns_of
from hardware.eis.file_formats import read_spectra
from hardware.errors import AnalyserError

HZ = (2e5, 2e4, 2e3, 2e2, 2e1)
RE_OHM = (41.5, 43.0, 61.0, 118.0, 131.0)
MINUS_IM_OHM = (2.5, 9.0, 37.0, 24.0, 6.5)


@dataclass
class Column:
    """One array of a measurement."""

    values: tuple[float, ...]

    def to_numpy(self) -> np.ndarray:
        return np.array(self.values)


@dataclass
class Scan:
    """One scan: names and units as pypalmsens 2.2 gives those of recorded sessions."""

    dataset: dict[str, Column]


@dataclass
class Recorded:
    """A measurement with its scans."""

    eis_data: list[Scan] = field(default_factory=list)


def scan(factor: float = 1.0, time_s: tuple[float, ...] = (0.0,) * 5) -> Scan:
    columns = {
        "Current": (1e-3,) * 5,
        "Potential": (0.0,) * 5,
        "Time": time_s,
        "Frequency": HZ,
        "ZRe": tuple(factor * value for value in RE_OHM),
        "ZIm": tuple(factor * value for value in MINUS_IM_OHM),
        "Phase": (-5.0,) * 5,
    }
    return Scan({name: Column(values) for name, values in columns.items()})


class Instrument:
    """What is connected: it answers every sweep with the same measurement."""

    def __init__(self, measured: Any) -> None:
        self.measured = measured

    def get_instrument_serial(self) -> str:
        return "ES4LR20B0009"

    def measure(self, method: object) -> Any:
        if isinstance(self.measured, Exception):
            raise self.measured
        return self.measured


@pytest.fixture
def analyser(tmp_path: Path) -> PalmSensAnalyser:
    file = tmp_path / "analyser.toml"
    file.write_text(
        '[analyser]\nkind = "palmsens"\n'
        "[sweep]\nhighest_hz = 2e5\nlowest_hz = 20\npoints_per_decade = 1\nlevel_v = 0.01\n",
        encoding="utf-8",
    )
    found = load_analyser(file, clock=SimulatedClock())[0]
    assert isinstance(found, PalmSensAnalyser)
    return found


def connected(
    monkeypatch: pytest.MonkeyPatch, analyser: PalmSensAnalyser, measured: Any
) -> PalmSensAnalyser:
    """The adapter with an instrument at its plug, and the names of the library that it uses."""
    library, exceptions = ModuleType("pypalmsens"), ModuleType("pypalmsens.exceptions")
    vars(exceptions)["CommProtocolError"] = type("CommProtocolError", (Exception,), {})
    vars(library).update(exceptions=exceptions, ElectrochemicalImpedanceSpectroscopy=dict)

    @contextmanager
    def plug(self: PalmSensAnalyser) -> Iterator[Instrument]:
        yield Instrument(measured)

    monkeypatch.setattr(PalmSensAnalyser, "_connected", plug)
    monkeypatch.setattr("hardware.eis.analysers.palmsens._library", lambda: library)
    return analyser


def test_a_sweep_becomes_a_file_that_reads_the_same(
    monkeypatch: pytest.MonkeyPatch, analyser: PalmSensAnalyser, tmp_path: Path
) -> None:
    path = connected(monkeypatch, analyser, Recorded([scan()])).measure(tmp_path / "cell-7", "c7")
    (spectrum,) = read_spectra(path)
    np.testing.assert_allclose(spectrum.frequency_hz, HZ)
    np.testing.assert_allclose(
        spectrum.impedance_ohm, np.array(RE_OHM) - 1j * np.array(MINUS_IM_OHM)
    )
    assert spectrum.elapsed_s is None, "0 at every point is no moment"
    assert "ES4LR20B0009" in path.read_text(encoding="utf-8")


def test_moments_that_were_noted_are_kept() -> None:
    noted = (0.2, 0.5, 1.1, 3.0, 9.0)
    _, _, elapsed_s = columns_of(Recorded([scan(time_s=noted)]))  # type: ignore[arg-type]
    assert elapsed_s is not None
    assert tuple(elapsed_s) == noted


def test_of_several_scans_the_last_is_taken() -> None:
    _, impedance_ohm, _ = columns_of(Recorded([scan(), scan(2.0)]))  # type: ignore[arg-type]
    np.testing.assert_allclose(impedance_ohm.real, 2.0 * np.array(RE_OHM))


@pytest.mark.parametrize(
    ("measured", "said"),
    [
        (Recorded([]), "holds no impedance"),
        (Recorded([Scan({"Frequency": Column(HZ)})]), "has no 'ZRe'"),
        (Recorded([Scan({k: Column(v.values[:3]) for k, v in scan().dataset.items()})]), "3 of 5"),
        (RuntimeError("not connected"), "measured nothing: not connected"),
    ],
)
def test_what_is_no_whole_spectrum_is_refused_and_no_file_is_left(
    monkeypatch: pytest.MonkeyPatch,
    analyser: PalmSensAnalyser,
    tmp_path: Path,
    measured: Any,
    said: str,
) -> None:
    before = set(tmp_path.iterdir())
    with pytest.raises(AnalyserError, match=said):
        connected(monkeypatch, analyser, measured).measure(tmp_path / "cell-7", "c7")
    assert set(tmp_path.iterdir()) == before


@pytest.fixture
def library() -> ModuleType:
    try:
        import pypalmsens
    except ImportError:
        pytest.skip("pypalmsens is not installed: pip install 'copress[palmsens]'")
    except RuntimeError:
        pytest.skip("pypalmsens needs the .NET runtime 10 or newer")
    module: ModuleType = pypalmsens
    return module


def test_the_library_knows_the_method_that_it_is_asked_for(
    library: ModuleType, analyser: PalmSensAnalyser
) -> None:
    method: Any = analyser.method(library)
    assert (method.max_frequency, method.min_frequency, method.n_frequencies) == (2e5, 20.0, 5)
    assert method.ac_potential == 0.01
