"""A study in the terminal: its progress on stderr, its table on stdout."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict

from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from campaigns.commands.terminal.output import (
    SIMULATED,
    console,
    notes,
    number,
    plain_table,
    say_simulated,
    show_json,
)
from campaigns.run.study.output.study_report import Report
from campaigns.run.study.output.summary import Difference, SummaryLine
from campaigns.run.study.study_matrix import StudyProgress

_LINES_IN_A_PIPE = 10  # chosen: a log file shows that it goes on and stays short


@contextmanager
def progress_shown(name: str) -> Iterator[Callable[[StudyProgress], None]]:
    """A moving bar with the time that is left; in a pipe a line now and then."""
    screen = notes()
    if not screen.is_terminal:
        yield lambda progress: _say(screen.print, name, progress)
        return
    columns = (
        *(TextColumn(f"{name} SIMULATED"), BarColumn(), MofNCompleteColumn()),
        *(TextColumn("runs{task.fields[failed]}"), TimeRemainingColumn()),
    )
    with Bar(*columns, console=screen) as bar:
        job = bar.add_task("", total=None, failed="")

        def show(progress: StudyProgress) -> None:
            failed = f", {progress.failed} failed" if progress.failed else ""
            bar.update(job, completed=progress.done, total=progress.total, failed=failed)

        yield show


def _say(tell: Callable[[str], None], name: str, progress: StudyProgress) -> None:
    step = max(progress.total // _LINES_IN_A_PIPE, 1)
    if progress.done % step == 0 or progress.done == progress.total:
        failed = f", {progress.failed} failed" if progress.failed else ""
        tell(f"{name}: {progress.done} of {progress.total} runs{failed}")


def show_study(report: Report, as_json: bool) -> None:
    """The summary, and where the rest lies."""
    processes, hosts = report.workers
    if as_json:
        show_json(
            {
                "simulated": True,
                "notice": SIMULATED,
                "summary": [asdict(line) for line in report.lines],
                "tables": [str(path) for path in report.tables],
                "figures": [str(path) for path in report.figures],
                "failed": list(report.failed),
                "worker_processes": processes,
                "worker_hosts": hosts,
                "cpu_s": report.cpu_s,
            }
        )
        return
    screen = console()
    say_simulated(screen, True)
    table = plain_table(
        *("problem", "strategy", "runs", "cells until there", "got there", "broken"),
        *("good advice", "loss over best", "sooner", "more broken", "better advised"),
    )
    for line in report.lines:
        table.add_row(*_cells(line))
    screen.print(table)
    screen.print(
        "there: a protocol that truly holds and lies near the best; medians and means over runs.\n"
        "Last three: cells, cells and % more than the first strategy, same seeds, with 90 % "
        "bootstrap intervals."
    )
    screen.print(f"\n{processes} processes on {hosts} machines, {report.cpu_s:.0f} s of CPU")
    for path in (*report.tables, *report.figures):
        screen.print(str(path), markup=False)


def _cells(line: SummaryLine) -> tuple[str, ...]:
    failed = f" ({line.failed} failed)" if line.failed else ""
    return (
        *(line.problem, line.strategy, f"{line.runs}{failed}"),
        "never" if line.cells_to_there is None else number(line.cells_to_there),
        *(_percent(line.got_there), _given(line.broken), _percent(line.advised_there)),
        _given(line.loss_over_best, ".3f"),
        *(_difference(line.sooner), _difference(line.more_broken)),
        _difference(line.better_advised, 100.0),
    )


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"


def _given(value: float | None, form: str = ".1f") -> str:
    return "" if value is None else format(value, form)


def _difference(of: Difference | None, scale: float = 1.0) -> str:
    if of is None:
        return ""
    mean, low, high = (scale * value for value in (of.mean, of.low, of.high))
    return f"{mean:+.1f} ({low:+.1f} to {high:+.1f})"
