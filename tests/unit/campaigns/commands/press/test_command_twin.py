"""What `copress twin` sets up: lot, hands, drift and wear reach the simulated laboratory."""

from typer.testing import CliRunner

from campaigns.commands.cli import app
from campaigns.commands.press import twin


def laboratory(monkeypatch, folder, *arguments):
    served = []
    monkeypatch.setattr(twin, "_serve", lambda laboratory, as_json: served.append(laboratory))
    shown = CliRunner().invoke(app, ["twin", "--folder", str(folder), *arguments])
    assert shown.exit_code == 0, shown.output
    return served[0].bench


def test_circumstances_are_those_that_were_asked_for(tmp_path, monkeypatch):
    usual = laboratory(monkeypatch, tmp_path)
    assert (usual.circumstances.lot, usual.wear_mm_per_cell) == ("A", 0.0)
    asked = ("--lot", "B-07", "--operator", "Bea", "--ageing", "0.005", "--wear", "0.001")
    other = laboratory(monkeypatch, tmp_path, *asked)
    around = other.circumstances
    assert (around.lot, around.operator, around.ageing_per_cell) == ("B-07", "Bea", 0.005)
    assert other.wear_mm_per_cell == 0.001
