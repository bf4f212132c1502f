"""Files that others published, read as they are: by repository and instrument, read or why not.

    python benchmarks/impedance_files.py FOLDER

FOLDER holds clones named OWNER+NAME (`git clone https://github.com/OWNER/NAME OWNER+NAME`). No file
of theirs is part of Copress. Where the authors state a resistance, ours is compared with it.
"""

from __future__ import annotations

import argparse
import csv
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hardware.eis.batch import FileResult, reading

HERE = Path(__file__).parent
TABLE = HERE / "results" / "impedance_files.csv"
PAGE = HERE / "IMPEDANCE_FILES.md"


@dataclass(frozen=True)
class Source:
    """Files of one repository that were measured, or computed from stated values.

    Attributes:
        repository: OWNER/NAME on GitHub.
        instrument: What wrote them.
        pattern: Glob below the clone.
        cell: What the spectra are of, for the fit.
    """

    repository: str
    instrument: str
    pattern: str
    cell: str = "auto"


SOURCES = (
    Source("Sheyigold/EISFitpython", "Novocontrol WinDETA", "EIS_Data/Example-3-4/*.txt",
           "blocking"),
    Source("Sheyigold/EISFitpython", "Novocontrol WinDETA", "EIS_Data/**/*.txt"),
    Source("Sheyigold/EISFitpython", "columns without headings", "EIS_Data/*.csv"),
    Source("dgbowl/yadg", "BioLogic EC-Lab text", "tests/test_x_eclab/*eis*.mpt"),
    Source("dgbowl/yadg", "BioLogic EC-Lab text, Modulo Bat", "tests/test_x_eclab/mb*.mpt"),
    Source("dgbowl/yadg", "BioLogic EC-Lab binary", "tests/test_x_eclab/*eis*.mpr"),
    Source("cheminfo/biologic-converter", "BioLogic EC-Lab text", "src/**/[gmp]*.mpt"),
    Source("kbknudsen/PyEIS", "BioLogic EC-Lab text, loops", "Tutorials/data/*.mpt"),
    Source("HOLL95/General_electrochemistry", "PSTrace CSV", "EIS/Experimental_data/**/*EIS_*.csv"),
    Source("HOLL95/General_electrochemistry", "EC-Lab columns alone", "Voltammetry/**/EIS_*.txt"),
    Source("joshinkumar/EIS-Data-Analysis-and-ML", "PSTrace session", "**/*.pssession"),
    Source("PalmSens/palmsens-sdk", "PSTrace session", "**/*eis*.pssession"),
    Source("PalmSens/palmsens-sdk", "PSTrace session", "matlab/*.pssession"),
    Source("MoonshinetheP/palmsens-exporter", "PSTrace session", "**/*.pssession"),
    Source("miloszewiczek/gamry_post_processing_", "Gamry DTA", "input/**/*EIS*.DTA"),
    Source("miloszewiczek/gamry_post_processing_", "ZView .z60", "input/**/*.z60"),
    Source("bcliang/gamry-parser", "Gamry DTA", "tests/eispot*.dta"),
    Source("chmelat/eis_analysis", "Gamry DTA", "example/EISPOT*.DTA"),
    Source("chmelat/eis_analysis", "CSV, two countries", "example/*.csv", "symmetric"),
    Source("leehangyue/EISART", "Zahner .ism", "contents/samples/*.ism", "symmetric"),
    Source("leehangyue/EISART", "tables of text", "contents/samples/*sofc*.[ct]*", "symmetric"),
    Source("Zahner-elektrik/Zahner-Analysis-Python", "Zahner .ism", "Examples/*/*.ism"),
    Source("Zahner-elektrik/Zahner-Analysis-Python", "Zahner .ism",
           "Examples/ImpedanceVs*/measured_spectras/*.ism"),
    Source("ciuccislab/pyDRTtools", "CSV", "tutorial/data/**/*ZARC*.csv", "symmetric"),
    Source("ciuccislab/pyDRTtools", "columns without headings", "EIS data/*/*"),
    Source("mdmurbach/ImpedanceAnalyzer", "columns without headings", "**/examples/*.csv"),
    Source("richinex/impedance-agent", "table of text", "examples/data/*.txt", "symmetric"),
    Source("sivart213/impedance_analysis", "Zurich Instruments MFIA, workbook",
           "testing/Data/Raw/*.xlsx"),
    Source("j-zimmermann/ImpedanceFitter", "CSV", "introduction/impedance*.csv"),
    Source("j-zimmermann/ImpedanceFitter", "analysers of gain", "examples/FRA/*.csv"),
    Source("vyrjana/pyimpspec", "many", "tests/data*.*"),
    Source("Houlbergg/Thesis", "BioLogic EC-Lab text", "Python/**/*_PEIS_C15.mpt"),
    Source("Houlbergg/Thesis", "BioLogic EC-Lab text", "Python/**/[0-9]*[0-9]-EIS-*.mpt"),
    Source("Houlbergg/Thesis", "BioLogic EC-Lab text", "Python/ImpedanceDataOld/**/*EIS.mpt"),
    Source("Alex6022/SPEIS-analysis", "BioLogic EC-Lab text, 41 loops", "*.mpt"),
    Source("Samuel-Buteau/EISFitting", "BioLogic EC-Lab text", "*.mpt"),
    Source("Samuel-Buteau/EISFitting", "spreadsheet, COMSOL table", "*_TXT_example.txt"),
    Source("EISy-as-Py/EISy-as-Py", "EC-Lab columns alone, 106 loops", "eisy/data/raw/*Bio*.txt"),
    Source("EISy-as-Py/EISy-as-Py", "CH Instruments text", "eisy/data/raw/EX*.txt"),
    Source("EISy-as-Py/EISy-as-Py", "CSV", "eisy/test/data/*.csv"),
    Source("AUTODIAL/AutoEIS", "tables of text", "assets/test_data.*"),
    Source("ciuccislab/DRTtools", "columns without headings", "import file samples/[ct]*/*"),
    Source("ciuccislab/GP-DRT", "CSV", "tutorials/*.csv", "symmetric"),
    Source("floresacton/battery-eis", "own sheet (offset, theta)", "eis/v3/data/*.csv"),
)  # fmt: skip
ADDED = ("Houlbergg/Thesis", "Alex6022/SPEIS-analysis", "Samuel-Buteau/EISFitting",
         "EISy-as-Py/EISy-as-Py", "AUTODIAL/AutoEIS", "ciuccislab/DRTtools", "ciuccislab/GP-DRT",
         "floresacton/battery-eis")  # fmt: skip
"""Repositories of which no file was looked at before; added last."""

_EISFIT_OHM = {140: 2.166e6, 150: 1.256e6, 160: 7.484e5, 170: 4.546e5, 180: 2.830e5,
               190: 1.800e5, 200: 1.174e5}  # fmt: skip
_ZAHNER_DIODE_OHM = {0: 8622.1, 25: 5738.8, 50: 2441.7, 75: 942.03, 100: 357.64, 125: 135.67,
                     150: 51.559, 175: 19.571, 200: 7.4761, 225: 2.8751, 250: 1.1120, 275: 0.44896,
                     300: 0.19582}  # fmt: skip
_ZAHNER = "Zahner-elektrik/Zahner-Analysis-Python/Examples"
STATED_OHM: dict[str, tuple[float, str]] = {
    "chmelat/eis_analysis/example/example_eis_data.csv": (900_010.0, "header: 10 + 1e5 + 8e5"),
    "chmelat/eis_analysis/example/example_eis_data_eu.csv": (900_010.0, "header: 10 + 1e5 + 8e5"),
    **{f"Sheyigold/EISFitpython/EIS_Data/Example-3-4/s04147-{degc}deg.txt":
       (ohm, "Example4 report, R1 + R2") for degc, ohm in _EISFIT_OHM.items()},
    **{f"{_ZAHNER}/ImpedanceVsVoltageSeriesFit/measured_spectras/{mv:03d}_mvdc.ism":
       (ohm, "fit_result.json, R0") for mv, ohm in _ZAHNER_DIODE_OHM.items()},
    f"{_ZAHNER}/BasicIntroduction/rc-data.ism": (98.866e6, "fit_result.json, R0"),
    "richinex/impedance-agent/examples/data/randles_circuit.txt":
        (27.17, "results/randles_analysis.json, Rs + Rct"),
}  # fmt: skip
"""The total resistance by the authors, and where they say it."""
KNOWN_BEFORE = {"dgbowl/yadg", "Sheyigold/EISFitpython", "vyrjana/pyimpspec",
                "Zahner-elektrik/Zahner-Analysis-Python"}  # fmt: skip
"""Repositories of which files were looked at while older readers were written."""
AFTERWARDS = (
    "Read only, not fitted, at their first try and after the last change of the readers:"
    " RossHaroldson/EIS-Fit (Gamry, 16 files), javaidb/eis-fitting (240 CSV),"
    " SushankMishra/EIS-Fitting (390), jdhuang-csm/bayes-drt `data/experimental` (Gamry and tables,"
    " 9), kongxiuyichuang/EIS-fit-by-matlab (1), deannguyen9xyz/EIS-Fitting-Models (1): all 657 are"
    " read. Two tables of RussoFrancesco/EIS-fitting with one spectrum in each row (`f_1, r_1, i_1,"
    " f_2, ...`) are refused with their headings. The other 103 files there are no spectra"
    " (cycling, fitted parameters), and none is read as one.",
    "",
    "After the readers were changed again, 3,360 files of 45 such repositories that a reader could"
    " be given were read by the build before and after, 1,470 of them as spectra: one more is read,"
    " none is refused or read otherwise than before.",
    "",
    "A third set, opened after these and read only; at the first try the Hioki sheets, a table"
    " with blanks between headings and semicolons between numbers and headings `Img(Z)` were"
    " refused without need (mended). Of sheets whose first and last frequency are measured twice"
    " one point went to the sweep before (mended): ivanthepevt/EIS-data-spliter (Hioki IM3536,"
    " four workbooks of 34 sheets), maxtenenbaum/GamryParser (Gamry, 34 files and a table of 27"
    " sweeps), brunohgv/nova-to-eis-analyser-converter (NOVA 2; lists of Re, -Im, f below a count"
    " are refused with how to name them, 3),"
    " LuchengCai/Batch-DRT-transformation-processing-of-EIS-data-based-on-MATLAB (workbook of"
    " ZView columns, 7 sheets), Amajchrzak777/impedance (tables, 3 of 7; the others have no"
    " headings and another order), amundmr/eisfit and jaroslav-herman/EIS_fitting (EC-Lab, 2),"
    " sourishv/eis-analysis-tool (NOVA, 1), FrancescoGalli/impedance_analysis_project (1; two hold"
    " complex numbers), kushal-unjiya/EIS-Electrochemical-Impedance-Spectroscopy (6; fits and"
    " parts without a frequency are refused),"
    " twick07/Physics-Based-Algorithmic-Framework-for-Simulated-Electrochemical-"
    "Impedance-Spectroscopy"
    " (computed, 8 of 16 without headings). WaiwaiTAN/ElectrochemTools has one Z60W in ohm cm2,"
    " which is refused with that reason. Frequencies and parts of the Hioki, Gamry and NOVA files"
    " were compared number by number with the raw cells: equal, but for rows with a remark in a"
    " cell of its own, which are left out and said.",
)
COLUMNS = ("repository", "file", "instrument", "sweeps", "points", "read", "verdict",
           "resistance_ohm", "resistance_std_ohm", "stated_ohm", "stated_where", "why")  # fmt: skip


def main() -> None:
    """Read every file, write the table and the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="clones named OWNER+NAME")
    rows = list(read_all(parser.parse_args().folder))
    TABLE.parent.mkdir(exist_ok=True)
    with TABLE.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.DictWriter(handle, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    PAGE.write_text(page(rows), encoding="utf-8")


def read_all(folder: Path) -> Iterator[dict[str, object]]:
    """One row for each file, in the order of `SOURCES`; each file once."""
    seen: set[Path] = set()
    for source in SOURCES:
        clone = folder / source.repository.replace("/", "+")
        how = reading(1.0, source.cell)
        for path in sorted(clone.glob(source.pattern)):
            if path.is_file() and path not in seen:
                seen.add(path)
                yield _row(source, path.relative_to(clone), how.of(path))


def _row(source: Source, name: Path, result: FileResult) -> dict[str, object]:
    stated = STATED_OHM.get(f"{source.repository}/{name.as_posix()}", ("", ""))
    row: dict[str, object] = {
        "repository": source.repository, "file": name.as_posix(), "instrument": source.instrument,
        "sweeps": len(result.sweeps), "points": sum(len(s.spectrum) for s in result.sweeps),
        "read": "yes" if result.sweeps else "no", "stated_ohm": stated[0],
        "stated_where": stated[1], "why": result.refused.removeprefix(f"{result.path}: "),
    }  # fmt: skip
    if result.sweeps:
        fit = result.counts.resistance
        row["verdict"] = fit.verdict
        if math.isfinite(fit.resistance_ohm):
            row["resistance_ohm"] = f"{fit.resistance_ohm:.5g}"
            row["resistance_std_ohm"] = f"{fit.resistance_std_ohm:.2g}"
    return row


def page(rows: list[dict[str, object]]) -> str:
    """The table as a page: by repository, values against the authors', what was refused."""
    groups = Counter((row["repository"], row["instrument"]) for row in rows)
    read = Counter((row["repository"], row["instrument"]) for row in rows if row["read"] == "yes")
    added = [row for row in rows if row["repository"] in ADDED]
    new = sum(row["repository"] not in (*KNOWN_BEFORE, *ADDED) for row in rows)
    lines = [
        "# Files that others published", "",
        "    python benchmarks/impedance_files.py FOLDER_OF_CLONES", "",
        f"{len(rows)} files of {len({row['repository'] for row in rows})} public repositories,"
        f" {sum(read.values())} read; every one is a row of `benchmarks/results/"
        "impedance_files.csv`. None of them is part of Copress. galvani and zahner-analysis were"
        " installed for `.mpr` and `.ism`.", "",
        f"{new} of the files are of repositories that were not looked at before this table was"
        f" begun (all but {', '.join(sorted(KNOWN_BEFORE))}). At the first try 84 of 116 were"
        " read, of the others 29 of 77; what was refused without need was mended, so the table is"
        " no test of files still unseen. The last"
        f" {len(added)}, of {', '.join(ADDED)}, were added later: at the first try all were read as"
        " they are now, but for one whose heading a spreadsheet had taken for a formula (mended);"
        f" {sum(row['read'] == 'yes' for row in added)} are read. Values are compared where the"
        " authors state a total resistance; verdicts are for cells of a battery laboratory, and"
        " most of these are none.",
        "",
        "| repository | instrument | files | read |", "|---|---|---|---|",
    ]  # fmt: skip
    lines += [f"| {repository} | {instrument} | {count} | {read[repository, instrument]} |"
              for (repository, instrument), count in groups.items()]  # fmt: skip
    lines += ["", "## Files first opened afterwards", "", *AFTERWARDS]
    lines += ["", "## Against the values of the authors", "",
              "| file | authors, ohm | Copress, ohm | verdict | where they say it |",
              "|---|---|---|---|---|"]  # fmt: skip
    lines += [
        f"| {row['repository']}/{row['file']} | {row['stated_ohm']:.5g} |"
        f" {row.get('resistance_ohm', '')} +- {row.get('resistance_std_ohm', '')} |"
        f" {row.get('verdict', 'refused')} | {row['stated_where']} |"
        for row in rows if isinstance(row["stated_ohm"], float)
    ]  # fmt: skip
    lines += ["", "## Not read, and why", "", "| file | why |", "|---|---|"]
    lines += [f"| {row['repository']}/{row['file']} | {str(row['why'])[:200]} |"
              for row in rows if row["read"] == "no"]  # fmt: skip
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
