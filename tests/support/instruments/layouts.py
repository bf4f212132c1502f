"""One spectrum in every layout that a reader must know, by the layout's name."""

from __future__ import annotations

from collections.abc import Callable

from support.instruments.tables import (
    MADE,
    bare_csv,
    csv_table,
    floats,
    xlsx,
)
from support.instruments.texts import (
    DEG,
    autolab,
    chi,
    eclab,
    gamry,
    parstat,
    powersuite,
    versastudio,
    zview,
    zview_short,
)

OHM = "\u03a9"

LAYOUTS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "EC-Lab .mpt": ("cell.mpt", eclab),
    "EC-Lab under .txt": ("cell.txt", eclab),
    "EC-Lab, decimal comma": ("cell.mpt", lambda: eclab(comma=True)),
    "EC-Lab, upwards": ("cell.mpt", lambda: eclab(up=True)),
    "Gamry": ("cell.DTA", gamry),
    "Gamry, galvanostatic": ("cell.DTA", lambda: gamry(tag="GALVEIS")),
    "Gamry, decimal comma": ("cell.DTA", lambda: gamry(comma=True)),
    "ZView": ("cell.z", zview),
    "ZView, short header": ("cell.z", zview_short),
    "Autolab": ("cell.txt", autolab),
    "CHI": ("cell.txt", chi),
    "Parstat": ("cell.txt", parstat),
    "PowerSuite": ("cell.txt", powersuite),
    "VersaStudio": ("cell.par", versastudio),
    "CSV": ("cell.csv", csv_table),
    "CSV without headings": ("cell.csv", bare_csv),
    "CSV, columns in another order": (
        "cell.csv",
        lambda: csv_table(
            ("note", "-Im(Z)/Ohm", "freq/Hz", "Re(Z)/Ohm"), ("note", "-im", "f", "re")
        ),
    ),
    "CSV with BOM, kHz and kohm": (
        "cell.csv",
        lambda: csv_table(
            ("f [kHz]", f"Z' [k{OHM}]", f"\u2212Z'' [k{OHM}]"),
            ("kf", "kre", "-kim"),
            encoding="utf-8-sig",
        ),
    ),
    "CSV, semicolons and decimal commas": (
        "cell.csv",
        lambda: csv_table(("Frequenz (Hz)", "Z' (Ohm)", "Z'' (Ohm)"), ("f", "re", "im"),
                          between=";", comma=True, end="\r\n"),
    ),
    "CSV, quoted decimal commas": (
        "cell.csv",
        lambda: b"freq/Hz,Re(Z)/Ohm,Im(Z)/Ohm\n" + "\n".join(
            ",".join(f'"{value!r}"'.replace(".", ",") for value in row) for row in floats(MADE)
        ).encode() + b"\n",
    ),
    "TSV in UTF-16": (
        "cell.tsv",
        lambda: csv_table(("Frequency (Hz)", f"|Z| ({OHM})", f"Phase ({DEG})"),
                          ("f", "mod", "phase"), between="\t", encoding="utf-16"),
    ),
    "TSV in UTF-16 without mark": (
        "cell.tsv",
        lambda: csv_table(("Frequency (Hz)", "Zmod (ohm)", "-Phase (deg)"),
                          ("f", "mod", "-phase"), between="\t", encoding="utf-16-le"),
    ),
    "blanks, latin-1, radian": (
        "cell.dat",
        lambda: csv_table(("f/Hz", "|Z|/Ohm", "theta/rad", "dm\xb3"),
                          ("f", "mod", "radian", "note"), between="   ", encoding="latin-1"),
    ),
    "angular frequency": (
        "cell.csv",
        lambda: csv_table(("omega (rad/s)", "Re", "Im"), ("omega", "re", "im")),
    ),
    "units in a row of their own": (
        "cell.tsv",
        lambda: csv_table(("Freq\tZreal\tZimag\nkHz", "kohm", "kohm"), ("kf", "kre", "kim"),
                          between="\t"),
    ),
    "names of our own": (
        "cell.csv",
        lambda: csv_table(("frequency_hz", "re_ohm", "im_ohm"), ("f", "re", "im")),
    ),
    "PSTrace CSV": (
        "cell.csv",
        lambda: "Date and time:,2024-05-02 10:11:12\r\nNotes:\r\n\r\n".encode("utf-16")
        + csv_table(
            ("freq / Hz", f"neg. Phase / {DEG}", "Idc / uA", "Z / Ohm", "Z' / Ohm", "-Z'' / Ohm"),
            ("f", "-phase", "note", "mod", "re", "-im"),
            encoding="utf-16-le", end="\r\n",
        ),
    ),
    "Squidstat CSV": (
        "cell.csv",
        lambda: csv_table(
            ("Elapsed Time (s)", "Frequency (Hz)", "|Z| (Ohms)", "Phase (deg)", "Z' (Ohms)",
             '-Z" (Ohms)'),
            ("note", "f", "mod", "phase", "re", "-im"),
        ),
    ),
    "Thales text": (
        "cell.txt",
        lambda: b"Thales\r\n\r\n" + csv_table(
            ("Number", "Frequency/Hz", "Impedance/Ohm", "Phase/deg", "Significance"),
            ("note", "f", "mod", "phase", "note"), between="   ", end="\r\n",
        ),
    ),
    "LCR meter, kHz": (
        "cell.csv",
        lambda: csv_table(("FREQ(kHz)", "Z(ohm)", "theta(deg)"), ("kf", "mod", "phase")),
    ),
    "XLSX": ("cell.xlsx", xlsx),
    "XLSX holding text": (
        "cell.xlsx",
        lambda: xlsx(("1", ("f (Hz)", "Z (Ohm)", "phase (deg)"), ("f", "mod", "phase")), text=True),
    ),
}  # fmt: skip
