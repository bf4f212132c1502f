"""`copress` called in this process: a test about words and files starts no program of its own.

What a process of its own does (signals, pipes, code pages, exit codes at the end of a program)
is tested where the tests start one.
"""

import shlex
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from traceback import format_exception

from typer.testing import CliRunner, Result

from campaigns.commands.cli import app

_SHELL = set("|&;<>$`*?~(){}")
"""Signs that only a shell understands."""


@dataclass(frozen=True)
class Called:
    """How a command ended, and what it said.

    Attributes:
        returncode: As the process would end.
        stdout: Results.
        stderr: Messages and progress.
        output: Both, in the order in which they came.
    """

    returncode: int
    stdout: str
    stderr: str
    output: str


def copress(*words: object, folder: Path, typed: str = "", **environment: str) -> Called:
    """Call it in `folder`, with these variables of the environment in addition.

    Args:
        words: The command, its arguments and options.
        folder: Where it is called.
        typed: What the person answers.
        environment: Variables.
    """
    runner = CliRunner(env=environment)
    with chdir(folder):
        result = runner.invoke(app, [str(word) for word in words], input=typed)
    error = result.exception
    if error is not None and not isinstance(error, SystemExit):
        trace = "".join(format_exception(error))
        return Called(1, result.stdout, result.stderr + trace, result.output + trace)
    return Called(result.exit_code, result.stdout, result.stderr, result.output)


def invoke(*words: object) -> Result:
    """Call it where the test stands; what the runner of typer says of it."""
    return CliRunner().invoke(app, [str(word) for word in words])


def words_of(typed: str) -> list[str] | None:
    """The words after `copress`; None for a line that needs a shell, or another program."""
    if _SHELL & set(typed) or not typed.startswith("copress "):
        return None
    return shlex.split(typed)[1:]
