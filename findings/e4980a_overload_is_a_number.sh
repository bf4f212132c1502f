#!/bin/sh
# PyMeasure 0.16.0 AgilentE4980.freq_sweep and QCoDeS 0.58.0 KeysightE4980A: the status word behind each pair of values is
# thrown away, so that an overload (status +1, manual: 'the measurement data are given as 9.9E37') is a resistance.
# Seen 2026-11-29: 'pymeasure [9.9e+37, 9.9e+37]', 'qcodes 9.9e+37'.
# What it means: an open contact reads as a number in every table and plot. Look at the status, or refuse above 1E15.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q pymeasure==0.16.0 qcodes==0.58.0 pyvisa==1.16.2 pyvisa-py==0.8.1
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
                    bins = ",+0" if listed else ""  # IN/OUT of a list sweep only
                    points = [f"{z:+.5E},+0.00000E+00,{status}{bins}" for z in z_ohm]
                    client.sendall((",".join(points) + "\n").encode())
                elif message == "*IDN?":
                    client.sendall(b"Keysight Technologies,E4980A,MY46100000,A.02.10\n")
                elif message == "*OPT?":
                    client.sendall(b"0\n")
                elif message.endswith("?"):
                    client.sendall(b"0\n")

    threading.Thread(target=serve, daemon=True).start()
    return f"TCPIP::127.0.0.1::{server.getsockname()[1]}::SOCKET"


from pymeasure.instruments.agilent import AgilentE4980

meter = AgilentE4980(
    lcr_meter(0.0, "+1", (9.9e37, 9.9e37)),
    visa_library="@py", timeout=3000, read_termination="\n", write_termination="\n",
)
a, _ = meter.freq_sweep([1e3, 1e4])
print("pymeasure", a)
assert a == [9.9e37, 9.9e37], "CHANGED"

from qcodes.instrument_drivers.Keysight import KeysightE4980A

one = KeysightE4980A("lcr", lcr_meter(0.0, "+1", (9.9e37,)), visalib="@py")
pair = one.measurement.get()
print("qcodes", pair)
assert pair[0] == 9.9e37, "CHANGED"
PYTHON
