"""Who does the work: processes of this machine (joblib's loky), or a dask or ray cluster.

Each run is one piece of work, big enough that handing it out costs nothing. What a lost worker was
doing is done again, one by one, so that a run that kills its worker is found and loses no other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager
from itertools import islice

import joblib

from campaigns.errors import StoreError, WrongInputError
from campaigns.run.study.parallel.clusters import Cluster, dask_cluster, ray_cluster
from campaigns.run.study.simulate import StudyRun, Task, simulate

CLUSTERS: dict[str, Callable[[int, str | None], AbstractContextManager[Cluster]]] = {
    "dask": dask_cluster,
    "ray": ray_cluster,
}
BACKENDS = ("loky", *CLUSTERS)
_LOST = "its worker process was lost (killed, or out of memory); the other runs went on"
_ALONE = 2  # joblib runs a single job in the caller itself; with two, in a process of its own
_READY = 2  # tasks in hand for each worker, as joblib's own `pre_dispatch` has it

Keep = Callable[[StudyRun], None]
Together = Callable[[Sequence[Task], Keep], list[Task]]
"""Works through tasks; gives back those that were under way when a worker was lost."""


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

    def done(run: StudyRun) -> None:
        keep(run)
        left.pop(run.key, None)

    with _opened(backend, jobs or joblib.cpu_count(), cluster) as (together, alone):
        while left:
            suspects = together(tuple(left.values()), done)
            if left and not suspects:
                raise StoreError(
                    f"--backend {backend}: workers are lost before they begin a run. Finished runs "
                    "are kept. Look at the cluster's own log; on one machine try --jobs 1."
                )
            for task in suspects:
                if alone([task], done):
                    done(StudyRun(task.key, failed=_LOST))


@contextmanager
def _opened(backend: str, jobs: int, cluster: str | None) -> Iterator[tuple[Together, Together]]:
    """How tasks are done together, and how one is done alone."""
    if backend == "loky":
        if cluster is not None:
            raise WrongInputError(
                f"--cluster {cluster}: loky works on this machine only; add --backend dask or ray."
            )
        yield _on_this_machine(jobs), _on_this_machine(_ALONE)
        return
    if backend not in CLUSTERS:
        raise WrongInputError(f"--backend {backend}: there are {', '.join(BACKENDS)}.")
    with CLUSTERS[backend](jobs, cluster) as opened:
        together = _on_cluster(opened)
        yield together, together


def _on_this_machine(jobs: int) -> Together:
    """By joblib; when one of its processes is lost, it gives up all that are under way."""

    def together(tasks: Sequence[Task], done: Keep) -> list[Task]:
        under_way: dict[str, Task] = {}

        def started() -> Iterator[Task]:
            for task in tasks:
                under_way[task.key] = task
                yield task

        runs = joblib.Parallel(n_jobs=jobs, return_as="generator_unordered", batch_size=1)
        try:
            for run in runs(_calls(started())):
                under_way.pop(run.key)
                done(run)
        except BrokenProcessPool:
            return list(under_way.values())
        return []

    return together


def _calls(tasks: Iterable[Task]) -> Iterator[object]:
    return (joblib.delayed(simulate)(task) for task in tasks)


def _on_cluster(cluster: Cluster) -> Together:
    """By a cluster's own futures; a lost worker takes with it only what it was doing."""

    def together(tasks: Sequence[Task], done: Keep) -> list[Task]:
        waiting, under_way, suspects = iter(tasks), dict[Future[StudyRun], Task](), list[Task]()
        at_once = _READY * cluster.count()
        while True:
            for task in islice(waiting, at_once - len(under_way)):
                under_way[cluster.submit(simulate, task)] = task
            if not under_way:
                return suspects
            for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                task = under_way.pop(future)
                try:
                    run = future.result()
                except cluster.lost:
                    suspects.append(task)
                except cluster.foreign as error:
                    _say_what_it_lacks(error)
                    raise
                else:
                    done(run)

    return together


def _say_what_it_lacks(error: Exception) -> None:
    """A worker without Copress, in a sentence.

    Raises:
        WrongInputError: that is what happened; any other error is left to the caller.
    """
    if found := re.search(r"No module named '([^']+)'", str(error)):
        raise WrongInputError(
            f"a worker of the cluster lacks {found[1]}: install the same version of Copress "
            "there. Finished runs are kept."
        ) from error
