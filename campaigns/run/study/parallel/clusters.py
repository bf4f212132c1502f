"""dask and ray, each an extra: a cluster that is already there, or a small one on this machine.

Work goes out by the futures that these projects offer: dask's executor, ray's remote functions.
`docs/decisions/0014-clusters.md` says why not by what they offer for joblib. Both start servers of
their own; neither belongs into a process that controls a press.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from campaigns.errors import StoreError, WrongInputError
from campaigns.run.study.simulate import StudyRun, Task

if TYPE_CHECKING:
    import distributed

Simulate = Callable[[Task], StudyRun]

WORKER_WITHIN_S = (
    60  # a batch queue gives a free node within seconds; a full one is worth a message
)
_ANSWERS_WITHIN_S = 30  # dask's own default for a connection (`distributed.comm.timeouts.connect`)
_ANY_FREE_PORT = "127.0.0.1:0"  # dask tells its health by HTTP even without a dashboard
_SMALL_DASK = {
    "distributed.scheduler.allowed-failures": 0,
    "distributed.admin.low-level-log-length": 10,
    "distributed.admin.system-monitor.log-length": 10,
    "distributed.worker.profile.enabled": False,
    "distributed.nanny.pre-spawn-environ": {"OMP_NUM_THREADS": 1, "OPENBLAS_NUM_THREADS": 1},
}
"""Who was at work when a worker died is named at once, and done again one by one. The last thousand
messages, each with a whole task in it, are not kept, and nobody looks at a worker's stack a hundred
times a second. And dask's MALLOC_TRIM_THRESHOLD_ is left out, which has a worker fetch the memory
of each larger array from the system again: half as much CPU again."""
_SMALL_RAY: dict[str, Any] = {
    "include_dashboard": False,
    "object_store_memory": 80 * 2**20,  # the least that ray allows; a run's result has 10 kB
    "_system_config": {"worker_niceness": 0},
}


@dataclass(frozen=True)
class Cluster:
    """A cluster that takes work.

    Attributes:
        submit: Begins a task; its future ends with the run, or with what went wrong.
        count: How many tasks it does at a time; waits for a worker that is being started again.
        lost: What a future raises when its worker is gone.
        foreign: What a future raises when a worker cannot even read its task.
    """

    submit: Callable[[Simulate, Task], Future[StudyRun]]
    count: Callable[[], int]
    lost: tuple[type[Exception], ...]
    foreign: tuple[type[Exception], ...]


@contextmanager
def dask_cluster(jobs: int, address: str | None) -> Iterator[Cluster]:
    """A dask cluster.

    Args:
        jobs: Processes of a cluster that is begun here.
        address: Of a scheduler that is already there, `tcp://head:8786`.

    Raises:
        WrongInputError: dask is not installed, or nobody answers.
    """
    try:
        import dask
        import distributed
    except ModuleNotFoundError as error:
        raise _not_installed("dask") from error
    try:
        if address is None:
            with dask.config.set(_SMALL_DASK):
                place = distributed.LocalCluster(
                    n_workers=jobs,
                    threads_per_worker=1,
                    processes=True,
                    dashboard_address=None,
                    scheduler_kwargs={"dashboard_address": _ANY_FREE_PORT},
                    silence_logs=logging.ERROR,
                )
            client = distributed.Client(place)
        else:
            place = None
            client = distributed.Client(address, timeout=_ANSWERS_WITHIN_S)
    except (OSError, TimeoutError, ValueError) as error:
        raise _no_answer("dask", address, error) from error
    executor = client.get_executor(pure=False)
    try:
        yield Cluster(
            executor.submit,
            lambda: _dask_threads(client),
            (distributed.KilledWorker,),
            (ModuleNotFoundError,),
        )
    finally:
        executor.shutdown(wait=False)
        client.close()
        if place is not None:
            place.close()


def _dask_threads(client: distributed.Client) -> int:
    """Threads of all workers; one that is being started again is waited for.

    Raises:
        StoreError: none came.
    """
    try:
        client.wait_for_workers(1, timeout=WORKER_WITHIN_S)
    except TimeoutError as error:
        raise StoreError(
            f"--backend dask: the scheduler has no worker, and none came within "
            f"{WORKER_WITHIN_S} s. Finished runs are kept. Start workers (dask worker ADDRESS "
            "--nthreads 1) and call again."
        ) from error
    return sum(client.ncores().values())


@contextmanager
def ray_cluster(jobs: int, address: str | None) -> Iterator[Cluster]:
    """A ray cluster.

    A small cluster of our own keeps no dashboard and little room for objects; and its processes
    are as nice as this one. ray's usual niceness of 15 leaves them a hundredth of a core as soon as
    anything else runs.

    Args:
        jobs: Processes of a cluster that is begun here.
        address: Of a head that is already there; `auto` for the one of this machine.

    Raises:
        WrongInputError: ray is not installed, or nobody answers.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
        from ray import exceptions
    except ModuleNotFoundError as error:
        raise _not_installed("ray") from error
    own: dict[str, Any] = {} if address else {"num_cpus": jobs, **_SMALL_RAY}
    try:
        ray.init(address or "local", log_to_driver=False, logging_level=logging.ERROR, **own)
    except (ConnectionError, RuntimeError, ValueError) as error:
        raise _no_answer("ray", address, error) from error
    lost = (
        exceptions.WorkerCrashedError,
        exceptions.NodeDiedError,
        exceptions.OutOfMemoryError,
        exceptions.ObjectLostError,
    )
    call = ray.remote(max_retries=0, num_cpus=1)(_call)
    try:
        yield Cluster(
            lambda simulate, task: call.remote(simulate, task).future(),
            lambda: int(ray.cluster_resources().get("CPU", 1)),
            lost,
            (exceptions.RayError, ModuleNotFoundError),
        )
    finally:
        ray.shutdown()


def _call(simulate: Simulate, task: Task) -> StudyRun:
    return simulate(task)


def _not_installed(name: str) -> WrongInputError:
    return WrongInputError(
        f"--backend {name}: it is not installed here. Install it with: pip install "
        f'"copress[{name}]", or leave the option out (loky, on this machine).'
    )


def _no_answer(name: str, address: str | None, error: Exception) -> WrongInputError:
    where = "a small cluster on this machine" if address is None else f"--cluster {address}"
    return WrongInputError(f"--backend {name}: {where} does not answer ({error}).")
