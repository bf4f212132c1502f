"""The file of an isostatic press holds no force, and no other file a pressure of a vessel."""

import json
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from hardware.press.commissioning.checklist import act_of, items_for
from hardware.press.commissioning.mounted_die import confirm, mounted, mounted_path, question
from hardware.press.register_map.load import SHIPPED, MapError, load_press_map, press_map_from


def text(name: str = "isostatic_press") -> str:
    return (SHIPPED / f"{name}.toml").read_text(encoding="utf-8")


def refused(changed: str) -> str:
    with pytest.raises(MapError) as raised:
        press_map_from(tomllib.loads(changed), "mine.toml")
    return str(raised.value)


def test_a_vessel_turns_no_pressure_into_another() -> None:
    press_map = load_press_map("isostatic_press")
    vessel = press_map.die("vessel-1")
    assert (vessel.load(400.0), vessel.mpa(400.0)) == (400.0, 400.0)
    assert press_map.supervision.unloaded_load == 0.5
    assert press_map.registers["pressure"].canonical == "MPa"


def test_bar_of_the_fluid_becomes_mpa() -> None:
    in_bar = text().replace(
        'unit = "MPa"\nvalid = [-1.0, 700.0]', 'unit = "bar"\nvalid = [-10, 7000]'
    )
    register = press_map_from(tomllib.loads(in_bar), "mine.toml").registers["pressure"]
    assert register.decode([0x457A, 0x0000]) == pytest.approx(400.0)  # 4000.0 bar


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("unloaded_mpa = 0.5", "unloaded_kn = 0.5", "[supervision] unloaded_kn"),
        ("min_mpa = 5.0", "max_force_kn = 50.0", "[limits] max_force_kn"),
        ("isostatic = true", "isostatic = true\nram_area_cm2 = 15.0", "[press] ram_area_cm2"),
        ("[vessels.vessel-1]\nmax_mpa = 600.0", "", "[vessels] is empty"),
        ("[registers.pressure]", "[registers.force]", "[registers.force]"),
        ('unit = "MPa"\nvalid = [-1.0, 700.0]', 'unit = "kN"\nvalid = [-1.0, 700.0]', "'kN'"),
        (
            "[vessels.vessel-1]",
            "[dies.steel]\ndiameter_mm = 10.0\nmax_force_kn = 9.0\nmax_mpa = 9.0\n[vessels.v]",
            "an isostatic press has none",
        ),
    ],
)
def test_a_force_in_the_file_is_somebodys_mistake(old: str, new: str, words: str) -> None:
    assert old in text()
    assert words in refused(text().replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("unloaded_kn = 0.2", "unloaded_mpa = 0.2", "[supervision] unloaded_mpa"),
        ("max_force_kn = 100.0", "", "[limits] max_force_kn is missing"),
        ("[dies.steel-13]", "[vessels.v]\nmax_mpa = 9.0\n[dies.steel-13]", "[vessels]"),
        ("[registers.force]", "[registers.pressure]", "[registers.pressure]"),
    ],
)
def test_a_vessels_pressure_has_no_place_on_a_press_with_a_die(
    old: str, new: str, words: str
) -> None:
    assert words in refused(text("generic_plc").replace(old, new, 1))


def test_the_vessel_too_is_confirmed_by_a_person(tmp_path: Path) -> None:
    vessel = load_press_map("isostatic_press").die(None)
    assert (
        question(vessel)
        == "Look at the vessel in the press. Type the name of the vessel (vessel-1): "
    )
    file = tmp_path / "press.toml"
    confirm(file, vessel, "vessel-1", "J. Okafor", "2026-11-26T12:00:00+00:00")
    assert mounted(file, vessel) is not None
    assert mounted(file, replace(vessel, max_mpa=1.5 * vessel.max_mpa)) is None


def test_a_confirmed_vessel_stays_confirmed_if_its_record_holds_a_diameter(tmp_path: Path) -> None:
    vessel = load_press_map("isostatic_press").die(None)
    file = tmp_path / "press.toml"
    confirm(file, vessel, "vessel-1", "J. Okafor", "2026-11-26T12:00:00+00:00")
    record = mounted_path(file)
    written = json.loads(record.read_text())
    assert (written["diameter_mm"], written["max_force_kn"]) == (None, None)
    older = {**written, "diameter_mm": 35.68, "max_force_kn": written["max_mpa"]}
    record.write_text(json.dumps(older))
    assert mounted(file, vessel) is not None
    record.write_text(json.dumps({**older, "isostatic": False}))
    assert mounted(file, vessel) is None


@pytest.mark.parametrize("name", ["generic_plc", "isostatic_press"])
def test_the_checklist_speaks_of_what_stands_there(name: str) -> None:
    press_map = load_press_map(name)
    words = " ".join(act_of(item, press_map) for item in items_for(press_map))
    assert "{" not in words
    isostatic = name == "isostatic_press"
    assert ("vessel" in words, "force" in words, "blank die" in words) == (
        isostatic,
        not isostatic,
        not isostatic,
    )


def test_a_press_that_is_only_read_is_asked_for_its_readings_alone() -> None:
    assert [item.key for item in items_for(load_press_map("load_cell_indicator"))] == ["map"]
