#!/bin/sh
# PyVISA-py 0.8.1 with PyVISA 1.16.2: when an answer stops in the middle and the time runs out, query() raises
# VI_ERROR_TMO and throws the beginning away; the rest, when it comes, is returned as the answer to the next question.
# Seen 2026-11-29: 'A?: VI_ERROR_TMO', 'B? answered +2.00000E+03' (the rest of A's answer), 'then +7' (B's).
# What it means: after a timeout a program that asks on reads answers of earlier questions, each a valid number.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q pyvisa==1.16.2 pyvisa-py==0.8.1
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import socket
import threading

import pyvisa

server = socket.create_server(("127.0.0.1", 0))
timed_out, sent = threading.Event(), threading.Event()


def serve():
    client, _ = server.accept()
    with client, client.makefile("rb") as lines:
        for line in lines:
            if line == b"A?\n":
                client.sendall(b"+1.00000E+03,")
                timed_out.wait()
                client.sendall(b"+2.00000E+03\n")
                sent.set()
            if line == b"B?\n":
                client.sendall(b"+7\n")


threading.Thread(target=serve, daemon=True).start()
name = f"TCPIP::127.0.0.1::{server.getsockname()[1]}::SOCKET"
line = pyvisa.ResourceManager("@py").open_resource(
    name, read_termination="\n", write_termination="\n", timeout=500
)
try:
    line.query("A?")
except pyvisa.VisaIOError as error:
    print("A?:", error.abbreviation)
timed_out.set()
sent.wait()
answer, after = line.query("B?"), line.read()
print("B? answered", answer)
print("then", after)
assert (answer, after) == ("+2.00000E+03", "+7"), "CHANGED"
PYTHON
