"""`copress analyser`: talk to an impedance analyser that Copress drives."""

from pathlib import Path

import typer

from campaigns.commands._options import JSON
from campaigns.commands.terminal.output import console, say_simulated, show_json
from campaigns.config.typed_name import typed_name
from campaigns.errors import WrongInputError
from hardware.eis.analyser_file import load_analyser
from hardware.eis.file_formats import read_spectra
from hardware.eis.sources.driven.analyser_interface import Analyser
from hardware.eis.sources.driven.repeated import DrivenSource

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Talk to one impedance analyser: check, measure.",
)

FILE = typer.Argument(..., help="analyser.toml: which analyser, where, and what is measured.")
AS_JSON = JSON
MARKS = {"ok": "ok  ", "warn": "note", "fault": "FAIL"}


@app.command()
def check(file: Path = FILE, as_json: bool = AS_JSON) -> None:
    """Identity, settings and compensation of the analyser; measures nothing.

    Example: copress analyser check analyser.toml
    """
    analyser, _ = _analyser(file)
    found = analyser.check()
    sound = all(finding.mark != "fault" for finding in found)
    if as_json:
        rows = [{"mark": f.mark, "what": f.what, "sentence": f.sentence} for f in found]
        about = {"analyser": analyser.name, "fits": sound, "simulated": analyser.simulated}
        show_json({**about, "findings": rows})
    else:
        screen = console()
        say_simulated(screen, analyser.simulated)
        screen.print(analyser.name, markup=False)
        for finding in found:
            line = f"  {MARKS[finding.mark]}  {finding.what}: {finding.sentence}"
            screen.print(line, markup=False)
        verdict = "is ready" if sound else "is NOT ready"
        screen.print(f"The analyser {verdict}. Nothing was measured.", markup=False)
    if not sound:
        raise typer.Exit(1)


@app.command()
def measure(
    file: Path = FILE,
    out: Path | None = typer.Option(
        None, help="The file to write, without a suffix; the label of the cell is a good name."
    ),
    as_json: bool = AS_JSON,
) -> None:
    """One sweep of the connected cell into a file, repeated as often as analyser.toml allows.

    Example: copress analyser measure analyser.toml --out cell-0007
    """
    analyser, tries = _analyser(file)
    target = out if out is not None else Path(f"{file.stem}-sweep")
    target = target.with_suffix("") if target.suffix.lower() == ".csv" else target
    if there := sorted(target.parent.glob(f"{target.name}.*")):
        raise WrongInputError(f"{there[0]} is there already and was left as it was. Name another.")
    source = DrivenSource(
        analyser, target.parent, tries=tries, tell=lambda said: typer.echo(said, err=True)
    )
    path = source.await_spectrum(target.name)
    spectrum = read_spectra(path)[-1]
    frequencies = spectrum.frequency_hz
    if as_json:
        show_json(
            {
                "file": str(path),
                "analyser": analyser.name,
                "simulated": analyser.simulated,
                "points": len(spectrum),
                "highest_hz": float(frequencies[0]),
                "lowest_hz": float(frequencies[-1]),
            }
        )
        return
    screen = console()
    say_simulated(screen, analyser.simulated)
    screen.print(
        f"{path}: {len(spectrum)} points, {frequencies[0]:g} to {frequencies[-1]:g} Hz.\n"
        f"Its resistance: copress eis {typed_name(path)} --area-cm2 A",
        markup=False,
    )


def _analyser(file: Path) -> "tuple[Analyser, int]":

    return load_analyser(file)
