"""A simulated analyser on a real socket, a cell whose impedance is known, and analyser files."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hardware.clock import Clock
from hardware.eis.analyser_file import load_analyser
from hardware.eis.sources.driven.repeated import DrivenSource
from hardware.scpi.description import SHIPPED
from hardware.twin.plc.faults import FaultBoard
from hardware.twin.scpi.analyser_server import ScpiServer
from hardware.twin.scpi.makes import make_instrument

LIST, POINTS = "keysight_e4980a", "hioki_im3590"
"""One instrument of each kind of sweep."""

COMMON_HZ = (1e5, 1e2)
"""Ends of a sweep that every shipped instrument reaches."""

IMPATIENT_S = 0.4
"""Where every sweep fails anyway, a good answer that is missed changes nothing."""
PATIENT_S = 3.0
"""A good answer comes within this on a busy computer as well."""


def impedance_ohm(frequency_hz: NDArray[np.float64]) -> NDArray[np.complex128]:
    """38 ohm in series with 210 ohm in parallel with 1 uF: no two frequencies alike."""
    return np.asarray(38.0 + 210.0 / (1.0 + 2j * np.pi * frequency_hz * 210.0 * 1e-6))


@contextmanager
def served(make: str, clock: Clock, *, cell: bool = True) -> Iterator[ScpiServer]:
    """A simulated instrument with the known cell, or with nothing, connected to it."""
    probe = impedance_ohm if cell else lambda frequency_hz: None
    server = ScpiServer(make_instrument(make, probe, clock), FaultBoard())
    server.start()
    try:
        yield server
    finally:
        server.stop()


def write_scpi_file(
    path: Path,
    resource: str,
    make: str = LIST,
    *,
    timeout_s: float = PATIENT_S,
    tries: int = 3,
    analyser: str = "",
    ends_hz: tuple[float, float] = COMMON_HZ,
) -> Path:
    """An analyser.toml for an instrument that speaks SCPI.

    The description is the shipped one. Where the answer itself is waited for, on the real clock,
    a point may take no time: no measurement of the simulated instrument takes any.
    """
    text = (SHIPPED / f"{make}.toml").read_text(encoding="utf-8")
    if 'kind = "points"' in text:
        text, changed = re.subn(r"(?m)^(periods|point_s) = .*$", r"\1 = 0.01", text)
        assert changed == 2
    (path.parent / "described.toml").write_text(text, encoding="utf-8")
    path.write_text(
        f'[analyser]\nkind = "scpi"\ninstrument = "described.toml"\ntries = {tries}\n{analyser}\n'
        f'[connection]\nresource = "{resource}"\ntimeout_s = {timeout_s}\n'
        f"[sweep]\nhighest_hz = {ends_hz[0]}\nlowest_hz = {ends_hz[1]}\n"
        "points_per_decade = 5\nlevel_v = 0.01\n",
        encoding="utf-8",
    )
    return path


def source_of(
    file: Path, folder: Path, clock: Clock, shown: list[str] | None = None
) -> DrivenSource:
    """The analyser of a file."""
    analyser, tries = load_analyser(file, clock=clock)
    tell = shown.append if shown is not None else (lambda sentence: None)
    return DrivenSource(analyser, folder, tries=tries, tell=tell, clock=clock)
