"""Who asks how a command is written is answered from its signature, in a fifth of the time."""

import subprocess
import sys

import pytest

from campaigns.commands._loading import CommandToLoad, ListedCommand, listed
from campaigns.commands.cli import GROUPS

ENTRIES = [entry for group in GROUPS for entry in listed(group)]
HEAVY = ("numpy", "sqlalchemy", "scipy", "matplotlib", "pymodbus")


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_the_outline_of_a_command_says_what_the_command_says(
    entry: ListedCommand, capsys: pytest.CaptureFixture[str]
) -> None:
    command, said = CommandToLoad(entry, "any"), []
    for one in (command.outlined, command.loaded):
        one.main(["--help"], prog_name=entry.name, standalone_mode=False)
        said.append(capsys.readouterr().out)
    assert said[0] == said[1]
    assert f"Usage: {entry.name}" in said[0]


def test_no_help_loads_a_model_a_store_or_a_press() -> None:
    names = [[entry.name, "--help"] for entry in ENTRIES] + [["press", "check", "-h"]]
    program = (
        "import sys\n"
        "from typer.testing import CliRunner\n"
        "from campaigns.commands.cli import app\n"
        f"for words in {names!r}:\n"
        "    done = CliRunner().invoke(app, words)\n"
        "    assert done.exit_code == 0 and 'Usage' in done.output, (words, done.output)\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_what_stands_after_two_dashes_asks_for_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "campaigns", "report", "--", "--help"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "name either what to write" in done.stderr + done.stdout
