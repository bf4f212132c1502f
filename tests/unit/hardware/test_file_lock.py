"""The lock of a machine is one per computer, whoever asks, on every system."""

import sys
from pathlib import Path

import pytest

from hardware.file_lock import machine_folder, open_for_everybody, try_lock


@pytest.mark.parametrize("name", ["TMPDIR", "TEMP", "TMP", "HOME", "USERPROFILE"])
def test_the_folder_does_not_depend_on_the_account(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = machine_folder()
    monkeypatch.setenv(name, str(tmp_path))
    assert machine_folder() == before


def test_windows_has_a_folder_for_all_accounts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("PROGRAMDATA", "D:\\ProgramData")
    assert str(machine_folder()) == str(Path("D:\\ProgramData") / "copress")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has lists of rights, not modes")
def test_another_account_may_lock_what_the_first_has_made(tmp_path: Path) -> None:
    path = tmp_path / "copress" / "press.lock"
    with open_for_everybody(path) as first:
        assert path.stat().st_mode & 0o777 == 0o666
        assert path.parent.stat().st_mode & 0o1777 == 0o1777
        assert try_lock(first)
        with open_for_everybody(path) as second:
            assert not try_lock(second)
    with open_for_everybody(path) as third:
        assert try_lock(third)
