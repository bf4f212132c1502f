"""`copress record`: the result of a trial that was pressed or measured by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typer

from campaigns.commands._options import CAMPAIGN, JSON, grade_typed, share_typed, trial_typed, typed
from campaigns.commands.terminal.output import (
    console,
    named_texts,
    plain_table,
    say_simulated,
    show_json,
)
from campaigns.commands.terminal.person_there import person_there
from campaigns.commands.terminal.rung_output import end_by_hand, said_of_next, say_next
from campaigns.config.campaign_schema import Settings
from campaigns.config.load_campaign import load_settings
from campaigns.errors import WrongInputError
from campaigns.records.checks.unlikely_values import DoubtfulError, remark_on
from campaigns.records.load_views import load_view
from campaigns.records.record_cell import Prepared
from campaigns.records.results import plain_value
from campaigns.report.json_documents import trial_document
from campaigns.run.by_hand.record_result import record_result
from campaigns.run.by_hand.result_prompt import ask_result, failure_of, nothing_said
from campaigns.run.by_hand.sheet_record import record_sheet
from campaigns.trial.cell_result import CellResult
from campaigns.trial.typed_values import typed_values
from hardware.eis.batch import remarks

_OF_A_SHEET = ("campaign", "sheet", "yes", "json")


def record(
    campaign: Path = CAMPAIGN,
    trial: int = typer.Option(
        None, parser=trial_typed, metavar="N", help="Number of the trial; cell-0003 is 3."
    ),
    rung: int = typer.Option(
        None,
        min=1,
        help="In a pressure series: the rung that this result belongs to; 1 is the first.",
    ),
    end_series: bool = typer.Option(
        False,
        "--end-series",
        help="Press this cell no further: it ends at the last rung that it held. Needs --reason.",
    ),
    sheet: Path = typer.Option(
        None,
        exists=True,
        dir_okay=False,
        help="A completed run sheet: records every cell on it; reading it twice changes nothing.",
    ),
    spectrum: Path = typer.Option(
        None, exists=True, dir_okay=False, help="Impedance file of this cell."
    ),
    ocv_v: float = typer.Option(
        None,
        "--ocv-v",
        parser=typed,
        metavar="V",
        help="Open-circuit voltage of this cell; reveals a soft short.",
    ),
    asr_ohm_cm2: float = typer.Option(
        None,
        "--asr-ohm-cm2",
        parser=typed,
        metavar="X",
        help="Its area-specific resistance, if there is no file.",
    ),
    asr_std_ohm_cm2: float = typer.Option(
        None,
        "--asr-std-ohm-cm2",
        parser=typed,
        metavar="S",
        help="Standard uncertainty of the resistance.",
    ),
    damage: int = typer.Option(
        None,
        parser=grade_typed,
        metavar="0..3",
        help="0 intact, 1 hairline, 2 cracked, 3 delaminated or in pieces.",
    ),
    shorted: bool = typer.Option(None, "--shorted/--not-shorted", help="The cell is shorted."),
    failure: list[str] = typer.Option(
        [],
        help="How it failed: cracked, delaminated, crumbled, shorted, stuck (spoilt by ejection), "
        "unknown; repeatable. none removes it again.",
    ),
    retention: float = typer.Option(
        None,
        parser=share_typed,
        metavar="R",
        help="Share of the capacity kept after cycling: 0.91 or 91%.",
    ),
    achieved: list[str] = typer.Option(
        [],
        help="What the press did where it differs from the plan: NAME=VALUE; repeatable. On a hand "
        "press also as read there: copress_kn, copress_bar, copress_t.",
    ),
    lot: str = typer.Option(None, help="Batch of powder."),
    note: str = typer.Option(None, help="Anything else about the cell."),
    void: bool = typer.Option(
        False,
        "--void",
        help="The rig failed: nothing is learned from this trial; of a cell between two rungs, or "
        "with --rung, from that rung. Needs --reason.",
    ),
    measurement_failed: str = typer.Option(
        None, help="Why the measurement of an intact cell failed; measure it again later."
    ),
    skipped: str = typer.Option(
        None, help="Why an intact cell is not worth measuring, for example: not densified."
    ),
    photo: list[Path] = typer.Option(
        [], exists=True, dir_okay=False, help="A photo of the cell; repeatable."
    ),
    operator: str = typer.Option(None, help="Who made the cell, if somebody else."),
    made_on: str = typer.Option(None, help="The day on which it was pressed: 2026-11-29."),
    reason: str = typer.Option(
        "", "--reason", "--why", help="Why the trial is void, or why a result is corrected."
    ),
    correct: bool = typer.Option(
        False,
        "--correct",
        help="Change what is named here and nothing else; old and new values are kept.",
    ),
    again: bool = typer.Option(False, "--again", help="A second measurement of the same cell."),
    yes: bool = typer.Option(
        False, "--yes", help="Unusual values are correct: do not ask. This is recorded."
    ),
    json: bool = JSON,
) -> None:
    """Record the result of a trial pressed by hand, measured again, or interrupted.

    A later call adds what is new (a retention weeks after the resistance). With --correct it
    changes what is named and nothing else, and shows each value before and after.

    At a terminal, without a result, it asks in plain words: did the recipe fail (the cell), the
    rig (the press), or the measurement?

    Example: copress record my-cells.toml --trial 3 --spectrum cell-0003.mpt --damage 0

    Example: copress record my-cells.toml --trial 4 --damage 2 --failure cracked --lot A

    Example: copress record my-cells.toml --sheet monday.csv

    Example: copress record pellets.toml --trial 3 --rung 2 --spectrum cell-0003-r02.csv --damage 0
    """
    given = dict(locals())  # every option, so that none is passed over
    settings = load_settings(campaign)
    if sheet is not None:
        others = {name: given[name] for name in given if name not in _OF_A_SHEET}
        record_sheet_file(settings, sheet, others, yes=yes, json=json)
        return
    if trial is None:
        raise WrongInputError("say which trial: --trial N; or give a run sheet: --sheet FILE")
    if end_series:
        end_by_hand(settings, trial, reason, json=json)
        return
    result = CellResult(
        spectrum=spectrum,
        ocv_v=ocv_v,
        asr_ohm_cm2=asr_ohm_cm2,
        asr_std_ohm_cm2=asr_std_ohm_cm2,
        damage=damage,
        shorted=shorted,
        failure=failure_of(failure),
        retention=retention,
        achieved=typed_values(settings, named_texts(achieved, "--achieved")),
        lot=lot,
        note=note,
        void=reason if void else None,
        skipped=skipped,
        unmeasured=measurement_failed,
        operator=operator,
        made_on=made_on,
        rung=rung,
    )
    if person_there() and nothing_said(result) and not again:
        result = ask_result(result, typer.prompt)
    act = "again" if again else "correct" if correct else "add"
    how = {"why": reason, "act": act, "sure": yes}
    _record_one(settings, trial, result, {**how, "photos": tuple(photo)}, json=json)


def _record_one(
    settings: Settings, trial: int, result: CellResult, how: dict[str, Any], *, json: bool
) -> None:
    """Record, asking back at a terminal where a value is odd."""
    try:
        recorded = record_result(settings, trial, result, **how)
    except DoubtfulError as error:
        if not person_there():
            raise
        for doubt in error.doubts:
            typer.echo(f"{doubt.sentence}.", err=True)
        if not typer.confirm("Is that right?", default=False, err=True):
            raise
        recorded = record_result(settings, trial, result, **{**how, "sure": True})
    _show(settings, trial, recorded, json=json)


def _show(settings: Settings, trial: int, recorded: Prepared, *, json: bool) -> None:

    upcoming = said_of_next(settings, recorded)
    view = load_view(settings, advise=False, curves=False)
    seen = view.trial(trial)
    judgement, saying = recorded.judgement, recorded.saying
    remark, counting = remark_on(recorded.after), recorded.still_counting
    noted = (*recorded.overruled, recorded.left_out, remark, counting)
    read_as = _said_of_the_file(recorded)
    if json:
        changes = [
            {"field": one.field, "before": plain_value(one.before), "after": plain_value(one.after)}
            for one in recorded.changes
        ]
        show_json(
            trial_document(seen)
            | {"sentence": judgement.sentence, "changes": changes, "left_out": recorded.left_out}
            | {"overruled": list(recorded.overruled), "remark": remark}
            | ({"still_counting": counting} if counting else {})
            | ({"spectrum_remarks": read_as} if read_as else {})
            | ({} if upcoming is None else {"next": asdict(upcoming)})
        )
        return
    screen = console()
    say_simulated(screen, seen.simulated)
    added = recorded.trial.state == "closed"
    word = {"again": "second reading kept", "correct": "corrected", "add": "added"}[saying.act]
    said = f"; {word}" if added else ""
    of_rung = "" if recorded.trial.rung is None else f", rung {recorded.trial.rung}"
    screen.print(
        f"Trial {trial}{of_rung}: {judgement.outcome}; {judgement.sentence}{said}",
        markup=False,
    )
    if added and recorded.changes:
        table = plain_table("", "before", "after")
        for one in recorded.changes:
            table.add_row(*one.in_words)
        screen.print(table)
    for sentence in dict.fromkeys((*noted, *read_as)):
        if sentence:
            screen.print(f"Noted: {sentence}.", markup=False)
    if upcoming is not None:
        say_next(screen, view, seen, upcoming)


def _said_of_the_file(recorded: Prepared) -> list[str]:
    """What the reader of the spectrum's file had to assume or leave out."""
    measured = recorded.saying.measurement
    if measured is None or measured.spectrum is None or measured.spectrum.metadata.get("simulated"):
        return []
    return remarks(measured.spectrum)


def _is_given(name: str, value: object) -> bool:
    """Whether somebody typed an option; `--not-shorted` is the one that says False."""
    if value is None or value in ("", []):
        return False
    return value is not False or name == "shorted"


def record_sheet_file(
    settings: Settings, sheet: Path, others: Mapping[str, object], *, yes: bool, json: bool
) -> None:
    """Every cell of a run sheet; the other options are about single trials."""
    if given := [name for name, value in others.items() if _is_given(name, value)]:
        option = given[0].replace("_", "-")
        raise WrongInputError(f"--{option} is about one trial; --sheet brings its own results")
    lines = record_sheet(settings, sheet, sure=yes)
    if json:
        show_json([asdict(line) for line in lines])
        return
    screen = console()
    say_simulated(screen, settings.simulated)
    for line in lines:
        number = f"trial {line.trial}" if line.trial else ""
        sentence = f": {line.sentence}" if line.sentence else ""
        screen.print(f"{line.label:<12}{number:<10}{line.fate}{sentence}", markup=False)
    tally = Counter(line.fate for line in lines)
    said = (
        f"{count} {fate.replace('was ', 'were ') if count > 1 else fate}"
        for fate, count in tally.items()
    )
    screen.print("; ".join(said) + ".")
    screen.print(f"Then: copress propose {settings.typed_name}")
