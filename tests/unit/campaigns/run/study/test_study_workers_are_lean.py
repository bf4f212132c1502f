"""A process of a study holds what it works with and no more: two of them share a small machine."""

import json
import subprocess
import sys

import pytest

HEAVY = ("pandas", "pyarrow", "matplotlib", "openpyxl", "sqlalchemy", "starlette", "PIL")

SEEN = f"""
import json, sys
from campaigns.run.study.simulate import simulate
heavy = [name for name in {HEAVY!r} if name in sys.modules]
import sklearn, pandas
frame = pandas.DataFrame({{"a": [1.0, 2.0, 4.0], "b": [1.0, 3.0, 5.0]}})
from sklearn.linear_model import LinearRegression
fitted = LinearRegression().fit(frame[["a"]], frame["b"])
print(json.dumps([heavy, list(fitted.feature_names_in_)]))
"""


@pytest.mark.slow
def test_a_worker_holds_no_tables_no_figures_and_no_database():
    """And whoever wants tables in the same process still has them."""
    command = [sys.executable, "-W", "error", "-c", SEEN]
    seen = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert seen.returncode == 0, seen.stderr
    assert json.loads(seen.stdout) == [[], ["a"]]
