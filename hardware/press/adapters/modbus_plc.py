"""A press behind a PLC that speaks Modbus: set-points, START, watch, release, fixture."""

import math
import secrets
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress

from hardware.clock import Clock, SystemClock
from hardware.errors import (
    GO_THERE,
    KEY_FIRST,
    NOT_SENT,
    PressSilentError,
    PressUnreachableError,
    StrokeError,
    StrokeInterruptedError,
    UnsafeProtocolError,
)
from hardware.press.connect.heartbeat import heart, watchdog
from hardware.press.connect.machine_limits import MachineLimits, read_limits
from hardware.press.connect.probes import probe
from hardware.press.connect.unreachable import unreachable
from hardware.press.control.cell_run import CellRun
from hardware.press.control.interrupted_cell import silent_verdict, verdict
from hardware.press.control.release import Release, ReleaseNotSeenError
from hardware.press.control.stroke_end import CellEnd, shows
from hardware.press.interface import (
    InterruptedVerdict,
    Journal,
    JournalEvent,
    PressRecord,
    Snapshot,
)
from hardware.press.modbus.link import Link
from hardware.press.modbus.machine import Machine
from hardware.press.modbus.writer_lock import lock_of
from hardware.press.options import PressSettings
from hardware.press.protocol import Die, PressProtocol
from hardware.press.register_map.model import PressMap
from hardware.press.register_map.register import InvalidReadingError
from hardware.press.register_map.transport import LinkError
from hardware.press.supervision.abort_latch import AbortLatch
from hardware.press.supervision.supervisor import OPENING_S, Supervisor

HEARTBEAT_PATIENCE_S = 2.0  # where the map names no deadman; as the shipped map


class ModbusPlcPress:
    """Drives one press through its map.

    Args:
        press_map: the checked press file.
        die: the mounted die.
        clock: everything that is timed uses it.
        settings: how to behave.

    Raises:
        ValueError: if the map is read only.
    """

    def __init__(
        self,
        press_map: PressMap,
        die: Die,
        *,
        clock: Clock | None = None,
        settings: PressSettings | None = None,
    ) -> None:
        if press_map.press.read_only:
            raise ValueError(f"{press_map.source}: a read-only map cannot drive a press")
        self.die = die
        self.map = press_map
        self._settings = settings if settings is not None else PressSettings()
        self._clock: Clock = clock if clock is not None else SystemClock()
        self._link = Link(press_map.transport, self._clock)
        self._machine = Machine(press_map, self._link, self._clock)
        self._lock = lock_of(press_map, self._settings.lock_folder)
        self._latch = AbortLatch()
        self._busy = threading.Lock()
        self._closing = False
        self._limits = MachineLimits()
        self._token = 0
        self._boot_id: int | None = None
        self._stated_simulated = False

    @property
    def simulated(self) -> bool:
        """True if whoever made this said so, or the machine says so itself."""
        return self._settings.simulated or self._stated_simulated

    def connect(self) -> None:
        """Take the press: one writer, proved map, live PLC, known limits.

        Raises:
            PressUnreachableError: if nobody answers.
            UnsafeProtocolError: if map, die, owner or limits do not fit; nothing that moves was
            sent.
        """
        self._confirm_die()
        if self._busy.locked():
            raise UnsafeProtocolError(f"the press is pressing a cell. {NOT_SENT}")
        self._lock.acquire()
        self._closing = False
        self._latch.clear()
        with ExitStack() as undo:
            undo.callback(self._let_go)
            try:
                self._eye().patiently(self._take_over, OPENING_S)
            except LinkError as error:
                raise PressUnreachableError(unreachable(self.map, error)) from error
            undo.pop_all()

    def _take_over(self) -> None:
        self._prove()
        self._own()

    def press_cell(
        self,
        sample: int,
        protocol: PressProtocol,
        *,
        journal: Journal,
        watch: Callable[[Snapshot], None] | None = None,
    ) -> PressRecord:
        """Press one cell; see `hardware.press.interface.Press.press_cell`.

        Raises:
            UnsafeProtocolError: refused; the press was not started.
            PressFaultError: stopped; the force is off.
            PressSilentError: the force is not known to be off.
        """
        self.map.envelope.check(protocol, self.die)
        if not self._busy.acquire(blocking=False):
            raise UnsafeProtocolError("the press is pressing another cell. Nothing was sent to it.")
        eye = self._eye()
        eye.watch = watch
        try:
            with CellEnd(eye):
                self._refuse_after_abort()
                self._refuse_unconnected()
                return self._run(eye, journal).press(sample, protocol)
        except StrokeError as error:
            error.trace = eye.recorder.trace()
            raise
        finally:
            self._end_work()

    def abort(self, reason: str) -> None:
        """Release in a controlled way; allowed at any time, from any thread.

        While a cell is on, its own loop does it within one poll and `press_cell` raises.

        Raises:
            PressSilentError: if the release was not seen.
        """
        self._latch.ask(reason)
        if not self._busy.acquire(blocking=False):
            return
        try:
            self._release_now(reason)
        finally:
            self._end_work()

    def settle(self, sample: int, last_events: Sequence[JournalEvent]) -> InterruptedVerdict:
        """Say what became of a cell whose trial has no end; reads only."""
        del sample  # the journal handed in is that of this sample
        try:
            if not self._link.is_open:
                self._link.open()
            look = self._eye().fresh_look(self.map.heartbeat.deadman_s or HEARTBEAT_PATIENCE_S)
        except LinkError as error:
            return silent_verdict(last_events, str(error))
        if look is None:
            return silent_verdict(last_events, "its heartbeat and readings stand still")
        return verdict(last_events, look, self.map)

    def fixture_mpa(self) -> float | None:
        """Stack pressure in the fixture now; None without a load cell, nan if it is not read."""
        if "stack" not in self.map.registers:
            return None
        try:
            if not self._link.is_open:
                self._link.open()
            return self.die.mpa(self._machine.value("stack"))
        except (LinkError, InvalidReadingError):
            return math.nan

    def close(self) -> None:
        """Give the token back, close the line, free the lock. Does not move the press.

        While a cell is on, its own loop releases it first and closes then: nobody else may take a
        press that still works for us. So does an abort that is not at its end.
        """
        self._closing = True  # before the question: whoever works asks for it at the end
        if not self._busy.acquire(blocking=False):
            self._latch.ask("the program closes the press")
            return
        try:
            self._give_back()
        finally:
            self._busy.release()

    def _end_work(self) -> None:
        self._busy.release()
        if self._closing:
            self.close()

    def _give_back(self) -> None:
        self._closing = False
        if self._token and self._link.is_open:
            with suppress(LinkError):  # the token dies with the machine's memory of our heartbeat
                self._machine.take(0)
        self._token = 0
        self._let_go()

    def _let_go(self) -> None:
        self._link.close()
        self._lock.release()

    def _refuse_after_abort(self) -> None:
        if self._latch.reason is not None:
            raise UnsafeProtocolError(
                f"an abort was asked for ({self._latch.reason}). {NOT_SENT} "
                f"Look at the press, then connect to it again. {KEY_FIRST}"
            )

    def _refuse_unconnected(self) -> None:
        if not self._lock.held:
            raise UnsafeProtocolError(
                "the press is not connected: another program may drive it. "
                f"{NOT_SENT} Connect to it first."
            )

    # --- connecting -----------------------------------------------------------------------------

    def _confirm_die(self) -> None:
        wanted, given = self.die.serial, self._settings.die_serial
        if wanted and given != wanted:
            raise UnsafeProtocolError(
                f"die {self.die.name!r} has serial {wanted!r}, but "
                + (f"{given!r} was read off it" if given else "nobody has confirmed it")
                + f". {NOT_SENT} Read the engraving and confirm it."
            )

    def _prove(self) -> None:
        faults = [f.sentence for f in probe(self._machine) if f.mark == "fault"]
        if not faults:
            self._limits, findings = read_limits(self._machine)
            findings += [*watchdog(self._machine), heart(self._machine, self._clock)]
            faults = [f.sentence for f in findings if f.mark == "fault"]
        if faults:
            raise UnsafeProtocolError(
                f"{self.map.source} does not fit the machine: {' '.join(faults)} {NOT_SENT} "
                "Run: copress press check."
            )
        look = self._machine.look()
        self._boot_id, self._stated_simulated = look.boot_id, look.simulated

    def _own(self) -> None:
        name = self.map.owner_register
        if name is None:
            return
        try:
            held = int(self._machine.value(name))
        except InvalidReadingError as error:
            raise UnsafeProtocolError(f"{error}. {NOT_SENT} Correct {self.map.source}.") from error
        if held and held == self._token:
            return  # it is ours already: an answer was lost, or we connect once more
        if held and self._machine.owner_beats(self._clock):
            raise UnsafeProtocolError(
                f"the press is driven by another computer (owner token {held}, its heartbeat "
                f"goes on). {NOT_SENT} Disconnect the other one first."
            )
        self._token = secrets.randbelow(0xFFFE) + 1
        self._machine.take(self._token)

    def _eye(self) -> Supervisor:
        return Supervisor(self._machine, self._clock, self.die, self._settings.poll_s)

    def _run(self, eye: Supervisor, journal: Journal) -> CellRun:
        return CellRun(
            eye=eye,
            lock=self._lock,
            latch=self._latch,
            journal=journal,
            limits=self._limits,
            boot_id=self._boot_id,
            simulated=self.simulated,
            powder=self._settings.powder,
        )

    def _release_now(self, reason: str) -> None:
        eye = self._eye()
        release = Release(eye, self._lock.release_number(self._last_ack()), None)
        try:
            release.run()
        except ReleaseNotSeenError as error:
            raise PressSilentError(
                f"a release was asked for ({reason}) but not seen: {error}. The press may be "
                f"loaded ({eye.last_seen()}). {GO_THERE}"
            ) from error
        if release.interrupted:
            raise StrokeInterruptedError(f"interrupted. {shows(eye)}")

    def _last_ack(self) -> int | None:
        try:
            if not self._link.is_open:
                self._link.open()
            return self._machine.look().ack_seq
        except LinkError:
            return None


def open_press(
    press_map: PressMap, die: Die, *, clock: Clock | None = None, settings: PressSettings
) -> ModbusPlcPress:
    """Make the press of a checked map; nothing is connected yet."""
    return ModbusPlcPress(press_map, die, clock=clock, settings=settings)
