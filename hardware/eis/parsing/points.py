"""From a table to measured points, with a reason for every row that is left out.

Where a table says a thing twice (real and imaginary part, modulus and phase) the two are compared:
a flipped digit or a wrong sign shows there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from hardware.eis.parsing.column_names import ColumnQuantity
from hardware.eis.parsing.immittance import impedance_ohm
from hardware.eis.parsing.instrument_file import Imaginary
from hardware.eis.parsing.open_circuit_voltage import direct_columns
from hardware.eis.parsing.phase_and_modulus.ambiguous_columns import (
    agrees,
    pair_of,
    refuse_loose_names,
    settle_doubts,
)
from hardware.eis.parsing.phase_and_modulus.wrong_scale import (
    refuse_more_than_a_turn,
    refuse_wrong_scale,
)
from hardware.eis.parsing.quantity_columns import (
    QuantityColumn,
    find_columns,
    last_row_is_doubtful,
    read_numbers,
    unread_temperature,
)
from hardware.eis.parsing.stated_columns import StatedColumns
from hardware.eis.parsing.text_table import TextTable, is_nothing
from hardware.eis.spectrum import Complexes, Floats, Indices

Bools = NDArray[np.bool_]
LOWEST_HZ, HIGHEST_HZ = 1e-7, 1e11  # chosen: beyond what any impedance analyser reaches
LOWEST_OHM, HIGHEST_OHM = 1e-9, 1e16  # chosen: beyond what any impedance analyser reads


@dataclass(frozen=True)
class Damage:
    """A row that was left out: its line in the file, and why."""

    line: int
    why: str

    @property
    def sentence(self) -> str:
        """Both in words."""
        return f"line {self.line}: {self.why}"


@dataclass(frozen=True, eq=False)
class Points:
    """Measured points in the order of the file.

    Attributes:
        line: Line of each point in the file, shape (n,).
        frequency_hz: Shape (n,).
        impedance_ohm: Shape (n,).
        next_to: Other columns of the same length: elapsed time in s, loop number, temperature.
        damage: The rows that were left out.
        assumed: Headings that name no unit, each with the one that was assumed.
        remarks: What was decided by the numbers because the headings leave it open.
        direct: Headings of the direct voltage and current; empty without them.
    """

    line: Indices
    frequency_hz: Floats
    impedance_ohm: Complexes
    next_to: Mapping[ColumnQuantity, Floats] = field(default_factory=dict)
    damage: tuple[Damage, ...] = ()
    assumed: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    direct: str = ""

    def __len__(self) -> int:
        return int(self.frequency_hz.size)

    def only(self, keep: Bools | Indices) -> Points:
        """Some of the points, by flags or by index."""
        return replace(
            self,
            line=self.line[keep],
            frequency_hz=self.frequency_hz[keep],
            impedance_ohm=self.impedance_ohm[keep],
            next_to={quantity: column[keep] for quantity, column in self.next_to.items()},
        )

    def without(self, damaged: Bools, why: str) -> Points:
        """The points that are not damaged, and the reason for each of the others."""
        damage = tuple(Damage(int(line), why) for line in self.line[damaged])
        return replace(self.only(~damaged), damage=(*self.damage, *damage))


def points(
    table: TextTable,
    *,
    imaginary: Imaginary | None = None,
    stated: StatedColumns | None = None,
) -> Points:
    """Read the columns that matter, in SI units, and leave out what is damaged.

    Args:
        table: As it stands in the file.
        imaginary: What the owner says the imaginary column (or the phase) holds.
        stated: What the owner says of the columns.

    Returns:
        The sound points. Rows of frequency 0 (direct current, separators) and rows without a
        frequency and an impedance (other steps of an experiment) are not points.

    Raises:
        SpectrumRefusedError: a needed column is missing, two could be meant, or columns contradict
            each other.
    """
    columns = find_columns(table, stated)
    direct = direct_columns(table.headings, [row.cells for row in table.rows])
    values = read_numbers(table, columns)
    remarks = settle_doubts(columns, values, imaginary)
    pair = pair_of(values)
    impedance = impedance_ohm(values, pair)
    for each in set(pair) & {ColumnQuantity.PHASE, ColumnQuantity.ADMITTANCE_PHASE}:
        refuse_more_than_a_turn(values[each], columns[each].heading, columns[each].says.factor)
    if stated is None:
        headings = [columns[each].heading for each in pair]
        refuse_loose_names(pair, headings, values[ColumnQuantity.FREQUENCY], impedance)
        refuse_wrong_scale(pair, values[ColumnQuantity.FREQUENCY], impedance)
    every = Points(
        line=np.array([row.line for row in table.rows], dtype=np.intp),
        frequency_hz=values[ColumnQuantity.FREQUENCY],
        impedance_ohm=impedance,
        next_to={
            **{quantity: values[quantity] for quantity in _NEXT_TO if quantity in values},
            **(
                {ColumnQuantity.VOLTAGE: direct[0], ColumnQuantity.CURRENT: direct[1]}
                if direct
                else {}
            ),
        },
        direct=direct[2] if direct else "",
        assumed=tuple(
            f"{column.heading} as {_TAKEN_IN[quantity](column)}"
            for quantity, column in columns.items()
            if not column.says.unit_given and quantity in _TAKEN_IN
        ),
        remarks=(*remarks, *unread_temperature(table.headings)),
    )
    needed = (ColumnQuantity.FREQUENCY, *pair)
    reasons = _reasons(table, columns, values, every, needed)
    places = [columns[each].at for each in needed]
    measured = (every.frequency_hz != 0.0) & ~_of_other_steps(table, places)
    damage = tuple(
        Damage(int(every.line[row]), reasons[row])
        for row in np.flatnonzero(measured)
        if reasons[row]
    )
    sound = measured & np.array([not reason for reason in reasons], dtype=np.bool_)
    return replace(every.only(sound), damage=damage)


_TAKEN_IN: Mapping[ColumnQuantity, Callable[[QuantityColumn], str]] = {
    ColumnQuantity.FREQUENCY: lambda column: "Hz" if column.says.factor == 1.0 else "rad/s",
    ColumnQuantity.REAL: lambda _: "ohm",
    ColumnQuantity.IMAGINARY: lambda _: "ohm",
    ColumnQuantity.MODULUS: lambda _: "ohm",
}
"""The units that are assumed where a heading names none; that of a phase is found by numbers."""
_NEXT_TO = (ColumnQuantity.ELAPSED, ColumnQuantity.LOOP, ColumnQuantity.TEMPERATURE)


def _of_other_steps(table: TextTable, needed: Sequence[int]) -> Bools:
    """Rows whose needed cells are all empty: what else was recorded between the sweeps."""
    empty = [
        bool(row.cells) and all(is_nothing(row.cells[at]) for at in needed) for row in table.rows
    ]
    return np.array(empty, dtype=np.bool_)


def _reasons(
    table: TextTable,
    columns: Mapping[ColumnQuantity, QuantityColumn],
    values: Mapping[ColumnQuantity, Floats],
    every: Points,
    needed: Sequence[ColumnQuantity],
) -> list[str]:
    """Why each row cannot be used; empty for the rows that can."""
    with np.errstate(over="ignore", invalid="ignore"):
        modulus = np.abs(every.impedance_ohm)
    readable = np.isfinite(every.frequency_hz) & np.isfinite(modulus)
    contradicts = readable & ~agrees(values, every.impedance_ohm)
    exists = (every.frequency_hz >= LOWEST_HZ) & (every.frequency_hz <= HIGHEST_HZ)
    exists &= (modulus >= LOWEST_OHM) & (modulus <= HIGHEST_OHM)
    reasons = np.full(len(every), "", dtype=object)
    reasons[~exists] = "no such frequency or impedance exists"
    reasons[contradicts] = "its modulus and phase contradict its real and imaginary part"
    reasons[~readable] = "its numbers give no impedance"
    for each in reversed(needed):
        for at in np.flatnonzero(~np.isfinite(values[each])):
            cells = table.rows[at].cells
            reasons[at] = f"'{cells[columns[each].at]}' is no number" if cells else reasons[at]
    reasons[[not row.cells for row in table.rows]] = "not as many cells as headings"
    if last_row_is_doubtful(table, columns):
        reasons[-1] = "the file ends here without a line end, the last number may be cut"
    return [str(reason) for reason in reasons]
