"""Whether a store may be written is asked of the rights that count on this system."""

import sys
import tempfile
from pathlib import Path

import pytest

from campaigns.config.store_location import Place


@pytest.mark.parametrize(("owner", "name"), [(tempfile, "TemporaryFile"), (Path, "open")])
def test_on_windows_the_list_of_rights_decides_not_the_mark(
    owner: object, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the folder and of the file: `os.access` sees only the read-only mark of a file there."""
    path = tmp_path / "cells.db"
    path.touch()
    monkeypatch.setattr(sys, "platform", "win32")
    assert not Place.of(path).readable_only()

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Access is denied")

    monkeypatch.setattr(owner, name, denied)
    assert Place.of(path).readable_only()
