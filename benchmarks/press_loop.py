"""What supervising costs: core share, jitter of the polls, and how soon an abort reaches the press.

Run: python benchmarks/press_loop.py [--seconds 20]

The simulated PLC is served by a process of its own, in real time, so that only the supervising
loop is measured: 20 polls a second over Modbus TCP on loopback.
"""

import argparse
import contextlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from hardware.errors import PressFaultError
from hardware.press_map import load_press_map
from hardware.press_settings import PressSettings
from hardware.presses.modbus_plc import ModbusPlcPress
from hardware.protocol import PressProtocol, Step

POLL_S = 0.05
ALLOWED_CORE_SHARE, ALLOWED_JITTER_S = 0.05, 0.020


def main() -> None:
    """Print the table and fail if an allowed value is exceeded."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0, help="length of the hold")
    seconds = parser.parse_args().seconds
    copress = Path(sys.executable).parent / "copress"
    with tempfile.TemporaryDirectory() as folder:
        twin = subprocess.Popen(
            [copress, "twin", "--json", "--folder", folder],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        try:
            results = measure(port_of(twin), Path(folder), seconds)
        finally:
            twin.terminate()
            twin.wait()
    for name, value in results.items():
        print(f"{name:<44}{value:>10.4g}")
    good = (
        results["share of a core at 20 polls/s"] < ALLOWED_CORE_SHARE
        and results["jitter p99, s"] < ALLOWED_JITTER_S
        and results["abort to first lower force seen, polls"] <= 3.0
    )
    sys.exit(0 if good else 1)


def port_of(twin: "subprocess.Popen[str]") -> int:
    """The port from the twin's JSON."""
    text = ""
    while not text.rstrip().endswith("}"):
        text += twin.stdout.readline() if twin.stdout is not None else ""
    return int(json.loads(text)["port"])


def measure(port: int, folder: Path, seconds: float) -> dict[str, float]:
    """One stroke at 20 polls a second with an abort at its end."""
    press_map = load_press_map("generic_plc")
    press_map = replace(press_map, transport=replace(press_map.transport, port=port))
    settings = PressSettings(poll_s=POLL_S, lock_folder=folder)
    press = ModbusPlcPress(press_map, press_map.die("steel-10"), settings=settings)
    press.connect()
    seen: list[tuple[float, float, str]] = []
    asked: list[float] = []

    def watch(snapshot: object) -> None:
        seen.append((time.monotonic(), snapshot.force_kn, str(snapshot.phase)))  # type: ignore[attr-defined]

    def abort_later() -> None:
        asked.append(time.monotonic())
        press.abort("end of the measurement")

    timer = threading.Timer(seconds, abort_later)
    protocol = PressProtocol((Step("copress", 100.0, 600.0, 50.0, 50.0),))
    before, began = resource.getrusage(resource.RUSAGE_SELF), time.monotonic()
    timer.start()
    with contextlib.suppress(PressFaultError):  # the abort we asked for
        press.press_cell(1, protocol, journal=lambda event, detail: None, watch=watch)
    after, ended = resource.getrusage(resource.RUSAGE_SELF), time.monotonic()
    press.close()
    times = np.array([row[0] for row in seen])
    late = np.abs(np.diff(times[times < asked[0]]) - POLL_S)
    released = next(row[0] for row in seen if row[0] > asked[0] and row[2] != "hold")
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {
        "polls": float(times.size),
        "share of a core at 20 polls/s": used / (ended - began),
        "jitter median, s": float(np.median(late)),
        "jitter p99, s": float(np.percentile(late, 99)),
        "abort to first lower force seen, polls": (released - asked[0]) / POLL_S,
    }


if __name__ == "__main__":
    main()
