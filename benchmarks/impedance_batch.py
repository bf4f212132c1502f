"""CPU of a hundred files, one thread, imports included: `python benchmarks/impedance_batch.py`.

The first 25 spectra of each kind of `impedance_cells.py`, written as text, are read and fitted by
`copress eis` in one process and by impedance.py, as `impedance_peers.py` uses it, in another. The
one does not know the kind of cell, the other does. Readings off by more than 5 % are counted.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from impedance_cells import GENERATORS

FIRST_SEED = 41_000_000
EACH = 25
HERE = Path(__file__).parent
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
PEER = """
import sys
from pathlib import Path
import numpy as np
from impedance_peers import read_by_impedance_py
from hardware.eis.spectrum import Spectrum
for path in sorted(Path(sys.argv[1]).iterdir()):
    f, re, minus_im = np.loadtxt(path, delimiter="\\t", skiprows=1).T
    found = read_by_impedance_py(Spectrum(f, re - 1j * minus_im), path.name.split("-")[0])
    print(path.stem, found.ohm)
"""
OFF = 0.05


def write_files(folder: Path) -> dict[str, float]:
    """The files, and the true resistance by name."""
    truth_ohm = {}
    for kind, make in GENERATORS.items():
        for k in range(EACH):
            known = make(FIRST_SEED + k)
            spectrum, truth_ohm[f"{kind}-{k:02d}"] = known.spectrum, known.resistance_ohm
            z = spectrum.impedance_ohm
            table = np.column_stack([spectrum.frequency_hz, z.real, -z.imag])
            name = folder / f"{kind}-{k:02d}.txt"
            head = "freq/Hz\tRe(Z)/Ohm\t-Im(Z)/Ohm"
            np.savetxt(name, table, fmt="%.8e", delimiter="\t", header=head, comments="")
    return truth_ohm


def measured(command: list[str]) -> tuple[float, str]:
    """User and system time of a process that reads and fits all files, and what it printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    path = f"{HERE}{os.pathsep}{HERE.parent}"
    environment = {**os.environ, **ONE_THREAD, "PYTHONPATH": path}
    done = subprocess.run(command, env=environment, check=False, stdout=subprocess.PIPE, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return spent_s, done.stdout


def off(ohm: dict[str, float], truth_ohm: dict[str, float]) -> str:
    """How many readings are off by more than 5 %."""
    wrong = sum(not abs(value / truth_ohm[name] - 1.0) <= OFF for name, value in ohm.items())
    return f"{wrong} of {len(ohm)} off by more than {100 * OFF:g} %"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    copress = Path(sys.executable).with_name("copress")
    with tempfile.TemporaryDirectory() as folder:
        truth_ohm = write_files(Path(folder))
        ours = [str(copress), "eis", folder, "--area-cm2", "0.785", "--json"]
        for _ in range(rounds):
            own_s, own = measured(ours)
            peer_s, peer = measured([sys.executable, "-c", PEER, folder])
            good = {
                Path(one["file"]).stem: one["resistance_ohm"]
                for one in json.loads(own)
                if one["verdict"] == "good"
            }
            lines = [line.split() for line in peer.splitlines()]
            fitted = {line[0]: float(line[1]) for line in lines if line and line[0] in truth_ohm}
            print(f"copress eis {own_s:.2f} s, good: {off(good, truth_ohm)}")
            print(f"impedance.py {peer_s:.2f} s, {off(fitted, truth_ohm)}: {own_s / peer_s:.3f}")


if __name__ == "__main__":
    main()
