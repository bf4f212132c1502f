"""How a campaign will go before it begins, and whether a classical design would do instead."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from campaigns.config.campaign_schema import Settings
from campaigns.errors import NotEnoughError, WrongInputError
from campaigns.run.study.forecast import FEWEST, ForecastBand, bands, taken
from campaigns.run.study.output.study_tables import Row, run_rows
from campaigns.run.study.output.summary import Difference, SummaryLine, summarise
from campaigns.run.study.problems import Problem, problem_of
from campaigns.run.study.simulate import tasks_for
from campaigns.run.study.simulated_lab import VirtualLaboratory
from campaigns.run.study.strategies import contender
from campaigns.run.study.study_matrix import OnProgress, Results, run_tasks
from campaigns.run.study.study_schema import MODEL_LED, StudyStrategyTable, TwinTable
from doe.classical.catalogue import KINDS
from doe.classical.suggest_design import recommend

DOUBT = 0.2
"""Share within which every assumed number of the model is drawn again for each campaign."""

_OWN, _CLASSICAL = "campaign", "design"
_AS_GOOD = -0.10  # share of good advice that a design may lack and still do
_MORE_BROKEN = 2.0  # cells


@dataclass(frozen=True)
class World:
    """The cells that a forecast is made on, where they differ from the campaign file's preset.

    Attributes:
        preset: Whose cells; None for the file's, and sodium where the file has none.
        pellet_sd: Standard deviation of ln ASR between cells pressed alike; None as the preset.
        flaw_share: Share of cells that break whatever the protocol.
    """

    preset: str | None = None
    powder: str | None = None
    anode: str | None = None
    pellet_sd: float | None = None
    flaw_share: float = 0.0


@dataclass(frozen=True)
class Design:
    """A classical design in the campaign's place.

    Attributes:
        kind: Its name; None where none fits.
        why: Why this one, or why none.
        cells: Its size.
        line: How it did.
        better_advised: Share of good advice, less the campaign's, with its 90 % interval.
        more_broken: Broken cells, less the campaign's.
        verdict: `yes`, `no` or `open`.
    """

    kind: str | None
    why: str
    cells: int = 0
    line: SummaryLine | None = None
    better_advised: Difference | None = None
    more_broken: Difference | None = None
    verdict: str = "no"


@dataclass(frozen=True)
class Forecast:
    """A forecast.

    Attributes:
        campaigns: How many were simulated.
        preset: Whose cells.
        world: How they differ.
        bands: By quantity, see `campaigns.run.study.forecast.Taken`.
        line: Good advice and the rest, over all simulated campaigns.
        stopped: Share of campaigns by the reason why they stopped.
        design: A classical design instead.
    """

    campaigns: int
    preset: str
    world: World
    bands: dict[str, ForecastBand]
    line: SummaryLine
    stopped: dict[str, float]
    design: Design


def forecast_problem(settings: Settings, world: World) -> Problem:
    """A campaign on powders as they may be: assumed numbers and lot are each campaign's own.

    Raises:
        WrongInputError: an unknown preset, powder or anode.
    """
    twin = TwinTable(
        powder=world.powder,
        anode=world.anode,
        pellet_sd=world.pellet_sd,
        flaw_share=world.flaw_share,
        vary_assumed=DOUBT,
        cells_per_lot=settings.campaign.budget,
    )
    return problem_of(settings, settings.path.stem, twin, preset=world.preset)


def plan_campaign(
    settings: Settings,
    world: World,
    folder: Path,
    *,
    campaigns: int,
    backend: str = "loky",
    jobs: int | None = None,
    cluster: str | None = None,
    on_progress: OnProgress = lambda progress: None,
) -> Forecast:
    """Simulate a campaign many times; resumes by itself.

    Args:
        settings: The campaign file.
        world: The cells that it meets.
        folder: Where finished simulations are kept.
        campaigns: How many; at least `FEWEST`.
        backend: See `campaigns.run.study.parallel.pool.work`.
        jobs: Likewise.
        cluster: Likewise.
        on_progress: Called after every finished simulation.

    Raises:
        WrongInputError: too few campaigns, or a file or backend that cannot be used.
        NotEnoughError: simulations failed.
    """
    if campaigns < FEWEST:
        raise WrongInputError(f"--campaigns {campaigns}: a band needs at least {FEWEST}.")
    problem = forecast_problem(settings, world)
    own = tasks_for(problem, _OWN, StudyStrategyTable(kind=MODEL_LED), range(campaigns), stops=True)
    table, design = _classical(problem)
    others = () if table is None else tasks_for(problem, _CLASSICAL, table, range(campaigns))
    results = run_tasks(
        (*own, *others),
        folder,
        backend=backend,
        jobs=jobs,
        cluster=cluster,
        on_progress=on_progress,
    )
    if failed := results.failed():
        raise NotEnoughError(
            f"{len(failed)} simulations failed, the first: {failed[0][1].failed}. The others are "
            "kept; the same command tries again."
        )
    return _plan(problem, world, results, design)


def _classical(problem: Problem) -> tuple[StudyStrategyTable | None, Design]:
    """The design that the textbooks advise for this budget, if it can be made."""
    settings = problem.settings
    advised = recommend(
        settings.campaign.budget, len(settings.space), constrained=bool(settings.constraints)
    )
    runs = advised.runs if KINDS[advised.kind].free_size else None
    table = StudyStrategyTable(kind=advised.kind, runs=runs)
    try:
        contender(table, VirtualLaboratory(problem, 0))
    except WrongInputError as error:
        return None, Design(None, f"no classical design fits: {error}")
    return table, Design(advised.kind, advised.why)


def _plan(problem: Problem, world: World, results: Results, design: Design) -> Forecast:
    settings, done = problem.settings, list(results.runs())
    own = [run for task, run in done if task.strategy == _OWN]
    rows = list(run_rows(results))
    lines = {line.strategy: line for line in summarise(rows)}
    stops = Counter(run.stopped for run in own)
    return Forecast(
        campaigns=len(own),
        preset=problem.preset,
        world=world,
        bands=bands([taken(run, settings, problem.pressed_cm2) for run in own]),
        line=lines[_OWN],
        stopped={reason: count / len(own) for reason, count in stops.most_common()},
        design=_judged(design, rows, lines),
    )


def _judged(design: Design, rows: list[Row], lines: dict[str, SummaryLine]) -> Design:
    if _CLASSICAL not in lines:
        return design
    line = lines[_CLASSICAL]
    cells = max(int(str(row["cells"])) for row in rows if row["strategy"] == _CLASSICAL)
    return Design(
        design.kind,
        design.why,
        cells,
        line,
        line.better_advised,
        line.more_broken,
        _verdict(line.better_advised, line.more_broken),
    )


def _verdict(advised: Difference | None, broken: Difference | None) -> str:
    """Whether a design does as well: as much good advice, not many more broken cells."""
    if advised is None or broken is None:
        return "open"
    if advised.high < 0.0 or broken.low > _MORE_BROKEN:
        return "no"
    return "yes" if advised.low >= _AS_GOOD and broken.high <= _MORE_BROKEN else "open"
