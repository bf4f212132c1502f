"""`copress new` asks a person; where nobody is there, as for a scheduled task, it does not."""

import io
import sys
from pathlib import Path

import pytest

from campaigns.commands.begin.new import new


class Nul(io.StringIO):
    """What a task of Windows has for stdin: it says that it is a terminal and holds nothing."""

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return 0


def test_nul_is_not_asked_for_the_ram(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "stdin", Nul())
    monkeypatch.setattr("campaigns.commands.begin.new.person_there", lambda: False)
    file = tmp_path / "hand.toml"
    new(file, goal="low_resistance", press="manual", ram_mm=None, gauge_step_bar=None, seed=0,
        series=None)  # fmt: skip
    assert "# ram_mm = 50" in file.read_text(encoding="utf-8")
