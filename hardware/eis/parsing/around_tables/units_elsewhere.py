"""Units and scales that stand only next to a table: asked about, never passed over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hardware.eis.parsing.instrument_file import InstrumentFile
from hardware.eis.parsing.text_table import TextTable, is_number
from hardware.errors import SpectrumRefusedError
from hardware.units import unit_of_word

LINES_BELOW = 20  # chosen: legends and remarks are shorter
ROWS_WITH_NOTES = 3  # chosen: a note next to the rows stands at their head
_OHM, _HERTZ = r"(?:ohms?|Ω)(?:\s?[*·.x]?\s?cm\s?\^?[2²])?", r"Hz"
_SAID_UNIT = re.compile(
    rf"(?<!\d[ \t])(?<![\w.])(?:[kmuµμg]|(?:kilo|mega|milli|micro)-?)?({_OHM}|{_HERTZ})(?!\w)"
    r"(?!\s*[\])}]?\s*[:=;,\t]?\s*[-+]?\d)",
    re.I,
)
"""A unit that is not of one number next to it, as in `Range: 10 kOhm` or `Load (kOhm): 10`."""
_POWER = r"(?:10\s?\^\s?[-+]?\d+|10{1,9}|1?e[-+]?\d+)(?![\d.^])"
_FACTOR = rf"(?:[x×*]|times|multiplied by|divided by|scaled by|factor(?: of)?:?)\s?{_POWER}"
_IN_HEADING = re.compile(rf"(?<!\w)[x×*]\s?{_POWER}", re.I)
"""`Zreal (Ohm) x1000`, the factor in the heading or right below it."""
_ONE_FACTOR = re.compile(rf"[x×*]\s?(?:1|{_POWER})", re.I)
"""A cell of `x1, x1000, x1000` below the headings."""
_SAID_FACTOR = re.compile(
    r"\b(?:values?|data|numbers|impedances?|resistances?|Z|real|imag\w*|frequenc\w+|columns?|werte|"
    rf"daten|valeurs)\b[^:=\d]*?(?P<factor>{_FACTOR})",
    re.I,
)
"""`values x 1000`; the gain of an amplifier (`gain x10`) says nothing of the numbers."""
_OF_UNITS = re.compile(r"(?:units?|einheit(?:en)?|unités?|unidad(?:es)?|单位)", re.I)
_OTHER_THAN = {"ohm": ("resistance", "area-specific resistance"), "Hz": ("frequency",)}


def refuse_unit_elsewhere(file: InstrumentFile, table: TextTable, assumed: Sequence[str]) -> None:
    """Where headings name no unit, a line above, below or a column of units may: then ask.

    Args:
        file: where the table stands.
        table: headings and rows.
        assumed: units that were taken because none is written, `HEADING as ohm`.

    Raises:
        SpectrumRefusedError: another unit stands next to the table.
    """
    if not (taken := {each.rsplit(" as ", 1)[1] for each in assumed} & set(_OTHER_THAN)):
        return
    for where, text in _outside_of_rows(file, table):
        for found in _SAID_UNIT.finditer(text.replace("\u2126", "Ω")):
            unit = unit_of_word(found[0].strip().replace("-", "").rstrip("s"))
            own = next((own for own in taken if unit and unit.quantity in _OTHER_THAN[own]), None)
            if unit is None or own is None or unit.name == own:
                continue
            raise SpectrumRefusedError(
                f"its headings name no unit and would be taken in {own}, but {where} says"
                f" '{found[0].strip()}': write the unit into the headings, or say it: --columns"
                " frequency=HEADING:Hz,real=HEADING:ohm,imag=HEADING:ohm (or kohm, ...; what was"
                " multiplied by the area: ohm, with --area-cm2 1)"
            )


def refuse_scale_elsewhere(file: InstrumentFile, table: TextTable) -> None:
    """A factor below the headings or in a line by the table: nobody knows which way it goes.

    Raises:
        SpectrumRefusedError: there is one, and nobody has named the columns with their units.
    """
    found = next(_factors(file, table), None) if file.columns is None else None
    if found is not None:
        where, said = found
        raise SpectrumRefusedError(
            f"{where} says '{said}': were the numbers multiplied by it, or are they to be? Write"
            " them in the units of their headings, or say the units: --columns"
            " frequency=HEADING:Hz,real=HEADING:kohm,imag=HEADING:kohm"
        )


def _factors(file: InstrumentFile, table: TextTable) -> Iterator[tuple[str, str]]:
    for heading in table.written or table.headings:
        if found := _IN_HEADING.search(heading):
            yield f"the heading '{heading}'", found[0]
    for row in table.rows[:1]:
        if sum(_ONE_FACTOR.fullmatch(cell.strip()) is not None for cell in row.cells) > 1:
            yield f"line {row.line}", ", ".join(row.cells)
    for where, text in _outside_of_rows(file, table):
        if found := _SAID_FACTOR.search(text):
            yield where, found["factor"]


def _outside_of_rows(file: InstrumentFile, table: TextTable) -> Iterator[tuple[str, str]]:
    """What stands next to the rows: lines above and below without the headings, units in cells."""
    written = table.written or table.headings
    first, last = table.rows[0].line - 1, table.rows[-1].line
    for index, line in enumerate(file.lines):
        outside = index < first or last <= index < last + LINES_BELOW
        if outside and not all(heading in line for heading in written):
            yield f"line {index + 1}", line
    for at, heading in enumerate(written):
        if _OF_UNITS.fullmatch(heading.strip()):
            cells = dict.fromkeys(row.cells[at] for row in table.rows if row.cells)
            yield f"the column '{heading}'", "; ".join(cells)
    for row in table.rows[:ROWS_WITH_NOTES]:
        yield from ((f"line {row.line}", cell) for cell in row.cells if not is_number(cell))
