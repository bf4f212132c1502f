"""A study whose process is killed goes on where it was, and finds what it would have found."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support.study import small_study, write_study
from support.systems import kill_at_once

from campaigns.run.study.output.study_report import write_report
from campaigns.run.study.study_matrix import run_study

pytestmark = pytest.mark.slow

COPRESS = Path(sys.executable).parent / "copress"


def test_kill_nine_in_the_middle_costs_only_the_run_under_way(tmp_path):
    whole = small_study(tmp_path / "whole")
    expected = write_report(run_study(whole, jobs=1), whole.folder)
    path = write_study(tmp_path / "killed")
    journal = path.parent / "study-study" / "runs.jsonl"
    command = [COPRESS, "study", path, "--jobs", "1", "--json"]
    first = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    while first.poll() is None and (not journal.exists() or journal.stat().st_size == 0):
        time.sleep(0.002)
    kill_at_once(first.pid)
    first.communicate()
    kept = journal.read_bytes()
    assert 1 <= kept.count(b"\n") < 6
    second = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert second.returncode == 0, second.stderr
    document = json.loads(second.stdout)
    assert document["simulated"] is True
    assert journal.read_bytes().startswith(kept[: kept.rindex(b"\n") + 1])
    for mine, theirs in zip(document["tables"], expected.tables, strict=True):
        assert Path(mine).read_bytes() == theirs.read_bytes()
