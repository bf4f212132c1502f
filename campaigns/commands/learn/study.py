"""`copress study`: many simulated campaigns at once, or the forecast for one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import typer

from campaigns.commands._options import JSON
from campaigns.commands.terminal.forecast_output import show_plan
from campaigns.commands.terminal.study_output import progress_shown, show_study
from campaigns.config.load_campaign import load_settings
from campaigns.run.study.output.study_report import write_report
from campaigns.run.study.output.study_tables import writer_of
from campaigns.run.study.plan import World, plan_campaign
from campaigns.run.study.study_matrix import OnProgress, run_study
from campaigns.run.study.study_schema import load_study

_PLAN = "With --plan"


def study(
    file: Path = typer.Argument(..., help="The study file; with --plan the campaign file."),
    plan: bool = typer.Option(
        False, "--plan", help="Forecast a campaign: cells, broken cells, time, powder."
    ),
    backend: str = typer.Option("loky", help="loky (this machine), dask or ray."),
    jobs: int | None = typer.Option(
        None, min=1, help="Worker processes; by default one for each core."
    ),
    cluster: str | None = typer.Option(
        None, help="A running dask scheduler (tcp://head:8786) or ray head (auto)."
    ),
    table_format: str = typer.Option(
        "csv", "--format", help="Format of the tables: csv or parquet."
    ),
    campaigns: int = typer.Option(60, help="Number of simulated campaigns.", rich_help_panel=_PLAN),
    preset: str | None = typer.Option(
        None, help="Kind of cell: sodium or lithium; by default the file's.", rich_help_panel=_PLAN
    ),
    powder: str | None = typer.Option(
        None, help="Use another powder; a wrong name lists all.", rich_help_panel=_PLAN
    ),
    anode: str | None = typer.Option(
        None, help="Use another anode; a wrong name lists all.", rich_help_panel=_PLAN
    ),
    scatter: float | None = typer.Option(
        None,
        min=0.001,
        max=1.0,
        help="Scatter of the ASR between cells pressed alike: 0.1 is 10 %.",
        rich_help_panel=_PLAN,
    ),
    flaws: float = typer.Option(
        0.0,
        min=0.0,
        max=0.9,
        help="Share of cells that break with any protocol: 0.2 is one in five.",
        rich_help_panel=_PLAN,
    ),
    as_json: bool = JSON,
) -> None:
    """Simulate campaigns: every strategy on every problem with every seed; resumes by itself.

    The file has a table study with problem, strategies, seeds, trials; docs/studies.md describes
    each key.

    Example: copress study study.toml --jobs 4

    Example: copress study --plan my-cells.toml --flaws 0.2

    Example: copress study study.toml --backend dask --cluster tcp://head:8786
    """
    with progress_shown(file.name) as on_progress:
        if plan:
            world = World(preset, powder, anode, scatter, flaws)
            show = _planned(file, world, campaigns, (backend, jobs, cluster), on_progress)
        else:
            show = _studied(file, table_format, (backend, jobs, cluster), on_progress)
    show(as_json)


def _planned(
    file: Path,
    world: World,
    campaigns: int,
    workers: tuple[str, int | None, str | None],
    on_progress: OnProgress,
) -> Callable[[bool], None]:

    settings = load_settings(file)
    backend, jobs, cluster = workers
    made = plan_campaign(
        settings,
        world,
        settings.path.with_name(f"{settings.path.stem}-plan"),
        campaigns=campaigns,
        backend=backend,
        jobs=jobs,
        cluster=cluster,
        on_progress=on_progress,
    )
    return lambda as_json: show_plan(made, settings, as_json)


def _studied(
    file: Path,
    table_format: str,
    workers: tuple[str, int | None, str | None],
    on_progress: OnProgress,
) -> Callable[[bool], None]:

    asked = load_study(file)
    writer_of(table_format)  # what is not installed is said before hours are spent
    backend, jobs, cluster = workers
    results = run_study(asked, backend=backend, jobs=jobs, cluster=cluster, on_progress=on_progress)
    report = write_report(results, asked.folder, table_format)

    def show(as_json: bool) -> None:
        show_study(report, as_json)
        if report.failed:
            typer.echo(
                f"copress: {len(report.failed)} runs failed; all others are in the tables. "
                f"Try those again with the same command. First: {report.failed[0]}",
                err=True,
            )
            raise typer.Exit(1)

    return show
