#!/usr/bin/env bash
# omega-controller 0.0.5 reads temperatures below zero as some 6500 degrees, and cannot set one.
#
# The controller's registers are signed words in tenths of a degree; so -5.0 is sent as 65486. The driver reads measured
# value and set-point without a sign, and refuses to write a number below zero. Its test for faults looks at four words only
# (0x8002 to 0x8006). Above zero all is right.
#
# Seen: a controller on a pseudo-terminal, Modbus ASCII: "at 25.0 the driver reads 25.0, at -5.0 it reads 6548.6; set-point
# -20.0 is read as 6533.6, refused when written". Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --no-compile "omega-controller==0.0.5" "minimalmodbus==2.1.1" "pyserial==3.5"
timeout 60 venv/bin/python -W ignore - <<'PYTHON'
import os
import pty
import threading
import tty

from omega_controller import OmegaController

registers = {0x1000: 250, 0x1001: 0x10000 - 200}
line, name = pty.openpty()
tty.setraw(name)


def answer():
    """Function 3 of Modbus ASCII, one register at a time."""
    heard = b""
    while True:
        heard += os.read(line, 64)
        if heard.endswith(b"\r\n"):
            frame = bytes.fromhex(heard[1:-2].decode())
            word = registers[int.from_bytes(frame[2:4], "big")]
            reply = bytes([frame[0], 3, 2]) + word.to_bytes(2, "big")
            reply += bytes([-sum(reply) & 0xFF])
            os.write(line, b":" + reply.hex().upper().encode() + b"\r\n")
            heard = b""


threading.Thread(target=answer, daemon=True).start()
controller = OmegaController(os.ttyname(name), parity="none", bytesize=8)
warm = controller.get_pv()
registers[0x1000] = 0x10000 - 50
cold, set_point = controller.get_pv(), controller.get_sv()
try:
    controller.set_sv(-20.0)
    refused = False
except ValueError:
    refused = True
print(f"at 25.0 the driver reads {warm}, at -5.0 it reads {cold}; set-point -20.0 is read as {set_point},"
      f" {'refused' if refused else 'taken'} when written")
assert warm == 25.0 and (cold, set_point) == (6548.6, 6533.6) and refused, "CHANGED"
PYTHON
