"""A question is asked only where a person would read it."""

import io

import pytest
from typing_extensions import override

from campaigns.commands.terminal.person_there import person_there


class Terminal(io.StringIO):
    """A stream that says it is a terminal, as the null device of Windows does."""

    @override
    def isatty(self) -> bool:
        return True

    @override
    def fileno(self) -> int:
        return 0


@pytest.mark.parametrize("console", [True, False])
def test_a_terminal_without_a_console_is_nobody(console: bool) -> None:
    assert person_there(Terminal(), lambda descriptor: console) is console


def test_a_pipe_is_nobody() -> None:
    assert not person_there(io.StringIO("yes\n"), lambda descriptor: True)


def test_a_closed_stream_is_nobody() -> None:
    stream = Terminal()
    stream.close()
    assert not person_there(stream, lambda descriptor: True)
