"""Who does the work: processes of this machine (loky), or a dask or ray cluster, through joblib.

Each run is one piece of work, big enough that handing it out costs nothing. What a lost worker was
doing is done again, one by one, so that a run that kills its worker is found and loses no other.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

import joblib

from campaigns.errors import StoreError, WrongInputError
from campaigns.study.parallel.cluster_connect import Lost, dask_cluster, ray_cluster
from campaigns.study.simulate import Run, Task, simulate

BACKENDS = ("loky", "dask", "ray")
_LOST = "its worker process was lost (killed, or out of memory); the other runs went on"
_ALONE = 2  # joblib runs a single job in the caller itself; with two, in a process of its own

Keep = Callable[[Run], None]


@dataclass(frozen=True)
class Pool:
    """Workers that are there.

    Attributes:
        jobs: What joblib gets; -1 leaves it to the cluster.
        lost: What is raised when a worker is gone.
    """

    jobs: int
    lost: Lost


def work(
    tasks: Sequence[Task],
    keep: Keep,
    *,
    backend: str = "loky",
    jobs: int | None = None,
    cluster: str | None = None,
) -> None:
    """Simulate every task.

    Args:
        tasks: What to do, in any order.
        keep: Called in this process with each finished run, in the order in which they end.
        backend: `loky`, `dask` or `ray`.
        jobs: Worker processes; None for as many as this machine has cores. A cluster that is
            already there brings its own.
        cluster: Address of a dask scheduler or of a ray head; None begins a small one here.

    Raises:
        WrongInputError: an unknown backend, one that is not installed, a cluster that does not
            answer or whose workers have no Copress.
        StoreError: workers do not even begin.
    """
    if not tasks:
        return
    left = {task.key: task for task in tasks}

    def done(run: Run) -> None:
        keep(run)
        left.pop(run.key, None)

    with _opened(backend, jobs or joblib.cpu_count(), cluster) as pool:
        while left:
            suspects = _together(tuple(left.values()), done, pool)
            if left and not suspects:
                raise StoreError(
                    f"--backend {backend}: workers are lost before they begin a run. Finished runs "
                    "are kept. Look at the cluster's own log; on one machine try --jobs 1."
                )
            for task in suspects:
                _alone(task, done, pool)


@contextmanager
def _opened(backend: str, jobs: int, cluster: str | None) -> Iterator[Pool]:
    if backend == "loky":
        if cluster is not None:
            raise WrongInputError(
                f"--cluster {cluster}: loky works on this machine only; add --backend dask or ray."
            )
        yield Pool(jobs, (BrokenProcessPool,))
        return
    opened: dict[str, Callable[[int, str | None], AbstractContextManager[Lost]]] = {
        "dask": dask_cluster,
        "ray": ray_cluster,
    }
    if backend not in opened:
        raise WrongInputError(f"--backend {backend}: there are {', '.join(BACKENDS)}.")
    with opened[backend](jobs, cluster) as lost:
        yield Pool(-1, lost)


def _together(tasks: Sequence[Task], done: Keep, pool: Pool) -> list[Task]:
    """Work through the tasks; those that were under way when a worker was lost come back."""
    under_way: dict[str, Task] = {}

    def started() -> Iterator[Task]:
        for task in tasks:
            under_way[task.key] = task
            yield task

    def ended(run: Run) -> None:
        under_way.pop(run.key)
        done(run)

    try:
        for run in _parallel(pool.jobs, "generator_unordered")(_calls(started())):
            ended(run)
    except pool.lost:
        return list(under_way.values())
    except ModuleNotFoundError as error:
        raise WrongInputError(
            f"a worker of the cluster lacks {error.name}: install the same version of Copress "
            "there. Finished runs are kept."
        ) from error
    return []


def _alone(task: Task, done: Keep, pool: Pool) -> None:
    jobs = _ALONE if pool.jobs > 0 else pool.jobs
    try:
        runs = _parallel(jobs, "list")(_calls([task]))
    except pool.lost:
        runs = [Run(task.key, failed=_LOST)]
    for run in runs:
        done(run)


def _parallel(jobs: int, return_as: str) -> joblib.Parallel:
    return joblib.Parallel(n_jobs=jobs, return_as=return_as, batch_size=1)


def _calls(tasks: Iterable[Task]) -> Iterator[object]:
    return (joblib.delayed(simulate)(task) for task in tasks)


@contextmanager
def hidden(name: str) -> Iterator[None]:
    """Let imports within find a package missing, unless it is loaded already.

    scikit-learn loads pandas, and pandas pyarrow, wherever they are installed, only to take tables
    as well as arrays: 70 MB in each process of a study, where nobody hands it a table. Afterwards
    the package can be imported as ever.

    Args:
        name: Of a package that whoever imports it within can do without.
    """
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]  # Python's own way to forbid an import
    try:
        yield
    finally:
        del sys.modules[name]
