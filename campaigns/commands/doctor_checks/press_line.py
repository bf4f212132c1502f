"""Whether anything answers where the press should be; not a single Modbus frame is sent."""

import os
import socket
import sys
from pathlib import Path

from campaigns.commands.doctor_checks.computer import listed_ports
from campaigns.commands.doctor_checks.finding import Checkup
from hardware.press.register_map.load import load_press_map
from hardware.press.register_map.transport import Transport

_PATIENCE_S = 2.0  # chosen: a PLC in the same building answers within milliseconds


def press_finding(map_file: Path) -> Checkup:
    """Is there something at the address that a press map names?

    A TCP connection is made and closed at once; of a serial port only the permission is looked at.

    Raises:
        MapError: the map cannot be read; the message says where.
    """
    transport = load_press_map(map_file).transport
    if transport.kind == "rtu":
        return _on_serial(transport.serial_port)
    return _on_network(transport)


def _on_network(transport: Transport) -> Checkup:
    place = f"{transport.host}:{transport.port}"
    try:
        socket.create_connection((transport.host, transport.port), _PATIENCE_S).close()
    except OSError as error:
        advice = (
            "Is the machine on, the cable in, this computer in its network (ping the address), are "
            "host and port right in [transport]? Some PLCs serve one client only: end the other."
        )
        return Checkup("press", "fault", f"nothing answers at {place}: {_words(error)}", advice)
    advice = "Prove the map against it: copress press check"
    return Checkup("press", "good", f"something listens at {place}", advice)


def _words(error: OSError) -> str:
    return (error.strerror or str(error) or type(error).__name__).lower()


def is_there(port: str, *, windows: bool = sys.platform == "win32") -> bool:
    """Whether the system has such a port; on Windows, where ports are no files, it lists them."""
    if not windows:
        return Path(port).exists()
    return port.upper() in {listed.upper() for listed in listed_ports()}


def _on_serial(port: str) -> Checkup:
    if not is_there(port):
        advice = "Is the adapter plugged in? `copress doctor` without a map lists the ports."
        return Checkup("press", "fault", f"there is no serial port {port}", advice)
    if sys.platform != "win32" and not os.access(port, os.R_OK | os.W_OK):
        advice = "On Linux: sudo usermod -a -G dialout $USER, then log in again."
        return Checkup("press", "fault", f"this user may not open {port}", advice)
    return Checkup("press", "good", f"{port} is there", "Prove the map: copress press check")
