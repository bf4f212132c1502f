#!/bin/sh
# pypalmsens 2.2.0: without a .NET runtime 'import pypalmsens' raises RuntimeError, not ImportError; pip installs it
# without a word.
# Seen 2026-11-29 (no .NET): 'RuntimeError: Failed to create a .NET runtime (coreclr) using the'.
# What it means: the usual 'try: import ... except ImportError' of an optional part does not catch it.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q pypalmsens==2.2.0
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import shutil

if shutil.which("dotnet"):
    raise SystemExit("a .NET runtime is here: nothing to see")
try:
    import pypalmsens
except Exception as error:
    print(f"{type(error).__name__}: {str(error).splitlines()[0]}")
    assert type(error) is RuntimeError, "CHANGED"
else:
    raise SystemExit("CHANGED: it is imported")
PYTHON
