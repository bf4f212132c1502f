"""`copress eis`: spectra to resistances with uncertainty and verdict."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from hardware.eis.batch import FileResult


def eis(
    files: list[Path] = typer.Argument(..., help="Instrument files, or folders of them."),
    area_cm2: float = typer.Option(..., "--area-cm2", help="Area the current goes through."),
    cell: str = typer.Option(
        "auto", help="auto, blocking (metal|electrolyte|metal), symmetric, or full."
    ),
    thickness_um: float = typer.Option(
        None, "--thickness-um", help="Thickness of the electrolyte; gives its conductivity."
    ),
    ocv_v: float = typer.Option(
        None, "--ocv-v", help="Open-circuit voltage of the cell, where no file states it."
    ),
    least_ocv_v: float = typer.Option(
        None, "--least-ocv-v", help="Full cells: less at rest is a soft short."
    ),
    reference_degc: float = typer.Option(
        25.0, "--reference-degc", help="Where the ASR is stated, if a temperature is logged."
    ),
    activation_ev: float = typer.Option(
        0.35, "--activation-ev", help="Activation energy for that; 0 leaves it as measured."
    ),
    format: str = typer.Option(None, help="Name of a reader, when the content does not tell."),
    imaginary: str = typer.Option(
        None, help="What the imaginary column holds, where a file leaves it open: im or minus-im."
    ),
    partial: bool = typer.Option(
        False, "--partial", help="Use a sweep that was stopped before its planned end."
    ),
    csv: Path = typer.Option(None, help="Write a table, one row for each sweep."),
    plot: Path = typer.Option(
        None, help="Draw Nyquist, Bode, residuals and fit: .png, .svg or .pdf."
    ),
    json: bool = typer.Option(False, "--json", help="Print one JSON document."),
) -> None:
    """Read impedance spectra of any instrument: the resistance, how sure it is, and why.

    Example: copress eis cell-0007.mpt --area-cm2 0.785 --plot cell-0007.png
    """
    from hardware.eis.batch import files_in, reading, write_csv
    from hardware.eis.corrections import Temperature
    from hardware.eis.verdict.acceptance import Limits

    how = reading(
        area_cm2,
        cell,
        thickness_um,
        format,
        imaginary,
        partial,
        limits=Limits(ocv_v=ocv_v, least_ocv_v=least_ocv_v),
        temperature=Temperature(reference_degc=reference_degc, activation_ev=activation_ev),
    )
    results = [how.of(path) for path in _with_progress(files_in(files))]
    if csv is not None:
        write_csv(results, csv)
    if plot is not None:
        _draw(results, plot)
    _show(results, alone=len(files) == 1 and not files[0].is_dir(), json=json)
    _leave(results, named=not any(path.is_dir() for path in files))


def _show(results: list[FileResult], *, alone: bool, json: bool) -> None:
    """On the screen, or as one document: of the one file that was named, else a list."""
    from campaigns.commands.terminal.eis_output import show
    from campaigns.commands.terminal.output import show_json
    from hardware.eis.batch import document

    if json:
        show_json(document(results[0]) if alone else [document(result) for result in results])
    else:
        show(results, alone=alone)


def _with_progress(paths: list[Path]) -> Any:
    """The paths, with a bar on stderr where a person looks and has to wait."""
    from rich.progress import track

    from campaigns.commands.terminal.output import notes

    screen = notes()
    if len(paths) < 5 or not screen.is_terminal:
        return paths
    return track(paths, description="reading", console=screen, transient=True)


def _draw(results: list[FileResult], out: Path) -> None:
    """One picture for each sweep; several get their label into the name."""
    from campaigns.commands.terminal.output import notes
    from campaigns.errors import WrongInputError
    from campaigns.report.figures.impedance import plot_impedance

    if out.suffix.lower() not in (".png", ".svg", ".pdf"):
        raise WrongInputError(f"--plot {out}: the name must end in .png, .svg or .pdf")
    sweeps = [sweep for result in results for sweep in result.sweeps]
    for sweep in sweeps:
        named = out.with_stem(f"{out.stem}-{sweep.spectrum.name}") if len(sweeps) > 1 else out
        plot_impedance(sweep.spectrum, sweep.resistance).savefig(named)
        notes().print(f"drawn: {named}")


def _leave(results: list[FileResult], *, named: bool) -> None:
    """Exit 2 when a file that was named, or every file of a folder, was refused."""
    from campaigns.errors import WrongInputError

    refused = [result for result in results if result.refused]
    if len(results) == 1 and refused:
        raise WrongInputError(refused[0].refused)
    if refused and (named or len(refused) == len(results)):
        raise WrongInputError(f"{len(refused)} of {len(results)} files cannot be used")
