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

from campaigns.faults import WrongInputError

Lost = tuple[type[Exception], ...]

_ANSWERS_WITHIN_S = 30


@contextmanager
def dask_cluster(jobs: int, address: str | None) -> Iterator[tuple[int, Lost]]:
    """Let joblib work on dask: worker processes, and what is raised when one is lost.

    Args:
        jobs: Processes of a cluster that is begun here.
        address: Of a scheduler that is already there, `tcp://head:8786`.

    Raises:
        WrongInputError: dask is not installed, or nobody answers.
    """
    try:
        import distributed
    except ModuleNotFoundError as error:
        raise _not_installed("dask") from error
    try:
        if address is None:
            place = distributed.LocalCluster(
                n_workers=jobs,
                threads_per_worker=1,
                processes=True,
                dashboard_address=None,
                silence_logs=logging.ERROR,
            )
            client = distributed.Client(place)
        else:
            place = None
            client = distributed.Client(address, timeout=_ANSWERS_WITHIN_S)
    except (OSError, TimeoutError, ValueError) as error:
        raise _no_answer("dask", address, error) from error
    try:
        with joblib.parallel_config(backend="dask"):
            yield max(len(client.ncores()), 1), (distributed.KilledWorker,)
    finally:
        client.close()
        if place is not None:
            place.close()


@contextmanager
def ray_cluster(jobs: int, address: str | None) -> Iterator[tuple[int, Lost]]:
    """Let joblib work on ray: its cores, and what is raised when a worker is lost.

    Without n_jobs = -1 joblib would run everything in this process, silently: it is set here.

    Args:
        jobs: Processes of a cluster that is begun here.
        address: Of a head that is already there; `auto` for the one of this machine.

    Raises:
        WrongInputError: ray is not installed, or nobody answers.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
        from ray.exceptions import RayError
        from ray.util.joblib import register_ray
    except ModuleNotFoundError as error:
        raise _not_installed("ray") from error
    own: dict[str, Any] = {"num_cpus": jobs, "include_dashboard": False} if address is None else {}
    try:
        ray.init(address, log_to_driver=False, logging_level=logging.ERROR, **own)
    except (ConnectionError, RuntimeError, ValueError) as error:
        raise _no_answer("ray", address, error) from error
    register_ray()
    try:
        with joblib.parallel_config(backend="ray", n_jobs=-1):
            yield int(ray.cluster_resources()["CPU"]), (RayError,)
    finally:
        ray.shutdown()


def _not_installed(name: str) -> WrongInputError:
    return WrongInputError(
        f"--backend {name}: it is not installed here. Install it with: pip install "
        f"'copress[{name}]', or leave the option out (loky, on this machine)."
    )


def _no_answer(name: str, address: str | None, error: Exception) -> WrongInputError:
    where = "a small cluster on this machine" if address is None else f"--cluster {address}"
    return WrongInputError(f"--backend {name}: {where} does not answer ({error}).")
