"""One stroke of the press, from set-points to no force: the cycle table driven by what is seen.

START is written once. Whatever happens after it, the stroke ends in one of three ways (see
`stroke_end`): the force is off as planned (a result), the force is off and something was wrong
(`PressFaultError`), or the force is not known to be off (`PressSilentError`).

One short interruption of the line costs no cell: the press is read again, never written to again,
and if it was back before its deadman could act, the stroke goes on.
"""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NoReturn

from hardware.errors import PressFaultError
from hardware.press.control.arming import Arming
from hardware.press.control.cycle_table import Cycle, CycleEvent, CyclePhase
from hardware.press.control.interruptions import Interruptions
from hardware.press.control.readiness import MOVING, is_unloaded
from hardware.press.control.release import RESEND_S, disbelief
from hardware.press.control.setpoints import command_numbers
from hardware.press.control.stroke_end import Record, StrokeEnd
from hardware.press.control.stroke_watch import StrokeWatch, TripError
from hardware.press.interface import Journal
from hardware.press.modbus.commands import CommandTimeoutError
from hardware.press.modbus.sequence import ReleaseNumber
from hardware.press.modbus.snapshot import MachineSnapshot
from hardware.press.register_map.transport import LinkError, ModbusRefusedError
from hardware.press.supervision.abort_latch import AbortLatch
from hardware.press.supervision.hand_guide import Guide
from hardware.press.supervision.line_watch import Interruption
from hardware.press.supervision.stroke_plan import StrokePlan
from hardware.press.supervision.supervisor import Supervisor


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
    _record: Record = field(init=False)
    _number: ReleaseNumber = field(init=False)
    _interruptions: Interruptions = field(init=False)
    _arming: Arming = field(init=False)
    _hold_since_s: float = 0.0
    _owed: bool = False
    """START broke off before all of its steps were written."""

    def __post_init__(self) -> None:
        self._record = Record(self.journal, self.detail, self.flags)
        self._interruptions = Interruptions(self.plan.name, self._record)
        self._arming = Arming(self.eye, self.plan, self.seqs[0], self._record, self.eye.last)
        self._number = ReleaseNumber(self.seqs[1], self.eye.machine.map.press.last_seq)
        self._watch = StrokeWatch(
            press_map=self.eye.machine.map,
            plan=self.plan,
            seq=self.seqs[0],
            scene=self.eye.scene,
            latch=self.latch,
            note=self._record.during,
            believe=self._believe,
            cycle=self.cycle,
        )
        self._watch.interlocks.hold.lively = self.eye.lively

    def run(self, setpoints: Mapping[str, float]) -> None:
        """Press once.

        Raises:
            UnsafeProtocolError: the machine did not take the set-points; it did not move.
            PressFaultError: stopped; the force is off.
            PressSilentError: the force is not known to be off.
            StrokeInterruptedError: interrupted from outside; the force is off.
        """
        with StrokeEnd(self.eye, self._watch, self.cycle, self._number, self._record):
            self._arm(setpoints)
            self._start()
            while self.cycle.phase is not CyclePhase.DONE:
                self._tick()
        self.flags.update(self._watch.flags())
        self.flags.update(self._interruptions.flags())

    @property
    def held_degc(self) -> float | None:
        """Mean die temperature of the hold; None where it is not measured."""
        return self._watch.interlocks.hold.mean_degc

    # --- before ---------------------------------------------------------------------------------

    def _arm(self, setpoints: Mapping[str, float]) -> None:
        self._watch.boot_id = self._arming.boot_id
        self._arming.offer(setpoints)
        self.cycle.feed(CycleEvent.ARM)

    def _start(self) -> None:
        self._refuse_if_aborted()
        self._record.before("started", {"seq": self.seqs[0]})
        self._arming.last_look()
        self._refuse_if_aborted()
        self.eye.started = True
        self.eye.line.forget()
        self.cycle.feed(CycleEvent.START)
        self.eye.scene.plan = self.plan
        if self.eye.machine.map.press.phases == "from_force":
            self.eye.scene.guide = Guide(self.plan, self.eye.machine.map.supervision)
        sent_s = self.eye.clock.now_s()
        try:
            self.eye.machine.command("start", self.seqs[0], self._glance, self._numbers)
        except ValueError as error:  # fits no register
            self._not_taken(str(error))
        except CommandTimeoutError as error:
            raise TripError(str(error)) from error
        except LinkError as error:
            if isinstance(error, ModbusRefusedError) and error.is_map_fault and error.is_write:
                self._not_taken(f"{error} (a fault of the register map)")
            self._find_out(error, sent_s)

    @property
    def _numbers(self) -> dict[str, float]:
        return command_numbers(self.plan)

    def _refuse_if_aborted(self) -> None:
        if self.latch.reason is None:
            return
        self.cycle.feed(CycleEvent.LOSE)
        raise PressFaultError(
            f"abort asked for before START: {self.latch.reason}. The press did not move."
        )

    def _glance(self) -> None:
        """One poll while START waits for its answer; the movement may already be seen."""
        self.eye.pause()
        self._watch.origin(self.eye.look())
        if self.latch.reason is not None:
            raise TripError(f"abort asked for: {self.latch.reason}")

    def _find_out(self, error: LinkError, sent_s: float) -> None:
        """The answer to START was lost: read what happened, never send it again."""
        self.flags[f"{self.plan.name}: the answer to START was lost; its effect was read"] = None
        look = self._found_again(str(error))
        self._watch.origin(look)
        while not self._arrived(look):
            if look.now_s > sent_s + self.eye.deadman_s:  # an older START is void at the PLC
                raise TripError(f"START did not arrive ({error})")
            look = self._steady_look()
            self._watch.origin(look)
        self._finish()

    def _arrived(self, look: MachineSnapshot) -> bool:
        if look.ack_seq is not None:
            return look.ack_seq == self.seqs[0]
        return look.phase in MOVING

    def _finish(self) -> None:
        """Write what the broken START had still to write: its coil must not stay up."""
        self._owed = True
        with contextlib.suppress(LinkError):  # tried again with each poll
            self.eye.machine.finish_command("start", self.seqs[0], self._numbers)
            self._owed = False

    def _not_taken(self, why: str) -> NoReturn:
        """Of a command in several steps the machine may have taken some: it may move yet."""
        if self.eye.machine.partly_given("start"):
            raise TripError(f"{why}; a part of START was taken")
        self._not_started(why)

    def _check_refused(self, look: MachineSnapshot) -> None:
        """The answer may come late; the code belongs to the number that is shown with it."""
        if self._watch.moved or look.ack_seq != self.seqs[0] or look.ack_code == 0:
            return
        refusal = self.eye.machine.map.refusals.get(look.ack_code, f"code {look.ack_code}")
        alarms = "".join(f"; {alarm.text}" for alarm in look.alarms)
        self._not_started(f"the press refused START: {refusal}{alarms}")

    def _not_started(self, why: str) -> NoReturn:
        look, kind = self.eye.fresh_look(self.eye.deadman_s), self.plan.load_kind
        if look is None:
            raise TripError(f"{why}, and the readings of the PLC stand still")
        if not is_unloaded(look, self.eye.machine.map):
            raise TripError(f"{why}, yet the press moves")
        if look.boot_id != self._watch.boot_id:
            why = f"{self._watch.restarted(look)}, and {why}"
        self.cycle.feed(CycleEvent.REFUSED)
        raise PressFaultError(
            f"step {self.plan.name!r}: {why}. The press did not move and carries no {kind.noun} "
            f"({kind.text(look.load)}). Look at the press panel, then repeat the trial."
        )

    # --- during ---------------------------------------------------------------------------------

    def _tick(self) -> None:
        """One poll: see, understand, judge."""
        look = self._steady_look()
        if self._owed:
            self._finish()
        self._check_refused(look)
        self._watch.understand(look)
        if self.eye.interruption is not None:  # judged, and the deadman has run on meanwhile
            with contextlib.suppress(LinkError):
                self.eye.beat_if_due()
        self._end_hold_if_due(look)

    def _steady_look(self) -> MachineSnapshot:
        """The next look; what happened to the line meanwhile is judged here."""
        try:
            look = self.eye.steady_look()
        except LinkError as last:
            raise self._gone(str(last)) from last
        if self.eye.interruption is not None:
            self._after_gap(look, self.eye.interruption)
        if self.eye.strangers:
            raise TripError(f"somebody else writes to the press: {'; '.join(self.eye.strangers)}")
        return look

    def _found_again(self, error: str) -> MachineSnapshot:
        try:
            return self.eye.find_again(self.eye.machine.map.supervision.back_within_s)
        except LinkError as last:
            raise self._gone(f"{error}; {last}") from last

    def _gone(self, sentence: str) -> TripError:
        if self.cycle.phase is not CyclePhase.LOST:
            self.cycle.feed(CycleEvent.LOSE)
        return TripError(f"the line was lost and did not come back: {sentence}")

    def _after_gap(self, look: MachineSnapshot, gap: Interruption) -> None:
        """A gap shorter than the deadman is noted; after a longer one no ramp goes on.

        A planned release does: all that a deadman could have done is to release, with an alarm.
        """
        phase = self.cycle.phase
        self._interruptions.note(gap, phase)
        if gap.seconds <= self.eye.deadman_s or phase is CyclePhase.RELEASING:
            return
        sentence = f"the line was lost for {gap.seconds:.1f} s ({gap.cause})"
        self.cycle.feed(CycleEvent.LOSE)
        self._watch.same_boot(look)
        if self.cycle.phase is CyclePhase.LOST:
            raise TripError(f"{sentence} while the press was {phase.value}")

    def _believe(self) -> None:
        """A zero is believed only while the probes prove that words mean what the map says."""
        within_s = self.eye.machine.map.supervision.back_within_s
        fault = self.eye.patiently(lambda: disbelief(self.eye.machine), within_s)
        if fault is not None:
            raise TripError(fault)

    def _end_hold_if_due(self, look: MachineSnapshot) -> None:
        """Release on time a machine that does not count the dwell itself; repeated until seen."""
        if "sp_dwell" in self.eye.machine.map.setpoints or self._watch.resting:
            return
        if self.cycle.phase is not CyclePhase.HOLDING:
            self._hold_since_s = look.now_s
        elif look.now_s >= self._hold_since_s + self.plan.dwell_s:
            self._hold_since_s += RESEND_S
            self._watch.ending = True
            with contextlib.suppress(LinkError):  # the next look tells whether it arrived
                seq = self._number.for_next(look.ack_seq)
                self.eye.machine.command("release", seq, self._while_it_ends, {})

    def _while_it_ends(self) -> None:
        """One poll while the machine takes the end of the hold; judged like any other."""
        self.eye.pause()
        self._watch.understand(self.eye.look())
