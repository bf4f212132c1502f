"""The simulated PLC as a client meets it: registers in, registers out.

Commands come with a sequence number in one frame and are acknowledged; only a number newer than the
acknowledged one is obeyed, so that a frame that was held up cannot start the press after a later
command. Set-points are taken over at START. START is void when the supervisor's heartbeat has stood
still for longer than the deadman, and the deadman releases a press that moves.

Time passes only when somebody asks: every request first lets the machine catch up with the clock.
"""

import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hardware.clock import Clock
from hardware.twin.plc import registers as reg
from hardware.twin.plc.faults import FaultBoard
from hardware.twin.plc.heater import Heater
from hardware.twin.plc.registers import Ack, Address, AlarmFlag, Command, Interlock, State
from hardware.twin.plc.sensors import Sensors
from hardware.twin.plc.simulated_stroke import Orders, PressBench
from hardware.twin.plc.state_machine import DEADMAN_S, SimulatedMachine

ILLEGAL_ADDRESS = 2  # Modbus application protocol V1.1b3, section 7
ILLEGAL_VALUE = 3  # likewise

_HEARTBEAT_S = 0.5  # assumed: the PLC counts twice a second


@dataclass(frozen=True)
class PressModel:
    """What kind of press the PLC drives; its own limits are its, not the client's."""

    lim_force_kn: float = 100.0
    lim_ramp_kn_s: float = 10.0
    lim_stack_kn: float = 25.0
    ram_area_cm2: float = 15.0
    deadman_s: float = DEADMAN_S


class Plc:
    """Registers, commands and sensors around a `SimulatedMachine`.

    Safe to be called from several threads.

    Args:
        bench: what stands under the piston.
        clock: whose seconds are the machine's seconds.
        board: the faults.
        model: the kind of press.
        seed: of sensor noise and boot id.
    """

    def __init__(
        self, bench: PressBench, clock: Clock, board: FaultBoard, model: PressModel, seed: int
    ) -> None:
        self.board = board
        self.model = model
        self.machine = SimulatedMachine(
            bench, board, lim_force_kn=model.lim_force_kn, deadman_s=model.deadman_s
        )
        self.executed = Command.NONE
        """The command that the latest write set off, if any."""
        self._clock = clock
        self._origin_s = clock.now_s()
        self._lock = threading.RLock()
        self._sensors = Sensors(self.machine, board, model.ram_area_cm2, seed)
        self._heater = Heater()
        self._boot_id = int(np.random.default_rng([seed, 5]).integers(1, 60000))
        self._written = [0] * reg.LIMITS.start
        self._ack_seq = board.upset.last_seq
        self._ack_code = Ack.OK
        self._boots_seen = 0
        self._frozen_image: list[int] | None = None
        self._orders_by = {
            Command.START: self._start,
            Command.STOP: self._stop,
            Command.RELEASE: self._release,
            Command.RESET_ALARM: self._reset,
            Command.TARE: self._tare,
            Command.CLOSE_FIXTURE: self._close_fixture,
        }

    # --- requests -------------------------------------------------------------------------------

    def read(self, address: int, count: int) -> list[int]:
        """Registers as they go over the wire."""
        with self._lock:
            self._catch_up()
            wire = self._on_wire(self._image())
            first = address + self.board.upset.off_by_one
            return [*wire, 0][first : first + count]

    def write(self, address: int, words: Sequence[int]) -> int:
        """Take registers from the wire.

        Returns:
            0, or the Modbus exception code.
        """
        with self._lock:
            self._catch_up()
            self.executed = Command.NONE
            first = address - self.board.upset.off_by_one
            if first < 0 or first + len(words) > reg.LIMITS.start:
                return ILLEGAL_ADDRESS
            wire = self._on_wire(self._image())
            wire[first : first + len(words)] = words
            wanted = self._on_wire(wire)[: reg.LIMITS.start]  # each distortion undoes itself
            if self._foreign_owner(wanted[Address.OWNER_TOKEN]):
                return ILLEGAL_VALUE
            self._take(wanted)
            return 0

    def inspect(self) -> State:
        """State after catching up with the clock; for those who stand next to the press."""
        with self._lock:
            self._catch_up()
            return self.machine.state

    def _catch_up(self) -> None:
        self.machine.advance(self._clock.now_s() - self._origin_s)
        self._heater.advance(
            self.machine.now_s,
            self._float(Address.SP_TEMPERATURE),
            self._float(Address.SP_HEAT_RATE),
            self.board.upset.heat_factor,
        )
        if self.machine.boots != self._boots_seen:
            self._boots_seen = self.machine.boots
            self._boot_id = self._boot_id % 65535 + 1
            self._written = [0] * reg.LIMITS.start
            self._ack_seq, self._ack_code = 0, Ack.OK
            self._sensors.tare_kn = 0.0

    # --- commands -------------------------------------------------------------------------------

    def _foreign_owner(self, token: int) -> bool:
        """Somebody else tries to take over while the owner is alive."""
        held = self._written[Address.OWNER_TOKEN]
        alive = self.machine.now_s - self.machine.heard_s <= self.model.deadman_s
        return held != 0 and token not in (0, held) and alive

    def _take(self, wanted: list[int]) -> None:
        if wanted[Address.PC_HEARTBEAT] != self._written[Address.PC_HEARTBEAT]:
            self.machine.heard_s = self.machine.now_s
        self._written = wanted
        if self._float(Address.SP_FORCE) > self.board.upset.clamp_kn:
            self._set(Address.SP_FORCE, self.board.upset.clamp_kn)
        seq = wanted[Address.CMD_SEQ]
        if _newer(seq, self._ack_seq):
            self._obey(wanted[Address.CMD], seq)

    def _obey(self, code: int, seq: int) -> None:
        self._ack_seq = seq
        command = Command(code) if code in set(Command) else Command.NONE
        order = self._orders_by.get(command)
        if order is None:
            self._ack_code = Ack.REFUSED_STATE
            return
        self.executed = command
        self._ack_code = order()

    def _orders(self) -> Orders:
        return Orders(
            sample=self._written[Address.SAMPLE],
            force_kn=self._float(Address.SP_FORCE),
            ramp_kn_s=self._float(Address.SP_RAMP),
            dwell_s=float(
                self._written[Address.SP_DWELL] << 16 | self._written[Address.SP_DWELL + 1]
            ),
            release_kn_s=self._float(Address.SP_RELEASE),
            hold_tol_kn=self._float(Address.SP_HOLD_TOL) or 1.0,
            die_degc=self._heater.degc,
        )

    def _may_move(self) -> Ack:
        if self.board.upset.guard_open:
            return Ack.GUARD_OPEN
        if self.board.upset.local:
            return Ack.NOT_REMOTE
        ready = self.machine.state in (State.IDLE, State.DONE) and self.machine.ram.unloaded
        if not ready or self.machine.alarms & ~reg.WARNINGS:
            return Ack.REFUSED_STATE
        silent_s = self.machine.now_s - self.machine.heard_s
        return Ack.STALE if silent_s > self.model.deadman_s else Ack.OK

    def _start(self) -> Ack:
        refusal = self._may_move()
        if refusal:
            return refusal
        orders, model = self._orders(), self.model
        sound = (
            _within(orders.force_kn, model.lim_force_kn)
            and _within(orders.ramp_kn_s, model.lim_ramp_kn_s)
            and _within(orders.release_kn_s, model.lim_ramp_kn_s)
        )
        if not sound:
            return Ack.OUT_OF_LIMITS
        self.machine.start(orders)
        return Ack.OK

    def _close_fixture(self) -> Ack:
        refusal = self._may_move()
        if refusal:
            return refusal
        stack_kn = self._float(Address.SP_STACK)
        if not _within(stack_kn, self.model.lim_stack_kn):
            return Ack.OUT_OF_LIMITS
        self.machine.close_fixture(self._written[Address.SAMPLE], stack_kn)
        return Ack.OK

    def _stop(self) -> Ack:
        self.machine.stop()
        return Ack.OK

    def _release(self) -> Ack:
        self.machine.release()
        return Ack.OK

    def _reset(self) -> Ack:
        return Ack.OK if self.machine.reset() else Ack.REFUSED_STATE

    def _tare(self) -> Ack:
        if self.machine.state is not State.IDLE:
            return Ack.REFUSED_STATE
        self._sensors.tare_kn = self._sensors.offset_kn
        return Ack.OK

    # --- sensors and registers ------------------------------------------------------------------

    def _float(self, address: Address) -> float:
        return reg.words_float(self._written[address : address + 2])

    def _set(self, address: Address, value: float) -> None:
        self._written[address : address + 2] = reg.float_words(value)

    def _image(self) -> list[int]:
        """All registers, in the map's own order of words."""
        if self.board.upset.heartbeat_stops and self._frozen_image is not None:
            # readings stand still; what was written is memory, not a reading
            return [*self._written, *self._frozen_image[len(self._written) :]]
        if self.board.upset.second_writer:
            self.board.upset.second_writer = False
            self._set(Address.SP_FORCE, self._float(Address.SP_FORCE) + 2.0)
        image = self._written + [0] * (reg.SIZE - len(self._written))
        for address, value in self._values().items():
            words = reg.encode(address, value)
            image[address : address + len(words)] = words
        self._frozen_image = list(image)
        return image

    def _values(self) -> dict[Address, float]:
        machine, model = self.machine, self.model
        return {
            Address.LIM_FORCE: model.lim_force_kn,
            Address.LIM_RAMP: model.lim_ramp_kn_s,
            Address.STATE: machine.state,
            Address.ACK_SEQ: self._ack_seq,
            Address.ACK_CODE: self._ack_code,
            Address.PLC_HEARTBEAT: machine.now_s / _HEARTBEAT_S,
            Address.BOOT_ID: self._boot_id,
            Address.MAP_VERSION: self.board.upset.map_version,
            Address.CONSTANT_WORD: reg.CONSTANT_WORD,
            Address.CONSTANT_FLOAT: reg.CONSTANT_FLOAT,
            Address.SIMULATED: 1,
            Address.FORCE: self._sensors.force_kn(),
            Address.OIL_BAR: self._sensors.oil_bar(),
            Address.POSITION: self._sensors.travel_mm(),
            Address.TIME_IN_STATE: machine.in_state_s,
            Address.PEAK_FORCE: self._sensors.peak_kn(),
            Address.TEMPERATURE: self._heater.degc,
            Address.STACK: machine.stack_kn,
            Address.ALARMS1: machine.alarms | (AlarmFlag.ANY if machine.alarms else 0),
            Address.INTERLOCKS: self._interlocks(),
            Address.LAST_END: machine.last_end,
        }

    def _interlocks(self) -> Interlock:
        upset, machine = self.board.upset, self.machine
        good = {
            Interlock.REMOTE: not upset.local,
            Interlock.GUARD_CLOSED: not upset.guard_open,
            Interlock.ESTOP_OUT: not upset.estop,
            Interlock.UNLOADED: machine.ram.unloaded,
            Interlock.FIXTURE_CLOSED: machine.stack_kn > 0.0,
        }
        word = Interlock(0)
        for bit, holds in good.items():
            word |= bit if holds else Interlock(0)
        return word

    def _on_wire(self, image: list[int]) -> list[int]:
        """Distort as the faults say; doing it twice gives the image back."""
        upset, wire = self.board.upset, list(image)
        if upset.swapped_words:
            for address in reg.FLOATS | reg.DOUBLES:
                wire[address], wire[address + 1] = wire[address + 1], wire[address]
        if upset.swapped_bytes:
            wire = [(word & 0xFF) << 8 | word >> 8 for word in wire]
        return wire


def _newer(seq: int, acknowledged: int) -> bool:
    """The signed 16-bit difference is above zero, as a PLC compares; after a start all is new."""
    return seq != 0 and (acknowledged == 0 or 0 < seq - acknowledged & 0xFFFF < 0x8000)


def _within(value: float, limit: float) -> bool:
    return math.isfinite(value) and 0.0 < value <= limit
