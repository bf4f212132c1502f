"""The open-circuit voltage of the cell that was measured: the one sign of a soft short.

A full cell with a soft short has a sound-looking spectrum. What tells is its voltage at rest,
which comes from a person, from a side file beside the spectrum, or from the instrument's header.
"""

from __future__ import annotations

import json
import math
from pathlib import Path

from hardware.eis.spectrum import Spectrum

SIDE_SUFFIX = ".sample.json"
MOST_V = 100.0


class SideFileError(ValueError):
    """A side file cannot be read, or says something that cannot be."""


def side_file(path: Path) -> dict[str, object]:
    """What `<file name>.sample.json` beside a spectrum says; empty without one.

    Raises:
        SideFileError: it is there and cannot be read.
    """
    side = path.with_name(path.name + SIDE_SUFFIX)
    try:
        said = json.loads(side.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as trouble:
        raise SideFileError(f"its side file {side.name} cannot be read ({trouble})") from trouble
    if not (isinstance(said, dict) and said.keys() & {"sample_label", "ocv_v"}):
        raise SideFileError(f'its side file {side.name} must hold {{"sample_label": "..."}}')
    return said


def resting_voltage_v(path: Path, spectrum: Spectrum | None = None) -> float | None:
    """Open-circuit voltage that the side file names (`ocv_v`), else the instrument's file.

    Args:
        path: The spectrum's file.
        spectrum: The sweep read from it.

    Returns:
        Volt; None where neither says it.

    Raises:
        SideFileError: the side file cannot be read, or its `ocv_v` is no voltage.
    """
    said = side_file(path)
    if "ocv_v" in said:
        volt = said["ocv_v"]
        if isinstance(volt, bool) or not isinstance(volt, int | float) or not _is_voltage(volt):
            raise SideFileError(f"its side file says ocv_v = {volt!r}, which is no voltage in V")
        return float(volt)
    return None if spectrum is None else logged_ocv_v(spectrum)


def logged_ocv_v(spectrum: Spectrum) -> float | None:
    """Open-circuit voltage in the instrument's own header (Gamry writes it); None if not there."""
    logged = spectrum.metadata.get("ocv_v")
    sound = isinstance(logged, int | float) and _is_voltage(logged)
    return float(logged) if sound and isinstance(logged, int | float) else None


def _is_voltage(volt: float) -> bool:
    return math.isfinite(volt) and abs(volt) < MOST_V
