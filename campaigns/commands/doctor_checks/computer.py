"""What the computer gives: a place to write, a database that survives, serial ports."""

import os
import shutil
import sqlite3
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from serial.tools.list_ports import comports

from campaigns.commands.doctor_checks.finding import Checkup

_LEAST_FREE_GB = 1.0  # chosen: a store of 10,000 cells has 0.92 GB (benchmarks/store.py)
_FINE_ENOUGH_S = 0.005  # a tenth of a poll of the press
_OLDEST_SQLITE = (3, 35, 0)  # the first with RETURNING and DROP COLUMN (sqlite.org/changes.html)
_SERIAL_GROUP = (
    "On Linux: sudo usermod -a -G dialout $USER, then log in again. Elsewhere: close the program "
    "that holds the port."
)


def folder_finding(folder: Path) -> Checkup:
    """Can a campaign be kept here?"""
    free = shutil.disk_usage(folder).free / 1e9
    said = f"{folder}, {free:.0f} GB free"
    if not os.access(folder, os.W_OK):
        return Checkup("this folder", "fault", f"{said}, not writable", "Work in another folder.")
    if free < _LEAST_FREE_GB:
        advice = "Free some space: a campaign that cannot write stops."
        return Checkup("this folder", "fault", f"{folder}, only {free:.2f} GB free", advice)
    return Checkup("this folder", "good", said)


def sqlite_finding(found: tuple[int, ...] = sqlite3.sqlite_version_info) -> Checkup:
    """Is the embedded database new enough?"""
    said = "SQLite " + ".".join(map(str, found))
    if found >= _OLDEST_SQLITE:
        return Checkup("database", "good", said)
    needed = ".".join(map(str, _OLDEST_SQLITE))
    return Checkup("database", "fault", said, f"Install a Python that brings SQLite {needed}.")


def text_finding(encoding: str | None = None) -> Checkup:
    """Can the terminal show the signs that units need?"""
    name = encoding or getattr(sys.stdout, "encoding", None) or "unknown"
    try:
        "Ω cm² µ ± ≤".encode(name)
    except (UnicodeEncodeError, LookupError):
        advice = "Set PYTHONUTF8=1 before you start Copress."
        return Checkup("terminal", "note", f"encoding {name} lacks some signs of units", advice)
    return Checkup("terminal", "good", f"encoding {name}")


def clock_finding(resolution_s: float | None = None) -> Checkup:
    """Is the clock fine enough to supervise a press, which is read every 50 ms?

    Args:
        resolution_s: Of `time.monotonic`; asked of the system if None. Python 3.11 and 3.12 tick in
            15.6 ms on Windows, 3.13 does not
            (https://docs.python.org/3/whatsnew/3.13.html, section time).
    """
    tick_s = time.get_clock_info("monotonic").resolution if resolution_s is None else resolution_s
    said = f"clock ticks in {tick_s * 1e3:.3g} ms"
    if tick_s <= _FINE_ENOUGH_S:
        return Checkup("clock", "good", said)
    return Checkup("clock", "note", said, "At a press use Python 3.13 or newer.")


def serial_findings(ports: Sequence[str] | None = None) -> list[Checkup]:
    """Every serial port: may this user open it? Nothing is opened.

    Args:
        ports: paths of the ports; those that the system lists if None.
    """
    try:
        found = listed_ports() if ports is None else ports
    except (OSError, RuntimeError, ImportError) as error:
        said = f"the system does not list them ({error})"
        return [Checkup("serial ports", "note", said, "Name the port in the press map.")]
    if not found:
        return [Checkup("serial ports", "good", "none on this computer (wanted for RTU only)")]
    return [_serial(port) for port in found]


def _serial(port: str) -> Checkup:
    if sys.platform == "win32":  # a port is opened by one program at a time, and only that tells
        return Checkup(port, "good", "is there; another program may hold it")
    if os.access(port, os.R_OK | os.W_OK):
        return Checkup(port, "good", "may be opened")
    return Checkup(port, "note", "this user may not open it", _SERIAL_GROUP)


def listed_ports() -> list[str]:
    """Names of the serial ports of this computer, as the system lists them."""
    return sorted(port.device for port in comports())
