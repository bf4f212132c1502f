"""The mounted die is confirmed by a person; another diameter in the file disarms."""

from dataclasses import replace
from pathlib import Path

import pytest

from hardware.errors import UnsafeProtocolError
from hardware.press.commissioning.mounted_die import confirm, mounted, mounted_path, question
from hardware.press.protocol import Die
from hardware.press.register_map.model import MapError

DIE = Die("steel-10", 10.0, 63.0, 800.0, serial="S-0412")


def test_a_confirmed_die_stays_confirmed_until_its_numbers_change(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    assert mounted(file, DIE) is None
    confirm(file, DIE, " S-0412 ", "J. Okafor", "2026-11-23T10:00:00+00:00")
    seen = mounted(file, DIE)
    assert seen is not None
    assert (seen.serial, seen.by) == ("S-0412", "J. Okafor")
    for change in ({"diameter_mm": 13.0}, {"max_mpa": 900.0}, {"serial": "S-0413"}):
        assert mounted(file, replace(DIE, **change)) is None  # type: ignore[arg-type]


def test_another_serial_is_refused_and_not_kept(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    with pytest.raises(UnsafeProtocolError, match=r"'S-9'.*is 'S-0412'.*Nothing was sent"):
        confirm(file, DIE, "S-9", "J. Okafor", "")
    assert mounted(file, DIE) is None


def test_a_die_without_a_serial_is_confirmed_by_its_name(tmp_path: Path) -> None:
    plain = replace(DIE, serial="")
    assert "Type the name of the die (steel-10)" in question(plain)
    assert "serial number engraved" in question(DIE)
    confirm(tmp_path / "mine.toml", plain, "steel-10", "J. Okafor", "")
    assert mounted(tmp_path / "mine.toml", plain) is not None


def test_a_damaged_record_is_said(tmp_path: Path) -> None:
    mounted_path(tmp_path / "mine.toml").write_text("{", encoding="utf-8")
    with pytest.raises(MapError, match="is damaged"):
        mounted(tmp_path / "mine.toml", DIE)
