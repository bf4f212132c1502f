"""One measured impedance spectrum: what every reader returns and every check and fit takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Complexes = NDArray[np.complex128]
Indices = NDArray[np.intp]
AnyArray = TypeVar("AnyArray", bound=NDArray[np.generic])


@dataclass(frozen=True, eq=False)
class Spectrum:
    """One sweep of an impedance analyser, from the highest frequency to the lowest.

    Capacitive behaviour has a negative imaginary part. A frequency measured twice (a repeat
    point, taken to see drift) stands in two rows, the earlier measurement first.

    Attributes:
        frequency_hz: Frequencies, shape (n,), positive, descending; equal neighbours are repeats.
        impedance_ohm: Complex impedance, shape (n,), finite.
        label: What a person calls this sweep, e.g. `cell-0007` or `cell-0007 loop 3`.
        source: The file it came from; empty when there is none.
        instrument: The maker's format it was read from, e.g. `EC-Lab ASCII`.
        metadata: What else the file says: `loop`, `temperature_degc`, `aborted`, ...
        elapsed_s: Moment of each point, shape (n,); None when the file does not say.
        order: Place of each point in the sweep as measured, shape (n,); 0 was taken first.

    Raises:
        ValueError: when the arrays are not a spectrum.
    """

    frequency_hz: Floats
    impedance_ohm: Complexes
    label: str = ""
    source: str = ""
    instrument: str = ""
    metadata: Mapping[str, object] = field(default_factory=dict)
    elapsed_s: Floats | None = None
    order: Indices | None = None

    def __post_init__(self) -> None:
        columns: dict[str, NDArray[np.generic]] = {
            "frequency_hz": _locked(np.asarray(self.frequency_hz, dtype=np.float64)),
            "impedance_ohm": _locked(np.asarray(self.impedance_ohm, dtype=np.complex128)),
        }
        taken = np.arange(np.size(self.frequency_hz)) if self.order is None else self.order
        columns["order"] = _locked(np.asarray(taken, dtype=np.intp))
        if self.elapsed_s is not None:
            columns["elapsed_s"] = _locked(np.asarray(self.elapsed_s, dtype=np.float64))
        for name, column in columns.items():
            object.__setattr__(self, name, column)
        object.__setattr__(self, "metadata", dict(self.metadata))
        _refuse_ragged(columns)
        _refuse_what_is_no_sweep(self.frequency_hz, self.impedance_ohm)

    def __len__(self) -> int:
        return int(self.frequency_hz.size)

    @property
    def name(self) -> str:
        """The label, or failing that the file's own name."""
        return self.label or Path(self.source).stem


def sweep(
    frequency_hz: ArrayLike,
    impedance_ohm: ArrayLike,
    *,
    label: str = "",
    source: str = "",
    instrument: str = "",
    metadata: Mapping[str, object] | None = None,
    elapsed_s: ArrayLike | None = None,
) -> Spectrum:
    """Sort the points of a sweep, taken in any order, into a `Spectrum`.

    Args:
        frequency_hz: Frequencies as measured, shape (n,).
        impedance_ohm: Complex impedance as measured, shape (n,).
        label: This and the following as in `Spectrum`.
        source: See `Spectrum`.
        instrument: See `Spectrum`.
        metadata: See `Spectrum`.
        elapsed_s: Moment of each point, shape (n,).

    Returns:
        The same points, highest frequency first; repeat points stay in the order they were taken.

    Raises:
        ValueError: when the points are not a spectrum (lengths differ, empty, not finite, f <= 0).
    """
    frequencies = np.asarray(frequency_hz, dtype=np.float64)
    impedances = np.asarray(impedance_ohm, dtype=np.complex128)
    if frequencies.ndim != 1 or frequencies.shape != impedances.shape:
        raise ValueError(f"frequencies {frequencies.shape}, impedances {impedances.shape}")
    order = np.argsort(-frequencies, kind="stable")
    moments = None if elapsed_s is None else np.asarray(elapsed_s, dtype=np.float64)[order]
    points = frequencies[order], impedances[order]
    return Spectrum(*points, label, source, instrument, metadata or {}, moments, order)


def _locked(array: AnyArray) -> AnyArray:
    """A copy nobody can write to: a frozen record must not change through its arrays."""
    copy = array.copy()
    copy.flags.writeable = False
    return copy


def _refuse_ragged(columns: Mapping[str, NDArray[np.generic]]) -> None:
    n = columns["frequency_hz"].size
    if n == 0:
        raise ValueError("a spectrum needs at least one point")
    for name, column in columns.items():
        if column.shape != (n,):
            raise ValueError(f"{n} frequencies, but {name} has shape {column.shape}")


def _refuse_what_is_no_sweep(frequency_hz: Floats, impedance_ohm: Complexes) -> None:
    if not (np.isfinite(frequency_hz).all() and np.isfinite(impedance_ohm).all()):
        raise ValueError("a spectrum holds finite numbers only")
    if (frequency_hz <= 0).any():
        raise ValueError(f"frequencies are positive; one here is {frequency_hz.min():g} Hz")
    if (np.diff(frequency_hz) > 0).any():
        raise ValueError("frequencies go from the highest to the lowest; sweep() sorts them")
