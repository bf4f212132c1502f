"""The made-up spectrum in the layouts met in the field; the numbers are ours.

Where an entry names a repository, a package or a manual, its headings were read there (2026-11).
An entry without one is a common layout in a spelling of our own: no file of it was at hand.
"""

from __future__ import annotations

import base64
import gzip
import json
import struct
from collections.abc import Callable, Sequence

import numpy as np
from support.instruments.tables import MADE, Made, csv_table, floats, lines, polar, with_comma
from support.instruments.texts import ec_number, zview

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


_NOVA = ("Index", "Frequency (Hz)", f"Z' ({OHM})", f"-Z'' ({OHM})", f"Z ({OHM})",
         f"-Phase ({DEG})", "Time (s)")  # fmt: skip


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


_Layout = tuple[str, Callable[[], bytes]]

FIELD: dict[str, _Layout] = {
    "EC-Lab, all variables": ("cell.mpt", eclab_all_variables),
    "EC-Lab, all variables, German": ("cell.mpt", lambda: eclab_all_variables(comma=True)),
    "EC-Lab, all variables, Chinese system": (
        "cell.mpt",
        lambda: eclab_all_variables(technique="\u7535\u5316\u5b66\u963b\u6297", encoding="utf-8"),
    ),
    "EC-Lab 11.61, two headings too many": (
        "cell.mpt", lambda: eclab_all_variables(surplus=("", "Ewe-Ece/V")),
    ),  # yadg peis.issue_225.with_ece.mpt
    "EC-Lab, galvanostatic": (
        "cell.mpt",
        lambda: eclab_all_variables(technique="Galvano Electrochemical Impedance Spectroscopy"),
    ),
    "EC-Lab, Modulo Bat": ("cell.mpt", lambda: eclab_modulo_bat(MADE)),
    "EC-Lab, after another technique": (
        "cell.txt", lambda: eclab_other_technique() + eclab_all_variables(),
    ),
    "Novocontrol WinDETA": ("cell.txt", novocontrol),
    "Novocontrol WinDETA, temperature": ("cell.txt", lambda: novocontrol(temperature=True)),
    "EISFitpython report": (
        "cell.txt",
        lambda: csv_table(("Freq.[Hz]\t\t Zs'[ohm] \t\t Zs''[ohm]",), ("f", "re", "im"),
                          between="\t", above="# Circuit Model: (R1pQ1)+Q3\n"),
    ),  # Sheyigold/EISFitpython Example_scripts
    "savetxt, headings behind a hash": (
        "cell.txt",
        lambda: csv_table(("# Freq.[Hz], Zs'[ohm], Zs''[ohm]",), ("f", "re", "im"), between=" "),
    ),
    "headings with blanks of their own": (
        "cell.txt",
        lambda: csv_table((f"Frequency [Hz]  Z' [{OHM}]  Z'' [{OHM}]",), ("f", "re", "im"),
                          between="   ", above="Impedance of pellet 7\n\n"),
    ),
    "headings with single blanks": (
        "cell.txt",
        lambda: csv_table((f"Frequency / Hz Z' / {OHM} Z'' / {OHM}",), ("f", "re", "im"),
                          between=" "),
    ),
    "headings and units as words": (
        "cell.txt",
        lambda: csv_table(("Freq Hz Z' kOhm Z'' kOhm",), ("f", "kre", "kim"), between="  "),
    ),
    "Ivium text, Z1 and Z2": (
        "cell.txt",
        lambda: csv_table(("freq. /Hz", "Z1 /ohm", "Z2 /ohm"), ("f", "re", "im"), between="\t"),
    ),  # the readers of eisfit 0.2.0 (io.py) and battery-data-standard 0.3.1 (eis.py)
    "Ivium .idf": ("cell.idf", ivium),
    "PSTrace session": ("cell.pssession", palmsens),
    "PSTrace session, capital keys": ("cell.pssession", lambda: palmsens(capital=True)),
    "PSTrace P00": (
        "cell.P00",
        lambda: csv_table((" f/Hz       ", " Z'/Ohm     ", " -Z''/Ohm   ", " time/s    "),
                          ("f", "re", "-im", "clock"), between="\t", above="Procedure : pellet\n"),
    ),  # vyrjana/pyimpspec tests/data.P00
    "Keysight E4990A, R and X": (
        "cell.csv",
        lambda: csv_table(("Frequency(Hz)", "R(Ohm)-data", "X(Ohm)-data"), ("f", "re", "im"),
                          above="!Agilent Technologies,E4990A\n!Date: x\n!Source\n!TYPE CSV\n")
        + b"END\n",
    ),  # mph-/impedance keysight reader; header of the instrument's CSV
    "Keysight E4990A, modulus and theta": (
        "cell.csv",
        lambda: csv_table(("Frequency(Hz)", "|Z|(Ohm)-data", "theta-z(deg)-data"),
                          ("f", "mod", "phase"), above="!Agilent Technologies,E4990A\n") + b"END\n",
    ),
    "LCR meter, Cs and D": (
        "cell.csv", lambda: csv_table(("FREQ[Hz]", "Cs[F]", "D[]"), ("f", "cs", "ds")),
    ),  # names of Hioki (hioki.com, IM3590 communication commands, :MEASure?) and Keysight (E4980A)
    "LCR meter, Cp and D": (
        "cell.csv", lambda: csv_table(("FREQ[Hz]", "Cp[F]", "D"), ("f", "cp", "dp")),
    ),
    "LCR meter, Rs and X": (
        "cell.csv", lambda: csv_table(("FREQ[Hz]", "Rs[ohm]", "X[ohm]"), ("f", "re", "im")),
    ),
    "LCR meter, Rs and Cs": (
        "cell.csv", lambda: csv_table(("FREQ[Hz]", "Rs[ohm]", "Cs[F]"), ("f", "re", "cs")),
    ),
    "LCR meter, Cp and Rp": (
        "cell.csv", lambda: csv_table(("FREQ[Hz]", "Cp[F]", "Rp[ohm]"), ("f", "cp", "rp")),
    ),
    "LCR meter, G and B": (
        "cell.csv", lambda: csv_table(("FREQ[Hz]", "G[S]", "B[S]"), ("f", "g", "b")),
    ),
    "units in brackets in a row of their own": (
        "cell.txt",
        lambda: csv_table(("FREQ\t|Z|\ttheta\n(kHz)\t(kohm)\t(deg)",), ("kf", "kmod", "phase"),
                          between="\t"),
    ),
    "milliohm in capitals where it counts": (
        "cell.csv",
        lambda: csv_table(("f/MHz", "Z'/mOhm", "Z''/mOhm"), ("mf", "mohm re", "mohm im")),
    ),
    "NOVA": (
        "cell.txt",
        lambda: csv_table(_NOVA, ("clock", "f", "re", "-im", "mod", "-phase", "clock"),
                          between=";"),
    ),  # NOVA 2.1.3: the line that the reader of mendivilg/eisr knows it by (openEIS)
    "NOVA, decimal commas": (
        "cell.txt",
        lambda: csv_table(_NOVA, ("clock", "f", "re", "-im", "mod", "-phase", "clock"),
                          between=";", comma=True),
    ),  # as that reader takes it: read.delim2
    "NOVA, the omega lost": (
        "cell.txt",
        lambda: csv_table(("Frequency (Hz)", "Z' (?)", "-Z'' (?)"), ("f", "re", "-im"),
                          between="\t"),
    ),  # example in the comments of a public MATLAB reader of Autolab text
    "ZView .z60": (
        "cell.z60",
        lambda: csv_table(("Freq(Hz)", "DCcurr(A)", "DCpot(V)", "Time(S)", "Zprime(Ohm)",
                           "Zbis(Ohm)", "GD"),
                          ("f", "clock", "clock", "clock", "re", "im", "clock"),
                          above="ZView Calculated Data File: Version 1.1\nRaw Data\n\"\"\n49\n"),
    ),  # miloszewiczek/gamry_post_processing_ input/eis_inp/EISPOT_ECSA_#1.z60
    "Z60 without headings": (
        "cell.csv",
        lambda: csv_table(("Z60W Data File: Version 1.1" + 8 * "\n" + "0,2,0,1,0.1,100000\n49",),
                          ("f", "zero", "zero", "clock", "re", "im", "zero", "zero", "zero")),
    ),  # what public programs write for ZView (dml_thread, write_zview_data)
    "Corrtest CS Studio": (
        "cell.txt",
        lambda: csstudio("Freq(Hz)\tZ'(ohm)\tZ''(ohm)"),
    ),  # first line: Wildskytree/echem-analyzer tests/test_csstudio_parser.py; its headings of an
    # impedance are ours, in the form that parser takes
    "RelaxIS 3": ("cell.txt", relaxis),
    # jdhuang-csm/hybrid-drt tests/test_dataload_reader_files.py
    "Admiral": (
        "cell.csv",
        lambda: csv_table(("Step number", "Step name", "Elapsed Time (s)", "Frequency (Hz)",
                           "|Z| (Ohms)", "Phase (deg)", "Z' (Ohms)", '-Z" (Ohms)',
                           "Working Electrode (V)"),
                          ("note", "note", "clock", "f", "mod", "phase", "re", "-im", "note")),
    ),  # names in samsterd/ultrasonicTesting echemAnalysis.py (loadSquidstatCSV)
    "Admiral, several steps": ("cell.csv", admiral_steps),
    # columns of a public test of electrolyser durability, which reads Squidstat files
    "eisfit": (
        "cell.csv",
        lambda: csv_table(("Frequency_Hz", "Zre_exp_Ohm", "Zim_exp_Ohm"), ("f", "re", "im")),
    ),  # battery-data-standard 0.3.1 on PyPI
    "battery-data-standard": (
        "cell.csv",
        lambda: csv_table(("frequency_hertz", "z_re_ohm", "minus_z_im_ohm"), ("f", "re", "-im")),
    ),
    "the imaginary part with both signs": (
        "cell.csv",
        lambda: csv_table(("soc", "frequency_hz", "z_real_ohm", "z_imag_ohm", "minus_z_im_ohm",
                           "z_magnitude_ohm", "phase_deg"),
                          ("note", "f", "re", "im", "-im", "mod", "phase")),
    ),  # columns of a public workflow of simulated cells (src/workflows/eis.py)
    "R&S LCX": (
        "cell.csv",
        lambda: csv_table(("Timestamp", "Frequency[Hz]", "Z[Ohm]", f"\u0398d[{DEG}]", "Ls[H]"),
                          ("note", "f", "mod", "phase", "clock"),
                          above="".join(f"line {k},\n" for k in range(11))),
    ),  # columns that public scripts read from such files
    "E7-30": (
        "cell.txt",
        lambda: csv_table(("F[Hz]", "C[F]", "L[H]", "R[Ohm]", "G[S]", "B[S]", "X[Ohm]", "Z[Ohm]",
                           "D[]", "Q[]", "Phi[degree]", "Ub[V]"),
                          ("f", "clock", "clock", "re", "clock", "clock", "im", "mod", "clock",
                           "clock", "phase", "clock"), between="\t"),
    ),  # columns in a public driver of the instrument
    "phase in radians": (
        "cell.csv",
        lambda: csv_table(("f (Hz)", "|Z| (ohm)", "phase (rad)"), ("f", "mod", "radian")),
    ),
    "spreadsheet in French": (
        "cell.csv",
        lambda: csv_table(("Fr\xe9quence (Hz)", "Z' (ohm)", "-Z'' (ohm)"), ("f", "re", "-im"),
                          between=";", comma=True, encoding="latin-1"),
    ),
    "RelaxIS, parts in words": (
        "cell.txt",
        lambda: csv_table(("Frequency [Hz]", "Real part of impedance [Ohm]",
                           "Imaginary part of impedance [Ohm]"), ("f", "re", "im"), between="\t"),
    ),
    "parts in German words": (
        "cell.csv",
        lambda: csv_table(("Frequenz / Hz", "Realteil / Ohm", "Imagin\xe4rteil / Ohm"),
                          ("f", "re", "im"), between=";", comma=True, encoding="latin-1"),
    ),
    "Chinese system": (
        "cell.csv",
        lambda: csv_table(("\u9891\u7387/Hz", "\u5b9e\u90e8/Ohm", "\u865a\u90e8/Ohm"),
                          ("f", "re", "im"), encoding="gbk"),
    ),
    "Japanese LCR meter": (
        "cell.csv",
        lambda: csv_table(("\u6e2c\u5b9a\u5468\u6ce2\u6570[Hz]", "Z[ohm]",
                           "\u4f4d\u76f8\u89d2[deg]"), ("f", "mod", "phase"),
                          encoding="shift_jis"),
    ),
    "LCR meter, names without units over a row of units": (
        "cell.csv",
        lambda: csv_table(("No.", "FREQ", "Rs", "X\n,(Hz)", "(kohm)", "(kohm)"),
                          ("clock", "f", "kre", "kim")),
    ),
    "Z(Re) over units in brackets": (
        "cell.csv",
        lambda: csv_table(("Freq.", "Z(Re)", "Z(Im)\n[Hz]", "[Ohm]", "[Ohm]"), ("f", "re", "im"),
                          above="Sample,Pellet 7\n\n"),
    ),
    "ohm cm2 next to ohm": (
        "cell.csv",
        lambda: csv_table(("f (Hz)", "Z' (Ohm)", "-Z'' (Ohm)", "Z' (Ohm.cm2)", "-Z'' (Ohm.cm2)"),
                          ("f", "re", "-im", "kre", "kim")),
    ),
    "ZView, commas between numbers": (
        "cell.z", lambda: zview().replace(b"\t", b", ").replace(b"Freq(Hz), ", b"Freq(Hz),"),
    ),
    **{
        f"thousands set apart: {groups}": ("cell.csv", lambda made=made: thousands(*made))
        for groups, made in {
            "1,234.5": (",", ".", ","), "1.234,5": (".", ",", ";"), "1 234,5": ("\u202f", ",", ";"),
            "1'234.5": ("'", ".", ","),
        }.items()
    },
    "full-width characters": (
        "cell.csv",
        lambda: csv_table(("\u9891\u7387\uff08Hz\uff09", *(f"Z{prime}\uff08ohm\uff09" for prime in
                          ("\uff07", "\uff07\uff07"))), ("f", "re", "im"), between="\t"),
    ),
}  # fmt: skip
