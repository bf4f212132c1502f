"""A step of the travel is a suspicion of a crack; a slow or irregular line is not."""

import math

import numpy as np
import pytest

from hardware.press.interface import Phase
from hardware.press.modbus.snapshot import MachineSnapshot
from hardware.press.register_map.schema.limits import SupervisionTable
from hardware.press.supervision.interlocks import Interlocks
from hardware.press.supervision.stroke_plan import StrokePlan

PLAN = StrokePlan("copress", 2.4, 1.6, 5.0, 1.6, 5.0)
RELEASE_S = 1.5
CRACK_MM = 0.3


def look(t_s: float, took_s: float, crack_at_s: float, *, clock: bool) -> MachineSnapshot:
    """A release at 1.6 kN/s whose travel follows the force; the answer came `took_s` later."""
    force_kn = max(0.0, 2.4 - 1.6 * t_s)
    jumped_mm = CRACK_MM if t_s > crack_at_s else 0.0
    return MachineSnapshot(
        now_s=t_s + took_s, took_s=took_s, phase=Phase.RELEASE, load=force_kn,
        line_bar=math.nan, position_mm=10.0 + 0.3 * force_kn - jumped_mm,
        in_phase_s=t_s if clock else math.nan, peak_load=2.4, die_degc=math.nan, stack_kn=math.nan,
        ack_seq=1, ack_code=0, boot_id=1, simulated=True, beat=None, alarms=(), invalid=(),
    )  # fmt: skip


def suspected(times_s: list[float], crack_at_s: float = math.inf, *, clock: bool = True) -> bool:
    """Whether a crack is suspected after these looks, whose answers take 0 to 0.2 s."""
    rng = np.random.default_rng(5)
    watch = Interlocks(PLAN, SupervisionTable())
    for t_s in times_s:
        assert watch.trip(look(t_s, float(rng.uniform(0.0, 0.2)), crack_at_s, clock=clock)) is None
    return any("suspected crack: travel stepped" in flag for flag in watch.flags)


REGULAR = np.arange(0.0, RELEASE_S, 0.1).tolist()
SLOW = np.arange(0.0, RELEASE_S, 0.25).tolist()
GAP = [t for t in REGULAR if not 0.3 < t < 0.7]


@pytest.mark.parametrize("clock", [True, False])
@pytest.mark.parametrize("times_s", [REGULAR, SLOW, GAP], ids=["regular", "slow", "gap"])
def test_a_smooth_release_is_no_crack_however_the_line_is(
    times_s: list[float], clock: bool
) -> None:
    assert not suspected(times_s, clock=clock)


@pytest.mark.parametrize("times_s", [REGULAR, SLOW], ids=["regular", "slow"])
def test_a_crack_is_seen_on_a_slow_line_too(times_s: list[float]) -> None:
    assert suspected(times_s, crack_at_s=0.8)


def test_what_happened_in_a_gap_did_not_happen_at_once() -> None:
    assert not suspected([0.0, 0.1, 0.2, 0.9, 1.0, 1.1], crack_at_s=0.5)
