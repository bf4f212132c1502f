"""A run sheet: the cells to press, an identity each, blank columns for what comes of them.

The file is a table for any spreadsheet. What is planned stands in `planned_...`; the columns
without that word are for what was achieved. Identities begin with a letter and hold no part that
Excel could take for a date or a number.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from campaigns.config.campaign_schema import Settings
from campaigns.errors import WrongInputError
from campaigns.files.documents.put_in_place import whole_file
from campaigns.records.load_trials import IDENTITY
from campaigns.records.views import TrialView
from campaigns.trial.hand_press import PRESSED, HandPress, gauge_number
from doe.knobs.knob_values import Value, numbers_of

PLANNED = "planned_"
RUNG = "rung"
"""Column with the number of a rung, on the sheet of a pressure series."""
RESULTS = (
    *("lot", "operator", "made_on", "damage", "shorted", "failure"),
    *("asr_ohm_cm2", "asr_std_ohm_cm2", "spectrum", "retention", "note"),
)
"""Blank columns that every sheet ends with."""


@dataclass(frozen=True)
class SheetRow:
    """One cell to press.

    Attributes:
        cell_id: its identity, unique in the laboratory.
        planned: every value of the protocol, varied and fixed, by name.
        facts: what else the person needs: block, group, role; column to text.
        rung: of a pressure series, which of the cell's pressures; a cell has a row for each.
    """

    cell_id: str
    planned: Mapping[str, Value]
    facts: Mapping[str, str] = field(default_factory=dict)
    rung: int | None = None


def identities(campaign: str, salt: str, count: int) -> list[str]:
    """Identities of `count` cells: the same campaign and salt give the same ones.

    Args:
        campaign: name of the campaign.
        salt: what makes this sheet another than the campaign's other sheets (kind, seed, size).
        count: number of cells.
    """
    digest = hashlib.sha256(f"{campaign}\n{salt}".encode()).digest()
    letters = "".join("bcdfghjkmnpqrtvwxz"[byte % 18] for byte in digest[:6])
    return [f"{letters}-{number:03d}" for number in range(1, count + 1)]


def proposal_identity(campaign: str, number: int) -> str:
    """Identity of the cell of a proposed trial; another campaign's never equals it."""
    return identities(campaign, "proposals", number)[-1]


def gauge_columns(press: HandPress | None, planned: Mapping[str, Value]) -> dict[str, str]:
    """Columns with what force and gauge of a hand press read at each planned pressure."""
    if press is None:
        return {}
    values = numbers_of(planned)
    return {
        f"show_{target.removesuffix('_mpa')}_{unit.lower()}": gauge_number(value)
        for target in PRESSED
        if target in values
        for unit, value in press.shown(values[target]).items()
    }


def write_run_sheet(path: Path, rows: Sequence[SheetRow], varied: Sequence[str]) -> None:
    """Write the sheet as CSV (UTF-8, comma, decimal point).

    Args:
        path: the file; an existing one is not overwritten.
        rows: in the order of pressing.
        varied: knobs that get a blank column for the achieved value.

    Raises:
        WrongInputError: the file exists, or there is no such folder.
    """
    if path.exists():
        raise WrongInputError(f"{path} exists and stays as it is. Name another file.")
    if not path.absolute().parent.is_dir():
        raise WrongInputError(f"there is no folder {path.parent}. Make it first.")
    with whole_file(path) as part:
        part.write_text(run_sheet_text(rows, varied), encoding="utf-8", newline="")


def run_sheet_text(rows: Sequence[SheetRow], varied: Sequence[str]) -> str:
    """The sheet as CSV: comma, decimal point, lines that end as RFC 4180 has it.

    Args:
        rows: In the order of pressing.
        varied: Knobs that get a blank column for the achieved value.
    """
    facts = list(dict.fromkeys(name for row in rows for name in row.facts))
    rungs = [RUNG] if any(row.rung is not None for row in rows) else []
    planned = list(dict.fromkeys(name for row in rows for name in row.planned))
    header = [
        IDENTITY,
        "order",
        *facts,
        *rungs,
        *(PLANNED + name for name in planned),
        *varied,
        *RESULTS,
    ]
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    for order, row in enumerate(rows, 1):
        printed = [row.facts.get(name, "") for name in facts]
        printed += ["" if row.rung is None else str(row.rung) for _ in rungs]
        settings = [_written(row.planned[name]) if name in row.planned else "" for name in planned]
        blank = [""] * (len(varied) + len(RESULTS))
        writer.writerow([row.cell_id, str(order), *printed, *settings, *blank])
    return text.getvalue()


def _written(value: Value) -> str:
    return value if isinstance(value, str) else f"{value:.10g}"


def proposal_rows(settings: Settings, trials: Iterable[TrialView]) -> list[SheetRow]:
    """One row a trial, or one a rung of its series, with what force and gauge of a press read.

    Args:
        settings: Of the campaign.
        trials: In the order of pressing.
    """
    name = settings.campaign.name
    press = HandPress.of(settings)
    return [
        SheetRow(
            proposal_identity(name, trial.number),
            protocol,
            {
                "campaign": name,
                "trial": str(trial.number),
                "write_on_cell": trial.sample_label,
                **gauge_columns(press, protocol),
            },
            rung,
        )
        for trial in trials
        for rung, protocol in _to_press(trial)
    ]


def _to_press(trial: TrialView) -> list[tuple[int | None, dict[str, Value]]]:
    """The pressures that a cell still sees, each with its rung; one without for a single one."""
    if trial.next_rung is None:
        return [(None, dict(trial.protocol))]
    numbered = list(enumerate(trial.rungs, 1))[trial.next_rung - 1 :]
    return [(number, {**trial.protocol, **rung}) for number, rung in numbered]
