"""A press map on another drive is named by its whole path."""

import os
from pathlib import Path

import pytest

from campaigns.commands.begin.new import from_folder


def test_a_map_in_a_neighbouring_folder_is_relative(tmp_path: Path) -> None:
    assert from_folder(tmp_path / "maps" / "press.toml", tmp_path / "cells") == "../maps/press.toml"


def test_a_map_on_another_drive_is_absolute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def other_drive(path: object, start: object = None) -> str:
        raise ValueError("path is on mount 'D:', start on mount 'C:'")

    monkeypatch.setattr(os.path, "relpath", other_drive)
    assert from_folder(tmp_path / "press.toml", tmp_path) == (tmp_path / "press.toml").as_posix()
