"""Commands to the machine without the adapter's own limits; only commissioning gives them.

Whatever breaks off after START, a lost answer or a person's Ctrl-C: it is released first.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from hardware.errors import GO_THERE, PressSilentError
from hardware.press.commissioning.stand import Stand
from hardware.press.control.release import Release, ReleaseNotSeenError
from hardware.press.modbus.machine import Machine
from hardware.press.modbus.writer_lock import PressLock, lock_of
from hardware.press.supervision.supervisor import Supervisor


@dataclass
class Driver:
    """Sends commands to the machine directly."""

    machine: Machine
    eye: Supervisor
    lock: PressLock
    seq: int = 0
    """Number of the START that is armed."""
    begun: bool = False
    """START may have been sent, and nobody has released or disproved it yet."""

    def arm(self, setpoints: dict[str, float]) -> None:
        """Write set-points, read back.

        Raises:
            LinkError: if the machine holds something else, or the line fails.
        """
        self.machine.beat()
        self.machine.write_setpoints(setpoints)
        self.seq = self.lock.next_seq(self.eye.look().ack_seq)

    def start(self, numbers: dict[str, float]) -> None:
        """START, once.

        Raises:
            LinkError: if the machine refuses, or the line fails.
        """
        self.begun = True
        self.machine.command("start", self.seq, self.eye.pause, numbers)

    def release(self) -> None:
        """Let go until the press is seen unloaded.

        Raises:
            PressSilentError: if it is not seen.
        """
        acknowledged = self.eye.last.ack_seq if self.eye.last is not None else None
        number = self.lock.release_number(acknowledged)
        release = Release(self.eye, number, None)
        try:
            release.run()
        except ReleaseNotSeenError as error:
            raise PressSilentError(
                f"START was sent, and no release was seen: {error}. The press may be loaded "
                f"({self.eye.last_seen()}). {GO_THERE}"
            ) from error
        self.begun = False
        if release.interrupted:
            raise KeyboardInterrupt


@contextmanager
def driver(stand: Stand) -> Iterator[Driver]:
    """The machine with a sequence number of ours; released at the end where START stands open.

    Raises:
        UnsafeProtocolError: another program drives the press.
        PressSilentError: if that release is not seen.
    """
    lock = lock_of(stand.press_map, stand.settings.lock_folder)
    lock.acquire()
    try:
        with stand.machine() as machine:
            machine.take(secrets.randbelow(0xFFFE) + 1)
            driving = Driver(machine, Supervisor(machine, stand.clock, stand.die, 0.1), lock)
            try:
                yield driving
            finally:
                if driving.begun:
                    driving.release()
                if machine.link.is_open:
                    machine.take(0)
    finally:
        lock.release()
