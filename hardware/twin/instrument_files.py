"""Spectra as the instruments' own programs write them: EC-Lab ASCII and Gamry .DTA.

Layouts follow files of a BioLogic SP-300 (EC-Lab 11.61) and a Gamry Reference 3000: EC-Lab gives
-Im(Z) and says in line 2 how long its header is; Gamry gives Im(Z) under a line `ZCURVE TABLE`.
Every file says that it is simulated.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SIMULATED = "SIMULATED by Copress, not a measurement"


@dataclass(frozen=True, eq=False)
class SimulatedSweep:
    """One measured sweep, in the order it was taken; arrays of shape (n,)."""

    label: str
    frequency_hz: NDArray[np.float64]
    impedance_ohm: NDArray[np.complex128]
    elapsed_s: NDArray[np.float64]
    area_cm2: float
    temperature_degc: float
    amplitude_mv: float = 10.0


def ec_lab(sweep: SimulatedSweep) -> str:
    """A sweep as EC-Lab ASCII (.mpt)."""
    columns = (
        "freq/Hz", "Re(Z)/Ohm", "-Im(Z)/Ohm", "|Z|/Ohm", "Phase(Z)/deg", "time/s", "<Ewe>/V",
        "<I>/mA", "cycle number",
    )  # fmt: skip
    header = [*_ec_lab_header(sweep), "\t".join(columns) + "\t"]
    first = ["EC-Lab ASCII FILE", f"Nb header lines : {len(header) + 2:<28d}"]
    return "\r\n".join([*first, *header, *_ec_lab_rows(sweep)]) + "\r\n"


def _ec_lab_header(sweep: SimulatedSweep) -> list[str]:
    settings = {
        "Mode": "Single sine", "E (V)": "0.0000", "vs.": "Eoc", "tE (h:m:s)": "0:00:1.0000",
        "record": "0", "dI": "0.000", "unit dI": "mA", "dt (s)": "0.000",
        "fi": f"{sweep.frequency_hz[0] / 1e6:.3f}", "unit fi": "MHz",
        "ff": f"{sweep.frequency_hz[-1] * 1e3:.3f}", "unit ff": "mHz", "Nd": "10",
        "Points": "per decade", "spacing": "Logarithmic", "Va (mV)": f"{sweep.amplitude_mv:.1f}",
        "pw": "0.10", "Na": "2", "corr": "0", "I Range": "Auto", "Bandwidth": "9",
    }  # fmt: skip
    return [
        "",
        "Potentio Electrochemical Impedance Spectroscopy",
        "",
        "Run on channel : 1 (SN 00000)",
        "User : ",
        "Electrode connection : standard",
        "Potential control : Ewe",
        "Acquisition started on : 01/01/2026 00:00:00.000",
        "Saved on :",
        f"\tFile : {sweep.label}.mpr",
        f"Device : SP-300 ({SIMULATED})",
        "EC-LAB for windows v11.61 (software)",
        f"Comments : {SIMULATED}; {sweep.temperature_degc:.1f} degC",
        "Cable : standard",
        f"Electrode surface area : {sweep.area_cm2:.3f} cm\xb2",
        "Cycle Definition : Charge/Discharge alternance",
        *(f"{name:<20s}{value:<20s}" for name, value in settings.items()),
        "",
    ]


def _ec_lab_rows(sweep: SimulatedSweep) -> Iterator[str]:
    for f_hz, z_ohm, t_s in zip(
        sweep.frequency_hz, sweep.impedance_ohm, sweep.elapsed_s, strict=True
    ):
        phase = np.degrees(np.angle(z_ohm))
        numbers = (f_hz, z_ohm.real, -z_ohm.imag, abs(z_ohm), phase)
        cells = [*(_ec_number(number, 7) for number in numbers), _ec_number(t_s, 15)]
        cells += [_ec_number(1e-4, 7), _ec_number(0.0, 7), _ec_number(1.0, 15)]
        yield "\t".join(cells)


def _ec_number(value: float, digits: int) -> str:
    """EC-Lab's own exponent of three digits: 7.0000185E+006."""
    mantissa, exponent = f"{value:.{digits}E}".split("E")
    return f"{mantissa}E{int(exponent):+04d}"


def gamry(sweep: SimulatedSweep) -> str:
    """A sweep as Gamry .DTA."""
    head = [
        "EXPLAIN",
        "TAG\tEISPOT",
        "TITLE\tLABEL\tPotentiostatic EIS\tTest &Identifier",
        "DATE\tLABEL\t1/1/2026\tDate",
        "TIME\tLABEL\t00:00:00\tTime",
        "NOTES\tNOTES\t2\t&Notes...",
        f"\t{SIMULATED}",
        f"\t{sweep.label}, {sweep.temperature_degc:.1f} degC",
        "PSTAT\tPSTAT\tREF3000-00000\tPotentiostat",
        f"FREQINIT\tQUANT\t{_gamry_number(sweep.frequency_hz[0])}\tInitial Fre&q. (Hz)",
        f"FREQFINAL\tQUANT\t{_gamry_number(sweep.frequency_hz[-1])}\tFinal Fre&q. (Hz)",
        "PTSPERDEC\tQUANT\t1.00000E+001\tPoints/&decade",
        f"VAC\tQUANT\t{_gamry_number(sweep.amplitude_mv)}\tAC &Voltage (mV rms)",
        f"AREA\tQUANT\t{_gamry_number(sweep.area_cm2)}\t&Area (cm^2)",
        "ZCURVE\tTABLE",
        "\tPt\tTime\tFreq\tZreal\tZimag\tZsig\tZmod\tZphz\tIdc\tVdc\tIERange",
        "\t#\ts\tHz\tohm\tohm\tV\tohm\t\xb0\tA\tV\t#",
    ]
    return "\r\n".join([*head, *_gamry_rows(sweep)]) + "\r\n"


def _gamry_rows(sweep: SimulatedSweep) -> Iterator[str]:
    rows = zip(sweep.frequency_hz, sweep.impedance_ohm, sweep.elapsed_s, strict=True)
    for point, (f_hz, z_ohm, t_s) in enumerate(rows):
        phase = np.degrees(np.angle(z_ohm))
        numbers = (t_s, f_hz, z_ohm.real, z_ohm.imag, 1.0, abs(z_ohm), phase, 0.0, 1e-4)
        yield "\t".join(["", str(point), *(f"{number:.7g}" for number in numbers), "7"])


def _gamry_number(value: float) -> str:
    mantissa, exponent = f"{value:.5E}".split("E")
    return f"{mantissa}E{int(exponent):+04d}"


@dataclass(frozen=True)
class SimulatedInstrument:
    """One maker: what its program writes and how far its hardware goes."""

    suffix: str
    write: Callable[[SimulatedSweep], str]
    highest_hz: float
    lowest_hz: float


INSTRUMENTS = {
    "eclab": SimulatedInstrument(".mpt", ec_lab, 7e6, 0.1),
    "gamry": SimulatedInstrument(".DTA", gamry, 1e6, 0.1),
}


def put_at_once(path: Path, text: str) -> None:
    """Write a file so that a reader sees all of it or nothing. Encoding as Windows programs do."""
    next_to = path.with_name(f".{path.name}.part")
    next_to.write_bytes(text.encode("cp1252"))
    next_to.replace(path)


def put_growing(path: Path, text: str, pause: Callable[[], None], pieces: int = 4) -> None:
    """Write a file as programs do during a sweep: it appears early and grows; `pause` between."""
    content = text.encode("cp1252")
    step = len(content) // pieces + 1
    with path.open("wb") as growing:
        for start in range(0, len(content), step):
            growing.write(content[start : start + step])
            growing.flush()
            pause()
