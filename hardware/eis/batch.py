"""Many instrument files at once: each read and fitted, or kept with the reason why not."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast, get_args

from hardware.eis.corrections import Temperature
from hardware.eis.file_formats import all_readers, read_spectra
from hardware.eis.from_file import sweep_before
from hardware.eis.parsing.instrument_file import Imaginary
from hardware.eis.parsing.open_circuit_voltage import SideFileError, resting_voltage_v
from hardware.eis.parsing.stated_columns import StatedColumns, stated_columns
from hardware.eis.resistance import NO_MORE_KNOWN, ROOM, CellChoice, resistance
from hardware.eis.result import Resistance
from hardware.eis.spectrum import Spectrum
from hardware.eis.verdict.acceptance import AcceptanceLimits
from hardware.errors import SpectrumRefusedError, WrongInputError

_NO_SPECTRA = (".json", ".toml", ".png", ".pdf", ".svg", ".html", ".md", ".zip", ".py")


@dataclass(frozen=True, eq=False)
class SweepResult:
    """One sweep and what was made of it."""

    spectrum: Spectrum
    resistance: Resistance


@dataclass(frozen=True, eq=False)
class FileResult:
    """One file: its sweeps in order, or why it was refused. The last sweep counts."""

    path: Path
    sweeps: tuple[SweepResult, ...] = ()
    refused: str = ""

    @property
    def counts(self) -> SweepResult:
        """The sweep whose resistance is the file's.

        Raises:
            SpectrumRefusedError: the file was refused.
        """
        if not self.sweeps:
            raise SpectrumRefusedError(self.refused)
        return self.sweeps[-1]


@dataclass(frozen=True)
class ReadingOptions:
    """How files are read and fitted; see `read_spectra` and `resistance`."""

    area_cm2: float
    format: str | None = None
    imaginary: Imaginary | None = None
    partial: bool = False
    columns: StatedColumns | None = None
    cell: CellChoice = "auto"
    thickness_mm: float | None = None
    limits: AcceptanceLimits = NO_MORE_KNOWN
    temperature: Temperature = ROOM

    def of(self, path: Path) -> FileResult:
        """One file."""
        try:
            spectra = read_spectra(
                path,
                format=self.format,
                imaginary=self.imaginary,
                partial=self.partial,
                columns=self.columns,
            )
            stated = self.limits.ocv_v
            volt = stated if stated is not None else resting_voltage_v(path)
        except SpectrumRefusedError as refusal:
            return FileResult(path, refused=str(refusal))
        except SideFileError as trouble:
            return FileResult(path, refused=f"{path}: {trouble}")
        return FileResult(path, tuple(self._fitted(spectra, volt)))

    def _fitted(self, spectra: Sequence[Spectrum], ocv_v: float | None) -> Iterable[SweepResult]:
        """Each sweep with its resistance; the sweep before it shows whether the cell changed."""
        for place, spectrum in enumerate(spectra):
            fit = resistance(
                spectrum,
                self.area_cm2,
                again=sweep_before(spectra, place),
                cell=self.cell,
                thickness_mm=self.thickness_mm,
                limits=replace(self.limits, ocv_v=ocv_v),
                temperature=self.temperature,
            )
            yield SweepResult(spectrum, fit)


def reading(
    area_cm2: float,
    cell: str = "auto",
    thickness_um: float | None = None,
    format: str | None = None,
    imaginary: str | None = None,
    partial: bool = False,
    columns: str | None = None,
    *,
    limits: AcceptanceLimits = NO_MORE_KNOWN,
    temperature: Temperature = ROOM,
) -> ReadingOptions:
    """What a person asked for, checked before any file is touched.

    Raises:
        WrongInputError: a value makes no sense; the sentence says which would.
    """
    if not (math.isfinite(area_cm2) and area_cm2 > 0.0):
        raise WrongInputError(f"--area-cm2 {area_cm2:g}: the area must be above 0 cm2")
    if thickness_um is not None and not (math.isfinite(thickness_um) and thickness_um > 0.0):
        raise WrongInputError(f"--thickness-um {thickness_um:g}: it must be above 0 um")
    if cell not in get_args(CellChoice):
        raise WrongInputError(f"--cell {cell}: write {', '.join(get_args(CellChoice))}")
    least_v, ev = limits.least_ocv_v, temperature.activation_ev
    if least_v is not None and not (cell == "full" and least_v > 0.0):
        raise WrongInputError(
            f"--least-ocv-v {least_v:g}: above 0 V, and with --cell full: others rest at 0 V"
        )
    if not (math.isfinite(temperature.reference_degc) and 0.0 <= ev <= 2.0):
        raise WrongInputError(f"--activation-ev {ev:g}: 0 to 2 eV; 0 corrects nothing")
    if imaginary not in _IMAGINARY:
        raise WrongInputError(f"--imaginary {imaginary}: write im or minus-im")
    if format is not None and format not in all_readers():
        raise WrongInputError(f"--format {format}: there are {', '.join(all_readers())}")
    return ReadingOptions(
        area_cm2,
        format,
        _IMAGINARY[imaginary],
        partial,
        None if columns is None else stated_columns(columns),
        cast(CellChoice, cell),
        None if thickness_um is None else thickness_um / 1e3,
        limits,
        temperature,
    )


_IMAGINARY: Mapping[str | None, Imaginary | None] = {
    None: None,
    "im": "im",
    "minus-im": "minus_im",
    "minus_im": "minus_im",
}


def _as_counted(path: Path) -> list[tuple[int, str]]:
    """Order of files as people count them: `cell 2` before `cell 10`."""
    parts = re.split(r"(\d+)", path.name.casefold())
    return [(int(part), "") if part.isascii() and part.isdigit() else (-1, part) for part in parts]


def files_in(paths: Sequence[Path]) -> list[Path]:
    """The files named, and those of the folders named that may be spectra.

    Raises:
        WrongInputError: a folder with nothing in it.
    """
    found: list[Path] = []
    for path in paths:
        if not path.is_dir():
            found.append(path)
            continue
        inside = [each for each in sorted(path.iterdir(), key=_as_counted) if may_be_spectrum(each)]
        if not inside:
            raise WrongInputError(f"{path}: there is no file in this folder that may be a spectrum")
        found += inside
    return found


def may_be_spectrum(path: Path) -> bool:
    """Whether a file of a folder is looked at: pictures, tables of results, programs are not."""
    hidden = path.name.startswith((".", "~"))
    return path.is_file() and not hidden and path.suffix.lower() not in _NO_SPECTRA


def remarks(spectrum: Spectrum) -> list[str]:
    """What a reader of the file had to assume or leave out, in words."""
    words: Mapping[str, Callable[[Any], str]] = {
        "simulated": lambda _: "simulated, not measured",
        "aborted": lambda yes: "the sweep was aborted" if yes else "",
        "assumed_columns": lambda names: f"no headings and no unit: read as {', '.join(names)}",
        "assumed_units": lambda names: f"no unit is stated: read {', '.join(names)}",
        "left_out": lambda why: f"rows left out: {len(why)} ({why[0]})",
        "unfinished_sweeps": lambda names: f"unfinished and left out: {', '.join(names)}",
        "remarks": "; ".join,
        "announced_points": lambda count: (
            f"the file announces {count} points and holds {len(spectrum)}"
            if count != len(spectrum)
            else ""
        ),
    }
    known = [(words[key], value) for key, value in spectrum.metadata.items() if key in words]
    return [said for say, value in known if (said := say(value))]


def document(result: FileResult) -> dict[str, object]:
    """A file's result under the keys of the contract; several sweeps are listed as well."""
    if result.refused:
        nothing = dict.fromkeys(("asr_ohm_cm2", "asr_std_ohm_cm2", "resistance_ohm"))
        again = {"contributions": [], "verdict": "refused", "reasons": [result.refused]}
        return {"file": str(result.path), **nothing, **again, "refused": result.refused}
    entry: dict[str, object] = {"file": str(result.path), **_sweep_document(result.counts)}
    if len(result.sweeps) > 1:
        entry["sweeps"] = [_sweep_document(sweep) for sweep in result.sweeps]
    return entry


def _sweep_document(sweep: SweepResult) -> dict[str, object]:
    fit, spectrum = sweep.resistance, sweep.spectrum
    return {
        "label": spectrum.label,
        "instrument": spectrum.instrument,
        "simulated": bool(spectrum.metadata.get("simulated", False)),
        "asr_ohm_cm2": fit.asr_ohm_cm2,
        "asr_std_ohm_cm2": fit.asr_std_ohm_cm2,
        "resistance_ohm": fit.resistance_ohm,
        "resistance_std_ohm": fit.resistance_std_ohm,
        "verdict": fit.verdict,
        "reasons": fit.reasons,
        "contributions": fit.contributions,
        "cell": fit.cell,
        "area_cm2": fit.area_cm2,
        "noise": fit.noise,
        "valley_hz": fit.valley_hz,
        "valley_ohm": fit.valley_ohm,
        "temperature_degc": fit.temperature_degc,
        "conductivity_ms_cm": fit.conductivity_ms_cm,
        "conductivity_std_ms_cm": fit.conductivity_std_ms_cm,
        "remarks": remarks(spectrum),
    }


CSV_COLUMNS = (
    "file", "label", "asr_ohm_cm2", "asr_std_ohm_cm2", "resistance_ohm", "resistance_std_ohm",
    "verdict", "cell", "area_cm2", "noise", "valley_hz", "valley_ohm", "temperature_degc",
    "conductivity_ms_cm", "conductivity_std_ms_cm", "instrument", "simulated", "reasons", "remarks",
    "refused",
)  # fmt: skip


def write_csv(results: Sequence[FileResult], path: Path) -> None:
    """One row for each sweep, and for each refused file one with the reason; UTF-8.

    Raises:
        OSError: the file cannot be written.
    """
    with path.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.DictWriter(handle, CSV_COLUMNS, restval="", extrasaction="ignore")
        writer.writeheader()
        for result in results:
            rows = [_sweep_document(sweep) for sweep in result.sweeps] or [document(result)]
            for row in rows:
                writer.writerow({"file": result.path, **{k: _cell(v) for k, v in row.items()}})


def _cell(value: object) -> object:
    """Numbers in full, lists as sentences, nothing for what is unknown."""
    if isinstance(value, list | tuple):
        return "; ".join(str(each) for each in value)
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    return repr(value) if isinstance(value, float) else value
