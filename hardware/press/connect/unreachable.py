"""The sentence for a press that cannot be reached, and what to look at."""

from hardware.press.register_map.model import PressMap
from hardware.press.register_map.transport import LinkError, ModbusRefusedError

NO_DEVICE_CODES = (2, 4, 10, 11)
"""Ways in which gateways and servers say that nobody has this device id."""


def unreachable(press_map: PressMap, error: LinkError) -> str:
    """The sentence for a press that does not answer before anything was started."""
    transport = press_map.transport
    if isinstance(error, ModbusRefusedError) and error.is_write:
        return (
            f"the press at {transport.address} answers, but it refused: {error}. Nothing that "
            f"moves it was sent. Correct {press_map.source}, or the machine."
        )
    nobody = ""
    if isinstance(error, ModbusRefusedError) and error.code in NO_DEVICE_CODES:
        nobody = f" Perhaps there is no device with id {transport.device_id} behind that address."
    elif "no answer" in str(error):
        nobody = (
            f" No device with id {transport.device_id} answers on that line, or what it answers "
            "cannot be used: `copress press check` measures the line and says which."
        )
    return (
        f"the press cannot be reached at {transport.address}: {error}.{nobody} Nothing was sent to "
        "it. Check power, cable, host, port and device_id in [transport] of "
        f"{press_map.source}, and that no other program holds the line."
    )
