"""More layouts of laboratories and their own programs; the numbers are ours.

Where an entry names a repository, a package or a manual, its headings were read there (2026-11).
An entry without one is a common layout in a spelling of our own: no file of it was at hand.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from support.instruments.tables import MADE, csv_table, floats, lines
from support.instruments.texts import eclab

_OHM, _DEG = "\u03a9", "\xb0"


def touchstone(form: str = "RI", what: str = "S", ohm: float = 50.0, unit: str = "Hz") -> bytes:
    """One port; reflections of a large impedance lie near 1, so that many digits are needed."""
    rows = []
    for f, re, im in floats(MADE):
        z = re + 1j * im
        value = {"S": (z - ohm) / (z + ohm), "Y": 1.0 / z, "Z": z}[what]
        angle = float(np.degrees(np.angle(value)))
        size = 20.0 * np.log10(abs(value)) if form == "DB" else abs(value)
        pair = (value.real, value.imag) if form == "RI" else (size, angle)
        rows.append(f"{f / {'Hz': 1.0, 'kHz': 1e3}[unit]!r}  {pair[0]:.15g}  {pair[1]:.15g}")
    head = ["! Keysight Technologies,E5061B", f"# {unit} {what} {form} R {ohm:g}  ! options"]
    return lines(head, rows).encode()


EXPORTS: dict[str, Callable[[], bytes]] = {
    "NOVA, with the name of its file": lambda: csv_table(
        ("Filename", "Index", "DataIndex", "Time (s)", "Frequency (Hz)", f"-Z'' ({_OHM})",
         f"Z ({_OHM})", f"-Phase ({_DEG})", f"Z' ({_OHM})"),
        ("note", "clock", "clock", "clock", "f", "-im", "mod", "-phase", "re"), between=";",
    ),  # header in the test data of a public reader of NOVA text (load_eis_file)
    "toolkitpy, savetxt": lambda: csv_table(
        ("# point", "freq", "zreal", "zimag", "zmod", "zphz", "zsig", "Idc", "Vdc", "ie_range",
         "zreal_drift", "zimag_drift"),
        ("clock", "f", "re", "im", "mod", "phase", "clock", "clock", "clock", "clock", "re", "im"),
    ),  # scripts that drive a Gamry through toolkitpy
    "PSTrace, Z'' that holds -Im": lambda: csv_table(
        ("freq / Hz", f"neg. Phase / {_DEG}", "Idc / uA", "Z / Ohm", "Z' / Ohm", "Z'' / Ohm"),
        ("f", "-phase", "clock", "mod", "re", "-im"), encoding="utf-16",
        above="Measurement:,Impedance Spectroscopy\nNotes:,\nCH 3: Fixed at 49 freqs\n",
    ),  # multichannel exports of PSTrace
    "Zahner Thales, list": lambda: csv_table(
        ("Number", "Frequency/Hz", "Impedance/Ohm", "Phase/deg", "Significance", "Time/s"),
        ("clock", "f", "mod", "phase", "clock", "clock"), between="\t",
    ),  # readers of Thales lists in public code; chepec/zahner
    "units named twice": lambda: csv_table(
        ("Freq/Hz", "Z'/ohm", "Z''/ohm\nHz", "ohm", "ohm"), ("f", "re", "im"),
        above="A.C. Impedance\nInstrument Model:  CHI660F\n",
    ),
    "Solartron SMaRT, all columns": lambda: csv_table(
        ("Result Number", "Sweep Number", "Point Number", "Time", "frequency (Hz)", "AC Level (V)",
         "DC Level (V)", "Set Point ('C)", "Temperature ('C)", "Control ('C)",
         "Impedance Magnitude (Ohms)", "Impedance Phase Degrees (')", "Admittance Magnitude (S)"),
        ("clock", "note", "clock", "note", "f", "clock", "clock", "note", "note", "note", "mod",
         "phase", "clock"), between=";",
    ),  # columns that a public script cleans before it reads them
    "Solartron SMaRT": lambda: csv_table(
        ("Time (s)", "Frequency (Hz)", "Impedance Magnitude (Ohms)",
         "Impedance Phase Degrees (')", "AC Level (V)"),
        ("clock", "f", "mod", "phase", "clock"),
    ),  # scripts that read SMaRT exports
    "LabVIEW measurement file": lambda: csv_table(
        ("X_Value", "freq", "Re", "Im", "Comment"), ("clock", "f", "re", "im"), between="\t",
        comma=True, above="LabVIEW Measurement\t\nSeparator\tTab\nDecimal_Separator\t,\n"
        "***End_of_Header***\t\n\nChannels\t3\n***End_of_Header***\t\t\t\n",
    ),
    "LabVIEW, own sheet": lambda: csv_table(
        ("Index #", "Frequency (Hz)", "Impedance (ohm)", "Phase (degrees)"),
        ("clock", "f", "mod", "phase"), between="\t",
        above="IMPEDANCE MEASUREMENT \nChamber temperature (K): 278.07\n# freq steps: 40\n",
    ),
    "cells aged over cycles": lambda: csv_table(
        ("Aging cycle", "SOC(%)", "Frequency(Hz)", "Zmod(Ohm)", "Zphz(deg)", "Zreal(Ohm)",
         "Zimg(Ohm)", "OCV(V)"),
        ("note", "note", "f", "mod", "phase", "re", "im", "note"),
    ),  # public data sets of aged lithium-ion cells
    "snake case with the sign in the name": lambda: csv_table(
        ("frequency_hz", "z_real_ohm", "z_imag_neg_ohm"), ("f", "re", "-im"),
    ),
    "admittance, polar": lambda: csv_table(
        ("Frequency(Hz)", "|Y|(S)", "Phase(Y)(deg)"), ("f", "admittance", "-phase"),
    ),
    "Keysight, Y and theta": lambda: csv_table(
        ("Frequency(Hz)", "|Y|(S)-data", "theta(deg)-data"), ("f", "admittance", "-phase"),
        above="!Agilent Technologies,E4990A\n",
    ),
    "resistance and reactance in words": lambda: csv_table(
        ("Frequency", "Resistance (Ohm)", "Reactance (Ohm)"), ("f", "re", "im"),
    ),
    "spreadsheet in Spanish": lambda: csv_table(
        ("Frecuencia (Hz)", "Z real (Ohm)", "Z imaginaria (Ohm)"), ("f", "re", "im"), between=";",
        comma=True, encoding="cp1252",
    ),
    "spreadsheet in German, polar": lambda: csv_table(
        ("Frequenz in Hz", "Betrag in Ohm", "Phase in Grad"), ("f", "mod", "phase"), between=";",
        comma=True,
    ),
    "COMSOL": lambda: csv_table(
        ("% freq (Hz)            real(Z) (ohm)            imag(Z) (ohm)",), ("f", "re", "im"),
        between="   ", above="% Model:              cell.mph\n% Version:  COMSOL 6.1\n",
    ),  # head of Samuel-Buteau/EISFitting COLUMBIA_TXT_example.txt
    "a heading that a spreadsheet took for a formula": lambda: csv_table(
        ("freq/Hz", "Re(Z)/Ohm", "#NAME?", "|Z|/Ohm", "Phase(Z)/deg", "-Im(z)/Ohm * Area"),
        ("f", "re", "-im", "mod", "phase", "kim"), between="\t",
    ),  # Samuel-Buteau/EISFitting DAHN_TXT_example.txt
    "EC-Lab, saved again with commas": lambda: eclab().replace(b"\t", b","),
    "Origin, units in its own letters": lambda: csv_table(
        ("Frequency\tZreal\tZimag\nHz", r"\g(W)", r"\g(W)"), ("f", "re", "im"), between="\t",
    ),
    "admittance as EC-Lab names it": lambda: csv_table(
        ("freq/Hz", "Re(Y)/Ohm-1", "Im(Y)/Ohm-1"), ("f", "g", "b"), between="\t",
    ),  # the headings of dgbowl/yadg peis.issue_149.mpt, alone
    "Touchstone, reflection": touchstone,
    "Touchstone, modulus and angle": lambda: touchstone("MA", unit="kHz"),
    "Touchstone, dB": lambda: touchstone("DB"),
    "Touchstone, impedance": lambda: touchstone("RI", "Z", 1.0),
    "Touchstone, admittance": lambda: touchstone("RI", "Y", 1.0),
    # Touchstone File Format Specification, rev. 1.1
    "units attached to the names": lambda: csv_table(
        ("FrequencyHz", "ZRealOhms", "ZImagOhms", "MagnitudeOhms", "PhaseDegree"),
        ("f", "re", "im", "mod", "phase"),
    ),  # firmware of impedance front ends in public code
    "Sciospec": lambda: csv_table(
        ("frequency[Hz]", "Re[Ohm]", "Im[Ohm]"), ("f", "re", "im"),
        above="6\nISX-3\n2024-05-02 10:11:12\nPellet 7\n1000000 1 49\nV\n",
    ),  # readers of .spec in public code; documentation of ImpedanceFitter
    "Keysight, ended by END": lambda: csv_table(
        ("Frequency(Hz)", " |Z|(Ohm)-data", " theta-z(deg)-data"), ("f", "mod", "phase"),
        above="!Agilent Technologies,E4990A,MY5,A.02\n!Date: Fri Jan 18 16:13:57 2019\n"
        "!Data & Calibration Information:\n!Freq,|Z|,theta-z\n",
    ) + b"END\n",  # mph-/zfitpy
    # names of Hioki's parameters as in its IM3590 communication commands; the rest of it is ours
    "Hioki, head of the instrument": lambda: csv_table(
        ("No.", "FREQ[Hz]", "Z[ohm]", "PHASE[deg]", "Rs[ohm]", "X[ohm]"),
        ("note", "f", "mod", "phase", "re", "im"), above="HIOKI,IM3570,V1.25\nTRIG,INT\n",
    ),
    "battery tester, milliohm": lambda: csv_table(
        ("~Time[h]", "Freq[Hz]", "Z_Re[mOhm]", "Z_Im[mOhm]"),
        ("clock", "f", "mohm re", "mohm im"), between="\t",
        above="~Resultfile from Basytec Battery Test System\n",
    ),
    "battery tester, underscores": lambda: csv_table(
        ("Data_Point", "Test_Time(s)", "Frequency(Hz)", "Zreal(Ohm)", "Zimg(Ohm)",
         "Phase_Angle(Deg)"),
        ("note", "clock", "f", "re", "im", "phase"),
    ),
    "battery tester, German numbers": lambda: csv_table(
        ("Step", "Frequency", "Real", "Imag", "Absolute", "Phase"),
        ("note", "f", "re", "im", "mod", "phase"), between=";", comma=True,
    ),
    "single-board potentiostat": lambda: csv_table(
        ("index", "frequency (Hz)", "Z' (Ohm)", "Z'' (Ohm)"), ("note", "f", "re", "im"),
        between="; ",
    ),
    "ZSimpWin": lambda: csv_table(
        ("Frequency", "Z' Measured", "Z'' Measured", "Z' Calculated", "Z'' Calculated"),
        ("f", "re", "im", "note", "note"), between="\t",
    ),
    "AfterMath": lambda: csv_table(
        ('"Frequency, Hz"', f'"Re(Z), {_OHM}"', f'"-Im(Z), {_OHM}"'), ("f", "re", "-im"),
    ),
    "western headings of a Chinese system": lambda: csv_table(
        ("Freq(Hz)", f"Z'({_OHM})", f"Z''({_OHM})"), ("f", "re", "im"), between="\t",
        encoding="gb18030",
    ),
    "Chinese battery tester": lambda: csv_table(
        ("\u5e8f\u53f7", "\u9891\u7387(Hz)", f"\u5b9e\u90e8({_OHM})", f"\u865a\u90e8({_OHM})"),
        ("note", "f", "re", "im"), encoding="gb18030",
    ),
    "spreadsheet in Russian": lambda: csv_table(
        ("\u0427\u0430\u0441\u0442\u043e\u0442\u0430, \u0413\u0446", "Re Z, \u041e\u043c",
         "-Im Z, \u041e\u043c"), ("f", "re", "-im"), between=";", comma=True, encoding="cp1251",
    ),
    "spreadsheet in Korean": lambda: csv_table(
        ("\uc8fc\ud30c\uc218(Hz)", "\uc2e4\uc218\ubd80(ohm)", "\ud5c8\uc218\ubd80(ohm)"),
        ("f", "re", "im"), encoding="cp949",
    ),
    "spreadsheet in Italian": lambda: csv_table(
        ("Frequenza (Hz)", "Parte reale (Ohm)", "Parte immaginaria (Ohm)"), ("f", "re", "im"),
        between=";", comma=True,
    ),
}  # fmt: skip


def in_rows(names: tuple[str, str, str], before: str = "") -> bytes:
    """A row for each quantity, as LabOne writes them (with a time stamp before) and people do."""
    columns = zip(*floats(MADE), strict=True)
    rows = [
        ";".join((f"{before}{name}", *map(repr, values)))
        for name, values in zip(names, columns, strict=True)
    ]
    return lines(rows).encode()


def in_turn(degc: tuple[float, float] = (25.0, 60.0), *, named: bool = True) -> bytes:
    """Two temperatures, the rows in turn: the second sweep has half the impedance."""
    headings = "freq/Hz,Re(Z)/Ohm,Im(Z)/Ohm" + (",Temp (\xb0C)" if named else ",channel")
    rows = [
        f"{f!r},{share * re!r},{share * im!r},{t}"
        for f, re, im in floats(MADE)
        for share, t in zip((1.0, 0.5), degc, strict=True)
    ]
    return lines(headings, rows).encode()
