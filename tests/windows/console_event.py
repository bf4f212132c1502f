"""Runs there: a command in this console; when a file appears, what Ctrl-C does.

console_event.py EVENT FILE COMMAND ...: EVENT is 0 for Ctrl-C.
"""

import ctypes
import pathlib
import signal
import subprocess
import sys
import time

event, file, command = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
started = subprocess.Popen(command)
signal.signal(signal.SIGINT, signal.SIG_IGN)
signal.signal(signal.SIGBREAK, signal.SIG_IGN)
while not pathlib.Path(file).exists() and started.poll() is None:
    time.sleep(0.1)
ctypes.windll.kernel32.GenerateConsoleCtrlEvent(event, 0)
sys.stdout.write(f"exit code {started.wait()}\n")
