#!/usr/bin/env bash
# Build a Windows CPython 3.11 with Copress under Wine, from Debian's and PyPI's packages alone.
#   tests/windows/build.sh FOLDER      about ten minutes, 1.5 GB; call it again after a change of Copress
# Exit 3: something that it needs cannot be had here; it says what.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
project=$(cd "$here/../.." && pwd)
folder=${1:?say in which folder to build}
mkdir -p "$folder" && folder=$(cd "$folder" && pwd)
python=$folder/python
missing() { echo "cannot build: $*" >&2; exit 3; }

host=$(command -v python3.11 || true)
[ -n "$host" ] || missing "a CPython 3.11 of this computer; its standard library is the pure Python part"
if ! command -v wine64 /usr/lib/wine/wine64 >/dev/null || ! command -v x86_64-w64-mingw32-gcc >/dev/null; then
  [ "$(id -u)" = 0 ] || missing "wine64 and gcc-mingw-w64-x86-64 (apt-get install)"
  apt-get update -qq && apt-get install -y -qq --no-install-recommends wine wine64 gcc-mingw-w64-x86-64 >/dev/null \
    || missing "wine64 and gcc-mingw-w64-x86-64 cannot be installed"
fi

tools=$folder/tools
[ -x "$tools/bin/pip" ] || { "$host" -m venv "$tools" && "$tools/bin/pip" install -q pefile; }
wheels=$folder/wheels
fetch() {  # FILE: the wheels of a list with hashes
  "$tools/bin/pip" download -q --no-deps --require-hashes --only-binary=:all: --platform win_amd64 \
    --python-version 3.11 --implementation cp -d "$wheels" -r "$1" || missing "the packages of $1"
}

if [ ! -f "$folder/interpreter.done" ]; then
  fetch "$here/interpreter.txt" && fetch "$here/packages.txt"
  rm -rf "$python" && mkdir -p "$python/DLLs" "$python/Lib/site-packages"
  "$tools/bin/python" -m zipfile -e "$wheels"/panda3d-*.whl "$folder/carried"
  carried=$folder/carried/deploy_libs
  cp "$carried"/*.pyd "$carried"/*.dll "$python/DLLs/"
  rm -f "$python"/DLLs/api-ms-* "$python"/DLLs/t[ck]l* "$python"/DLLs/tk86t.dll "$python"/DLLs/_tkinter.pyd
  mv "$python/DLLs/python311.dll" "$python"/DLLs/VCRUNTIME140*.dll "$python/"
  library=$("$host" -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')
  (cd "$library" && tar cf - --exclude lib-dynload --exclude site-packages --exclude dist-packages \
    --exclude test --exclude __pycache__ --exclude 'config-*' --exclude sitecustomize.py .) | tar xf - -C "$python/Lib"
  x86_64-w64-mingw32-gcc -O2 -municode -DPYTHON_DLL='"python311.dll"' -o "$python/python.exe" "$here/launcher.c"
  rm -f "$wheels"/panda3d-*.whl
  "$tools/bin/pip" install -q --no-deps --no-index --no-compile --only-binary=:all: --platform win_amd64 \
    --python-version 3.11 --implementation cp --target "$python/Lib/site-packages" "$wheels"/*.whl
  cp "$here/wine_gaps.py" "$python/Lib/site-packages/sitecustomize.py"
  "$tools/bin/python" "$here/make_dlls.py" 311 "$python" "$carried"
  touch "$folder/interpreter.done"
fi

rm -rf "$folder/copress" && mkdir "$folder/copress"
"$tools/bin/pip" wheel -q --no-deps -w "$folder/copress" "$project"
"$tools/bin/pip" install -q --no-deps --no-index --no-compile --upgrade --target "$python/Lib/site-packages" "$folder"/copress/*.whl
export WINEPREFIX=$folder/prefix WINEDEBUG=-all WINEDLLOVERRIDES='mscoree,mshtml='
[ -d "$WINEPREFIX/drive_c" ] || wine wineboot -i >/dev/null 2>&1
wine "$python/python.exe" -c 'import sys; print("built:", sys.version, sys.platform)' </dev/null 2>&1 | cat  # Wine refuses a stream that is a file
