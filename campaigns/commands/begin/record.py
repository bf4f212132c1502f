"""`copress record`: the result of a trial that was pressed or measured by hand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from campaigns.commands.terminal.person_there import person_there

if TYPE_CHECKING:
    from campaigns.config.schema import Settings


def record(
    campaign: Path = typer.Argument(..., help="The campaign file."),
    trial: int = typer.Option(None, min=1, help="Number of the trial."),
    sheet: Path = typer.Option(
        None,
        exists=True,
        dir_okay=False,
        help="A run sheet filled in: every cell on it at once; giving it twice changes nothing.",
    ),
    spectrum: Path = typer.Option(
        None, exists=True, dir_okay=False, help="The analyser's file of this cell."
    ),
    ocv_v: float = typer.Option(
        None, "--ocv-v", help="Open-circuit voltage of this cell; tells a soft short."
    ),
    asr_ohm_cm2: float = typer.Option(
        None, "--asr-ohm-cm2", help="Its area-specific resistance, if there is no file."
    ),
    asr_std_ohm_cm2: float = typer.Option(
        None, "--asr-std-ohm-cm2", help="Standard uncertainty of that."
    ),
    damage: int = typer.Option(
        None, min=0, max=3, help="0 intact, 1 hairline, 2 cracked, 3 delaminated or in pieces."
    ),
    shorted: bool = typer.Option(False, "--shorted", help="The cell is shorted."),
    achieved: list[str] = typer.Option(
        [], help="What the press did where it differs from the plan: NAME=VALUE; repeatable."
    ),
    lot: str = typer.Option(None, help="Batch of powder."),
    note: str = typer.Option("", help="Anything else about the cell."),
    void: bool = typer.Option(
        False, "--void", help="The rig failed: the trial teaches nothing. Needs --reason."
    ),
    measurement_failed: str = typer.Option(
        "", help="The cell is whole, the measurement went wrong: why. Measure it again later."
    ),
    skipped: str = typer.Option(
        "", help="The cell is whole and not worth measuring: why, for example: not densified."
    ),
    photo: list[Path] = typer.Option(
        [], exists=True, dir_okay=False, help="A photo of the cell; repeatable."
    ),
    operator: str = typer.Option(None, help="Who made the cell, if somebody else."),
    reason: str = typer.Option(
        "", "--reason", "--why", help="Why the trial is void, or why a result is corrected."
    ),
    correct: bool = typer.Option(
        False, "--correct", help="Replace a result that stands already; both are kept."
    ),
    json: bool = typer.Option(False, "--json", help="Print one JSON document."),
) -> None:
    """Record the result of a trial pressed by hand, measured again, or interrupted.

    At a terminal, without a result, it asks in plain words: did the recipe fail (the cell), the
    rig (the press), or the measurement?

    Example: copress record my-cells.toml --trial 3 --spectrum cell-0003.mpt --damage 0

    Example: copress record my-cells.toml --sheet monday.csv
    """
    from campaigns.by_hand.record_result import Report, record_result
    from campaigns.by_hand.result_prompt import ask_report, nothing_said
    from campaigns.commands.terminal.output import assignments, console, say_simulated, show_json
    from campaigns.config.load import load_settings
    from campaigns.errors import WrongInputError
    from campaigns.records.load_views import load_view
    from campaigns.report.json_documents import trial_document

    settings = load_settings(campaign)
    if sheet is not None:
        others = {"trial": trial, "spectrum": spectrum, "asr_ohm_cm2": asr_ohm_cm2}
        others |= {"damage": damage, "void": void, "correct": correct}
        record_sheet_file(settings, sheet, others, json=json)
        return
    if trial is None:
        raise WrongInputError("say which trial: --trial N; or give a run sheet: --sheet FILE")
    report = Report(
        spectrum=spectrum,
        ocv_v=ocv_v,
        asr_ohm_cm2=asr_ohm_cm2,
        asr_std_ohm_cm2=asr_std_ohm_cm2,
        damage=damage,
        shorted=shorted,
        achieved=assignments(achieved, "--achieved"),
        lot=lot,
        note=note,
        void=void,
        reason=reason,
        correct=correct,
        skipped=skipped,
        unmeasured=measurement_failed,
        operator=operator,
        photos=tuple(photo),
    )
    if person_there() and nothing_said(report):
        report = ask_report(report, typer.prompt)
    judgement = record_result(settings, trial, report)
    seen = load_view(settings, advise=False, curves=False).trial(trial)
    if json:
        show_json(trial_document(seen) | {"sentence": judgement.sentence})
        return
    say_simulated(console(), seen.simulated)
    console().print(f"Trial {trial}: {judgement.outcome}; {judgement.sentence}")


def record_sheet_file(
    settings: Settings, sheet: Path, others: Mapping[str, object], *, json: bool
) -> None:
    """Every cell of a run sheet; the other options are about single trials."""
    from collections import Counter
    from dataclasses import asdict

    from campaigns.by_hand.sheet_record import record_sheet
    from campaigns.commands.terminal.output import console, say_simulated, show_json
    from campaigns.errors import WrongInputError

    if given := [
        name for name, value in others.items() if value is not None and value is not False
    ]:
        option = given[0].replace("_", "-")
        raise WrongInputError(f"--{option} is about one trial; --sheet brings its own results")
    lines = record_sheet(settings, sheet)
    if json:
        show_json([asdict(line) for line in lines])
        return
    screen = console()
    say_simulated(screen, settings.simulated)
    for line in lines:
        number = f"trial {line.trial}" if line.trial else ""
        told = f": {line.sentence}" if line.sentence else ""
        screen.print(f"{line.cell_id:<12}{number:<10}{line.fate}{told}")
    tally = Counter(line.fate for line in lines)
    screen.print("; ".join(f"{count} {fate}" for fate, count in tally.items()) + ".")
    screen.print(f"Then: copress propose {settings.path.name}")
