"""The SCPI analyser on an instrument that PyVISA's own simulator plays, over USB."""

from pathlib import Path

import numpy as np
from support.instruments.analysers import impedance_ohm, source_of

from hardware.clock import SimulatedClock
from hardware.eis.file_formats import read_spectra

RESOURCE = "USB0::0x1111::0x2222::0x1234::INSTR"
FREQUENCIES_HZ = [float(f"{f:.6g}") for f in np.geomspace(1e5, 1e2, 13)]

DESCRIBED = """\
[instrument]
name = "simulated by pyvisa-sim"
identity = "ACME,Z1"
source = "this test"
tried = "pyvisa-sim"
lowest_hz = 20
highest_hz = 1e6

[sweep]
kind = "list"
set = [":LIST {frequencies_hz}"]
frequency = ":LIST?"
trigger = [":START"]

[sweep.done]
ask = ":DONE?"
mask = 1
equals = 1

[[sweep.read]]
ask = ":DATA?"
columns = ["z_ohm", "phase_deg"]
"""

ANALYSER = """\
[analyser]
kind = "scpi"
instrument = "described.toml"

[connection]
resource = "{resource}"
backend = "{backend}"

[sweep]
frequencies_hz = {frequencies}
level_v = 0.01
"""


def simulator(folder: Path) -> Path:
    """A device file: what is said, and what is answered."""
    z_ohm = impedance_ohm(np.array(FREQUENCIES_HZ))
    numbers = [f"{v:.8E}" for z in z_ohm for v in (abs(z), np.degrees(np.angle(z)))]
    listed = ",".join(f"{f:.6g}" for f in FREQUENCIES_HZ)
    pairs = [
        ("*IDN?", "ACME,Z1,0,1"),
        (":LIST?", listed),
        (":DONE?", "1"),
        (":DATA?", ",".join(numbers)),
        ("*ESR?", "0"),
    ]
    silent = ["*CLS", ":START", f":LIST {listed}"]
    dialogues = "".join(f'      - q: "{q}"\n        r: "{r}"\n' for q, r in pairs)
    dialogues += "".join(f'      - q: "{q}"\n' for q in silent)
    path = folder / "device.yaml"
    path.write_text(
        'spec: "1.1"\ndevices:\n  analyser:\n    eom:\n      USB INSTR:\n'
        f'        q: "\\n"\n        r: "\\n"\n    error: ERROR\n    dialogues:\n{dialogues}'
        "    properties:\n      ese:\n        default: 0\n"
        '        getter:\n          q: "*ESE?"\n          r: "{:d}"\n'
        '        setter:\n          q: "*ESE {:d}"\n'
        "        specs:\n          min: 0\n          max: 255\n          type: int\n"
        f'resources:\n  "{RESOURCE}":\n    device: analyser\n',
        encoding="utf-8",
    )
    return path


def test_a_sweep_of_a_pyvisa_sim_instrument(tmp_path: Path) -> None:
    (tmp_path / "described.toml").write_text(DESCRIBED, encoding="utf-8")
    file = tmp_path / "analyser.toml"
    file.write_text(
        ANALYSER.format(
            resource=RESOURCE, backend=f"{simulator(tmp_path)}@sim", frequencies=FREQUENCIES_HZ
        ),
        encoding="utf-8",
    )
    path = source_of(file, tmp_path / "cells", SimulatedClock()).await_spectrum("cell-0001")
    spectrum = read_spectra(path)[-1]
    np.testing.assert_allclose(
        spectrum.impedance_ohm, impedance_ohm(spectrum.frequency_hz), rtol=1e-6
    )
