"""The file of a sweep that Copress took itself: a table of text that any reader understands."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SUFFIX = ".csv"
_HEADINGS = "Frequency / Hz,Real Impedance / ohm,Imaginary Impedance / ohm"
_MOMENT = ",Test Time / s"
"""Names of the Battery Data Format (battery-data-alliance, 2026)."""


def write_sweep(
    target: Path,
    about: Mapping[str, object],
    frequency_hz: NDArray[np.float64],
    impedance_ohm: NDArray[np.complex128],
    elapsed_s: NDArray[np.float64] | None,
) -> Path:
    """Write a sweep so that a reader sees all of it or nothing.

    Args:
        target: Path without a suffix; a file of that name is never written over.
        about: What else is known, one line each above the table.
        frequency_hz: Shape (n,), as measured.
        impedance_ohm: Shape (n,); a capacitance has a negative imaginary part.
        elapsed_s: Since the sweep began, shape (n,); None where the instrument does not say.

    Raises:
        FileExistsError: there is such a file already.
    """
    path = target.with_name(target.name + SUFFIX)
    if path.exists():
        raise FileExistsError(f"{path} is there already and was left as it is")
    points = zip(frequency_hz, impedance_ohm, strict=True)
    rows = [f"{f:.9g},{z.real:.9g},{z.imag:.9g}" for f, z in points]
    if elapsed_s is not None:
        rows = [f"{row},{t:.3f}" for row, t in zip(rows, elapsed_s, strict=True)]
    lines = [
        *(f"# {key}: {' '.join(str(value).split())}" for key, value in about.items()),
        _HEADINGS + (_MOMENT if elapsed_s is not None else ""),
        *rows,
    ]
    part = path.with_name(f".{path.name}.part")
    part.write_text("\n".join(lines) + "\n", encoding="utf-8")
    part.replace(path)
    return path
