"""Runs there: `copress ...` in this process; when a file appears, its console hears EVENT.

console_routine.py EVENT FILE WORDS ...: EVENT is 1 for Ctrl-Break, 2 for a closed window, 5 for
log-off, 6 for shutdown. Windows starts a thread in each process of the console that calls
kernelbase!CtrlRoutine, which asks the handlers, the last one first. Wine 8 has that routine too,
but sends none of these events itself.
"""

import ctypes
import pathlib
import runpy
import sys
import threading
import time

event, file, words = int(sys.argv[1]), sys.argv[2], sys.argv[3:]


def say_it() -> None:
    """As the system does."""
    while not pathlib.Path(file).exists():
        time.sleep(0.1)
    ctypes.WinDLL("kernelbase").CtrlRoutine(ctypes.c_void_p(event))


threading.Thread(target=say_it, daemon=True).start()
sys.argv = ["copress", *words]
runpy.run_module("campaigns", run_name="__main__", alter_sys=True)
