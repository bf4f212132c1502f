"""A whole campaign on an isostatic press through the command line: in words of pressure only.

The press is served by modbus-tk, which knows nothing of Copress; the analyser's files are EC-Lab's.
"""

import csv
import json
import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from modbus_tk import modbus_tcp
from support.presses.commissioned import commissioned
from support.presses.peers import SmallPlc, free_port, hooked, reached
from typer.testing import CliRunner

from campaigns.commands.cli import app
from hardware.clock import SimulatedClock
from hardware.press.register_map.load import SHIPPED
from hardware.press.register_map.transport import Transport
from hardware.twin.instrument_files import SimulatedSweep, ec_lab

pytestmark = pytest.mark.filterwarnings("ignore:isSet:DeprecationWarning")
AREA_CM2 = 0.8
FREQUENCY_HZ = np.geomspace(1e6, 0.1, 60)
OF_FORCE = re.compile(r"\bkN\b|\bdies?\b|_kn\b|\bforces?\b", re.IGNORECASE)
OF_THE_CONTRACT = re.compile(r"die = \"vessel-1\"|\[--die\]|die_degc")


class Bench(SmallPlc):
    """A vessel, and an analyser next to it that measures what comes out: less ohm for more MPa."""

    def __init__(self, clock: SimulatedClock, folder: Path) -> None:
        super().__init__(clock)
        self.folder = folder
        self.pressed_mpa: list[float] = []

    def written(self, address: int, words: Sequence[int]) -> None:
        before = self.starts
        super().written(address, words)
        if self.starts > before:
            self.pressed_mpa.append(self.get(10))
            if self.starts % 2 == 0:  # co-pressed, and its anode attached
                self._measure(self.starts // 2, self.pressed_mpa[-2])

    def _measure(self, cell: int, copress_mpa: float) -> None:
        resistance_ohm = 100.0 + 20000.0 / copress_mpa
        omega = 2j * np.pi * FREQUENCY_HZ
        impedance_ohm = 10.0 + resistance_ohm / (1.0 + omega * 1e-5) + 1.0 / (omega * 1e-3)
        label, elapsed_s = f"cell-{cell:04d}", np.arange(60.0)
        sweep = SimulatedSweep(label, FREQUENCY_HZ, impedance_ohm, elapsed_s, AREA_CM2, 25.0)
        (self.folder / f"{label}.mpt").write_text(ec_lab(sweep), encoding="latin-1")
        seen = {"sample_label": label, "damage": 0, "shorted": False}
        (self.folder / f"{label}.inspection.json").write_text(json.dumps(seen), encoding="utf-8")


USES_OF_THE_CLOCK = (
    "hardware.clock.SystemClock",
    "campaigns.commands.press.one_press.look.SystemClock",
    "campaigns.commands.press.one_press.move.SystemClock",
    "campaigns.commands.press.one_press.prove.SystemClock",
    "campaigns.run.start_run.SystemClock",
)
"""Where a command takes its clock from, whichever command was loaded before."""


@pytest.fixture(scope="module")
def vessel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Bench]]:
    """A folder with the shipped map on a line where an isostatic machine answers."""
    folder = tmp_path_factory.mktemp("isostatic")
    (folder / "cells").mkdir()
    clock, line = SimulatedClock(), Transport(host="127.0.0.1", port=free_port())
    bench = Bench(clock, folder / "cells")
    bench.put(30, 480.0)
    bench.put(32, 10.0)
    text = (SHIPPED / "isostatic_press.toml").read_text(encoding="utf-8")
    text = text.replace('"192.168.0.30"', '"127.0.0.1"').replace(
        "port = 502", f"port = {line.port}"
    )
    (folder / "press.toml").write_text(text, encoding="utf-8")
    server = modbus_tcp.TcpServer(port=line.port, address="127.0.0.1")
    with pytest.MonkeyPatch.context() as patch, hooked(server, bench):
        for place in USES_OF_THE_CLOCK:
            patch.setattr(place, lambda: clock)  # nobody waits for a real pump
        reached(line)
        yield folder, bench


def copress(exit_code: int, *words: object, typed: str = "", says: str = "") -> str:
    """What a person reads of a command; never a word of force or die, but what it `says`."""
    result = CliRunner().invoke(app, [str(word) for word in words], input=typed)
    assert result.exit_code == exit_code, result.output
    assert says in result.output
    printed = OF_THE_CONTRACT.sub("", result.output.replace(says, ""))
    assert not OF_FORCE.search(printed), printed
    return result.output


def done(*words: object, typed: str = "") -> str:
    return copress(0, *words, typed=typed)


def refused(exit_code: int, *words: object, says: str = "") -> str:
    return copress(exit_code, *words, says=says)


@pytest.fixture(scope="module")
def campaign(vessel: tuple[Path, Bench]) -> Path:
    """Two cells, from a new file to the end of the run, as a laboratory would go about it."""
    folder, _ = vessel
    press, path = folder / "press.toml", folder / "cells.toml"
    assert "the PLC's own limit is 480 MPa" in done("press", "check", press, "--line-s", "0.3")
    done("new", path, "--press", press)
    assert "area_cm2 is missing" in refused(2, "run", path, says="has no die")
    text = path.read_text(encoding="utf-8")
    for old, new in (
        ("# area_cm2 = ", f"area_cm2 = {AREA_CM2} # "),
        ('"cells-cells"', '"cells"'),
        ('autonomy = "approve"', 'autonomy = "free"'),
        ('source = "by_hand"', 'source = "folder"'),
        ("high = 500\nstep", "high = 480\nstep"),
        ("high = 600", "high = 10"),  # a quick test
        ("low = 0.5", "low = 5"),
        ("anode_dwell_s = 60", "anode_dwell_s = 5"),
        ("budget = 25", "budget = 2"),
    ):
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    assert "nobody has confirmed the mounted vessel" in refused(3, "run", path)
    commissioned(press)
    done("press", "mount", press, "--by", "J. Okafor", typed="vessel-1\n")
    assert "2 cells is spent" in done("run", path)
    return path


def test_two_cells_are_pressed_as_asked_for(campaign: Path, vessel: tuple[Path, Bench]) -> None:
    _, bench = vessel
    out = campaign.with_suffix(".csv")
    done("export", campaign, "--out", out)
    with out.open(encoding="utf-8-sig", newline="") as file:
        cells = list(csv.DictReader(file))
    assert bench.starts == 4
    assert [cell["outcome"] for cell in cells] == ["observed", "observed"]
    for cell, on_the_line_mpa in zip(cells, bench.pressed_mpa[::2], strict=True):
        assert float(cell["planned_copress_mpa"]) == pytest.approx(on_the_line_mpa)
        assert float(cell["copress_mpa"]) == pytest.approx(on_the_line_mpa, rel=1e-3)
        ohm_cm2 = AREA_CM2 * (100.0 + 20000.0 / on_the_line_mpa)
        assert float(cell["asr_ohm_cm2"]) == pytest.approx(ohm_cm2, rel=0.1)


def test_the_recommendation_is_a_pressure(campaign: Path) -> None:
    assert "copress_mpa" in done("recommend", campaign)
    document = json.loads(done("recommend", campaign, "--json"))
    assert document["protocol"]["copress_mpa"] <= 480.0
    assert "2 of 2 cells" in done("status", campaign)


def test_the_report_speaks_of_pressure(campaign: Path) -> None:
    out = campaign.with_suffix(".html")
    done("report", campaign, "--out", out)
    page = re.sub(
        r"<svg.*?</svg>|<style.*?</style>|<[^>]+>", " ", out.read_text("utf-8"), flags=re.S
    )
    assert "MPa" in page
    assert "stack during the spectrum" not in page  # its fixture has no load cell
    assert not OF_FORCE.search(OF_THE_CONTRACT.sub("", page)), OF_FORCE.findall(page)


def test_a_bound_beyond_the_vessel_is_refused_in_its_words(campaign: Path, tmp_path: Path) -> None:
    shutil.copy(campaign.with_name("press.toml"), tmp_path)
    path = tmp_path / "high.toml"
    path.write_text(campaign.read_text("utf-8").replace("high = 480", "high = 650"), "utf-8")
    output = refused(2, "run", path)
    assert "[space.copress_mpa] high = 650" in output
    assert "set by vessel 'vessel-1' max_mpa" in output
