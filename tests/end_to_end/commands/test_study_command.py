"""`copress study` as a person calls it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from support.campaign import write_campaign
from support.study import write_study

pytestmark = pytest.mark.slow

COPRESS = Path(sys.executable).parent / "copress"


def study(*arguments):
    command = [COPRESS, "study", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


def test_a_study_prints_its_table_and_says_where_the_rest_is(tmp_path):
    path = write_study(tmp_path, seeds="2")
    shown = study(path, "--jobs", "1")
    assert shown.returncode == 0, shown.stderr
    assert "SIMULATED" in shown.stdout
    assert "random" in shown.stdout
    assert "study.toml: 4 of 4 runs" in shown.stderr
    again = study(path, "--json")
    document = json.loads(again.stdout)
    assert {line["strategy"]: line["runs"] for line in document["summary"]} == {
        "copress": 2,
        "random": 2,
    }
    assert document["worker_processes"] == 1
    assert all(Path(file).is_file() for file in (*document["tables"], *document["figures"]))


def test_what_cannot_be_done_is_said_in_one_sentence(tmp_path):
    path = write_study(tmp_path, more="sedes = 3")
    for arguments, said in (
        ((path,), "Did you mean seeds?"),
        ((tmp_path / "none.toml",), "there is no such file"),
    ):
        refused = study(*arguments)
        assert refused.returncode == 2
        assert said in refused.stderr
        assert "Traceback" not in refused.stderr


def test_a_campaign_is_forecast(tmp_path):
    path = write_campaign(tmp_path, budget=4)
    shown = study("--plan", path, "--campaigns", 46, "--jobs", 1)
    assert shown.returncode == 0, shown.stderr
    for said in ("SIMULATED", "cells that break", "hours in all", "Would a classical design do?"):
        assert said in shown.stdout
    document = json.loads(study("--plan", path, "--campaigns", 46, "--json").stdout)
    assert document["simulated"] is True
    assert document["bands"]["cells"]["high"] <= 4
