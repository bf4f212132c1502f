"""What every file in `hardware/eis/analysers/` promises; a new one is tested the day it is born."""

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from support.instruments.analysers import LIST, impedance_ohm, served, source_of, write_scpi_file

from hardware.clock import SimulatedClock
from hardware.eis import analysers
from hardware.eis.analyser_file import kinds, load_analyser
from hardware.eis.analysers.palmsens import PalmSensAnalyser
from hardware.eis.file_formats import read_spectra
from hardware.errors import AnalyserError, AnalyserSetupError
from hardware.scpi.description import SHIPPED, load_description, shipped_instruments
from hardware.twin.scpi.makes import MAKES

PROGRAM = """\
import sys
lines = ["freq/Hz,Re(Z)/Ohm,Im(Z)/Ohm"]
for k in range(16):
    f = 1e5 * 10 ** (-k / 5)
    z = 38 + 210 / (1 + 2j * 3.141592653589793 * f * 210e-6)
    lines.append(f"{f},{z.real},{z.imag}")
open(sys.argv[1], "w").write("\\n".join(lines) + "\\n")
"""


@contextmanager
def scpi(folder: Path, clock: SimulatedClock) -> Iterator[Path]:
    with served(LIST, clock) as server:
        yield write_scpi_file(folder / "analyser.toml", server.resource)


@contextmanager
def command(folder: Path, clock: SimulatedClock) -> Iterator[Path]:
    (folder / "measure.py").write_text(PROGRAM, encoding="utf-8")
    file = folder / "analyser.toml"
    file.write_text(
        '[analyser]\nkind = "command"\ncommand = ["python", "measure.py", "{file}"]\n',
        encoding="utf-8",
    )
    yield file


@contextmanager
def palmsens(folder: Path, clock: SimulatedClock) -> Iterator[Path]:
    file = folder / "analyser.toml"
    file.write_text(
        '[analyser]\nkind = "palmsens"\n'
        "[sweep]\nhighest_hz = 1e5\nlowest_hz = 100\nlevel_v = 0.01\n",
        encoding="utf-8",
    )
    yield file


Bench = Callable[[Path, SimulatedClock], "contextmanager[Path]"]  # type: ignore[valid-type]
BENCHES = {"scpi": scpi, "command": command, "palmsens": palmsens}
DRIVEN = ("scpi", "command")
"""What can be measured with here: a PalmSens needs an instrument."""


def test_every_file_of_the_folder_is_a_kind_with_a_bench_here() -> None:
    files = {path.stem for path in Path(analysers.__path__[0]).glob("*.py")} - {"__init__"}
    assert set(kinds()) == files == set(BENCHES)


@pytest.mark.parametrize("kind", kinds())
def test_a_kind_is_called_as_its_file_and_opens_from_its_own_table(kind: str) -> None:
    module = import_module(f"{analysers.__name__}.{kind}")
    assert kind == module.KIND
    table = module.File.model_fields["analyser"].annotation
    assert {"kind", "tries"} <= set(table.model_fields)
    assert list(inspect.signature(module.open_analyser).parameters) == ["file", "folder", "clock"]


@pytest.mark.parametrize("kind", kinds())
def test_opening_asks_nothing_of_the_world(kind: str, tmp_path: Path) -> None:
    clock = SimulatedClock()
    with BENCHES[kind](tmp_path, clock) as file:
        analyser, tries = load_analyser(file, clock=clock)
        assert (bool(analyser.name), tries, analyser.simulated) == (True, 3, False)


@pytest.mark.parametrize("kind", DRIVEN)
def test_all_write_a_file_in_the_same_place_that_reads_the_same(kind: str, tmp_path: Path) -> None:
    clock = SimulatedClock()
    with BENCHES[kind](tmp_path, clock) as file:
        source = source_of(file, tmp_path / "cells", clock)
        first, second = (source.await_spectrum("cell-0007") for _ in range(2))
    assert (first.name, second.name) == ("cell-0007.csv", "cell-0007-2.csv")
    spectrum = read_spectra(first)[-1]
    np.testing.assert_allclose(
        spectrum.impedance_ohm, impedance_ohm(spectrum.frequency_hz), rtol=1e-6
    )


@pytest.mark.parametrize("kind", DRIVEN)
def test_checking_measures_nothing(kind: str, tmp_path: Path) -> None:
    clock = SimulatedClock()
    before = {"analyser.toml", "measure.py", "described.toml"}
    with BENCHES[kind](tmp_path, clock) as file:
        found = load_analyser(file, clock=clock)[0].check()
    assert all(finding.mark != "fault" for finding in found)
    assert {path.name for path in tmp_path.iterdir()} <= before


def test_a_palmsens_sweeps_around_the_open_circuit_voltage(tmp_path: Path) -> None:
    """Keywords as in pypalmsens 2.2: a `dc_potential` alone is absolute, and 0 V discharges."""
    with palmsens(tmp_path, SimulatedClock()) as file:
        analyser, _ = load_analyser(file)
    assert isinstance(analyser, PalmSensAnalyser)
    library = ModuleType("pypalmsens")
    vars(library)["ElectrochemicalImpedanceSpectroscopy"] = dict
    method = analyser.method(library)
    assert isinstance(method, dict)
    assert method["versus_ocp"]["potentials"] == ["potential"]
    assert method["dc_potential"] == 0.0
    assert (method["scan_type"], method["frequency_type"]) == ("fixed", "scan")


def test_a_palmsens_without_its_library_or_instrument_says_what_is_missing(tmp_path: Path) -> None:
    clock = SimulatedClock()
    with (
        palmsens(tmp_path, clock) as file,
        pytest.raises(AnalyserError, match=r"copress\[palmsens\]|\.NET|0 PalmSens instruments"),
    ):
        source_of(file, tmp_path / "cells", clock).await_spectrum("cell-0007")


@pytest.mark.parametrize("name", shipped_instruments())
def test_each_shipped_description_measures_the_instrument_of_its_name(
    name: str, tmp_path: Path
) -> None:
    clock = SimulatedClock()
    with served(name, clock) as server:
        file = write_scpi_file(
            tmp_path / "a.toml", server.resource, name, analyser='compensation = ["open", "short"]'
        )
        found = load_analyser(file, clock=clock)[0].check()
        path = source_of(file, tmp_path / "cells", clock).await_spectrum("cell-0007")
        events = server.instrument.events
    assert [finding for finding in found if finding.mark == "fault"] == []
    assert events & 0b0011_1100 == 0  # every command was understood
    spectrum = read_spectra(path)[-1]
    np.testing.assert_allclose(
        spectrum.impedance_ohm, impedance_ohm(spectrum.frequency_hz), rtol=1e-6
    )
    assert "SIMULATED" in path.read_text(encoding="utf-8")


def test_every_shipped_description_has_a_simulated_instrument_and_names_its_sources() -> None:
    assert set(shipped_instruments()) == set(MAKES)
    for name in shipped_instruments():
        instrument = load_description(name, SHIPPED).instrument
        assert len(instrument.source) > 30
        assert instrument.tried


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[analyser]\n", "kind = None: write one of command, palmsens, scpi"),
        ('[analyser]\nkind = "gpib"\n', "kind = 'gpib': write one of"),
        ("[analyser\n", "cannot be read as TOML"),
        ('[analyser]\nkind = "command"\n', r"\[analyser\] command is missing"),
        ('[analyser]\nkind = "command"\ncommand = ["python"]\n', r"must be \{file\}"),
        ('[analyser]\nkind = "command"\ncommand = ["no-such-xyz", "{file}"]\n', "no-such-xyz"),
        (
            '[analyser]\nkind = "command"\ncommand = ["python", "{file}"]\nspeed = 3\n',
            r"\[analyser\] speed: no such key",
        ),
    ],
)
def test_a_wrong_file_is_refused_with_what_to_write(text: str, says: str, tmp_path: Path) -> None:
    file = tmp_path / "analyser.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(AnalyserSetupError, match=says):
        load_analyser(file)
