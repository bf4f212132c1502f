"""Records to what a table can hold and back: JSON for people, zlib'ed arrays for traces."""

from __future__ import annotations

import json
import math
import struct
import zlib
from collections.abc import Mapping
from dataclasses import asdict

import numpy as np
from numpy.typing import NDArray

from doe.trials import Observation
from hardware.press import PressTrace, StepRecord
from hardware.protocol import Step

_TRACE_CHANNELS = ("force_kn", "mpa", "planned_mpa", "position_mm")  # float32: 1e-7 of full scale


class NotWholeError(ValueError):
    """Bytes of the store do not decode to what was put in."""


def to_json(document: object) -> str:
    """JSON as the store keeps it; keys in a fixed order so that equal records are equal text.

    Raises:
        ValueError: nan or inf, which JSON has not.
    """
    return json.dumps(document, sort_keys=True, allow_nan=False, ensure_ascii=False, default=_plain)


def observation_document(observation: Observation) -> dict[str, object]:
    """An observation as JSON keys; what is unknown is left out."""
    return {key: value for key, value in asdict(observation).items() if value is not None}


def observation_of(document: Mapping[str, object]) -> Observation:
    """Inverse of `observation_document`."""
    return Observation(**document)  # type: ignore[arg-type]


def steps_document(steps: tuple[StepRecord, ...]) -> list[dict[str, object]]:
    """What the press did, step by step; a value that was not seen is null."""
    return [_without_nan(asdict(step)) for step in steps]


def steps_of(document: list[dict[str, object]]) -> tuple[StepRecord, ...]:
    """Inverse of `steps_document`."""
    return tuple(
        StepRecord(**{**_with_nan(step), "planned": Step(**step["planned"])})  # type: ignore[arg-type]
        for step in document
    )


def trace_bytes(trace: PressTrace) -> bytes:
    """A press trace, compact: seconds as float64, channels as float32, phases by number.

    Layout: length of the header (uint32, little endian), header (JSON), zlib'ed columns.
    """
    phases, codes = np.unique(np.asarray(trace.phase, dtype=np.str_), return_inverse=True)
    columns = [trace.time_s.astype("<f8"), codes.astype("<u1"), trace.step.astype("<i2")]
    columns += [getattr(trace, name).astype("<f4") for name in _TRACE_CHANNELS]
    header = {"n": int(trace.time_s.size), "phases": [str(phase) for phase in phases]}
    head = json.dumps(header).encode()
    body = zlib.compress(b"".join(column.tobytes() for column in columns))
    return struct.pack("<I", len(head)) + head + body


def trace_of(blob: bytes) -> PressTrace:
    """Inverse of `trace_bytes`.

    Raises:
        NotWholeError: the bytes are damaged.
    """
    try:
        (length,) = struct.unpack_from("<I", blob)
        header = json.loads(blob[4 : 4 + length])
        body = zlib.decompress(blob[4 + length :])
        time_s, codes, step, *channels = _columns(
            body, header["n"], ("<f8", "<u1", "<i2") + ("<f4",) * len(_TRACE_CHANNELS)
        )
    except (struct.error, zlib.error, ValueError, KeyError) as error:
        raise NotWholeError(f"a press trace in the store is damaged ({error})") from error
    floats = {
        name: column.astype(np.float64)
        for name, column in zip(_TRACE_CHANNELS, channels, strict=True)
    }
    phase = np.asarray(header["phases"], dtype=np.str_)[codes]
    return PressTrace(time_s=time_s, phase=phase, step=step.astype(np.int64), **floats)


def sweep_bytes(frequency_hz: NDArray[np.float64], impedance_ohm: NDArray[np.complex128]) -> bytes:
    """A sweep's columns (frequency, real, imaginary; float64), zlib'ed."""
    table = np.stack([frequency_hz, impedance_ohm.real, impedance_ohm.imag]).astype("<f8")
    return zlib.compress(table.tobytes())


def sweep_of(blob: bytes) -> tuple[NDArray[np.float64], NDArray[np.complex128]]:
    """Inverse of `sweep_bytes`: frequency (n,) and impedance (n,)."""
    try:
        table = np.frombuffer(zlib.decompress(blob), dtype="<f8").reshape(3, -1)
    except (zlib.error, ValueError) as error:
        raise NotWholeError(f"a spectrum in the store is damaged ({error})") from error
    return table[0], table[1] + 1j * table[2]


def _columns(body: bytes, n: int, kinds: tuple[str, ...]) -> list[NDArray[np.float64]]:
    columns = []
    start = 0
    for kind in kinds:
        columns.append(np.frombuffer(body, dtype=kind, count=n, offset=start))
        start += n * np.dtype(kind).itemsize
    return columns


def _without_nan(document: dict[str, object]) -> dict[str, object]:
    return {key: None if _is_nan(value) else value for key, value in document.items()}


def _is_nan(value: object) -> bool:
    return isinstance(value, float) and math.isnan(value)


def _with_nan(document: Mapping[str, object]) -> dict[str, object]:
    return {key: float("nan") if value is None else value for key, value in document.items()}


def _plain(value: object) -> object:
    """Numbers of numpy and sets of the model as JSON knows them."""
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")
