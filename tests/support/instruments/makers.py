"""How instruments and their programs write the made-up spectrum; the numbers are ours."""

from __future__ import annotations

import base64
import gzip
import json
import struct
from collections.abc import Sequence

import numpy as np
from support.instruments.tables import MADE, Made, floats, lines, polar, with_comma
from support.instruments.texts import ec_number

OHM, DEG, MICRO = "\u03a9", "\xb0", "\xb5"

_MORE = (
    f"time/s\t<Ewe>/V\t<I>/mA\tCs/{MICRO}F\tCp/{MICRO}F\tcycle number\tI Range\t|Ewe|/V\t|I|/A\tNs"
    "\t(Q-Qo)/mA.h\tRe(Y)/Ohm-1\tIm(Y)/Ohm-1\t|Y|/Ohm-1\tPhase(Y)/deg\tRe(C)/nF\tIm(C)/nF\t|C|/nF"
    "\tPhase(C)/deg\tRe(M)\tIm(M)\t|M|\tPhase(M)/deg\tRe(Permittivity)\tIm(Permittivity)"
    "\t|Permittivity|\tPhase(Permittivity)/deg\tRe(Resistivity)/Ohm.cm\tIm(Resistivity)/Ohm.cm"
    "\tRe(Conductivity)/mS/cm\tIm(Conductivity)/mS/cm\tTan(Delta)\tLoss Angle(Delta)/deg\tdq/mA.h"
    "\tRwe/Ohm"
).split("\t")  # dgbowl/yadg tests/test_x_eclab/peis.issue_149.mpt (EC-Lab 11.50)


def eclab_all_variables(
    sweep: Made = MADE,
    *,
    technique: str = "Potentio Electrochemical Impedance Spectroscopy",
    surplus: Sequence[str] = (),
    comma: bool = False,
    encoding: str = "latin-1",
) -> bytes:
    """EC-Lab with every variable ticked; `surplus` headings have no column (yadg issue 225)."""
    headings = ["freq/Hz", "Re(Z)/Ohm", "-Im(Z)/Ohm", "|Z|/Ohm", "Phase(Z)/deg", *_MORE, *surplus]
    others = [ec_number(0.5 + 0.1 * place) for place in range(len(_MORE))]
    others[_MORE.index("cycle number")] = ec_number(1.0)
    rows = [
        "\t".join([*map(ec_number, (f, re, -im, *polar(re + 1j * im))), *others])
        for f, re, im in floats(sweep)
    ]
    header = ["", technique, "", "Run on channel : 1", f"{'ff':20s}{sweep.frequency_hz[-1]:.3f}",
              f"{'unit ff':20s}Hz", "", "\t".join(headings)]  # fmt: skip
    text = lines("EC-Lab ASCII FILE", f"Nb header lines : {len(header) + 2}", header,
                 [with_comma(row, comma) for row in rows])  # fmt: skip
    return text.encode(encoding)


def eclab_modulo_bat(*sweeps: Made) -> bytes:
    """A Modulo Bat: rows without frequency between impedances; loops are counted by `z cycle`."""
    headings = ("mode\tox/red\terror\tNs\tI Range\ttime/s\tEwe/V\tI/mA\tfreq/Hz\t|Z|/Ohm"
                "\tPhase(Z)/deg\thalf cycle\tz cycle\tRe(Z)/Ohm\t-Im(Z)/Ohm\tRe(M)\tIm(M)"
                "\tcycle number\tR/Ohm")  # fmt: skip
    # dgbowl/yadg tests/test_x_eclab/mb.issue_149.mpt
    resting = "\t".join(["3", "0", "0", "0", "39", *map(ec_number, (10.0, 3.4, 0.0)), "0", "0", "0",
                         *["0"] * 8])  # fmt: skip
    rows: list[str] = []
    for loop, sweep in enumerate(sweeps):
        rows += [resting] * 3
        for f, re, im in floats(sweep):
            modulus, phase = polar(re + 1j * im)
            cells = ["9", "0", "0", "3", "39", *map(ec_number, (10.0, 3.4, 0.0, f, modulus, phase))]
            rows.append("\t".join([*cells, "0", str(loop), ec_number(re), ec_number(-im),
                                   "0", "0", "0", "0"]))  # fmt: skip
    header = ["", "Modulo Bat", "", headings]
    return lines("EC-Lab ASCII FILE", "Nb header lines : 6", header, rows).encode("latin-1")


def eclab_other_technique() -> bytes:
    rows = ["\t".join(["2", ec_number(float(k)), ec_number(3.4)]) for k in range(5)]
    header = ["", "Open Circuit Voltage", "", "mode\ttime/s\tEwe/V"]
    return lines("EC-Lab ASCII FILE", "Nb header lines : 6", header, rows).encode("latin-1")


def novocontrol(*, temperature: bool = False) -> bytes:
    """WinDETA text (Sheyigold/EISFitpython EIS_Data): blanks around headings and tabs."""
    extra = ("\tTemp. [\xb0C]", 25.0) if temperature else ("", None)
    rows = [f" {f:.5e}\t {re:.3e}\t{im:.3e}" + ("" if extra[1] is None else f"\t{extra[1]}")
            for f, re, im in floats(MADE)]  # fmt: skip
    text = lines("s04147-140deg ", "Fixed value(s) :  AC Volt  [Vrms]=3.5000e-02  ",
                 f"   Freq.[Hz]   \tZs'[ohm]  \tZs''[ohm]{extra[0]}", rows)  # fmt: skip
    return text.encode("latin-1")


def ivium(*sweeps: tuple[str, Made], announced: int | None = None) -> bytes:
    """`.ids` as IviumSoft writes it (vyrjana/pyimpspec tests/data.ids)."""
    parts = [bytes(16) + b"H\x00\x00\x00\r\nPeaks=false\r\nCorrosion=false\r\nLevels=false\r\n"]
    for title, sweep in sweeps or (("", MADE),):
        rows = [f"{re:.10E}  {im:.10E}\t{f:.10E} " for f, re, im in floats(sweep)]
        count = announced or len(rows)
        head = ("Data Objects    ", "0         ", "primary_data    ", "3         ")
        block = lines(f"Title={title}", "Mconfig=0", head, f"{count:<10d}", rows, "CoreCount=0")
        parts.append(b"\x07\x00\x00\x01" + block.encode("latin-1"))
    return b"".join(parts)


def palmsens(*sweeps: tuple[str, Made], capital: bool = False) -> bytes:
    """`.pssession` (PalmSens/palmsens-sdk, vyrjana/pyimpspec): JSON in UTF-16 and a mark behind."""

    def column(unit: str, values: Sequence[float]) -> dict[str, object]:
        return {
            "unit": {"type": f"PalmSens.Units.{unit}"},
            "datavalues": [{"v": v} for v in values],
        }

    def scan(sweep: Made) -> dict[str, object]:
        f, re, im = (list(column) for column in zip(*floats(sweep), strict=True))
        values = [column("MicroAmpere", re), column("Hertz", f), column("ZRe", re),
                  column("ZIm", [-value for value in im])]  # fmt: skip
        return {"title": "", "dataset": {"values": values}}

    measured = [{"title": title, "curves": [], "eisdatalist": [scan(sweep)]}
                for title, sweep in sweeps or (("", MADE),)]  # fmt: skip
    session = {"type": "PalmSens.DataFiles.SessionFile", "measurements": measured}
    content = _capital(session) if capital else session
    return "\ufeff".encode("utf-16-le") + (json.dumps(content) + "\ufeff").encode("utf-16-le")


def _capital(value: object) -> object:
    """Keys as older versions write them."""
    if isinstance(value, dict):
        return {key[0].upper() + key[1:] if len(key) > 1 else key: _capital(each)
                for key, each in value.items()}  # fmt: skip
    return [_capital(each) for each in value] if isinstance(value, list) else value


def zahner(sweep: Made = MADE, version: int = -2) -> bytes:
    """`.ism`: big-endian; the head of real files (Zahner-Analysis-Python Examples, EISART)."""
    f, z = sweep.frequency_hz, sweep.impedance_ohm
    columns = np.concatenate([f, np.abs(z), np.angle(z)])
    head = b"\x00\x00" + struct.pack(">i", version) + (len(f) - 1).to_bytes(6, "big")
    return head + columns.astype(">f8").tobytes() + bytes(6 * len(f)) + bytes(2 * len(f))


def csstudio(headings: str) -> bytes:
    """CS Studio: what it was measured with stands compressed in the first line."""
    about = base64.b64encode(
        gzip.compress(b"CORRW ASCII\r\nID_EIS\r\nArea=1\r\n", mtime=0)
    ).decode()
    rows = [f"{f!r}\t{re!r}\t{im!r}" for f, re, im in floats(MADE)]
    return lines(f"CSStudioFile,ID_EIS,{about}", headings, rows).encode("utf-8-sig")


def relaxis(*sweeps: Made) -> bytes:
    """RelaxIS 3: the spectra side by side, a line below the headings says what each is."""
    sweeps = sweeps or (MADE,)
    headings = ["Data: Frequency", "Data: Z'", "Data: Z''", "Data: |Z|", "Data: Theta (Z)"]
    about = ["FV2=1, AC=0.1", "Model: Unassigned Spectra", "(WE/RE Spectrum) pellet 7.txt", "", ""]
    rows = ["\t".join(f"{v!r}" for f, re, im in each for v in (f, re, im, *polar(re + 1j * im)))
            for each in zip(*map(floats, sweeps), strict=True)]  # fmt: skip
    above = ["\t".join(cells * len(sweeps)) for cells in (headings, about)]
    head = ("RelaxIS 3.0 Spectrum export", "Date: 12/11/2025 4:05:46 PM", *above)
    return lines(*head, rows).encode()


def admiral_steps() -> bytes:
    """Squidstat: the other steps of an experiment have no frequency."""
    head = ('Elapsed Time (s),Step Name,Step Number,Repeats,Working Electrode (V),Current (A),'
            'Frequency (Hz),Z\' (ohms),-Z" (ohms),DC Working Electrode (V)')  # fmt: skip
    before = [f"{10 * k:.2f},Constant Current,1,1,3.0{k},0.0,,,," for k in range(9)]
    sweep = [f"{300 + k:.2f},EIS Potentiostatic,2,1,,,{f!r},{re!r},{-im!r},3.2500"
             for k, (f, re, im) in enumerate(floats(MADE))]  # fmt: skip
    after = [f"{900 + k:.2f},Constant Potential,3,1,1.{k},0.0,,,," for k in range(9)]
    return lines(head, before, sweep, after).encode()


def side_by_side(*sweeps: Made) -> bytes:
    """PSTrace CSV of several curves: blocks of columns, the shorter one has empty cells."""
    headings = ["freq / Hz", "neg. Phase / \xb0", "Z / Ohm", "Z' / Ohm", "-Z'' / Ohm"] * len(sweeps)
    blocks = [
        [[f"{v:.10g}" for v in (f, -polar(re + 1j * im)[1], abs(re + 1j * im), re, -im)]
         for f, re, im in floats(sweep)]
        for sweep in sweeps
    ]  # fmt: skip
    rows = []
    for place in range(max(map(len, blocks))):
        cells = [cell for block in blocks
                 for cell in (block[place] if place < len(block) else [""] * 5)]  # fmt: skip
        rows.append(",".join(cells))
    return lines("Date and time:,2026-05-02", ",".join(headings), rows).encode("utf-16")


def thousands(group: str, mark: str, between: str) -> bytes:
    """As spreadsheets write a column that is formatted with separators of thousands."""
    signs = str.maketrans({",": group, ".": mark})
    rows = [
        between.join(f'"{value:,.7f}"'.translate(signs) for value in row) for row in floats(MADE)
    ]
    return lines(between.join(("f (Hz)", "Re(Z) (Ohm)", "Im(Z) (Ohm)")), rows).encode("utf-8")
