"""The matrix of a study: every strategy on every problem with every seed, once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from threadpoolctl import threadpool_limits

from campaigns.errors import WrongInputError
from campaigns.run.study.checkpoint import Journal
from campaigns.run.study.parallel.pool import work
from campaigns.run.study.problems import problems_of
from campaigns.run.study.simulate import StudyRun, Task, tasks_for
from campaigns.run.study.simulated_lab import VirtualLaboratory
from campaigns.run.study.strategies import contender
from campaigns.run.study.study_schema import StudySettings
from campaigns.store.run_lock import hold


@dataclass(frozen=True)
class StudyProgress:
    """How far a study is: runs done, of all, and how many of them failed."""

    done: int
    total: int
    failed: int


OnProgress = Callable[[StudyProgress], None]


@dataclass(frozen=True)
class Results:
    """Tasks of a study in the order of its file, and where their runs are kept."""

    tasks: tuple[Task, ...]
    journal: Journal

    def runs(self) -> Iterator[tuple[Task, StudyRun]]:
        """Each task that was tried, with its run, one after the other from disk."""
        for task in self.tasks:
            if (run := self.journal.read(task.key)) is not None:
                yield task, run

    def failed(self) -> list[tuple[Task, StudyRun]]:
        """Those that failed."""
        return [(task, run) for task, run in self.runs() if run.failed]


def tasks_of(study: StudySettings) -> tuple[Task, ...]:
    """All runs of a study: by problem, strategy and seed, in the order of the file.

    Raises:
        WrongInputError: a strategy that does not fit a problem; found before anything is run.
    """
    named = study.study
    tasks: list[Task] = []
    for problem in problems_of(study):
        for name, table in study.contenders.items():
            here = tasks_for(problem, name, table, named.seeds, stops=named.stop == "campaign")
            _fits(study, here[0])
            tasks += here
    return tuple(tasks)


def _fits(study: StudySettings, task: Task) -> None:
    try:
        with threadpool_limits(1):
            contender(task.table, VirtualLaboratory(task.problem, task.seed))
    except WrongInputError as error:
        raise WrongInputError(f"{study.path.name}: {error}") from error


def run_study(
    study: StudySettings,
    *,
    backend: str = "loky",
    jobs: int | None = None,
    cluster: str | None = None,
    on_progress: OnProgress = lambda progress: None,
) -> Results:
    """Do what is not done yet; call it again after whatever stopped it.

    Args:
        study: The study file.
        backend: `loky`, `dask` or `ray`.
        jobs: Worker processes; None for as many as there are cores.
        cluster: Address of a cluster that is already there.
        on_progress: Called after every finished run.

    Raises:
        WrongInputError: the file, or the backend, cannot be used.
        CampaignBusyError: another process works on this study.
        StoreError: results cannot be written.
    """
    return run_tasks(
        tasks_of(study),
        study.folder,
        backend=backend,
        jobs=jobs,
        cluster=cluster,
        on_progress=on_progress,
    )


def run_tasks(
    tasks: tuple[Task, ...],
    folder: Path,
    *,
    backend: str = "loky",
    jobs: int | None = None,
    cluster: str | None = None,
    on_progress: OnProgress = lambda progress: None,
) -> Results:
    """Do those tasks that have no result in the folder yet; otherwise as `run_study`."""
    with hold(Journal(folder).path):
        journal = Journal(folder)  # as the last holder of the lock has left it
        wanted = {task.key: task for task in tasks}  # two names for one strategy are one run
        left = [task for key, task in wanted.items() if not journal.is_done(key)]
        counted = [len(wanted) - len(left), 0]
        on_progress(StudyProgress(counted[0], len(wanted), counted[1]))

        def keep(run: StudyRun) -> None:
            journal.keep(run)
            counted[0] += 1
            counted[1] += bool(run.failed)
            on_progress(StudyProgress(counted[0], len(wanted), counted[1]))

        work(left, keep, backend=backend, jobs=jobs, cluster=cluster)
    return Results(tasks, journal)
