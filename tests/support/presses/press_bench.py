"""A simulated press with somebody at it: a polling client without the network, in lock step."""

from hardware.clock import SimulatedClock
from hardware.press.protocol import Die
from hardware.twin.laboratory import Laboratory, Setup
from hardware.twin.plc.registers import (
    Ack,
    Address,
    AlarmFlag,
    Command,
    State,
    float_words,
    words_float,
)

DIE = Die("twin", 10.0, 63.0, 800.0)


class Bench:
    """A person with a Modbus client at the simulated press, without the network."""

    def __init__(self, folder, *faults, seed=0, poll_s=0.1, **setup):
        self.clock = SimulatedClock()
        self.laboratory = Laboratory(
            seed, "sodium", folder, self.clock, faults=faults, setup=Setup(**setup)
        )
        folder.mkdir(exist_ok=True)
        self.plc = self.laboratory.plc
        self.poll_s = poll_s
        self.seq = 0
        self.beat = 0
        self.clock.sleep(1.0)

    def word(self, address):
        return self.plc.read(address, 1)[0]

    def number(self, address):
        return words_float(self.plc.read(address, 2))

    @property
    def state(self):
        return State(self.word(Address.STATE))

    @property
    def alarms(self):
        return AlarmFlag(self.word(Address.ALARMS1))

    def heartbeat(self):
        """Show the PLC that somebody lives."""
        self.beat += 1
        self.plc.write(Address.PC_HEARTBEAT, [self.beat & 0xFFFF])

    def order(self, mpa=400.0, dwell_s=10, sample=1, ramp=40.0, release=10.0, stack=50.0):
        words = [*float_words(DIE.force_kn(mpa)), *float_words(DIE.force_kn(ramp)), 0, dwell_s]
        words += [*float_words(DIE.force_kn(release)), *float_words(0.5), sample, 0]
        assert self.plc.write(Address.SP_FORCE, [*words, *float_words(DIE.force_kn(stack))]) == 0

    def command(self, command, seq=None):
        self.seq = self.seq + 1 if seq is None else seq
        refusal = self.plc.write(Address.CMD, [command, self.seq])
        assert refusal == 0
        assert self.word(Address.ACK_SEQ) == self.seq
        return Ack(self.word(Address.ACK_CODE))

    def look(self, seconds=0.0):
        """Let time pass as a polling client does, heart beating; yields after each poll."""
        ticks = max(round(seconds / self.poll_s), 1)
        for _ in range(ticks):
            self.clock.sleep(self.poll_s)
            if int(self.clock.now_s() / 0.5) != self.beat:
                self.beat = int(self.clock.now_s() / 0.5)
                self.plc.write(Address.PC_HEARTBEAT, [self.beat & 0xFFFF])
            yield self.state

    def until(self, *states, within_s=400.0):
        for state in self.look(within_s):
            if state in states:
                return state
        raise AssertionError(f"still {self.state.name} after {within_s} s")

    def press(self, **orders):
        self.order(**orders)
        self.heartbeat()
        assert self.command(Command.START) is Ack.OK
        return self.until(State.DONE, State.FAULT, State.ABORTED, State.ESTOP)
