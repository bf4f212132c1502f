"""What anybody may do with a press without owning it: prove the map, look, release."""

from collections.abc import Iterator
from dataclasses import replace

from hardware.clock import Clock
from hardware.errors import GO_THERE, PressSilentError, PressUnreachableError
from hardware.press.commissioning.map_check import prove
from hardware.press.connect.checked import Checked
from hardware.press.connect.unreachable import unreachable
from hardware.press.control.release import Release, ReleaseNotSeenError
from hardware.press.modbus.link import Link
from hardware.press.modbus.machine import Machine
from hardware.press.modbus.sequence import ReleaseNumber, after
from hardware.press.modbus.snapshot import MachineSnapshot
from hardware.press.protocol import Die
from hardware.press.register_map.model import PressMap
from hardware.press.register_map.transport import LinkError
from hardware.press.supervision.supervisor import Supervisor


def at(press_map: PressMap, host: str | None, port: int | None) -> PressMap:
    """The same map on another host or port; devices on the press's own line move with it."""
    own = press_map.transport
    moved = replace(own, host=host or own.host, port=port or own.port)
    devices = {
        name: replace(moved, device_id=it.device_id)
        if it.address_of_line == own.address_of_line
        else it
        for name, it in press_map.devices.items()
    }
    return replace(press_map, transport=moved, devices=devices)


def findings(press_map: PressMap, clock: Clock) -> list[Checked]:
    """Prove a map against its machine; reads only.

    Raises:
        PressUnreachableError: if nobody answers.
    """
    machine = _opened(press_map, clock)
    try:
        return prove(machine, clock)
    except LinkError as error:
        raise _unreachable(press_map, error) from error
    finally:
        machine.link.close()


def looks(press_map: PressMap, clock: Clock, every_s: float) -> Iterator[MachineSnapshot]:
    """Look again and again; reads only, until whoever iterates stops.

    Raises:
        PressUnreachableError: if nobody answers.
    """
    machine = _opened(press_map, clock)
    try:
        while True:
            yield machine.look()
            clock.sleep(every_s)
    except LinkError as error:
        raise _unreachable(press_map, error) from error
    finally:
        machine.link.close()


def release(press_map: PressMap, die: Die, clock: Clock, poll_s: float) -> MachineSnapshot:
    """Release in a controlled way, whoever drives the press; returns the look that shows it.

    Needs neither lock nor owner token: an abort is never refused.

    Raises:
        PressSilentError: if nobody answers, or the release was not seen.
    """
    machine = Machine(press_map, Link(press_map.transport, clock), clock)
    eye = Supervisor(machine, clock, die, poll_s)
    try:
        shown = eye.patiently(eye.look, press_map.supervision.back_within_s).ack_seq or 0
        last = press_map.press.last_seq
        return Release(eye, ReleaseNumber(after(shown, last), last), None).run()
    except LinkError as error:
        raise PressSilentError(
            f"the press cannot be reached at {press_map.transport.address}: {error}. It was not "
            f"asked to release and may be loaded. {GO_THERE}"
        ) from error
    except ReleaseNotSeenError as error:
        raise PressSilentError(
            f"a release was asked for but not seen: {error}. The press may be loaded "
            f"({eye.last_seen()}). {GO_THERE}"
        ) from error
    finally:
        machine.link.close()


def _opened(press_map: PressMap, clock: Clock) -> Machine:
    link = Link(press_map.transport, clock)
    try:
        link.open()
    except LinkError as error:
        raise _unreachable(press_map, error) from error
    return Machine(press_map, link, clock)


def _unreachable(press_map: PressMap, error: LinkError) -> PressUnreachableError:
    return PressUnreachableError(unreachable(press_map, error))
