"""A recorded campaign goes on the same way: in every process, from its file and from Python."""

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from support.recorded import CAMPAIGNS, answers

TESTS = Path(__file__).parents[1]


@cache
def from_python(name: str) -> str:
    recorded = CAMPAIGNS[name]
    return answers(recorded.of_python(), recorded.history())


@pytest.mark.parametrize("name", CAMPAIGNS)
def test_the_file_and_python_propose_the_same(name: str, tmp_path: Path) -> None:
    recorded = CAMPAIGNS[name]
    from_file = answers(recorded.of_file(tmp_path), recorded.history())
    assert from_file == from_python(name)
    last = json.loads(from_file)[-1]
    assert not isinstance(last, str), "so many cells are enough for an advice"


@pytest.mark.slow
def test_another_process_proposes_the_same(tmp_path: Path) -> None:
    """Its names have other hashes: nothing may go by the order of a set."""
    ended = subprocess.run(
        [sys.executable, "-m", "support.recorded", tmp_path],
        cwd=TESTS,
        env=os.environ | {"PYTHONHASHSEED": "4711"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ended.stdout.splitlines() == [from_python(name) for name in CAMPAIGNS]
