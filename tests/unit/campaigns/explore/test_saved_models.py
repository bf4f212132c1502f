"""`copress explore --save`: asked again without the table; only by whoever saved it."""

import json
import os
import stat

import pytest
from support.tables.past_cells import twin_rows, write_table
from typer.testing import CliRunner

from campaigns.commands.cli import app


@pytest.fixture
def key(tmp_path, monkeypatch):
    path = tmp_path / "keys" / "mine.key"
    monkeypatch.setenv("COPRESS_KEY_FILE", str(path))
    return path


def run(*arguments, code=0):
    result = CliRunner().invoke(app, ["explore", *map(str, arguments)])
    assert result.exit_code == code, result.output
    return result.output


def test_saved_models_answer_as_the_table_did(tmp_path, key, monkeypatch):
    knobs = ("copress_mpa", "stack_mpa")
    table = write_table(tmp_path / "cells.csv", twin_rows(16, knobs=knobs))
    saved = tmp_path / "cells.copress"
    first = json.loads(run(table, "--save", saved, "--json"))
    table.unlink()
    assert json.loads(run(saved, "--json")) == first
    assert "give the table itself" in run(saved, "--goal", "integrity", code=2).lower()

    if os.name != "nt":
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
        key.chmod(0o644)
        assert "chmod 600" in run(saved, code=2)
    monkeypatch.setenv("COPRESS_KEY_FILE", str(tmp_path / "keys" / "colleague.key"))
    said = run(saved, code=2)
    assert "saved by somebody else" in said
    assert "nothing of it was loaded" in said
