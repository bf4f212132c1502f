"""CPU of a hundred files, one thread, imports included: `python benchmarks/impedance_batch.py`.

The first 25 spectra of each kind of `impedance_cells.py`, written as text, are read and fitted by
`copress eis` in one process and by impedance.py, as `impedance_peers.py` uses it, in another.
"""

from __future__ import annotations

import argparse
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
    read_by_impedance_py(Spectrum(f, re - 1j * minus_im), path.name.split("-")[0])
"""


def write_files(folder: Path) -> None:
    for kind, make in GENERATORS.items():
        for k in range(EACH):
            spectrum = make(FIRST_SEED + k).spectrum
            z = spectrum.impedance_ohm
            table = np.column_stack([spectrum.frequency_hz, z.real, -z.imag])
            name = folder / f"{kind}-{k:02d}.txt"
            head = "freq/Hz\tRe(Z)/Ohm\t-Im(Z)/Ohm"
            np.savetxt(name, table, fmt="%.8e", delimiter="\t", header=head, comments="")


def cpu_s(command: list[str]) -> float:
    """User and system time of a process that reads and fits all files."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    path = f"{HERE}{os.pathsep}{HERE.parent}"
    environment = {**os.environ, **ONE_THREAD, "PYTHONPATH": path}
    subprocess.run(command, env=environment, check=False, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    copress = Path(sys.executable).with_name("copress")
    with tempfile.TemporaryDirectory() as folder:
        write_files(Path(folder))
        ours = [str(copress), "eis", folder, "--area-cm2", "0.785", "--json"]
        for _ in range(rounds):
            own, peer = cpu_s(ours), cpu_s([sys.executable, "-c", PEER, folder])
            print(f"copress eis {own:.2f} s, impedance.py {peer:.2f} s: {own / peer:.2f}")


if __name__ == "__main__":
    main()
