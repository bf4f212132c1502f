"""`copress record`: the result of a trial that was pressed or measured by hand."""

from __future__ import annotations

import sys
from pathlib import Path

import typer


def record(
    campaign: Path = typer.Argument(..., help="The campaign file."),
    trial: int = typer.Option(..., min=1, help="Number of the trial."),
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
    """
    from campaigns.asking import ask_report, nothing_said
    from campaigns.by_hand import Report, record_result
    from campaigns.campaign_file import load_settings
    from campaigns.commands._terminal import assignments, console, say_simulated, show_json
    from campaigns.reading import load_view
    from campaigns.review import trial_document

    settings = load_settings(campaign)
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
    if sys.stdin.isatty() and nothing_said(report):
        report = ask_report(report, typer.prompt)
    judgement = record_result(settings, trial, report)
    seen = load_view(settings, advise=False, curves=False).trial(trial)
    if json:
        show_json(trial_document(seen) | {"sentence": judgement.sentence})
        return
    say_simulated(console(), seen.simulated)
    console().print(f"Trial {trial}: {judgement.outcome}; {judgement.sentence}")
