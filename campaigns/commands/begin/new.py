"""`copress new`: a commented campaign file to edit."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

import typer

from campaigns.commands.terminal.person_there import person_there
from campaigns.config.template import HandGauge, campaign_text, reach_of
from campaigns.config.typed_name import typed_name
from campaigns.errors import WrongInputError
from campaigns.files.documents.put_in_place import whole_file
from campaigns.optimiser.known_names import known_goal
from campaigns.trial.typed_entry import typed_number
from doe.series import SeriesKnob
from hardware.press.register_map.load import load_press_map


def new(
    file: Path = typer.Argument(..., help="The campaign file to write, for example my-cells.toml."),
    goal: str = typer.Option(
        "low_resistance", help="Goal: low_resistance, integrity or cycle_life."
    ),
    press: str = typer.Option(
        "simulated", help="simulated, manual, or the register map of your press: MAP.toml."
    ),
    ram_mm: float = typer.Option(
        None, min=1, help="Of a hand press: diameter of its ram; run sheets then show gauge bar."
    ),
    gauge_step_bar: float = typer.Option(
        None, min=0.01, help="Of a hand press: the smallest step of its gauge; needs --ram-mm."
    ),
    series: str = typer.Option(
        None,
        help="Measure each cell at several rising pressures: copress_mpa, stack_mpa, both or none.",
    ),
    seed: int = typer.Option(0, min=0, help="Seed of the strategy and of a simulated press."),
) -> None:
    """Write a commented campaign file that works as it stands.

    Example: copress new my-cells.toml --goal low_resistance --press manual

    Example: copress new pellets.toml --press manual --series copress_mpa
    """
    reach, gauge = None, None
    if file.exists():
        raise WrongInputError(f"{file} exists and stays as it is. Name another file.")
    if not file.absolute().parent.is_dir():
        raise WrongInputError(f"there is no folder {file.parent}. Make it first.")
    if press not in ("simulated", "manual"):
        if not Path(press).is_file():
            raise WrongInputError(
                f"--press {press}: neither simulated nor manual, and there is no such file."
            )
        reach = reach_of(load_press_map(Path(press)))
        press = from_folder(Path(press), file.absolute().parent)
    if press == "manual":
        gauge = _gauge(ram_mm, gauge_step_bar)
    elif ram_mm is not None or gauge_step_bar is not None:
        raise WrongInputError("--ram-mm and --gauge-step-bar go with --press manual")
    text = campaign_text(
        file.name,
        name=file.stem,
        goal=known_goal(goal, where="--goal"),
        press=press,
        reach=reach,
        seed=seed,
        gauge=gauge,
        series=_series(series, press),
    )
    with whole_file(file) as part:
        part.write_text(text, encoding="utf-8")
    then = "propose" if press == "manual" else "run"
    typer.echo(f"{file} is written. Read it, edit it, then: copress {then} {typed_name(file)}")


def _gauge(ram_mm: float | None, step_bar: float | None) -> HandGauge:
    """What is known of the hand press; a person at the terminal is asked."""
    if ram_mm is None and step_bar is not None:
        raise WrongInputError("--gauge-step-bar needs --ram-mm: a bar is what force?")
    if ram_mm is None and person_there():
        ram_mm = _asked(
            "Diameter of the ram of your press in mm (on its plate or in its manual; Enter if not "
            "known)",
            "mm",
        )
        if ram_mm is not None:
            step_bar = _asked(
                "What is the smallest step of its gauge, in bar? (Enter if it shows no bar)", "bar"
            )
    return HandGauge(ram_mm, step_bar)


def _asked(question: str, unit: str) -> float | None:
    """A number above zero, with its unit or without; asked again until it is one, or nothing."""
    while answer := typer.prompt(question, default="", show_default=False).strip():
        try:
            value = typed_number(answer.removesuffix(unit))
        except WrongInputError as error:
            typer.echo(f"{error}.", err=True)
            continue
        if value > 0:
            return value
        typer.echo(f"{answer}: must be above 0.", err=True)
    return None


def _chosen(question: str, known: Sequence[str]) -> str:
    """One of the answers, `none` for Enter; asked again until it is one."""
    while (answer := str(typer.prompt(question, default="none")).strip()) not in known:
        typer.echo(f"{answer!r} is none of them.", err=True)
    return answer


def _series(knob: str | None, press: str) -> str | None:
    """The knob of a pressure series; a person at a press by hand is asked."""
    known = (*get_args(SeriesKnob), "none")
    if knob is None and press == "manual" and person_there():
        knob = _chosen(
            "Is one cell measured at several pressures, one after the other, in the die or "
            f"fixture? Which pressure rises: {', '.join(known)}",
            known,
        )
    if knob is None or knob == "none":
        return None
    if knob not in known:
        raise WrongInputError(f"--series {knob}: there are {', '.join(known)}")
    return knob


def from_folder(file: Path, folder: Path) -> str:
    """The path of `file` seen from `folder`; absolute where they are on different drives."""
    try:
        return Path(os.path.relpath(file, folder)).as_posix()
    except ValueError:  # Windows: the path is on another drive
        return file.absolute().as_posix()
