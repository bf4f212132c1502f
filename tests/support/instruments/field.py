"""The made-up spectrum in the layouts met in the field; the numbers are ours.

Where an entry names a repository, a package or a manual, its headings were read there (2026-11).
An entry without one is a common layout in a spelling of our own: no file of it was at hand.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import openpyxl
from support.instruments.makers import (
    DEG,
    OHM,
    admiral_steps,
    csstudio,
    eclab_all_variables,
    eclab_modulo_bat,
    eclab_other_technique,
    ivium,
    novocontrol,
    palmsens,
    relaxis,
    thousands,
)
from support.instruments.tables import MADE, csv_table, xlsx
from support.instruments.texts import eclab, zview

_NOVA = ("Index", "Frequency (Hz)", f"Z' ({OHM})", f"-Z'' ({OHM})", f"Z ({OHM})",
         f"-Phase ({DEG})", "Time (s)")  # fmt: skip


def _over_two_columns() -> bytes:
    book = openpyxl.load_workbook(BytesIO(xlsx(("EIS", ("[Hz]", "Real [Ohm]", "Imag [Ohm]"),
                                                ("f", "re", "im")))))  # fmt: skip
    book["EIS"]["A1"], book["EIS"]["B1"] = "Frequency", "Impedance"
    held = BytesIO()
    book.save(held)
    return held.getvalue()


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
    "headings apart by blanks, numbers by semicolons": (
        "cell.txt",
        lambda: csv_table(("%Frequency(Hz)    Modulus(Ohm)    Phase(deg)",),
                          ("f", "mod", "phase"), between=";"),
    ),  # FrancescoGalli/impedance_analysis_project
    "Hioki IM3536, sheet as text": (
        "cell.csv",
        lambda: csv_table(("Frequency(Hz)", "AC Status", "Z", "Rs", "PH", "Cp", "AC Vmoni"),
                          ("f", "zero", "mod", "re", "phase", "cp", "note"),
                          above="MODEL,IM3536\nTRIG SYNC,OFF\n\n"),
    ),  # ivanthepevt/EIS-data-spliter
    "per second": (
        "cell.csv", lambda: csv_table(("omega / s-1", "Z'/ohm", "Z''/ohm"), ("omega", "re", "im")),
    ),
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
    "Japanese system, Greek letters": (
        "cell.csv",
        lambda: csv_table(("Frequency[Hz]", "Z[\u03a9]", "\u03b8[\xb0]"), ("f", "mod", "phase"),
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
    "headings that go on in a second row": (
        "cell.csv",
        lambda: csv_table(("Frequency", "Impedance", "Impedance\n[Hz]", "Real [kOhm]",
                           "Imag [kOhm]"), ("f", "kre", "kim")),
    ),
    "one heading over two columns": (
        "cell.csv",
        lambda: csv_table(("Frequency", "Impedance", "\nin kHz", "real part in Ohm",
                           "imaginary part in Ohm"), ("kf", "re", "im")),
    ),
    "workbook, one heading over two columns": ("cell.xlsx", _over_two_columns),
    "Novocontrol WinDETA, admittance": (
        "cell.txt",
        lambda: csv_table(("Freq. [Hz]", "Yp' [S]", "Yp'' [S]"), ("f", "g", "b"), between="\t"),
    ),
    "Novocontrol WinDETA, modulus and phase": (
        "cell.txt",
        lambda: csv_table(("Freq. [Hz]", "|Zs| [Ohms]", "Phas.Zs [deg]"), ("f", "mod", "phase"),
                          between="\t"),
    ),
    "EC-Lab, lines of the header taken out": (
        "cell.mpt", lambda: eclab().replace(b"Nb header lines : ", b"Nb header lines : 3"),
    ),
    "Z60W, tabs and an end of comments": (
        "cell.z60",
        lambda: csv_table(("Freq(Hz)", "Ampl(mV)", "Bias(V)", "Time(Sec)", "Z'(Ohm)", "Z''(Ohm)",
                           "GD", "Err", "Range\nEnd Comments"),
                          ("f", "note", "zero", "note", "re", "im", "zero", "zero", "zero"),
                          between="\t", above="Z60W Data File: Version 1.1\nSweep Frequency\n"),
    ),  # WaiwaiTAN/ElectrochemTools
    "LCR meter, Cs and Q": (
        "cell.csv", lambda: csv_table(("FREQ[Hz]", "Cs[F]", "Q"), ("f", "cs", "qs")),
    ),
    "angular frequency as w": (
        "cell.csv",
        lambda: csv_table(("w (rad/s)", "|Z| (ohm)", "phi (rad)"), ("omega", "mod", "radian")),
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
