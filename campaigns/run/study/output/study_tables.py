"""A study's results as tables: one row a run, one row a cell; CSV, or Parquet where asked for.

Equal studies give equal files, bit for bit, whoever did the work: rows stand in the order of the
study file, and what differs from day to day (seconds, processes) is in no table.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from campaigns.errors import WrongInputError
from campaigns.run.study.simulate import StudyRun, Task
from campaigns.run.study.study_matrix import Results
from doe.knobs.knob_values import Value

Row = dict[str, object]

FORMATS = ("csv", "parquet")
_BATCH = 20_000  # rows that are held at once


def write_tables(results: Results, folder: Path, kind: str = "csv") -> tuple[Path, Path]:
    """Write `runs` and `cells`; says where.

    Raises:
        WrongInputError: a format that there is none of, or that is not installed.
        OSError: a file cannot be written.
    """
    write = writer_of(kind)
    names = _knobs(results.tasks)
    runs, cells = (folder / f"{stem}.{kind}" for stem in ("runs", "cells"))
    write(runs, run_rows(results, names))
    write(cells, cell_rows(results, names))
    return runs, cells


def writer_of(kind: str) -> Callable[[Path, Iterable[Row]], None]:
    """What writes a table of that format.

    Raises:
        WrongInputError: there is none, or it is not installed.
    """
    if kind not in FORMATS:
        raise WrongInputError(f"--format {kind}: there are {', '.join(FORMATS)}.")
    if kind == "csv":
        return _write_csv
    try:
        import pyarrow as pa  # noqa: F401 -- asked before hours are spent
    except ModuleNotFoundError as error:
        raise WrongInputError(
            "--format parquet: pyarrow is not installed here. Install it with: "
            'pip install "copress[parquet]", or take csv.'
        ) from error
    return _write_parquet


def run_rows(results: Results, names: tuple[str, ...] | None = None) -> Iterator[Row]:
    """One row a run, all with the same columns; those that were never tried are left out."""
    names = _knobs(results.tasks) if names is None else names
    for task, run in results.runs():
        yield {**_asked(task), **_ended(run), **_advised(run, names), "failed": run.failed}


def cell_rows(results: Results, names: tuple[str, ...] | None = None) -> Iterator[Row]:
    """One row a cell."""
    names = _knobs(results.tasks) if names is None else names
    for task, run in results.runs():
        for cell in run.cells:
            yield {
                **_asked(task),
                "cell": cell.cell,
                **{name: cell.point.get(name) for name in names},
                "damage": cell.damage,
                "shorted": cell.shorted,
                "asr_ohm_cm2": cell.asr_ohm_cm2,
                "retention": cell.retention,
                "true_loss": cell.loss,
                "true_p_intact": cell.p_intact,
                "there": cell.there,
                "press_s": cell.press_s,
                "simulated": True,
            }


def _knobs(tasks: Iterable[Task]) -> tuple[str, ...]:
    """Names of all values that any problem varies."""
    return tuple(dict.fromkeys(name for task in tasks for name in task.problem.settings.space))


def _asked(task: Task) -> Row:
    return {
        "problem": task.problem.name,
        "goal": task.problem.settings.campaign.goal,
        "strategy": task.strategy,
        "seed": task.seed,
        "trials": task.problem.settings.campaign.budget,
    }


def _ended(run: StudyRun) -> Row:
    broken = [bool(cell.damage) or cell.shorted for cell in run.cells]
    return {
        "stopped": run.stopped,
        "cells": len(run.cells),
        "broken": sum(broken),
        "broken_of_20": sum(broken[:20]),
        "cells_to_there": next((cell.cell for cell in run.cells if cell.there), None),
    }


def _advised(run: StudyRun, names: tuple[str, ...]) -> Row:
    advice = run.advice
    point: Mapping[str, Value] = {} if advice is None else advice.point
    numbers = ("said_asr_ohm_cm2", "said_low_ohm_cm2", "said_high_ohm_cm2", "said_p_intact")
    true = ("asr_ohm_cm2", "p_intact", "retention", "loss_over_best", "there", "signed")
    return {
        **{f"advised_{name}": point.get(name) for name in names},
        **{name: getattr(advice, name, None) for name in numbers},
        **{f"advised_{name}": getattr(advice, name, None) for name in true},
        "simulated": True,
    }


def _write_csv(path: Path, rows: Iterable[Row]) -> None:
    rest = iter(rows)
    first = next(rest, {})
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(first), lineterminator="\r\n")
        writer.writeheader()
        writer.writerows([first] if first else [])
        writer.writerows(rest)


def _write_parquet(path: Path, rows: Iterable[Row]) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    rest = iter(rows)
    batch = list(islice(rest, _BATCH))
    schema = pa.schema([(name, _kind(name, pa)) for name in (batch[0] if batch else {})])
    with parquet.ParquetWriter(path, schema) as file:
        while batch:
            file.write_table(pa.Table.from_pylist(batch, schema=schema))
            batch = list(islice(rest, _BATCH))


_TEXTS = {"problem", "goal", "strategy", "stopped", "failed"}
_COUNTS = {"seed", "trials", "cells", "broken", "broken_of_20", "cells_to_there", "cell", "damage"}
_YES_OR_NO = {"shorted", "there", "advised_there", "advised_signed", "simulated"}


def _kind(name: str, pa: Any) -> Any:
    """A column's type by its name: a column that happens to be empty has one too."""
    for kind, names in (("string", _TEXTS), ("int64", _COUNTS), ("bool_", _YES_OR_NO)):
        if name in names:
            return getattr(pa, kind)()
    return pa.float64()
