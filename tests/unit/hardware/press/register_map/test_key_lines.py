"""Every key of a press file is documented: meaning, unit, default, an example that is TOML."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.press.register_map.key_lines import KeyLine, key_lines
from hardware.press.register_map.load import SHIPPED
from hardware.press.register_map.model import ROLE_UNITS

LINES = key_lines()
DOCS = Path(__file__).parents[5] / "docs"
TABLES = {
    "press": "[press]",
    "transport": "[transport]",
    "setpoints": "[setpoints]",
    "heartbeat": "[heartbeat]",
    "owner": "[owner]",
    "acknowledge": "[acknowledge]",
    "limits": "[limits]",
    "supervision": "[supervision]",
    "registers": "[registers.NAME]",
    "dies": "[dies.NAME]",
    "vessels": "[vessels.NAME]",
    "devices": "[devices.NAME]",
}
NAMED = ("registers", "dies", "vessels", "devices")


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line.table} {line.key}")
def test_a_key_has_its_line(line: KeyLine) -> None:
    assert line.meaning.endswith(".")
    assert line.about
    assert line.default
    if not line.example.startswith("see "):
        assert tomllib.loads(f"x = {line.example}")


def test_no_key_is_listed_twice_in_a_table() -> None:
    assert len({(line.table, line.key) for line in LINES}) == len(LINES)


def keys_used(path: Path) -> Iterator[tuple[str, str]]:
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    for name, table in TABLES.items():
        held = document.get(name, {})
        for one in held.values() if name in NAMED else [held]:
            yield from ((table, key) for key in one)


@pytest.mark.parametrize(
    "path", [*SHIPPED.glob("*.toml"), *(DOCS / "howto" / "devices").glob("*.toml")], ids=str
)
def test_every_key_of_every_map_is_listed(path: Path) -> None:
    listed = {(line.table, line.key) for line in LINES}
    assert set(keys_used(path)) <= listed


def test_a_key_whose_name_says_a_unit_has_it() -> None:
    units = {line.key: line.unit for line in LINES}
    assert units["timeout_s"] == "s"
    assert units["max_ramp_mpa_s"] == "MPa/s"
    assert units["idle_drift_kn_s"] == "kN/s"
    assert units["max_heat_k_min"] == "K/min"
    assert units["kind"] == ""


def test_the_registers_that_have_a_meaning_are_listed_with_their_units() -> None:
    page = (DOCS / "reference" / "press_map.md").read_text(encoding="utf-8")
    for role in (*ROLE_UNITS, "ack_seq", "ack_code", "boot_id", "simulated", "sample"):
        assert f"`{role}`" in page
