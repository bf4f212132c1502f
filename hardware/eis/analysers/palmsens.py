"""PalmSens potentiostats with impedance, through PalmSens' own library `pypalmsens`.

The library has its own licence (modified BSD, for use with PalmSens instruments) and needs the
.NET runtime. It keeps order on the line itself; here is what is asked for and what is refused.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
from pydantic import Field

from hardware.clock import Clock
from hardware.eis.sources.driven.analyser_interface import AnalyserFinding
from hardware.eis.sources.driven.frequencies import SweepSettings
from hardware.eis.sources.driven.sweep_file import write_sweep
from hardware.errors import AnalyserError, AnalyserSetupError
from hardware.tables import Positive, Table

if TYPE_CHECKING:
    from pypalmsens import InstrumentManager
    from pypalmsens.data import Measurement

KIND = "palmsens"

_MOST_V = 0.25
"""Largest amplitude of the instruments, as the library states it."""

_REST_S = 20.0
"""Longest time for which the open-circuit voltage is measured before the sweep: the library's own
default. Without it `dc_potential` is an absolute voltage, and 0 V would discharge a full cell."""


class PalmSensTable(Table):
    """`[analyser]`."""

    kind: Literal["palmsens"]
    serial: str | None = None
    """Serial number of the instrument; needed where several are connected."""
    equilibration_s: Positive = 5.0
    """Longest time for which a frequency is applied before it is measured."""
    tries: Annotated[int, Field(ge=1, le=20)] = 3


class File(Table):
    """analyser.toml of a PalmSens instrument."""

    analyser: PalmSensTable
    sweep: SweepSettings


class PalmSensAnalyser:
    """One instrument, connected for each sweep.

    Raises:
        AnalyserSetupError: The file asks for what no instrument or the library cannot do.
    """

    def __init__(self, file: File) -> None:
        self._file = file
        self.name = f"PalmSens {file.analyser.serial or ''}".strip()
        self.simulated = False
        sweep = file.sweep
        if sweep.level_v > _MOST_V:
            raise AnalyserSetupError(f"level_v = {sweep.level_v:g}; at most {_MOST_V:g}")
        if sweep.frequencies_hz or sweep.range_ohm is not None or sweep.averages != 1:
            raise AnalyserSetupError(
                "a PalmSens instrument sweeps from highest_hz to lowest_hz with points_per_decade; "
                "it takes no frequencies_hz, range_ohm or averages"
            )

    def check(self) -> list[AnalyserFinding]:
        """Whether the library works here and the instrument answers."""
        with self._connected() as manager:
            serial = str(manager.get_instrument_serial())
        return [AnalyserFinding("ok", "identity", f"PalmSens, serial {serial}")]

    def measure(self, target: Path, label: str) -> Path:
        """One sweep at the open-circuit voltage plus `bias_v`."""
        library = _library()
        method = self.method(library)
        begun = datetime.now(UTC).isoformat(timespec="seconds")
        with self._connected() as manager:
            serial = str(manager.get_instrument_serial())
            try:
                measured = manager.measure(method)
            except (
                library.exceptions.CommProtocolError,
                ValueError,
                RuntimeError,
                OSError,
            ) as error:
                raise AnalyserError(f"{self.name} measured nothing: {error}") from error
        frequency_hz, impedance_ohm, elapsed_s = columns_of(measured)
        if frequency_hz.size != self._file.sweep.frequencies().size:
            raise AnalyserError(
                f"{self.name} measured {frequency_hz.size} of "
                f"{self._file.sweep.frequencies().size} points. Nothing of this sweep is used"
            )
        about = {"sample": label, "instrument": f"PalmSens, serial {serial}", "measured": begun}
        return write_sweep(target, about, frequency_hz, impedance_ohm, elapsed_s)

    def method(self, library: ModuleType) -> object:
        """What is asked of the instrument, as an object of the library."""
        sweep = self._file.sweep
        frequencies = sweep.frequencies()
        return library.ElectrochemicalImpedanceSpectroscopy(
            frequency_type="scan",
            scan_type="fixed",
            max_frequency=float(frequencies[0]),
            min_frequency=float(frequencies[-1]),
            n_frequencies=int(frequencies.size),
            ac_potential=sweep.level_v,
            dc_potential=sweep.bias_v or 0.0,
            versus_ocp={"potentials": ["potential"], "timeout": _REST_S},
            max_equilibration_time=self._file.analyser.equilibration_s,
        )

    def _connected(self) -> InstrumentManager:
        """The instrument of the file, or the only one there."""
        library = _library()
        wanted = self._file.analyser.serial
        found = [one for one in library.discover() if wanted is None or wanted in one.name]
        if len(found) != 1:
            which = f"with serial {wanted}" if wanted else "at all"
            raise AnalyserError(f"{len(found)} PalmSens instruments {which} are connected, not one")
        try:
            manager: InstrumentManager = library.connect(found[0])
        except (library.exceptions.CommProtocolError, ConnectionError, RuntimeError) as error:
            raise AnalyserError(f"{found[0].name} cannot be connected: {error}") from error
        return manager


def columns_of(
    measured: Measurement,
) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
    """Frequency in Hz, impedance in ohm and moment in s of the last spectrum of a measurement.

    The moments are None where the instrument noted none: recorded scans have 0 at every point.

    Args:
        measured: As the library returns it, or as it loads it from a file.

    Raises:
        AnalyserError: There is no spectrum in it.
    """
    if not measured.eis_data:
        raise AnalyserError("the measurement holds no impedance")
    arrays = measured.eis_data[-1].dataset
    try:
        frequency_hz, re_ohm, minus_im_ohm = (
            np.asarray(arrays[name].to_numpy(), dtype=float) for name in ("Frequency", "ZRe", "ZIm")
        )
    except KeyError as error:
        raise AnalyserError(f"the measurement has no {error} ({', '.join(arrays)})") from error
    noted_s = np.asarray(arrays["Time"].to_numpy(), dtype=float) if "Time" in arrays else None
    elapsed_s = None if noted_s is None or not np.any(noted_s) else noted_s
    return frequency_hz, re_ohm - 1j * minus_im_ohm, elapsed_s


def open_analyser(file: File, folder: Path, clock: Clock) -> PalmSensAnalyser:
    """The instrument of an analyser's file; nothing is sent yet.

    Args:
        file: Its analyser.toml.
        folder: Not used: the file names no other file.
        clock: Not used: the library waits by itself.
    """
    return PalmSensAnalyser(file)


def _library() -> ModuleType:
    try:
        import pypalmsens
    except ImportError as error:
        raise AnalyserSetupError(
            "a PalmSens instrument needs its maker's library: pip install 'copress[palmsens]'"
        ) from error
    except RuntimeError as error:  # the library loads .NET while it is imported
        raise AnalyserSetupError(
            "pypalmsens is installed but needs the .NET runtime 10 or newer: install it from "
            "https://dotnet.microsoft.com/download and try again"
        ) from error
    module: ModuleType = pypalmsens
    return module
