"""One stroke of the press, from set-points to no force: the cycle table driven by what is seen.

START is written once. Whatever happens after it, this file ends in one of three ways: the force is
off as planned (a result), the force is off and something was wrong (`PressFaultError`), or the
force is not known to be off (`PressSilentError`).
"""

import contextlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from hardware.errors import (
    HardwareError,
    PressFaultError,
    PressSilentError,
    PressUnreachableError,
    UnsafeProtocolError,
)
from hardware.press.control.cycle_table import Cycle, CycleError, CycleEvent, CyclePhase
from hardware.press.control.release import RESEND_S, Release, ReleaseNotSeenError
from hardware.press.control.setpoints import MOVING, is_unloaded
from hardware.press.control.stroke_watch import StrokeWatch, TripError
from hardware.press.interface import Journal
from hardware.press.modbus.commands import CommandTimeoutError
from hardware.press.modbus.snapshot import MachineSnapshot
from hardware.press.register_map.transport import IncoherentError, LinkError, RefusedError
from hardware.press.supervision.hand_guide import Guide
from hardware.press.supervision.interlocks import StrokePlan
from hardware.press.supervision.supervisor import AbortLatch, Supervisor


@dataclass
class Stroke:
    """Arms, starts, watches and ends one stroke.

    Args:
        eye: the supervisor.
        plan: the step in the machine's terms.
        seqs: sequence numbers of START and of a RELEASE, should one be needed.
        latch: where a person asks for a release.
        journal: the campaign's write-ahead record.
        detail: what every journal entry of this stroke says (sample, step, ...).
    """

    eye: Supervisor
    plan: StrokePlan
    seqs: tuple[int, int]
    latch: AbortLatch
    journal: Journal
    detail: Mapping[str, object]
    flags: dict[str, None] = field(default_factory=dict)
    cycle: Cycle = field(default_factory=Cycle)
    _watch: StrokeWatch = field(init=False)
    _losses: int = 0
    _hold_since_s: float = 0.0
    _gave_up: bool = False
    """A release was asked for to the end of its time and not seen."""

    def __post_init__(self) -> None:
        self._watch = StrokeWatch(
            press_map=self.eye.machine.map,
            plan=self.plan,
            seq=self.seqs[0],
            scene=self.eye.scene,
            latch=self.latch,
            note=self._note,
            cycle=self.cycle,
        )

    def run(self, setpoints: Mapping[str, float]) -> None:
        """Press once.

        Raises:
            UnsafeProtocolError: the machine did not take the set-points; it did not move.
            PressFaultError: stopped; the force is off.
            PressSilentError: the force is not known to be off.
        """
        self._arm(setpoints)
        try:
            self._start()
            while self.cycle.phase is not CyclePhase.DONE:
                self._tick()
        except (TripError, CycleError, LinkError) as trip:
            self._let_go(str(trip))
        finally:
            if self.cycle.maybe_loaded and not self._gave_up:
                self.eye.watch = None  # whatever brought us here must not stop the release
                self._let_go("the supervising program was interrupted", then_raise=False)
        self.flags.update(self._watch.interlocks.flags)

    @property
    def held_degc(self) -> float | None:
        """Mean die temperature of the hold; None where it is not measured."""
        return self._watch.interlocks.hold.mean_degc

    # --- before ---------------------------------------------------------------------------------

    def _arm(self, setpoints: Mapping[str, float]) -> None:
        look = self.eye.last
        peak_kn = look.peak_kn if look is not None else math.nan
        self._watch.boot_id = look.boot_id if look is not None else None
        self._note(
            "intent",
            {
                "seq": self.seqs[0],
                "setpoints": dict(setpoints),
                "boot_id": self._watch.boot_id,
                "ack_before": look.ack_seq if look is not None else None,
                self.plan.load.key("peak_before_kn"): _number(peak_kn),
            },
        )
        try:
            self._offered("offer")
            self.eye.machine.write_setpoints(setpoints)
            self._offered("confirm")
        except LinkError as error:
            raise not_armed(self.plan.name, error) from error
        self.cycle.feed(CycleEvent.ARM)

    def _offered(self, name: str) -> None:
        """Handshake around the set-points, for machines that want one."""
        if name in self.eye.machine.map.commands:
            self.eye.machine.command(name, 0, self.eye.pause, {})

    def _start(self) -> None:
        if self.latch.reason is not None:
            self.cycle.feed(CycleEvent.LOSE)
            raise PressFaultError(
                f"abort asked for before START: {self.latch.reason}. The press did not move."
            )
        self._note("started", {"seq": self.seqs[0]})
        try:
            self.eye.beat()  # START is void at a PLC that has not heard us for a deadman
        except LinkError as error:
            raise not_armed(self.plan.name, error) from error
        self._losses = self.eye.machine.link.losses
        self.cycle.feed(CycleEvent.START)
        self.eye.scene.plan = self.plan
        if self.eye.machine.map.press.phases == "from_force":
            self.eye.scene.guide = Guide(self.plan, self.eye.machine.map.supervision)
        try:
            self.eye.machine.command("start", self.seqs[0], self._glance, self._numbers())
        except (CommandTimeoutError, ValueError) as error:  # ValueError: fits no register, not sent
            self._not_started(str(error))
        except RefusedError as error:
            if error.code in MAP_FAULT_CODES:
                self._not_started(f"{error} (a fault of the register map)")
            self._find_out(error)
        except LinkError as error:
            self._find_out(error)
        self._check_acknowledged()

    def _numbers(self) -> dict[str, float]:
        return {
            self.plan.load.noun: self.plan.target_kn,
            "ramp": self.plan.ramp_kn_s,
            "dwell": self.plan.dwell_s,
            "release": self.plan.release_kn_s,
        }

    def _glance(self) -> None:
        """One poll while START waits for its answer; the movement may already be seen."""
        self.eye.pause()
        self._watch.origin(self.eye.look())

    def _find_out(self, error: LinkError) -> None:
        """The answer to START was lost: read what happened, never send it again."""
        self.flags[f"{self.plan.name}: the answer to START was lost; its effect was read"] = None
        look = self._found_again(str(error))
        until_s = look.now_s + self.eye.machine.map.heartbeat.period_s * 4.0
        while not self._arrived(look):
            if look.now_s > until_s:
                self._not_started(f"START did not arrive ({error})")
            look = self._watched_look()
        self._losses = self.eye.machine.link.losses

    def _arrived(self, look: MachineSnapshot) -> bool:
        if look.ack_seq is not None:
            return look.ack_seq == self.seqs[0]
        return look.phase in MOVING

    def _check_acknowledged(self) -> None:
        look = self.eye.last
        if look is None or look.ack_seq != self.seqs[0]:
            look = self.eye.look()
        if look.ack_seq is None or look.ack_code == 0:
            return
        told = self.eye.machine.map.refusals.get(look.ack_code, f"code {look.ack_code}")
        alarms = "".join(f"; {alarm.text}" for alarm in look.alarms)
        self._not_started(f"the press refused START: {told}{alarms}")

    def _not_started(self, why: str) -> None:
        look, load = self.eye.fresh_look(self._watch.deadman_s), self.plan.load
        if look is None:
            raise TripError(f"{why}, and the readings of the PLC stand still")
        if not is_unloaded(look, self.eye.machine.map):
            raise TripError(f"{why}, yet the press moves")
        self.cycle.feed(CycleEvent.REFUSED)
        raise PressFaultError(
            f"step {self.plan.name!r}: {why}. The press did not move and carries no {load.noun} "
            f"({load.text(look.force_kn)}). Look at the press panel, then repeat the trial."
        )

    # --- during ---------------------------------------------------------------------------------

    def _tick(self) -> None:
        """One poll: see, understand, judge."""
        before_s = self.eye.clock.now_s()
        try:
            look = self._watched_look()
        except LinkError as error:
            self._line_broke(error)
            return
        gap_s = self.eye.clock.now_s() - before_s
        if self.eye.machine.link.losses != self._losses or gap_s > self._watch.deadman_s:
            self._losses = self.eye.machine.link.losses
            self._after_gap(look, f"the line was interrupted for {gap_s:.1f} s")
        else:
            self._watch.understand(look)
        self._end_hold_if_due(look)

    def _end_hold_if_due(self, look: MachineSnapshot) -> None:
        """Release on time a machine that does not count the dwell itself; repeated until seen."""
        if "sp_dwell" in self.eye.machine.map.setpoints:
            return
        if self.cycle.phase is not CyclePhase.HOLDING:
            self._hold_since_s = look.now_s
        elif look.now_s >= self._hold_since_s + self.plan.dwell_s:
            self._hold_since_s += RESEND_S
            with contextlib.suppress(LinkError):  # the next look tells whether it arrived
                self.eye.machine.command("release", self.seqs[1], self._heed, {})

    def _heed(self) -> None:
        """One poll while the machine takes the end of the hold; judged like any other."""
        self.eye.pause()
        self._watch.understand(self.eye.look())

    def _watched_look(self) -> MachineSnapshot:
        """Pause, heartbeat, look; with each heartbeat, compare what we wrote."""
        beaten = self.eye.pause()
        look = self.eye.look()
        if beaten:
            self._watch.same_boot(look)
            strangers = self.eye.machine.strangers()
            if strangers:
                raise TripError(f"somebody else writes to the press: {'; '.join(strangers)}")
        return look

    def _line_broke(self, error: LinkError) -> None:
        self._after_gap(self._found_again(str(error)), f"the line was lost ({error})")

    def _found_again(self, error: str) -> MachineSnapshot:
        within_s = self.eye.machine.map.supervision.back_within_s
        try:
            look = self.eye.find_again(within_s)
        except LinkError as last:
            if self.cycle.phase is not CyclePhase.LOST:
                self.cycle.feed(CycleEvent.LOSE)
            raise TripError(f"the line was lost and did not come back: {error}; {last}") from last
        self._losses = self.eye.machine.link.losses
        return look

    def _after_gap(self, look: MachineSnapshot, what: str) -> None:
        phase = self.cycle.phase
        self.flags[f"{self.plan.name}: {what} during {phase.value}"] = None
        self.cycle.feed(CycleEvent.LOSE)
        self._watch.same_boot(look)
        if self.cycle.phase is CyclePhase.LOST:
            raise TripError(f"{what} while the press was {phase.value}")
        self._watch.understand(look)

    # --- after ----------------------------------------------------------------------------------

    def _let_go(self, reason: str, *, then_raise: bool = True) -> None:
        """Release first, then write it down, then say what happened."""
        was_seen, load = self.eye.last_seen(), self.plan.load
        self.cycle.feed(CycleEvent.ASK_RELEASE)
        try:
            look = Release(self.eye, self.seqs[1], self.plan).run()
        except ReleaseNotSeenError as error:
            self._gave_up = True
            self.cycle.feed(CycleEvent.LOSE)
            self._note("lost", {"reason": reason})
            raise PressSilentError(
                f"step {self.plan.name!r}: {reason}. A release was asked for but not seen: "
                f"{error}. The press may be loaded (at the fault: {was_seen}; now: "
                f"{self.eye.last_seen()}). Do not open it: go there, read its own gauge, release "
                "it at its panel; the cell's fate is unknown."
            ) from error
        self.cycle.feed(CycleEvent.SEE_UNLOADED)
        peak_kn = _number(self._watch.interlocks.peak_kn)
        seen = {load.key("force_kn"): look.force_kn, load.key("peak_kn"): peak_kn}
        self._note("aborted", {"reason": reason, **seen})
        if then_raise:
            raise PressFaultError(
                f"step {self.plan.name!r}: {reason}. The press has released: it shows "
                f"{load.text(look.force_kn)} ({was_seen} before). Look at the press and at the "
                "cell before the next one; this cell is not pressed again by itself."
            )

    def _note(self, event: str, more: Mapping[str, object]) -> None:
        self.journal(event, {**self.detail, **more})


def _number(value: float) -> float | None:
    """None instead of nan, which no JSON can carry."""
    return None if math.isnan(value) else value


MAP_FAULT_CODES = (1, 2, 3)
"""Modbus exceptions by which a machine says that it has not done what was asked."""


def not_armed(step: str, error: LinkError) -> HardwareError:
    """The error for set-points that were not taken; START has not been sent."""
    told = f"step {step!r}: the press did not take the set-points: {error}. "
    not_moved = "START was not sent and the press did not move. "
    refused = isinstance(error, RefusedError) and error.code in MAP_FAULT_CODES
    if refused or isinstance(error, IncoherentError | CommandTimeoutError):
        return UnsafeProtocolError(
            f"{told}{not_moved}Compare the limits set in the PLC with [limits] and [registers] of "
            "the press file."
        )
    return PressUnreachableError(f"{told}{not_moved}Check the line, then repeat the trial.")
