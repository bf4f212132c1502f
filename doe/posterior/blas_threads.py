"""One thread for small matrices: a few dozen cells are done before a second thread is awake.

Left alone, the linear algebra under numpy and scipy spreads matrices of 50 x 50 over all cores; on
a machine that is busy (a press loop, a browser) its threads wait for each other, and a proposal
took seven times the CPU and five times as long.
"""

from collections.abc import Callable
from functools import cache, wraps
from typing import ParamSpec, TypeVar

from threadpoolctl import ThreadpoolController

P = ParamSpec("P")
R = TypeVar("R")


@cache
def _controller() -> ThreadpoolController:
    """Looks the loaded libraries up once; numpy's and scipy's are there by the first call."""
    return ThreadpoolController()


def on_one_thread(work: Callable[P, R]) -> Callable[P, R]:
    """The same, its linear algebra on one thread; what was set before holds again afterwards."""

    @wraps(work)
    def limited(*args: P.args, **kwargs: P.kwargs) -> R:
        with _controller().limit(limits=1, user_api="blas"):
            return work(*args, **kwargs)

    return limited
