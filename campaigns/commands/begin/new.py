"""`copress new`: a commented campaign file to edit."""

import os
from pathlib import Path

import typer


def new(
    file: Path = typer.Argument(..., help="The campaign file to write, for example my-cells.toml."),
    goal: str = typer.Option(
        "low_resistance", help="What is wanted: low_resistance, integrity, cycle_life."
    ),
    press: str = typer.Option(
        "simulated", help="simulated, manual, or the register map of your press: MAP.toml."
    ),
    seed: int = typer.Option(0, min=0, help="Seed of the strategy and of a simulated press."),
) -> None:
    """Write a commented campaign file that works as it stands.

    Example: copress new my-cells.toml --goal low_resistance --press manual
    """
    from campaigns.config.template import campaign_text, reach_of
    from campaigns.errors import WrongInputError
    from campaigns.optimiser.from_settings import goal_names, known_goal
    from hardware.press.register_map.load import load_press_map

    reach = None
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
    text = campaign_text(
        file.name,
        name=file.stem,
        goal=known_goal(goal, where="--goal"),
        goals=goal_names(),
        press=press,
        reach=reach,
        seed=seed,
    )
    file.write_text(text, encoding="utf-8")
    typer.echo(f"{file} is written. Read it, edit it, then: copress run {file}")


def from_folder(file: Path, folder: Path) -> str:
    """The path of `file` seen from `folder`; absolute where they are on different drives."""
    try:
        return Path(os.path.relpath(file, folder)).as_posix()
    except ValueError:  # Windows: the path is on another drive
        return file.absolute().as_posix()
