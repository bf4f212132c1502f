"""The same spectra read by impedance.py and pyimpspec, as a careful script would.

Both get what neither has by itself: the right family of circuit for the kind of cell, and start
values from the valley of the phase (resistance) and evenly spread time constants. They get one
start, as their users give them; for a blocking pellet the window ends a decade
below the valley, three where a contact arc is to be found.
Their intervals add the errors of the resistances as if independent: neither prints a covariance of
the sum. pyimpspec is under the GPL: it is imported here if a user installed it, never shipped.
"""

from __future__ import annotations

import importlib
import re
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from importlib.machinery import PathFinder
from pathlib import Path
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from hardware.eis.spectrum import Spectrum

ARCS = {"blocking": 1, "contact": 2, "symmetric": 3, "full": 3}
TAILS = {"blocking": 0.85, "contact": 0.85, "symmetric": None, "full": 0.5}
TAIL_DECADES = {"blocking": 1.0, "contact": 3.0}
"""Decades of tail below the valley that are fitted; the other kinds have no valley."""
EVALUATIONS = 3000


@dataclass(frozen=True)
class Reading:
    ohm: float
    std_ohm: float
    cpu_s: float


@dataclass(frozen=True)
class Start:
    """Window and start values, from the spectrum alone."""

    frequency_hz: NDArray[np.float64]
    impedance_ohm: NDArray[np.complex128]
    ohmic: float
    arcs: list[tuple[float, float, float]]
    tail: tuple[float, float] | None


def start_of(spectrum: Spectrum, kind: str) -> Start:
    f, z = spectrum.frequency_hz, spectrum.impedance_ohm
    size = np.abs(np.degrees(np.angle(z)))
    blocks = kind in TAIL_DECADES
    valley = int(np.argmin(np.where(f < 2e6, size, np.inf))) if blocks else f.size - 1
    if blocks:
        inside = f >= f[valley] / 10.0 ** TAIL_DECADES[kind]
        f, z = f[inside], z[inside]
    whole = float(spectrum.impedance_ohm.real[valley] if blocks else np.median(z.real[-8:]))
    count = ARCS[kind]
    slowest = np.log(max(f[-1], spectrum.frequency_hz[valley] / 10.0) if blocks else 3.0)
    at = np.exp(np.linspace(np.log(f[0]), slowest, count + 2)[1:-1])
    arcs = []
    for hertz in at:
        ohm = 0.9 * whole / count
        arcs.append((ohm, 1.0 / (ohm * (2 * np.pi * hertz) ** 0.85), 0.85))
    a = TAILS[kind]
    admittance = None if a is None else 1.0 / (abs(z.imag[-1]) * (2 * np.pi * f[-1]) ** a)
    return Start(f, z, 0.1 * whole, arcs, None if a is None else (float(admittance), a))


def read_by_impedance_py(spectrum: Spectrum, kind: str) -> Reading:
    start = start_of(spectrum, kind)
    parts = ["L0", "R0"] + [f"p(R{i},CPE{i})" for i in range(1, len(start.arcs) + 1)]
    guess = [2e-7, start.ohmic, *(value for arc in start.arcs for value in arc)]
    if start.tail is not None:
        parts.append(f"CPE{len(start.arcs) + 1}")
        guess += start.tail
    begun = time.process_time()
    circuit = _elsewhere("impedance.models.circuits").CustomCircuit(
        "-".join(parts), initial_guess=guess
    )
    circuit.fit(start.frequency_hz, start.impedance_ohm, weight_by_modulus=True, maxfev=EVALUATIONS)
    spent = time.process_time() - begun
    names = circuit.get_param_names()[0]
    chosen = [i for i, name in enumerate(names) if re.fullmatch(r"R\d+", name)]
    errors = np.zeros(len(names)) if circuit.conf_ is None else np.asarray(circuit.conf_)
    ohm = float(np.sum(np.asarray(circuit.parameters_)[chosen]))
    return Reading(ohm, float(np.linalg.norm(errors[chosen])), spent)


def read_by_pyimpspec(spectrum: Spectrum, kind: str) -> Reading:
    pyimpspec = _elsewhere("pyimpspec")
    start = start_of(spectrum, kind)
    code = f"L{{L=2e-7}}R{{R={start.ohmic}}}"
    code += "".join(f"(R{{R={r}}}Q{{Y={q},n={n}}})" for r, q, n in start.arcs)
    if start.tail is not None:
        code += f"Q{{Y={start.tail[0]},n={start.tail[1]}}}"
    begun = time.process_time()
    fitted = pyimpspec.fit_circuit(
        pyimpspec.parse_cdc(code),
        pyimpspec.DataSet(start.frequency_hz, start.impedance_ohm),
        method="least_squares",
        weight="boukamp",
        max_nfev=EVALUATIONS,
        num_procs=1,
    )
    spent = time.process_time() - begun
    resistances = [p["R"] for name, p in fitted.parameters.items() if "R" in p and name != "L"]
    errors = [p.stderr if p.stderr is not None else np.nan for p in resistances]
    ohm = float(sum(p.value for p in resistances))
    return Reading(ohm, float(np.linalg.norm(np.nan_to_num(errors))), spent)


PEERS: dict[str, tuple[str, Callable[[Spectrum, str], Reading]]] = {
    "impedance.py": ("impedance", read_by_impedance_py),
    "pyimpspec": ("pyimpspec", read_by_pyimpspec),
}


def installed_peers() -> list[str]:
    return [name for name, (module, _) in PEERS.items() if PathFinder.find_spec(module, _paths())]


def _paths() -> list[str]:
    """Where packages are: this folder's own `impedance.py` is not impedance.py."""
    here = Path(__file__).resolve().parent
    return [path for path in sys.path if Path(path).resolve() != here]


def _elsewhere(module: str) -> ModuleType:
    before = sys.path
    sys.path = _paths()
    try:
        return importlib.import_module(module)
    finally:
        sys.path = before


def read_by_peer(peer: str, spectrum: Spectrum, kind: str) -> Reading:
    """A reading by a peer; a fit that fails counts as not a number."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return PEERS[peer][1](spectrum, kind)
        except (ValueError, RuntimeError, ArithmeticError, np.linalg.LinAlgError) as error:
            print(f"{peer}: {type(error).__name__} on a {kind} cell: {str(error)[:60]}")
            return Reading(float("nan"), float("nan"), 0.0)
