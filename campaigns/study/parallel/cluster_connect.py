"""dask and ray, each an extra: a cluster that is already there, or a small one on this machine.

Both start servers of their own; neither belongs into a process that controls a press.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import joblib

from campaigns.errors import WrongInputError
from campaigns.study.parallel.cluster_backend import DaskHands, HandedOut, RayHands

Lost = tuple[type[Exception], ...]

_ANSWERS_WITHIN_S = 30
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


@contextmanager
def dask_cluster(jobs: int, address: str | None) -> Iterator[Lost]:
    """Let joblib work on dask; gives what is raised when one is lost.

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
    try:
        with joblib.parallel_config(backend=HandedOut(DaskHands(client)), n_jobs=-1):
            yield (distributed.KilledWorker,)
    finally:
        client.close()
        if place is not None:
            place.close()


@contextmanager
def ray_cluster(jobs: int, address: str | None) -> Iterator[Lost]:
    """Let joblib work on ray; gives what is raised when a worker is lost.

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
    try:
        with joblib.parallel_config(backend=HandedOut(RayHands()), n_jobs=-1):
            yield lost
    finally:
        ray.shutdown()


def _not_installed(name: str) -> WrongInputError:
    return WrongInputError(
        f"--backend {name}: it is not installed here. Install it with: pip install "
        f'"copress[{name}]", or leave the option out (loky, on this machine).'
    )


def _no_answer(name: str, address: str | None, error: Exception) -> WrongInputError:
    where = "a small cluster on this machine" if address is None else f"--cluster {address}"
    return WrongInputError(f"--backend {name}: {where} does not answer ({error}).")
