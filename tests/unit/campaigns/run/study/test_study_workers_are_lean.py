"""A process of a study holds what it works with and no more: two of them share a small machine."""

import json
import subprocess
import sys

import pytest

HEAVY = (
    *("pandas", "pyarrow", "matplotlib", "openpyxl", "sqlalchemy", "starlette", "PIL"),
    *("sklearn", "skopt", "scipy.stats", "pydoe"),
)

SEEN = f"""
import json, sys
from campaigns.run.study.simulate import simulate
print(json.dumps([name for name in {HEAVY!r} if name in sys.modules]))
"""


@pytest.mark.slow
def test_a_worker_holds_no_tables_no_figures_no_database_and_no_learning_library():
    command = [sys.executable, "-W", "error", "-c", SEEN]
    seen = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert seen.returncode == 0, seen.stderr
    assert json.loads(seen.stdout) == []
