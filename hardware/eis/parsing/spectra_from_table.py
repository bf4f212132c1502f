"""From measured points to sweeps: one spectrum for each, in the right sign, whole or refused.

A sweep that ended long before its plan, or whose sign cannot be right, is refused with a sentence
that says what to do.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from hardware.eis.parsing.around_tables.several_tables import one_below_another, side_by_side
from hardware.eis.parsing.around_tables.units_elsewhere import (
    refuse_scale_elsewhere,
    refuse_unit_elsewhere,
)
from hardware.eis.parsing.column_names import ColumnQuantity
from hardware.eis.parsing.instrument_file import InstrumentFile
from hardware.eis.parsing.open_circuit_voltage import voltage_at_rest
from hardware.eis.parsing.phase_and_modulus.imaginary_sign import (
    refuse_swapped_parts,
    refuse_wrong_sign,
)
from hardware.eis.parsing.points import Points, points
from hardware.eis.parsing.quantity_columns import find_columns
from hardware.eis.parsing.separate_sweeps import separate_sweeps
from hardware.eis.parsing.stated_columns import StatedColumns
from hardware.eis.parsing.text_table import TextTable
from hardware.eis.spectrum import Spectrum, sweep
from hardware.errors import SpectrumRefusedError

WHOLE_SWEEP = 0.9
"""Share of the planned decades that makes an ended sweep complete enough to be judged."""


def spectra_from_table(
    file: InstrumentFile,
    table: TextTable,
    *,
    instrument: str,
    metadata: Mapping[str, object] | None = None,
) -> list[Spectrum]:
    """Every sweep in a table.

    Args:
        file: Where the table stands, and what its owner said.
        table: Headings and rows.
        instrument: The maker's format.
        metadata: What the file says of all its sweeps; `planned_low_hz` and `aborted` are used.

    Returns:
        One spectrum for each sweep, in the order of the file.

    Raises:
        SpectrumRefusedError: with the one reason why no trustworthy sweep can be had.
    """
    named = file.columns is not None and not file.columns.by_number
    metadata_of_file: dict[str, Any] = dict(metadata or {})
    if named:
        metadata_of_file["named_layout"] = table.written or table.headings
    tables = [table]
    if named or file.columns is None:
        tables, remarks = _readable(one_below_another(table), file.columns)
        if remarks:
            metadata_of_file["remarks"] = (*metadata_of_file.get("remarks", ()), *remarks)
    if file.columns is None:
        tables = [part for each in tables for part in side_by_side(each)]
    measured = [points(each, imaginary=file.imaginary, stated=file.columns) for each in tables]
    for part, found in zip(tables, measured, strict=True):
        refuse_unit_elsewhere(file, part, found.assumed)
        refuse_scale_elsewhere(file, part)
    return [
        spectrum
        for found in measured
        for spectrum in spectra_from_points(
            file, found, instrument=instrument, metadata=metadata_of_file
        )
    ]


def _readable(
    tables: list[TextTable], stated: StatedColumns | None
) -> tuple[list[TextTable], tuple[str, ...]]:
    """The tables of a file that can be read, and a sentence for each later one that cannot."""
    readable, remarks = tables[:1], []
    for each in tables[1:]:
        try:
            find_columns(each, stated)
        except SpectrumRefusedError as refusal:
            line = each.rows[0].line - 1 if each.rows else 0
            remarks.append(f"the table below line {line} is not read: {refusal}")
        else:
            readable.append(each)
    return readable, tuple(remarks)


def spectra_from_points(
    file: InstrumentFile, measured: Points, *, instrument: str, metadata: Mapping[str, object]
) -> list[Spectrum]:
    """Every sweep among measured points; see `spectra_from_table`.

    Raises:
        SpectrumRefusedError: too damaged, mixed, stopped early or of unclear sign.
    """
    groups = separate_sweeps(measured)
    named = dict(zip(_names(file.path.stem, groups), groups, strict=True))
    whole = {
        name: group
        for name, group in named.items()
        if file.partial or _covered(file, group, metadata) >= WHOLE_SWEEP
    }
    if not whole:
        raise SpectrumRefusedError(_stopped_early(groups[0], metadata))
    for group in whole.values():
        if file.imaginary is None:
            refuse_wrong_sign(group.frequency_hz, group.impedance_ohm)
        if file.columns is None:
            refuse_swapped_parts(group.frequency_hz, group.impedance_ohm)
    unfinished = tuple(name for name in named if name not in whole)
    with_unfinished = {**metadata, "unfinished_sweeps": unfinished} if unfinished else metadata
    return [
        _spectrum(file, group, name, instrument, {**with_unfinished, "repeat": repeat})
        for repeat, (name, group) in enumerate(whole.items())
    ]


def _names(stem: str, groups: list[Points]) -> list[str]:
    """The file's name; with the loop number where that tells the sweeps apart, else their place."""
    if len(groups) == 1:
        return [stem]
    numbers = [group.next_to.get(ColumnQuantity.LOOP, np.zeros(1))[0] for group in groups]
    if len(set(numbers)) == len(groups):
        return [f"{stem} loop {number:g}" for number in numbers]
    return [f"{stem} sweep {place}" for place in range(1, len(groups) + 1)]


def _stopped_early(group: Points, metadata: Mapping[str, object]) -> str:
    how = "was aborted" if metadata.get("aborted") else "ends early (stopped, or half written)"
    plan = f"{metadata['planned_low_hz']:.3g} Hz" if "planned_low_hz" in metadata else (
        f"{metadata['announced_points']} points")  # fmt: skip
    return (
        f"the sweep {how}: {len(group)} points down to {group.frequency_hz.min():.3g} Hz instead of"
        f" {plan}; measure again, or allow a partial sweep (--partial)"
    )


def _covered(file: InstrumentFile, group: Points, metadata: Mapping[str, object]) -> float:
    """Share of the plan that was measured: of the points announced, or of the planned decades.

    People trim files in the maker's software, which leaves the announced number as it was; so it
    counts only where the file ends in the middle of a line.
    """
    announced, planned_low_hz = metadata.get("announced_points"), metadata.get("planned_low_hz")
    if isinstance(announced, int) and announced > 0 and not file.ends_cleanly:
        return len(group) / announced
    high_hz, low_hz = float(group.frequency_hz.max()), float(group.frequency_hz.min())
    if not isinstance(planned_low_hz, float) or not high_hz > planned_low_hz > 0.0:
        return 1.0
    return math.log(high_hz / low_hz) / math.log(high_hz / planned_low_hz)


def _spectrum(
    file: InstrumentFile,
    group: Points,
    label: str,
    instrument: str,
    metadata: Mapping[str, object],
) -> Spectrum:
    loop = group.next_to.get(ColumnQuantity.LOOP)
    elapsed_s = group.next_to.get(ColumnQuantity.ELAPSED)
    facts: dict[str, Any] = dict(metadata)
    if loop is not None:
        facts["loop"] = int(loop[0])
    if group.damage:
        facts["left_out"] = tuple(each.sentence for each in group.damage)
    if group.assumed:
        facts["assumed_units"] = group.assumed
    if remarks := (*facts.get("remarks", ()), *_remarks(file, group)):
        facts["remarks"] = remarks
    facts |= _temperature(group)
    facts = {**_voltage_at_rest(group), **facts}
    return sweep(
        group.frequency_hz,
        group.impedance_ohm,
        label=label,
        source=str(file.path),
        instrument=instrument,
        metadata=facts,
        elapsed_s=elapsed_s if elapsed_s is not None and np.isfinite(elapsed_s).all() else None,
    )


def _temperature(group: Points) -> dict[str, object]:
    """The mean of the temperatures that a sensor can have given (-327.67 says: none connected)."""
    degc = group.next_to.get(ColumnQuantity.TEMPERATURE, np.empty(0))
    sensible = degc[(degc > -200.0) & (degc < 1000.0)]
    return {"temperature_degc": float(sensible.mean())} if sensible.size else {}


def _voltage_at_rest(group: Points) -> dict[str, object]:
    """The open-circuit voltage, where the file has it and the current was zero."""
    volt, ampere = (
        group.next_to.get(ColumnQuantity.VOLTAGE),
        group.next_to.get(ColumnQuantity.CURRENT),
    )
    if volt is None or ampere is None:
        return {}
    ocv_v = voltage_at_rest(volt, ampere, group.impedance_ohm)
    return {} if ocv_v is None else {"ocv_v": ocv_v, "ocv_from": f"columns {group.direct}"}


def _remarks(file: InstrumentFile, group: Points) -> Iterator[str]:
    """What a reader of the number must know, in words."""
    yield from group.remarks
    degc = group.next_to.get(ColumnQuantity.TEMPERATURE, np.empty(0))
    if degc.size and not _temperature(group):
        yield (
            f"no temperature correction: the temperature column holds {degc[0]:g} degC, which no"
            " sensor gives"
        )
    if file.columns is not None and file.columns.remembered:
        yield f"columns as they were named for this layout: {file.columns.text}"
