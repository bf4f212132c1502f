#!/bin/sh
# PyMeasure 0.16.0, AgilentE4980.freq_sweep(..., return_freq=True): when the sweep lasts longer than the timeout, it
# asks for the data again after each timeout; the instrument answers each time, and the second answer is returned as
# the frequencies.
# Seen 2026-11-29, sweep of 1.5 s, timeout of 1 s: 'frequencies [100.0, 0.0, 0.0, 0.0, 200.0, ...]' for 1, 10, 100 kHz.
# What it means: impedances stand where frequencies belong; nothing is raised. Set the timeout above the sweep.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q pymeasure==0.16.0 pyvisa==1.16.2 pyvisa-py==0.8.1
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import socket
import threading
import time


def lcr_meter(sweep_s, status, z_ohm):
    """An E4980A in its list sweep, as its manual describes it: FETC? waits for the sweep."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve():
        client, _ = server.accept()
        complete_s, listed = 0.0, ""
        with client, client.makefile("rb") as lines:
            for line in lines:
                message = line.decode().strip()
                if message.startswith("LIST:FREQ "):
                    listed = message.partition(" ")[2]
                elif "TRIG:IMM" in message:
                    complete_s = time.monotonic() + sweep_s
                elif "FETC" in message.upper():
                    time.sleep(max(0.0, complete_s - time.monotonic()))
                    points = [f"{z:+.5E},+0.00000E+00,{status},+0" for z in z_ohm]
                    client.sendall((",".join(points) + "\n").encode())
                elif message == "LIST:FREQ?":
                    client.sendall((listed + "\n").encode())

    threading.Thread(target=serve, daemon=True).start()
    return f"TCPIP::127.0.0.1::{server.getsockname()[1]}::SOCKET"


from pymeasure.instruments.agilent import AgilentE4980

meter = AgilentE4980(
    lcr_meter(1.5, "+0", (100.0, 200.0, 300.0)),
    visa_library="@py", timeout=1000, read_termination="\n", write_termination="\n",
)
a, b, frequencies = meter.freq_sweep([1e3, 1e4, 1e5], return_freq=True)
print("frequencies", frequencies)
assert frequencies[:5] == [100.0, 0.0, 0.0, 0.0, 200.0], "CHANGED"
PYTHON
