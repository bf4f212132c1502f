"""The simulated press as a machine: its states, its own protections, its fixture.

No registers here and no network; `plc` lets commands in and values out.
"""

from collections.abc import Callable

from hardware.twin.plc.faults import FaultBoard
from hardware.twin.plc.hydraulics import SCAN_S, Hydraulics
from hardware.twin.plc.registers import WARNINGS, AlarmFlag, State
from hardware.twin.plc.simulated_stroke import Orders, PressBench

DEADMAN_S = 2.0  # as the shipped register map

LOADED = frozenset({State.APPROACH, State.RAMP, State.HOLD, State.RELEASE})
RESTING = frozenset({State.IDLE, State.FAULT, State.MANUAL, State.ESTOP})
"""States in which nothing moves by itself, so that time may be skipped."""

_APPROACH_S = 1.5  # assumed: the ram is a few millimetres away
_FIXTURE_S = 4.0  # assumed: a motor closes the spring
_INIT_S = 0.5  # assumed: outputs are tested
_REST_S = 1.0
"""DONE and ABORTED are shown this long; then the press is IDLE again."""
_LEAK_PATIENCE_S = 3.0  # assumed: the PLC calls a leak after this


class SimulatedMachine:
    """State machine around the hydraulics; time is in seconds of the PLC."""

    def __init__(
        self,
        bench: PressBench,
        board: FaultBoard,
        *,
        lim_force_kn: float,
        deadman_s: float = DEADMAN_S,
    ) -> None:
        self.bench = bench
        self.board = board
        self.lim_force_kn = lim_force_kn
        self.deadman_s = deadman_s
        self.now_s = 0.0
        self.heard_s = 0.0
        """When the supervisor's heartbeat last changed."""
        self.state = State.INIT
        self.last_end = State.INIT
        self.alarms = AlarmFlag(0)
        self.boots = 0
        self.ram = Hydraulics()
        self.stack_kn = 0.0
        self._fixing: tuple[int, float] | None = None
        """Sample and force that the fixture is closing on."""
        self._ends_as = State.DONE
        self._entered_s = 0.0
        self._recorded = True
        self._acts: dict[State, Callable[[], None]] = {
            State.INIT: self._init,
            State.APPROACH: self._approach,
            State.RAMP: self._ramp,
            State.HOLD: self._hold,
            State.RELEASE: self._release,
            State.DONE: self._rest,
            State.ABORTED: self._rest,
        }

    @property
    def in_state_s(self) -> float:
        """Time since the present state was entered."""
        return self.now_s - self._entered_s

    def advance(self, to_s: float) -> None:
        """Run the program up to `to_s`; skips what nothing can happen in."""
        while self.now_s + SCAN_S <= to_s:
            if self.state in RESTING and self.ram.force_kn <= 0.0 and not self._disturbed():
                self.now_s = to_s
                self.board.tick(to_s)
                return
            self.now_s += SCAN_S
            self._scan()

    # --- commands -------------------------------------------------------------------------------

    def start(self, orders: Orders) -> None:
        """Begin a stroke."""
        target_kn = self.bench.regulated_kn(orders)
        self.ram = Hydraulics(orders=orders, target_kn=target_kn, dwell_s=orders.dwell_s)
        self.stack_kn = 0.0
        self._fixing = None
        self._recorded = False
        self.alarms &= ~WARNINGS
        self._begin()

    def close_fixture(self, sample: int, wanted_kn: float) -> None:
        """Begin to put the cell under its stack force."""
        self._fixing = (sample, self.bench.fixed_kn(sample, wanted_kn))
        self._begin()

    def stop(self) -> None:
        """Stay at the present force until somebody releases."""
        if self.state in (State.RAMP, State.HOLD) and self._fixing is None:
            self.ram.target_kn = self.ram.force_kn
            self.ram.dwell_s = float("inf")
            self._enter(State.HOLD)

    def release(self, ends_as: State = State.ABORTED) -> None:
        """Take the force off at the release rate."""
        if self.state not in LOADED or self._ends_as in (State.FAULT, State.MANUAL):
            return
        self._ends_as = ends_as
        if self._fixing is not None or self.ram.unloaded:
            self.stack_kn = 0.0
            self._end()
        elif self.state is not State.RELEASE:
            self._begin_release()

    def trip(self, alarm: AlarmFlag, ends_as: State = State.FAULT) -> None:
        """Raise an alarm and release."""
        self.alarms |= alarm
        if self.state in LOADED:
            self.release(ends_as)
        elif self.state in (State.IDLE, State.DONE, State.ABORTED):
            self._enter(ends_as)

    def reset(self) -> bool:
        """Clear alarms; False while force or their causes remain."""
        if self._disturbed() or not self.ram.unloaded or self.state in LOADED:
            return False
        self.alarms = AlarmFlag(0)
        self._enter(State.IDLE)
        return True

    def reboot(self) -> None:
        """Lose all memory; the valve opens and the force bleeds off."""
        self._record()
        self.board.upset.reboot = False
        self.boots += 1
        self.alarms = AlarmFlag(0)
        self.last_end = State.INIT
        self._enter(State.INIT)

    # --- one scan -------------------------------------------------------------------------------

    def _disturbed(self) -> bool:
        upset = self.board.upset
        return upset.estop or upset.guard_open or upset.local or upset.reboot

    def _scan(self) -> None:
        self.board.tick(self.now_s)
        if self.board.upset.reboot:
            self.reboot()
        if self._disturbed():
            self._disturb()
        if self.state in LOADED:
            self._protect()
        act = self._acts.get(self.state)
        if act is not None:
            act()
        elif self.ram.force_kn > 0.0:
            self.ram.vent()

    def _disturb(self) -> None:
        upset = self.board.upset
        if upset.estop and self.state is not State.ESTOP:
            self._record()
            self.alarms |= AlarmFlag.ESTOP
            self.last_end = State.ESTOP
            self._enter(State.ESTOP)
        if upset.guard_open and not self.alarms & AlarmFlag.GUARD:
            self.trip(AlarmFlag.GUARD)
        if upset.local and not self.alarms & AlarmFlag.LOCAL:
            self.trip(AlarmFlag.LOCAL, State.MANUAL)

    def _protect(self) -> None:
        if self._ends_as is State.FAULT:
            return
        if self.now_s - self.heard_s > self.deadman_s:
            self.trip(AlarmFlag.DEADMAN)
        elif self.ram.force_kn > self.lim_force_kn:
            self.trip(AlarmFlag.OVERPRESSURE)

    def _init(self) -> None:
        if self.ram.force_kn > 0.0:
            self.ram.vent()
        if self.in_state_s >= _INIT_S:
            self._enter(State.IDLE)

    def _approach(self) -> None:
        if self.in_state_s >= _APPROACH_S:
            self._enter(State.RAMP)

    def _ramp(self) -> None:
        if self._fixing is not None:
            self._tighten(*self._fixing)
            return
        self.ram.ramp(self.board.upset)
        if self.ram.at_target:
            self._enter(State.HOLD)
        elif self.ram.ramp_overdue:
            self.trip(AlarmFlag.RAMP_TIMEOUT)

    def _tighten(self, sample: int, stack_kn: float) -> None:
        share = min(self.in_state_s / _FIXTURE_S, 1.0)
        self.stack_kn = stack_kn * share
        if share >= 1.0:
            self.bench.fixture_closed(sample, stack_kn)
            self._end()

    def _hold(self) -> None:
        self.ram.hold(self.board.upset)
        if self.ram.off_band_s > _LEAK_PATIENCE_S:
            self.alarms |= AlarmFlag.HOLD_LEAK
        if self.ram.hold_s >= self.ram.dwell_s:
            self._begin_release()

    def _begin_release(self) -> None:
        self.ram.begin_release(cracks=self.bench.cracks_on_release(self.ram.stroke()))
        self._enter(State.RELEASE)

    def _release(self) -> None:
        self.ram.release()
        if self.ram.unloaded:
            self.ram.force_kn = 0.0
            self._record()
            self._end()

    def _rest(self) -> None:
        if self.in_state_s >= _REST_S:
            self._enter(State.IDLE)

    # --- changes of state -----------------------------------------------------------------------

    def _begin(self) -> None:
        self._ends_as = State.DONE
        self._enter(State.APPROACH)

    def _end(self) -> None:
        self.last_end = self._ends_as
        self._fixing = None
        self._enter(self._ends_as)

    def _record(self) -> None:
        """Tell the bench, once a stroke, what the cell has been through."""
        if not self._recorded and self.ram.peak_kn > 0.0:
            self.bench.struck(self.ram.stroke())
        self._recorded = True

    def _enter(self, state: State) -> None:
        self.state = state
        self._entered_s = self.now_s
        self.board.entered(state, self.now_s)
