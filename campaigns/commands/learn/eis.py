"""`copress eis`: spectra to resistances with uncertainty and verdict."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer
from rich.progress import track

from campaigns.commands.terminal.eis_output import show, show_one_by_one
from campaigns.commands.terminal.output import console, notes, show_json, show_json_line
from campaigns.errors import WrongInputError
from campaigns.report.figures.nyquist_overview import draw_overview
from campaigns.report.figures.spectrum_figures import plot_impedance
from campaigns.run.stopping.stop_signals import hearing
from hardware.eis.batch import (
    FileResult,
    ReadingOptions,
    document,
    files_in,
    may_be_spectrum,
    reading,
    write_csv,
)
from hardware.eis.corrections import Temperature
from hardware.eis.parsing.stated_columns import remember
from hardware.eis.sources.followed_folder import settled_files
from hardware.eis.verdict.acceptance import AcceptanceLimits


def eis(
    files: list[Path] = typer.Argument(..., help="Instrument files, or folders of them."),
    area_cm2: float = typer.Option(..., "--area-cm2", help="Area through which the current flows."),
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
        None, "--least-ocv-v", help="Full cells: a lower voltage at rest is a soft short."
    ),
    reference_degc: float = typer.Option(
        25.0, "--reference-degc", help="Where the ASR is stated, if a temperature is logged."
    ),
    activation_ev: float = typer.Option(
        0.35,
        "--activation-ev",
        help="Activation energy for the correction; 0 leaves the ASR as measured.",
    ),
    format: str = typer.Option(
        None, help="Name of a reader, if the content does not show the format."
    ),
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
    columns: str = typer.Option(
        None,
        help="Which column holds what, if the headings do not say, e.g."
        " frequency=F,real=A:kohm,imag=-B:kohm; remembered for files with the same headings.",
    ),
    overview: Path = typer.Option(
        None,
        help="Nyquist plots of all sweeps, 24 on a page: .pdf, .png, .svg or interactive .html.",
    ),
    watch: bool = typer.Option(
        False,
        "--watch",
        help="Watch one folder and read each file when it is complete, until Ctrl-C.",
    ),
    settle_s: float = typer.Option(
        3.0, "--settle-s", help="With --watch: how long a file must stay unchanged."
    ),
    json: bool = typer.Option(
        False, "--json", help="Print one JSON document; with --watch one line for each file."
    ),
) -> None:
    """Read impedance spectra of any instrument: resistance, uncertainty, verdict and reasons.

    Example: copress eis cell-0007.mpt --area-cm2 0.785 --plot cell-0007.png
    """
    how = reading(
        area_cm2,
        cell,
        thickness_um,
        format,
        imaginary,
        partial,
        columns,
        limits=AcceptanceLimits(ocv_v=ocv_v, least_ocv_v=least_ocv_v),
        temperature=Temperature(reference_degc=reference_degc, activation_ev=activation_ev),
    )
    _refuse_kinds(plot, overview)
    if watch:
        _follow(how, files, settle_s, json=json, csv=csv, overview=overview)
        return
    results = [how.of(path) for path in _with_progress(files_in(files))]
    _remember(results, how)
    if csv is not None:
        write_csv(results, csv)
    if plot is not None:
        _draw(results, plot)
    if overview is not None:
        _draw_overview(results, overview)
    _show(results, alone=len(files) == 1 and not files[0].is_dir(), json=json)
    _leave(results, named=not any(path.is_dir() for path in files))


def _show(results: list[FileResult], *, alone: bool, json: bool) -> None:
    """On the screen, or as one document: of the one file that was named, else a list."""
    if json:
        show_json(document(results[0]) if alone else [document(result) for result in results])
    else:
        show(results, alone=alone)


def _with_progress(paths: list[Path]) -> Any:
    """The paths, with a bar on stderr where a person looks and has to wait."""
    screen = notes()
    if len(paths) < 5 or not screen.is_terminal:
        return paths
    return track(paths, description="reading", console=screen, transient=True)


def _refuse_kinds(plot: Path | None, overview: Path | None) -> None:
    """A picture that cannot be drawn is said before hundreds of files are read."""
    if plot is not None and plot.suffix.lower() not in (".png", ".svg", ".pdf"):
        raise WrongInputError(f"--plot {plot}: the name must end in .png, .svg or .pdf")
    if overview is not None and overview.suffix.lower() not in (".pdf", ".html", ".png", ".svg"):
        raise WrongInputError(
            f"--overview {overview}: the name must end in .pdf, .html, .png or .svg"
        )


def _follow(
    how: ReadingOptions,
    files: list[Path],
    settle_s: float,
    *,
    json: bool,
    csv: Path | None,
    overview: Path | None,
) -> None:
    """Read each file of a folder when it is finished, until a person stops it.

    A Ctrl-C is noted and looked at: as an exception it is lost where it falls into a finaliser or
    a callback of the import system, which Python reports as "Exception ignored" and goes on.

    Raises:
        KeyboardInterrupt: somebody ended it; the file in hand is read and written before.
    """
    if len(files) != 1 or not files[0].is_dir():
        raise WrongInputError("--watch follows one folder: copress eis FOLDER --watch")
    if not settle_s >= 0.0:
        raise WrongInputError(f"--settle-s {settle_s:g}: 0 s or more")
    came: list[int] = []
    results: dict[Path, FileResult] = {}
    with hearing(came.append):
        notes().print(f"following {files[0]}; Ctrl-C ends")
        finished = settled_files(
            files[0], may_be_spectrum, settle_s=settle_s, ended=lambda: bool(came)
        )
        for path in finished:
            results[path] = how.of(path)
            if json:
                show_json_line(document(results[path]))
            else:
                show_one_by_one(console(), results[path])
            if csv is not None:
                write_csv(list(results.values()), csv)
            if overview is not None and results[path].sweeps:
                _draw_overview(list(results.values()), overview)
    raise KeyboardInterrupt


def _remember(results: list[FileResult], how: ReadingOptions) -> None:
    """Columns that were named and fit are kept for every later file with the same headings."""
    if how.columns is None:
        return
    read = (sweep.spectrum.metadata for result in results for sweep in result.sweeps)
    layouts: set[Any] = {stated["named_layout"] for stated in read if "named_layout" in stated}
    for headings in layouts:
        path = remember(headings, how.columns)
        notes().print(f"columns remembered for files headed {', '.join(headings[:4])} in {path}")


def _draw(results: list[FileResult], out: Path) -> None:
    """One picture for each sweep; several get their label into the name."""
    sweeps = [sweep for result in results for sweep in result.sweeps]
    for sweep in sweeps:
        named = out.with_stem(f"{out.stem}-{sweep.spectrum.name}") if len(sweeps) > 1 else out
        plot_impedance(sweep.spectrum, sweep.resistance).savefig(named)
        notes().print(f"drawn: {named}")


def _draw_overview(results: list[FileResult], out: Path) -> None:
    """All sweeps on pages; nothing where every file was refused."""
    sweeps = [sweep for result in results for sweep in result.sweeps]
    if sweeps:
        names = ", ".join(str(name) for name in draw_overview(sweeps, out))
        notes().print(f"drawn: {names}")


def _leave(results: list[FileResult], *, named: bool) -> None:
    """Exit 2 when a file that was named, or every file of a folder, was refused."""
    refused = [result for result in results if result.refused]
    if len(results) == 1 and refused:
        raise WrongInputError(refused[0].refused)
    if refused and (named or len(refused) == len(results)):
        raise WrongInputError(f"{len(refused)} of {len(results)} files cannot be used")
