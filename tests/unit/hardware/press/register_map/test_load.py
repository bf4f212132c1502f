"""A press file is checked eagerly; every message names file, table, key, value and the fix."""

import tomllib
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from hardware.press.interface import Phase
from hardware.press.register_map.load import (
    SHIPPED,
    MapError,
    load_press_map,
    press_map_from,
    shipped_maps,
)

DOCUMENT = tomllib.loads((SHIPPED / "generic_plc.toml").read_text(encoding="utf-8"))
Change = Callable[[dict[str, Any]], object]


def refused(change: Change) -> str:
    document = deepcopy(DOCUMENT)
    change(document)
    with pytest.raises(MapError) as caught:
        press_map_from(document, "my-press.toml")
    return str(caught.value)


@pytest.mark.parametrize("name", shipped_maps())
def test_every_shipped_map_is_sound(name: str) -> None:
    press_map = load_press_map(name)
    assert press_map.press.description
    assert press_map.envelope.max_mpa > 0.0


def test_the_generic_map_says_what_it_says() -> None:
    press_map = load_press_map("generic_plc")
    assert press_map.registers["force"].address == 110
    assert press_map.state.values[4] is Phase.HOLD
    assert press_map.die("steel-10").diameter_mm == 10.0
    assert [step.kind for step in press_map.commands["start"]] == ["write", "wait", "write"]


CHANGES: dict[str, tuple[Change, tuple[str, ...]]] = {
    "unknown key": (
        lambda d: d["limits"].update(max_mpas=1.0),
        ("my-press.toml: [limits] max_mpas = 1.0 is not a known key",),
    ),
    "missing limit": (
        lambda d: d["limits"].pop("max_mpa"),
        ("[limits] max_mpa is missing", "nothing is assumed"),
    ),
    "zero limit": (lambda d: d["limits"].update(max_mpa=0), ("[limits] max_mpa = 0", "greater")),
    "text for a number": (
        lambda d: d["limits"].update(max_mpa="700"),
        ("[limits] max_mpa = '700'",),
    ),
    "nan": (lambda d: d["limits"].update(max_mpa=float("nan")), ("[limits] max_mpa = nan",)),
    "die without area": (
        lambda d: d["dies"]["steel-10"].pop("diameter_mm"),
        ("[dies.steel-10] diameter_mm is missing",),
    ),
    "no die": (lambda d: d.pop("dies"), ("[dies] is empty",)),
    "no unit": (
        lambda d: d["registers"]["force"].pop("unit"),
        ("[registers.force] unit is missing", "'kN'"),
    ),
    "unit of a name without a meaning": (
        lambda d: d["registers"]["owner_token"].update(unit="kN"),
        ("[registers.owner_token] unit = 'kN'", "a name of yours", "Remove unit"),
    ),
    "ambiguous unit": (
        lambda d: d["registers"]["force"].update(unit="ton"),
        ("[registers.force]", "three different units"),
    ),
    "no range": (
        lambda d: d["registers"]["force"].pop("valid"),
        ("[registers.force] valid is missing",),
    ),
    "no probe of the word order": (
        lambda d: d.update(probes=[{"register": "probe_word", "equals": 0x1234}]),
        ("[[probes]] has no probe of two or more words",),
    ),
    "probe of an unknown register": (
        lambda d: d["probes"].append({"register": "nowhere", "equals": 1}),
        ("[[probes]] register names register 'nowhere'",),
    ),
    "overlap": (
        lambda d: d["registers"]["line"].update(address=111),
        ("'force' (holding 110, float32)", "overlap"),
    ),
    "written though read only": (
        lambda d: d["registers"]["sp_force"].update(access="ro"),
        ("[setpoints] write writes 'sp_force'", "read only"),
    ),
    "memory that wears out": (
        lambda d: d["registers"]["sp_force"].update(eeprom=True),
        ("[registers.sp_force] eeprom = true", "wears out"),
    ),
    "unknown state": (
        lambda d: d["state"]["values"].update({"4": "holding"}),
        ("[state] values.4 = 'holding'", "Use one of"),
    ),
    "no START": (lambda d: d["commands"].pop("start"), ("[commands] has no 'start'",)),
    "no RELEASE": (lambda d: d["commands"].pop("release"), ("[commands] has no 'release'",)),
    "no deadman and nobody who accepts it": (
        lambda d: d.update(heartbeat={"kind": "none"}),
        ("[heartbeat] kind = 'none' and acknowledged_risk is empty",),
    ),
    "deadman shorter than two beats": (
        lambda d: d["heartbeat"].update(deadman_s=0.6),
        ("[heartbeat] deadman_s = 0.6",),
    ),
    "serial line without quiet time": (
        lambda d: d["transport"].update(kind="rtu", serial_port="/dev/ttyUSB0"),
        ("[transport] kind = 'rtu' needs quiet_s",),
    ),
    "public address": (
        lambda d: d["transport"].update(host="8.8.8.8"),
        ("[transport] host = '8.8.8.8' is a public internet address",),
    ),
    "unknown value in a command": (
        lambda d: d["commands"].update(start=[{"write": "cmd", "values": "$froce"}]),
        ("[commands] start: '$froce' is not one of $seq, $force",),
    ),
    "warm die that nobody can see": (
        lambda d: (
            d["registers"].update(
                sp_temperature={
                    "address": 24,
                    "type": "float32",
                    "unit": "degC",
                    "access": "rw",
                    "valid": [0.0, 200.0],
                }
            ),
            d["setpoints"]["write"].append("sp_temperature"),
            d["registers"].pop("temperature"),
        ),
        ("nobody could see whether the die is warm",),
    ),
    "float to a machine of single words": (
        lambda d: d["transport"].update(single_writes=True),
        ("[setpoints] write writes 'sp_force' (2 words)", "arrive one by one"),
    ),
    "tolerance of a scaled read-back": (
        lambda d: d["registers"]["sp_force"].update(readback="scaled"),
        ("[registers.sp_force] readback = 'scaled' needs readback_tol",),
    ),
    "watchdog that nobody can see": (
        lambda d: d.update(heartbeat={"kind": "watchdog", "deadman_s": 2.0}),
        ("[registers] has no watchdog_time", "switched off"),
    ),
    "no bit of a word": (
        lambda d: d["commands"].update(stop=[{"pulse": "cmd.16"}]),
        ("[commands] stop: 'cmd.16'", "has bits 0 to 15, not '16'"),
    ),
    "one limit of the heat without the other": (
        lambda d: d["limits"].update(max_die_degc=200.0),
        ("[limits] max_heat_k_min = None",),
    ),
    "no force": (
        lambda d: (d["registers"].pop("force"), d["press"].pop("ram_area_cm2")),
        ("the force on the cell would be unknown",),
    ),
    "address outside": (
        lambda d: d.update(address_base="modicon"),
        ("[registers.cmd] address = 0 is not a holding address",),
    ),
}


@pytest.mark.parametrize(("change", "message"), CHANGES.values(), ids=CHANGES.keys())
def test_a_fault_is_stated_with_its_place_and_its_fix(
    change: Change, message: tuple[str, ...]
) -> None:
    message = refused(change)
    assert message.startswith("my-press.toml: ")
    for part in message:
        assert part in message


def test_all_faults_of_a_file_are_stated_at_once() -> None:
    def two(document: dict[str, Any]) -> None:
        document["commands"].pop("release")
        document["registers"]["line"].pop("valid")

    assert len(refused(two).splitlines()) == 2


@pytest.mark.parametrize(
    ("base", "table", "given", "wire"),
    [
        (0, "holding", 10, 10),
        (1, "holding", 10, 9),
        ("modicon", "holding", 40011, 10),
        ("modicon", "holding", 400011, 10),
        ("modicon", "input", 30001, 0),
        ("modicon", "discrete", 10005, 4),
        ("modicon", "coil", 5, 4),
    ],
)
def test_address_bases(base: object, table: str, given: int, wire: int) -> None:
    document = {
        "address_base": base,
        "press": {"name": "x", "kind": "monitored", "read_only": True},
        "transport": {"kind": "tcp", "host": "127.0.0.1"},
        "registers": {
            "spare": {"address": given, "table": table},
            "force": {
                "address": {0: 100, 1: 100, "modicon": 40101}[base],  # type: ignore[index]
                "type": "int16",
                "unit": "kN",
                "valid": [0.0, 110.0],
            },
        },
        "heartbeat": {"kind": "none"},
        "limits": DOCUMENT["limits"],
    }
    assert press_map_from(document, "x.toml").registers["spare"].address == wire


def test_a_file_that_is_not_there_names_the_shipped_ones() -> None:
    with pytest.raises(MapError, match=r"'nowhere.toml'.*generic_plc"):
        load_press_map("nowhere.toml")


def test_a_file_that_is_no_toml_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "broken.toml"
    path.write_text("[press\nname = 1", encoding="utf-8")
    with pytest.raises(MapError, match=r"broken.toml: cannot be read as TOML.*line 1"):
        load_press_map(path)


def test_the_mounted_die_must_be_named_when_there_are_several() -> None:
    press_map = load_press_map("generic_plc")
    with pytest.raises(MapError, match="which die is mounted"):
        press_map.die(None)
    with pytest.raises(MapError, match=r"no die 'steel-11'; it has steel-13, steel-10, peek-10"):
        press_map.die("steel-11")
