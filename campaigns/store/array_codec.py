"""Traces and sweeps as bytes: columns one after the other, zlib'ed, with a small JSON header.

Layout: length of the header (uint32, little endian), header, zlib'ed columns. A press trace of
400 s at 20 Hz takes some 60 kB. Seconds and impedances stay float64; the channels of a press are
kept as float32, a ten-millionth of their value, far below any load cell's error.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hardware.eis.spectrum import Spectrum
from hardware.recorded_trace import PressTrace

_CHANNELS = ("force_kn", "mpa", "planned_mpa", "position_mm")
_TRACE_KINDS = ("<f8", "<u1", "<i2") + ("<f4",) * len(_CHANNELS)
_SWEEP_KINDS = ("<f8", "<f8", "<f8")


class NotWholeError(ValueError):
    """Bytes of the store do not decode to what was put in."""


def trace_bytes(trace: PressTrace) -> bytes:
    """A press trace, compact."""
    phases, codes = np.unique(np.asarray(trace.phase, dtype=np.str_), return_inverse=True)
    columns = [trace.time_s, codes, trace.step, *(getattr(trace, name) for name in _CHANNELS)]
    return _packed({"phases": [str(phase) for phase in phases]}, columns, _TRACE_KINDS)


def trace_of(blob: bytes) -> PressTrace:
    """Inverse of `trace_bytes`.

    Raises:
        NotWholeError: the bytes are damaged.
    """
    header, (time_s, codes, step, *channels) = _unpacked(blob, _TRACE_KINDS)
    floats = {
        name: channel.astype(np.float64) for name, channel in zip(_CHANNELS, channels, strict=True)
    }
    phase = np.asarray(header["phases"], dtype=np.str_)[codes]
    return PressTrace(time_s=time_s, phase=phase, step=step.astype(np.int64), **floats)


def spectrum_bytes(spectrum: Spectrum) -> bytes:
    """A sweep with what its file says about it; the raw file is kept with it."""
    header = {"label": spectrum.label, "source": spectrum.source, "instrument": spectrum.instrument}
    impedance_ohm = spectrum.impedance_ohm
    columns = [spectrum.frequency_hz, impedance_ohm.real, impedance_ohm.imag]
    return _packed(header, columns, _SWEEP_KINDS)


def spectrum_of(blob: bytes) -> Spectrum:
    """Inverse of `spectrum_bytes`, without order and moments of the points.

    Raises:
        NotWholeError: the bytes are damaged.
    """
    header, (frequency_hz, real_ohm, imaginary_ohm) = _unpacked(blob, _SWEEP_KINDS)
    return Spectrum(
        frequency_hz=frequency_hz,
        impedance_ohm=real_ohm + 1j * imaginary_ohm,
        label=header["label"],
        source=header["source"],
        instrument=header["instrument"],
    )


def _packed(
    about: Mapping[str, object], columns: Sequence[NDArray[Any]], kinds: Sequence[str]
) -> bytes:
    head = json.dumps({"n": int(columns[0].size), **about}).encode()
    body = b"".join(
        column.astype(kind).tobytes() for column, kind in zip(columns, kinds, strict=True)
    )
    return struct.pack("<I", len(head)) + head + zlib.compress(body)


def _unpacked(blob: bytes, kinds: Sequence[str]) -> tuple[Any, list[NDArray[Any]]]:
    columns = []
    start = 0
    try:
        (length,) = struct.unpack_from("<I", blob)
        header = json.loads(blob[4 : 4 + length])
        body = zlib.decompress(blob[4 + length :])
        for kind in kinds:
            columns.append(np.frombuffer(body, dtype=kind, count=header["n"], offset=start))
            start += header["n"] * np.dtype(kind).itemsize
    except (struct.error, zlib.error, ValueError, KeyError) as error:
        raise NotWholeError(f"a trace or spectrum in the store is damaged ({error})") from error
    return header, columns
