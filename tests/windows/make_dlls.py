"""Make three small DLLs that Wine 8 lacks or has as stubs; none stands for anything in Copress.

python3.dll        the stable ABI: forwards every name to pythonXY.dll (CPython ships this one)
bcryptprimitives   ProcessPrng (Windows 8 and later): from SystemFunction036 of advapi32
shm-ms-win-crt-math-l1-1-0.dll   C99 complex functions; every other name goes on to ucrtbase

Called by build.sh: make_dlls.py XY PYTHON_FOLDER FOLDER_WITH_THE_CARRIED_DLLS
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import pefile

COMPILER = "x86_64-w64-mingw32-gcc"
MATH = "api-ms-win-crt-math-l1-1-0.dll"
OURS = "shm-ms-win-crt-math-l1-1-0.dll"
"""Wine finds api-ms-* by its own list, not as a file: modules that need a complex function get
the name of ours written in."""

_REAL = ("cabs", "carg", "cimag", "creal")
_COMPLEX = (
    *("cacos", "cacosh", "casin", "casinh", "catan", "catanh", "ccos", "ccosh", "cexp", "clog"),
    *("conj", "cproj", "csin", "csinh", "csqrt", "ctan", "ctanh"),
)
_LONG = (
    *("acosh", "asinh", "atanh", "cbrt", "copysign", "erf", "erfc", "exp2", "expm1", "fma"),
    *("log1p", "log2", "nextafter", "rint", "trunc", "lgamma", "tgamma", "round", "fmax", "fmin"),
    *("fdim", "logb", "remainder"),
)
_ARGUMENTS = {
    "copysign": 2, "nextafter": 2, "fmax": 2, "fmin": 2, "fdim": 2, "remainder": 2, "fma": 3,
}  # fmt: skip
_HEAD = """
#include <complex.h>
typedef struct {double r, i;} D; typedef struct {float r, i;} F;
static double complex up(D z){double complex w; __real__ w=z.r; __imag__ w=z.i; return w;}
static float complex upf(F z){float complex w; __real__ w=z.r; __imag__ w=z.i; return w;}
static D dn(double complex w){D z={__real__ w,__imag__ w}; return z;}
static F dnf(float complex w){F z={__real__ w,__imag__ w}; return z;}
"""
_RANDOM = """
#include <windows.h>
BOOLEAN WINAPI SystemFunction036(PVOID, ULONG);
BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T size)
{ return SystemFunction036(data, (ULONG)size); }
"""


def exported(path: Path) -> list[str]:
    """The names that a DLL offers."""
    file = pefile.PE(str(path), fast_load=True)
    file.parse_data_directories([pefile.DIRECTORY_ENTRY["IMAGE_DIRECTORY_ENTRY_EXPORT"]])
    return sorted(one.name.decode() for one in file.DIRECTORY_ENTRY_EXPORT.symbols if one.name)


def imported(path: Path, library: str) -> set[str]:
    """The names that a file wants of a DLL."""
    try:
        file = pefile.PE(str(path), fast_load=True)
    except pefile.PEFormatError:
        return set()
    file.parse_data_directories([pefile.DIRECTORY_ENTRY["IMAGE_DIRECTORY_ENTRY_IMPORT"]])
    wanted = [
        entry
        for entry in getattr(file, "DIRECTORY_ENTRY_IMPORT", [])
        if entry.dll.decode().lower() == library
    ]
    return {one.name.decode() for entry in wanted for one in entry.imports if one.name}


def build(folder: Path, name: str, exports: list[str], source: str) -> None:
    """Compile one DLL."""
    with tempfile.TemporaryDirectory() as place:
        code, list_of_names = Path(place) / "a.c", Path(place) / "a.def"
        code.write_text(source, encoding="ascii")
        text = f"LIBRARY {name}\nEXPORTS\n" + "".join(f"  {one}\n" for one in exports)
        list_of_names.write_text(text, encoding="ascii")
        command = [COMPILER, "-shared", "-O2", "-o", folder / name, code, list_of_names]
        more = ["-ladvapi32", "-static-libgcc", "-Wno-builtin-declaration-mismatch"]
        subprocess.run([*command, *more], check=True)


def complex_functions() -> tuple[list[str], str]:
    """Names and source of the C99 complex functions, by those of mingw."""
    names: list[str] = []
    code = [_HEAD]
    for one in _REAL:
        names += [one, f"{one}l", f"{one}f"]
        code += [
            f"double s_{one}(D z){{return {one}(up(z));}}",
            f"double s_{one}l(D z){{return {one}(up(z));}}",
            f"float s_{one}f(F z){{return {one}f(upf(z));}}",
        ]
    for one in _COMPLEX:
        names += [one, f"{one}l", f"{one}f"]
        code += [
            f"D s_{one}(D z){{return dn({one}(up(z)));}}",
            f"D s_{one}l(D z){{return dn({one}(up(z)));}}",
            f"F s_{one}f(F z){{return dnf({one}f(upf(z)));}}",
        ]
    names += ["cpow", "cpowl", "cpowf"]
    code += [
        "D s_cpow(D a,D b){return dn(cpow(up(a),up(b)));}",
        "D s_cpowl(D a,D b){return dn(cpow(up(a),up(b)));}",
        "F s_cpowf(F a,F b){return dnf(cpowf(upf(a),upf(b)));}",
    ]
    for one in _LONG:  # long double is double there
        letters = "abc"[: _ARGUMENTS.get(one, 1)]
        kinds = ",".join("double" for _ in letters)
        said = ",".join(f"double {letter}" for letter in letters)
        names.append(f"{one}l")
        call = f"{one}({','.join(letters)})"
        code.append(f"double {one}({kinds}); double s_{one}l({said}){{return {call};}}")
    return names, "\n".join(code)


def main() -> None:
    """Make the three, and write our name into the modules that want it."""
    version, python, carried = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    stable = [
        f"{name}=python{version}.{name}"
        for name in exported(python / f"python{version}.dll")
        if name.startswith(("Py", "_Py"))
    ]
    build(python, "python3.dll", stable, "int unused;\n")
    build(python, "bcryptprimitives.dll", ["ProcessPrng"], _RANDOM)
    files = [*python.rglob("*.pyd"), *python.rglob("*.dll")]
    wanted = {name for file in files for name in imported(file, MATH)}
    wanted |= set(exported(carried / MATH))
    own, source = complex_functions()
    onward = [f"{name}=ucrtbase.{name}" for name in sorted(wanted - set(own))]
    build(python, OURS, [*(f"{name}=s_{name}" for name in own), *onward], source)
    for file in (python / "Lib").rglob("*"):
        if file.suffix in (".pyd", ".dll") and MATH.encode() in (content := file.read_bytes()):
            file.write_bytes(content.replace(MATH.encode(), OURS.encode()))


main()
