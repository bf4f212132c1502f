"""All that a study leaves: tables of runs and cells, a summary, figures."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from campaigns.run.study.output.study_figures import draw_study
from campaigns.run.study.output.study_tables import run_rows, write_tables
from campaigns.run.study.output.summary import SummaryLine, summarise
from campaigns.run.study.study_matrix import Results


@dataclass(frozen=True)
class Report:
    """What was found and where it lies.

    Attributes:
        lines: One a problem and strategy.
        tables: Runs, and cells.
        figures: PNG and SVG.
        failed: One sentence for each run that failed.
        workers: How many processes on how many machines did the runs.
        cpu_s: What the runs took together.
    """

    lines: tuple[SummaryLine, ...]
    tables: tuple[Path, ...]
    figures: tuple[Path, ...]
    failed: tuple[str, ...]
    workers: tuple[int, int]
    cpu_s: float


def write_report(results: Results, folder: Path, table_format: str = "csv") -> Report:
    """Write tables and figures of a study into its folder.

    Raises:
        WrongInputError: the format is not there.
        OSError: a file cannot be written.
    """
    tables = write_tables(results, folder, table_format)
    rows = list(run_rows(results))
    lines = summarise(rows)
    workers, failed, cpu_s = set(), [], 0.0
    for task, run in results.runs():
        workers.add(run.worker)
        cpu_s += run.cpu_s
        if run.failed:
            failed.append(f"{task.problem.name}, {task.strategy}, seed {task.seed}: {run.failed}")
    hosts = {worker.partition(":")[0] for worker in workers}
    figures = draw_study(rows, lines, folder)
    return Report(
        tuple(lines), tables, tuple(figures), tuple(failed), (len(workers), len(hosts)), cpu_s
    )
