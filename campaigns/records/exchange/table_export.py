"""A campaign as a table: one row a cell, columns named with their units, blanks where unknown.

CSV is UTF-8 with a byte order mark, so that Excel shows it right; numbers have a decimal point.
"""

from __future__ import annotations

import csv
from io import BytesIO
from pathlib import Path
from typing import TextIO

from campaigns.errors import WrongInputError
from campaigns.records.rows.climbed import Climbed
from campaigns.records.views import CampaignView, TrialView

Row = dict[str, object]

_FORMULA_STARTS = ("=", "+", "-", "@")
"""Text that begins so would be calculated by a spreadsheet instead of shown."""


def rows(view: CampaignView) -> list[Row]:
    """One row for each trial, or for each rung of one, with the same columns in the same order.

    The values of the protocol are the achieved ones where the press or a person saw them, else
    blank; those that were planned stand in `planned_...`. `stack_measured_mpa` is what the fixture
    kept during the spectrum, where it has a load cell.
    """
    return [row for trial in view.trials for row in _rows(view, trial)]


def write_csv(view: CampaignView, path: Path) -> None:
    """Write the table as CSV.

    Raises:
        OSError: the file cannot be written.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        write_csv_to(view, file)


def write_csv_to(view: CampaignView, file: TextIO) -> None:
    """Write the table as CSV to an open file."""
    writer = csv.DictWriter(file, columns(view), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows(view))


def write_xlsx(view: CampaignView, path: Path) -> None:
    """Write the table as a workbook; what the numbers are stands on a second sheet.

    Raises:
        OSError: the file cannot be written.
    """
    from openpyxl import Workbook  # and pandas below: no CSV and no crate needs them
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.active
    sheet.title = "cells"
    sheet.append(columns(view))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in rows(view):
        sheet.append(list(row.values()))
    sheet.freeze_panes = "B2"
    about = book.create_sheet("about")
    about.append(["campaign", view.settings.campaign.name])
    about.append(["simulated", view.simulated])
    for name, version in view.versions.items():
        about.append([name, version])
    content = BytesIO()  # a workbook that cannot be written to its file complains twice
    book.save(content)
    path.write_bytes(content.getvalue())


def write_parquet(view: CampaignView, path: Path) -> None:
    """Write the table as Parquet, typed columns.

    Raises:
        WrongInputError: the part that writes Parquet is not installed.
        OSError: the file cannot be written.
    """
    import pandas as pd

    table = pd.DataFrame(rows(view), columns=columns(view))
    try:
        table.to_parquet(path, index=False)
    except ImportError as error:
        raise WrongInputError(
            'Parquet needs one more part. Install it: pip install "copress[parquet]"'
        ) from error


def columns(view: CampaignView) -> list[str]:
    """Names of the columns of `rows`, in their order."""
    names = [*view.settings.space, *view.settings.fixed]
    return [
        *("trial", "sample", "state", "outcome", *names, "damage", "shorted"),
        *("asr_ohm_cm2", "asr_std_ohm_cm2", "retention", "lot"),
        *(f"planned_{name}" for name in view.settings.space),
        *("spectrum_file", "stack_measured_mpa", "flags", "note", "simulated"),
        *("failure", "operator", "made_on"),
        *(("cell", "rung") if any(trial.rungs for trial in view.trials) else ()),
    ]


def _rows(view: CampaignView, trial: TrialView) -> list[Row]:
    """The row of a trial; of a pressure series one for each rung that has a result."""
    whole = _row(view, trial)
    if not trial.climbed:
        return [whole]
    last = trial.climbed[-1].number
    lower = [_of_rung(whole, trial, rung) for rung in trial.climbed if rung.number < last]
    own = {**whole, "cell": trial.sample_label, "rung": last}
    return [*lower, own if trial.state == "closed" else _of_rung(whole, trial, trial.climbed[-1])]


def _of_rung(whole: Row, trial: TrialView, rung: Climbed) -> Row:
    """The row of the whole cell with what was planned, achieved and seen at one rung."""
    seen = rung.observation
    planned = trial.rungs[rung.number - 1]
    known: Row = {
        "outcome": rung.outcome,
        **trial.protocol,
        **planned,
        **({} if seen is None else seen.point),
        "damage": seen and seen.damage,
        "shorted": seen and seen.shorted,
        "asr_ohm_cm2": seen and seen.asr_ohm_cm2,
        "asr_std_ohm_cm2": seen and seen.asr_std_ohm_cm2,
        "retention": seen and seen.retention,
        **{f"planned_{name}": value for name, value in planned.items()},
        **dict.fromkeys(("spectrum_file", "stack_measured_mpa", "flags", "note")),
        "failure": "" if seen is None else " ".join(seen.failure),
        "cell": trial.sample_label,
        "rung": rung.number,
    }
    return {**whole, **{name: _safe(value) for name, value in known.items()}}


def _row(view: CampaignView, trial: TrialView) -> Row:
    seen, observation = trial.inspection, trial.observation
    done = {} if trial.achieved is None else {**trial.protocol, **trial.achieved}
    known: Row = {
        "trial": trial.number,
        "sample": trial.sample_label,
        "state": trial.state,
        "outcome": trial.outcome,
        **done,
        "damage": None if seen is None else seen.damage,
        "shorted": None
        if seen is None
        else seen.shorted or bool(observation and observation.shorted),
        "asr_ohm_cm2": trial.asr_ohm_cm2,
        "asr_std_ohm_cm2": trial.asr_std_ohm_cm2,
        "retention": observation and observation.retention,
        "lot": trial.made.lot,
        **{f"planned_{name}": value for name, value in trial.planned.items()},
        "spectrum_file": trial.spectrum_file,
        "stack_measured_mpa": trial.stack_measured_mpa,
        "flags": "; ".join(trial.flags),
        "note": "" if seen is None else seen.note,
        "simulated": trial.simulated,
        "failure": " ".join(trial.failure),
        "operator": trial.made.operator,
        "made_on": trial.made.day,
    }
    return {name: _safe(known.get(name)) for name in columns(view)}


def _safe(value: object) -> object:
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return f"'{value}"
    return value
