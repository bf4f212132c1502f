"""joblib on a dask or ray cluster: each piece of work goes out by itself and comes back at once.

What these bring for joblib themselves will not do: ray's starts its processes again with every call
and gives nothing back before all is done; dask's waits for ever when a worker was killed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from typing import TYPE_CHECKING, Any, Protocol

from joblib.parallel import ParallelBackendBase
from typing_extensions import override

from campaigns.errors import StoreError

if TYPE_CHECKING:
    import distributed
    import ray

Work = Callable[[], Any]

WORKER_WITHIN_S = 60  # chosen: a queue of a cluster may take its time


class Hands(Protocol):
    """A cluster that takes work."""

    def count(self) -> int:
        """How many pieces it does at a time."""
        ...

    def take(self, work: Work) -> Future[Any]:
        """Begin a piece; one whose worker is lost ends with an error and is not begun again."""
        ...

    def drop(self) -> None:
        """Call off what is under way."""
        ...


class HandedOut(ParallelBackendBase):  # type: ignore[misc]  # joblib has no types
    """joblib's way to those hands."""

    supports_retrieve_callback = True
    default_n_jobs = -1

    def __init__(self, hands: Hands) -> None:
        super().__init__()
        self._hands = hands

    @override
    def effective_n_jobs(self, n_jobs: int) -> int:
        """As many as the cluster has hands, whatever is asked.

        Two where there is one: with one joblib does all the work in this process, silently.
        """
        return max(self._hands.count(), 2)

    @override
    def configure(self, n_jobs: int = 1, parallel: Any = None, **_settings: Any) -> int:
        """Begin one call of joblib."""
        self.parallel = parallel
        return self.effective_n_jobs(n_jobs)

    @override
    def submit(self, func: Work, callback: Any = None) -> Future[Any]:
        """Hand one piece out; `callback` is called with its future when it has ended."""
        future = self._hands.take(func)
        future.add_done_callback(callback)
        return future

    @override
    def retrieve_result_callback(self, out: Future[Any]) -> Any:
        """What came back; raises why it did not."""
        return out.result()

    @override
    def abort_everything(self, ensure_ready: bool = True) -> None:
        """What is under way will be done again, or is not wanted any more."""
        self._hands.drop()


class DaskHands:
    """The workers of a dask cluster."""

    def __init__(self, client: distributed.Client) -> None:
        self._client = client
        self._under_way: set[distributed.Future] = set()

    def count(self) -> int:
        """Threads of all workers; one that is being started again is waited for.

        Raises:
            StoreError: none came.
        """
        try:
            self._client.wait_for_workers(1, timeout=WORKER_WITHIN_S)
        except TimeoutError as error:
            raise StoreError(
                f"--backend dask: the scheduler has no worker, and none came within "
                f"{WORKER_WITHIN_S} s. Finished runs are kept. Start workers (dask worker ADDRESS "
                "--nthreads 1) and call again."
            ) from error
        return sum(self._client.ncores().values())

    def take(self, work: Work) -> Future[Any]:
        """Begin a piece."""
        future: Future[Any] = Future()
        task = self._client.submit(_call, work, pure=False)
        self._under_way.add(task)

        def ended(task: distributed.Future) -> None:
            self._under_way.discard(task)
            if task.cancelled():
                future.set_exception(CancelledError())
            elif (error := task.exception()) is not None:
                future.set_exception(error)
            else:
                future.set_result(task.result())

        task.add_done_callback(ended)
        return future

    def drop(self) -> None:
        """Call off what is under way."""
        self._client.cancel(list(self._under_way))


class RayHands:
    """The cores of the ray cluster that this process is connected to."""

    def __init__(self) -> None:
        import ray

        self._ray = ray
        self._call = ray.remote(max_retries=0, num_cpus=1)(_call)
        self._under_way: set[ray.ObjectRef] = set()

    def count(self) -> int:
        """Cores of all nodes."""
        return int(self._ray.cluster_resources().get("CPU", 1))

    def take(self, work: Work) -> Future[Any]:
        """Begin a piece."""
        future: Future[Any] = Future()
        task = self._call.remote(work)
        self._under_way.add(task)

        def ended(done: Future[Any]) -> None:
            self._under_way.discard(task)
            if (error := done.exception()) is not None:
                future.set_exception(_lacking(error))
            else:
                future.set_result(done.result())

        task.future().add_done_callback(ended)
        return future

    def drop(self) -> None:
        """Call off what is under way."""
        for task in tuple(self._under_way):
            self._ray.cancel(task)


def _lacking(error: BaseException) -> BaseException:
    """What a worker without Copress stumbles over, in Python's words again; others as they are."""
    found = re.search(r"No module named '([^']+)'", str(error))
    return error if found is None else ModuleNotFoundError(found[0], name=found[1])


def _call(work: Work) -> Any:
    return work()
