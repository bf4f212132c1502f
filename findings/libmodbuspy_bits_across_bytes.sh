#!/usr/bin/env bash
# libmodbuspy 0.4.0: a server that takes its coils from `readMemBits` answers other coils where the range crosses a byte.
#
# `readMemBits(offset, count, memory)` is offered to servers for reading bits out of their memory. The last byte of an
# answer is shifted twice where it was put together from two: every range whose rest of bits (count modulo 8) crosses a
# byte boundary is wrong. The others are right.
#
# Seen: coils 5 to 10 of a server, read with pyModbusTCP 0.3.1: "in memory 010110, answered 010000; of all 136 ranges in
# two bytes 21 are wrong". Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --no-compile "libmodbuspy==0.4.0" "pyserial==3.5" "pyModbusTCP==0.3.1"
timeout 60 venv/bin/python -W ignore - <<'PYTHON'
import socket
import threading
import time

from libmodbuspy import ModbusInterface, ModbusTcpServer
from libmodbuspy.mbglobal import readMemBits
from pyModbusTCP.client import ModbusClient

COILS = "1011001011010110"
memory = bytearray(int(COILS[first : first + 8][::-1], 2) for first in (0, 8))


class Device(ModbusInterface):
    """A device with sixteen coils, as the package's own description of a server has it."""

    def readCoils(self, unit, offset, count):
        return readMemBits(offset, count, bytearray(memory))


with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
server = ModbusTcpServer(Device())
server.setPort(port)
stop = threading.Event()


def serve():
    while not stop.is_set():
        server.process()
        time.sleep(0.0005)


thread = threading.Thread(target=serve, daemon=True)
thread.start()
client = ModbusClient(host="127.0.0.1", port=port, timeout=5.0)


def asked(offset, count):
    for _ in range(200):  # the server may not listen yet
        if (answer := client.read_coils(offset, count)) is not None:
            return answer
        time.sleep(0.05)
    raise SystemExit("no answer from the server")


wrong, shown = 0, ""
for offset in range(16):
    for count in range(1, 17 - offset):
        bits = "".join("1" if bit else "0" for bit in asked(offset, count))
        wrong += bits != COILS[offset : offset + count]
        shown = bits if (offset, count) == (5, 6) else shown
stop.set()
thread.join(5.0)
print(f"in memory {COILS[5:11]}, answered {shown}; of all 136 ranges in two bytes {wrong} are wrong")
assert (shown, wrong) == ("010000", 21), "CHANGED"
PYTHON
