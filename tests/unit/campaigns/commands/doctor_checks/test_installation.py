"""What `copress doctor` finds, each fault made on purpose."""

import sys
from pathlib import Path

import pytest
from support.systems import WINDOWS

from campaigns.commands.doctor_checks.computer import (
    folder_finding,
    serial_findings,
    sqlite_finding,
    text_finding,
)
from campaigns.commands.doctor_checks.licences import needed_licences
from campaigns.commands.doctor_checks.name_clashes import ROOMS, room_findings
from campaigns.commands.doctor_checks.packages import (
    optional_findings,
    python_finding,
    requirement_findings,
)
from campaigns.commands.doctor_checks.press_line import press_finding
from hardware.clock import ScaledClock
from hardware.press.register_map.load import SHIPPED
from hardware.twin.laboratory import Laboratory

HERE = Path("/opt/copress")
TOGETHER = dict.fromkeys(ROOMS, HERE)
NOBODY: dict[str, list[str]] = {}


def test_an_old_python_is_a_fault() -> None:
    assert python_finding((3, 10, 4)).state == "fault"
    assert "3.11 or newer" in python_finding((3, 10, 4)).advice
    assert python_finding((3, 13, 0)).state == "good"


def test_a_package_that_took_a_rooms_name_is_named() -> None:
    owners = {"hardware": ["copress", "hardware"], "doe": ["copress"]}
    (found,) = room_findings(TOGETHER, owners)
    assert found.state == "fault"
    assert "hardware was overwritten by hardware" in found.said
    assert "fresh environment" in found.advice


def test_a_room_without_its_beginning_is_lost() -> None:
    (found,) = room_findings(TOGETHER | {"doe": None}, NOBODY)
    assert (found.state, "doe" in found.said) == ("fault", True)


def test_rooms_from_two_folders_are_a_fault() -> None:
    elsewhere = Path("/home/lab")
    (found,) = room_findings(TOGETHER | {"campaigns": elsewhere}, NOBODY)
    assert found.state == "fault"
    assert str(elsewhere) in found.said


def test_rooms_side_by_side_are_good() -> None:
    (found,) = room_findings(TOGETHER, {room: ["copress"] for room in ROOMS})
    assert found.state == "good"


def test_a_needed_package_that_is_missing_or_too_old() -> None:
    missing, old = requirement_findings(["no-such-package>=2", "numpy<1", "scipy"])
    assert (missing.part, missing.said) == ("no-such-package", "is not installed")
    assert "pip install 'no-such-package>=2'" in missing.advice
    assert "Copress needs <1" in old.said


def test_what_another_python_needs_is_not_asked_for() -> None:
    (found,) = requirement_findings(["no-such-package; python_version < '3'", "numpy"])
    assert (found.state, found.said) == ("good", "all 1 are there, and new enough")


def test_optional_parts_that_are_absent_are_no_fault() -> None:
    found = optional_findings(['no-such-package; extra == "ray"', 'numpy; extra == "parquet"'])
    assert [(each.part, each.state) for each in found] == [("parquet", "good"), ("ray", "note")]
    assert "copress[ray]" in found[1].advice


def test_an_old_database_is_a_fault() -> None:
    assert sqlite_finding((3, 22, 0)).state == "fault"
    assert sqlite_finding((3, 40, 1)).said == "SQLite 3.40.1"


def test_a_folder_that_can_be_written(tmp_path: Path) -> None:
    assert folder_finding(tmp_path).state == "good"


def test_a_terminal_that_lacks_the_signs_of_units() -> None:
    assert text_finding("ascii").state == "note"
    assert text_finding("utf-8").state == "good"


def test_a_computer_without_serial_ports() -> None:
    assert serial_findings([])[0].said.startswith("none on this computer")


@pytest.mark.skipif(WINDOWS, reason="a port of Windows is no file with rights")
def test_a_serial_port_that_this_user_may_open(tmp_path: Path) -> None:
    port = tmp_path / "ttyUSB0"
    port.touch()
    assert serial_findings([str(port)])[0].state == "good"
    assert serial_findings([str(tmp_path / "gone")])[0].state == "note"


def test_of_a_port_of_windows_it_is_said_that_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    (found,) = serial_findings(["COM7"])
    assert (found.state, found.said) == ("good", "is there; another program may hold it")


def test_the_press_of_a_map_is_looked_for_on_the_network(tmp_path: Path) -> None:
    shipped = (SHIPPED / "generic_plc.toml").read_text(encoding="utf-8")
    mine = tmp_path / "mine.toml"
    with Laboratory(seed=1, folder=tmp_path, clock=ScaledClock(1.0)) as laboratory:
        mine.write_text(_at(shipped, laboratory.port), encoding="utf-8")
        there = press_finding(mine)
    gone = press_finding(mine)
    assert (there.state, gone.state) == ("good", "fault")
    assert f"nothing answers at 127.0.0.1:{laboratory.port}" in gone.said
    assert "cable" in gone.advice


def test_the_press_of_a_map_on_a_serial_port_that_is_not_there(tmp_path: Path) -> None:
    shipped = (SHIPPED / "load_cell_indicator.toml").read_text(encoding="utf-8")
    mine = tmp_path / "mine.toml"
    mine.write_text(shipped, encoding="utf-8")
    found = press_finding(mine)
    assert (found.state, "there is no serial port" in found.said) == ("fault", True)


def _at(text: str, port: int) -> str:
    lines = []
    for line in text.splitlines():
        key = line.split("=")[0].strip()
        lines.append({"host": 'host = "127.0.0.1"', "port": f"port = {port}"}.get(key, line))
    return "\n".join(lines)


def test_nothing_that_is_needed_is_under_a_licence_that_binds_the_user() -> None:
    """GPL parts stay the user's own choice: never a dependency."""
    found = {one.name: one.licence for one in needed_licences()}
    assert {"copress", "numpy", "pymodbus", "scikit-optimize", "markupsafe"} <= set(found)
    assert not [name for name, licence in found.items() if "GPL" in licence.upper()]
    assert "not stated" not in found.values()
