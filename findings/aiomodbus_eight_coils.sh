#!/usr/bin/env bash
# aiomodbus 0.6.0 sends a byte too many when 8, 16, 24 ... coils are written at once (function 15).
#
# The byte count of a request is the number of coils divided by 8, rounded up (MODBUS Application Protocol V1.1b3,
# 6.11). aiomodbus takes the quotient plus one: right for 7 or 9 coils, "2 bytes" for 8. A server that checks the
# count, as modbus-tk 1.1.5 does, answers with exception 3 (illegal data value) and writes none.
#
# Seen: "modbus-tk: 7 coils written, 8 IllegalDataValue, 9 written, 16 IllegalDataValue; bytes sent for 8 coils: 2".
# Fails when that changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet "aiomodbus==0.6.0" "modbus-tk==1.1.5" "pyserial-asyncio==0.6"
timeout 60 venv/bin/python -W ignore - <<'PYTHON'
import asyncio
import socket
import time

import modbus_tk.defines as defines
import modbus_tk.modbus_tcp as modbus_tcp
from aiomodbus.exceptions import IllegalDataValue
from aiomodbus.tcp import ModbusTCPClient


async def write(port, coils):
    client = ModbusTCPClient("127.0.0.1", port)
    await client.connect()
    try:
        await client.write_multiple_coils(0, *[True] * coils, unit=1, timeout=5)
        return "written"
    except IllegalDataValue:
        return "IllegalDataValue"
    finally:
        client.stop()


with socket.socket() as free:
    free.bind(("127.0.0.1", 0))
    port = free.getsockname()[1]
server = modbus_tcp.TcpServer(port=port, address="127.0.0.1")
server.start()
server.add_slave(1).add_block("outputs", defines.COILS, 0, 64)
for _ in range(100):   # the server opens its port in a thread of its own
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1.0).close()
        break
    except ConnectionRefusedError:
        time.sleep(0.1)
answers = {coils: asyncio.run(write(port, coils)) for coils in (7, 8, 9, 16)}
server.stop()
frame = ModbusTCPClient("127.0.0.1", port)._encode_packet(1, 15, 0, 1, *[True] * 8)
print("modbus-tk:", ", ".join(f"{coils} coils {answer}" for coils, answer in answers.items()),
      f"; bytes sent for 8 coils: {frame[12]}")
wrong = "IllegalDataValue"
assert answers == {7: "written", 8: wrong, 9: "written", 16: wrong} and frame[12] == 2, "CHANGED"
PYTHON
