#!/bin/sh
# PyVISA-py 0.8.1 with PyVISA 1.16.2: VI_ATTR_TCPIP_NODELAY of a raw socket can be read, and setting it
# raises UnknownAttribute; VI_ATTR_TCPIP_KEEPALIVE next to it can be set.
# Seen 2026-11-29: 'read: 0', 'keepalive set', 'nodelay: UnknownAttribute'.
# What it means: two short messages in a row wait for each other's receipt (some 40 ms each) and nobody can
# switch that off through VISA. Send them as one message.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q pyvisa==1.16.2 pyvisa-py==0.8.1
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import socket

import pyvisa
from pyvisa.constants import ResourceAttribute

server = socket.create_server(("127.0.0.1", 0))
name = f"TCPIP::127.0.0.1::{server.getsockname()[1]}::SOCKET"
line = pyvisa.ResourceManager("@py").open_resource(name)
print("read:", line.get_visa_attribute(ResourceAttribute.tcpip_nodelay))
line.set_visa_attribute(ResourceAttribute.tcpip_keepalive, True)
print("keepalive set")
try:
    line.set_visa_attribute(ResourceAttribute.tcpip_nodelay, True)
except Exception as error:
    print("nodelay:", type(error).__name__)
    assert type(error).__name__ == "UnknownAttribute"
else:
    raise SystemExit("CHANGED: nodelay can be set")
PYTHON
