"""`copress study`: many simulated campaigns at once, or the forecast for one."""

from __future__ import annotations

from pathlib import Path

import typer


def study(
    file: Path = typer.Argument(..., help="The study file."),
    backend: str = typer.Option("loky", help="loky (this machine), dask or ray."),
    jobs: int | None = typer.Option(None, min=1, help="Worker processes; all cores if left out."),
    cluster: str | None = typer.Option(
        None, help="A dask scheduler (tcp://head:8786) or ray head (auto) that is there already."
    ),
    table_format: str = typer.Option("csv", "--format", help="Of the tables: csv or parquet."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document on stdout."),
) -> None:
    """Simulate campaigns: every strategy on every problem with every seed; resumes by itself.

    The file has a table study with problem, strategies, seeds, trials; docs/studies.md tells all.

    Example: copress study study.toml --jobs 4

    Example: copress study study.toml --backend dask --cluster tcp://head:8786
    """
    from campaigns.commands._study_screen import progress_shown, show_study
    from campaigns.study.matrix import run_study
    from campaigns.study.report import write_report
    from campaigns.study.settings import load_study
    from campaigns.study.tables import writer_of

    asked = load_study(file)
    writer_of(table_format)  # what is not installed is said before hours are spent
    with progress_shown(file.name) as on_progress:
        results = run_study(
            asked, backend=backend, jobs=jobs, cluster=cluster, on_progress=on_progress
        )
    report = write_report(results, asked.folder, table_format)
    show_study(report, as_json)
    if report.failed:
        typer.echo(
            f"copress: {len(report.failed)} runs failed; all others are in the tables. "
            f"Try those again with the same command. First: {report.failed[0]}",
            err=True,
        )
        raise typer.Exit(1)
