"""Whether somebody sits at the terminal. On Windows the null device also says that it is one."""

import sys
from collections.abc import Callable
from typing import TextIO


def person_there(
    stream: TextIO | None = None, is_console: Callable[[int], bool] | None = None
) -> bool:
    """Whether a question would be read by a person.

    Args:
        stream: Where answers come from; stdin if None.
        is_console: Whether a file descriptor belongs to a console; asked on Windows, where `NUL`,
            which scheduled tasks and services have for stdin, is a terminal by `isatty`.
    """
    answers = sys.stdin if stream is None else stream
    if answers is None or answers.closed or not answers.isatty():
        return False
    if is_console is None:
        return sys.platform != "win32" or _has_console_mode(answers.fileno())
    return is_console(answers.fileno())


def _has_console_mode(descriptor: int) -> bool:
    """GetConsoleMode succeeds for consoles only (Microsoft, Console Functions)."""
    if sys.platform != "win32":
        return True
    import ctypes
    import msvcrt

    mode = ctypes.c_uint32()
    handle = msvcrt.get_osfhandle(descriptor)
    return bool(ctypes.windll.kernel32.GetConsoleMode(handle, ctypes.byref(mode)))
