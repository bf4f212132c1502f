"""The optimiser's linear algebra keeps to one thread and leaves the others' settings alone."""

from threadpoolctl import threadpool_info, threadpool_limits

from campaigns import make_strategy
from doe.posterior.blas_threads import on_one_thread
from doe.space import Parameter, Space
from doe.trials import Observation

CELL = Observation({"copress_mpa": 300.0}, asr_ohm_cm2=50.0)


def _threads() -> set[int]:
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}


def test_one_inside_and_as_before_outside() -> None:
    with threadpool_limits(2, user_api="blas"):
        make_strategy(Space((Parameter("copress_mpa", 100, 750),))).propose([CELL] * 6)
        assert _threads() == {2}
        assert on_one_thread(_threads)() == {1}
        assert _threads() == {2}
