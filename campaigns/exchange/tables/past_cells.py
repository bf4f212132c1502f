"""A past cell: one usable row of a table; and why another row cannot be one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from campaigns.errors import WrongInputError
from campaigns.exchange.tables.cells import ReadCells
from campaigns.exchange.tables.columns import RESULT_LIKE, RESULTS, Column

_ROLES = ("achieved", "planned")


@dataclass(frozen=True)
class PastCell:
    """One cell of the table.

    Attributes:
        row: its row in the file, from 1.
        achieved: knobs as they were, by name.
        planned: set-points, where the table tells them apart.
        results: `asr_ohm_cm2`, `sigma_ms_cm`, `retention` ... as far as they were measured.
        damage: grade 0..3; None where nobody looked.
        shorted: None where nobody looked.
        lot: batch of powder.
        texts: everything else, as it stands in the file.
    """

    row: int
    achieved: Mapping[str, float]
    planned: Mapping[str, float]
    results: Mapping[str, float]
    damage: int | None
    shorted: bool | None
    lot: str | None
    texts: Mapping[str, str]


def past_cells(
    rows: Sequence[ReadCells], columns: Sequence[Column], result: str
) -> tuple[list[PastCell], dict[int, str]]:
    """The usable rows as cells, and by row why another is set aside.

    Raises:
        WrongInputError: no column holds a knob.
    """
    knobs = list(
        dict.fromkeys(c.name for c in columns if c.role != "text" and c.name not in RESULT_LIKE)
    )
    knobs = [k for k in knobs if any((role, k) in row.values for row in rows for role in _ROLES)]
    if not knobs:
        raise WrongInputError(
            "no column holds a knob of the pressing (copress_mpa, copress_dwell_s, stack_mpa ...). "
            f"Columns: {'; '.join(c.as_guess() for c in columns)}. Name one: "
            "--column 'TITLE=copress_mpa:MPa'."
        )
    cells, aside = [], {}
    for row in rows:
        reason = _why_not(row, knobs, result)
        if reason is None:
            cells.append(_cell(row, knobs))
        elif reason:
            aside[row.number] = reason
    return cells, aside


def _why_not(row: ReadCells, knobs: Sequence[str], result: str) -> str | None:
    """Why a row cannot be used; "" where that has been said already; None for a usable row."""
    missing = [k for k in knobs if all((role, k) not in row.values for role in _ROLES)]
    if missing:
        return "" if row.spoilt & set(missing) else f"{', '.join(missing)} is blank"
    has = {name for role, name in row.values if role == "achieved"}
    if result in has or has & {"damage", "shorted", "intact"}:
        return None
    return "" if result in row.spoilt else f"{result} is blank"


def _cell(row: ReadCells, knobs: Sequence[str]) -> PastCell:
    own = {name: value for (role, name), value in row.values.items() if role == "achieved"}
    planned = {name: value for (role, name), value in row.values.items() if role == "planned"}
    damage = int(own["damage"]) if "damage" in own else None
    if damage is None and "intact" in own:
        damage = 0 if own["intact"] else 2
    return PastCell(
        row=row.number,
        achieved={name: own.get(name, planned.get(name, 0.0)) for name in knobs},
        planned=planned,
        results={n: v for n, v in own.items() if n in (*RESULTS, "asr_std_ohm_cm2")},
        damage=damage,
        shorted=bool(own["shorted"]) if "shorted" in own else None,
        lot=row.texts.get("lot"),
        texts=row.texts,
    )
