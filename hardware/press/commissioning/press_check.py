"""`copress press check`: measure the line, then prove the map. Reads only."""

from hardware.clock import Clock
from hardware.errors import PressUnreachableError
from hardware.press.commissioning.diagnostics import findings
from hardware.press.commissioning.line_findings import line_findings
from hardware.press.commissioning.line_survey import survey
from hardware.press.connect.checked import Checked
from hardware.press.connect.unreachable import unreachable
from hardware.press.modbus.decoding import Decoder
from hardware.press.modbus.raw_frames import ReadRequest
from hardware.press.register_map.blocks import grouped
from hardware.press.register_map.model import PressMap
from hardware.press.register_map.transport import LinkLostError


def check(press_map: PressMap, clock: Clock, line_s: float) -> list[Checked]:
    """Measure the line for `line_s` seconds, then prove the map.

    Raises:
        PressUnreachableError: if nobody answers and the line does not show why.
    """
    measured = measure(press_map, line_s) if line_s > 0.0 else []
    try:
        return measured + findings(press_map, clock)
    except PressUnreachableError as error:
        if all(finding.mark != "fault" for finding in measured):
            raise
        sentence = f"nothing can be proved on this line: {error.__cause__}"
        return [*measured, Checked("fault", "map", sentence)]


def measure(press_map: PressMap, line_s: float) -> list[Checked]:
    """Ask on the line for some seconds and say what is wrong with it.

    Raises:
        PressUnreachableError: if the line cannot be opened.
    """
    if press_map.transport.kind == "ascii":
        return [Checked("warn", "line", "a line in Modbus ASCII is not measured")]
    found = survey(press_map.transport, _requests(press_map), line_s)
    if found.refused and not found.heard:
        error = LinkLostError(found.refused)
        raise PressUnreachableError(unreachable(press_map, error)) from error
    guarded = [press_map.registers[name] for name in press_map.setpoints]
    return line_findings(found, press_map, guards=len(grouped(press_map, guarded)))


def _requests(press_map: PressMap) -> list[ReadRequest]:
    """What a look asks for on the press's own line."""
    line = press_map.transport.address_of_line
    devices = {"": press_map.transport, **press_map.devices}
    return [
        ReadRequest(devices[block.device].device_id, block.table, block.address, block.count)
        for block in grouped(press_map, Decoder(press_map).watched())
        if devices[block.device].address_of_line == line
    ]
