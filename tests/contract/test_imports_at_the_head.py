"""Imports stand at the head of files; where one waits, the reason is here."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from support.docs import ROOT

from campaigns.commands._loading import listed
from campaigns.commands.cli import GROUPS

ROOMS = ("campaigns", "doe", "surrogate", "hardware")

HEAVY = {
    "PIL", "alembic", "ctypes", "dask", "distributed", "joblib", "msvcrt", "openpyxl", "pandas",
    "pyarrow", "pydoe", "pypalmsens", "pyvisa", "ray", "scipy", "skopt", "weasyprint",
}  # fmt: skip
"""Libraries that are optional, of one system only, or slow to load and seldom asked for."""

WAITING = {
    "campaigns/commands/_errors.py": "kinds of errors are asked for where one came",
    "campaigns/commands/press/run.py": "who reads the help of a run waits for no model",
    "campaigns/commands/press/stop.py": "who asks how to abort waits for no database library",
    "campaigns/commands/learn/explore.py": "a table is explored without campaign, store or press",
    "campaigns/config/store_location.py": "processes of a study read no store; a file needs no URL",
    "campaigns/explore/run_exploration.py": "scikit-learn takes half a second, for who asks for it",
    "campaigns/optimiser/strategy_from_settings.py": "tables are read for [transfer] tables alone",
    "campaigns/records/load_views.py": "the page reads the store without models",
    "campaigns/records/results.py": "likewise: only a spectrum that comes needs the fit",
    "campaigns/records/load_trials.py": "likewise",
    "campaigns/report/notebook.py": "matplotlib only where a notebook shows a figure",
    "campaigns/trial/press_limits.py": "likewise: limits are asked without fitting a spectrum",
    "campaigns/web/forms/result_form.py": "the page fits a spectrum only where one is handed in",
    "campaigns/web/views/figure_drawing.py": "runs in the models' process",
}
"""Files whose functions may import what is ours, and why."""

IN_ANOTHER_PROCESS = "campaigns/web/background"
"""What the models' process is asked; the page, which names it, loads none of it."""


def waiting_imports(file: Path) -> Iterator[str]:
    """Modules that functions of a file import."""
    for function in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Import):
                    yield node.names[0].name
                elif isinstance(node, ast.ImportFrom):
                    yield node.module or ""


def test_imports_stand_at_the_head() -> None:
    found = {}
    for file in [file for room in ROOMS for file in (ROOT / room).rglob("*.py")]:
        name = file.relative_to(ROOT).as_posix()
        if name in WAITING or name.startswith(IN_ANOTHER_PROCESS):
            continue
        if own := [m for m in waiting_imports(file) if m.partition(".")[0] not in HEAVY]:
            found[name] = own
    assert not found


def test_no_reason_is_left_of_what_no_longer_waits() -> None:
    assert [name for name in WAITING if not list(waiting_imports(ROOT / name))] == []


def test_help_loads_no_command() -> None:
    modules = sorted({entry.module for group in GROUPS for entry in listed(group)})
    probe = (
        "import sys\n"
        "from typer.testing import CliRunner\n"
        "from campaigns.commands.cli import app\n"
        "assert CliRunner().invoke(app, ['--help']).exit_code == 0\n"
        f"print([name for name in {modules!r} if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert len(modules) > 20
