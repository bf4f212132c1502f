#!/bin/sh
# PyVISA-py 0.8.1 with PyVISA 1.16.2: an instrument that has closed its TCP connection looks like one that is
# silent: read() waits for the whole timeout and raises VI_ERROR_TMO, not VI_ERROR_CONN_LOST.
# Seen 2026-11-29: 'closed: VI_ERROR_TMO'.
# What it means: with a timeout that fits a sweep of minutes, a lost line is noticed minutes later, and waiting
# longer never helps. Close and open after every timeout.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q pyvisa==1.16.2 pyvisa-py==0.8.1
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import socket

import pyvisa

server = socket.create_server(("127.0.0.1", 0))
name = f"TCPIP::127.0.0.1::{server.getsockname()[1]}::SOCKET"
line = pyvisa.ResourceManager("@py").open_resource(name, read_termination="\n", timeout=1000)
server.accept()[0].close()
try:
    line.read()
except pyvisa.VisaIOError as error:
    print("closed:", error.abbreviation)
    assert error.abbreviation == "VI_ERROR_TMO", "CHANGED"
else:
    raise SystemExit("CHANGED: something was read")
PYTHON
