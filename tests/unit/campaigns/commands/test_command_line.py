"""The console script: quick to answer, clear when wrong, quiet in a pipe."""

import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
import typer
from support.campaign import write_campaign
from typer.testing import CliRunner

from campaigns.commands._errors import guarded
from campaigns.commands._loading import help_text
from campaigns.commands.cli import GROUPS, ORDER, app
from campaigns.errors import NotEnoughError, PersonNeededError, StoreError, WrongInputError
from campaigns.store.run_lock import hold
from hardware.errors import PressFaultError, PressSilentError, UnsafeProtocolError

HEAVY = ("sklearn", "skopt", "pandas", "sqlalchemy", "pymodbus", "matplotlib", "numpy", "pydantic")
OF_SEVERAL = {"analyser", "press"}
"""Commands of several words, which stand after the others of their group."""

MINE = ["new", "run", "propose", "record", "recommend", "why", "status", "export"]


def test_help_imports_nothing_heavy() -> None:
    probe = (
        "import sys\n"
        "from typer.testing import CliRunner\n"
        "from campaigns.commands.cli import app\n"
        "before = {name for name in sys.modules}\n"
        "result = CliRunner().invoke(app, ['--help'])\n"
        "assert result.exit_code == 0\n"
        f"print([name for name in {HEAVY!r} if name in before])\n"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_help_lists_the_commands_by_group_in_the_order_of_work() -> None:
    shown = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "200"}).stdout
    titles = [shown.index(title) for title in GROUPS.values()]
    assert titles == sorted(titles)
    for begin, end in pairwise([*titles, len(shown)]):
        listed = re.findall(r"^│ ([a-z]+) ", shown[begin:end], re.M)
        assert listed
        single = [name for name in listed if name not in OF_SEVERAL]
        assert single == [name for name in ORDER if name in single]


@pytest.mark.parametrize("name", MINE)
def test_every_command_explains_itself_with_an_example(name: str) -> None:
    result = CliRunner().invoke(app, [name, "--help"], env={"COLUMNS": "200"})
    assert result.exit_code == 0
    assert f"Example: copress {name}" in result.stdout


def test_help_fills_its_lines_and_keeps_square_brackets() -> None:
    shown = CliRunner().invoke(app, ["notify", "--help"], env={"COLUMNS": "200"}).stdout
    assert "through each channel of [notify], and report" in shown
    shown = CliRunner().invoke(app, ["run", "--help"], env={"COLUMNS": "200"}).stdout
    assert "(controlled release). This is no emergency stop: that is the red button" in shown


def test_help_of_several_examples_is_one_block() -> None:
    text = help_text(
        "What it does\n    in full.\n\n    Example: a\n\n    Example: b\n      --c\n    "
    )
    assert text == "What it does in full.\n\nExample: a\nExample: b --c"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (WrongInputError("x"), 2),
        (UnsafeProtocolError("x"), 3),
        (PressFaultError("x"), 4),
        (PressSilentError("x"), 4),
        (PersonNeededError("x"), 4),
        (StoreError("x"), 1),
        (NotEnoughError("x"), 1),
        (PermissionError("x"), 1),
        (KeyboardInterrupt(), 130),
    ],
)
def test_every_known_error_has_one_message_and_a_code(
    error: BaseException, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    def command() -> None:
        raise error

    with pytest.raises(typer.Exit) as caught:
        guarded(command)()
    assert caught.value.exit_code == code
    said = capsys.readouterr()
    assert said.err.startswith("copress: ")
    assert said.out == ""


def test_an_unknown_error_is_not_hidden() -> None:
    def command() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        guarded(command)()


def test_a_mistyped_command_is_guessed() -> None:
    result = CliRunner().invoke(app, ["recomend"])
    assert result.exit_code == 2
    assert "recommend" in result.stderr


def test_two_processes_on_one_campaign(tmp_path: Path) -> None:
    path = write_campaign(tmp_path)
    with hold(tmp_path / "quick.db"):
        for command in ("run", "propose"):
            result = CliRunner().invoke(app, [command, str(path)])
            assert result.exit_code == 1
            assert "is in use" in result.stderr


def test_no_colour_in_a_pipe(tmp_path: Path) -> None:
    path = write_campaign(tmp_path)
    for command in (["propose", str(path)], ["status", str(path)]):
        result = CliRunner().invoke(app, command)
        assert result.exit_code == 0, result.output
        assert "\x1b[" not in result.output
