"""`copress doctor`: is this installation sound?"""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import typer
from rich.markup import escape

from campaigns.commands._options import JSON
from campaigns.commands.doctor_checks.computer import (
    clock_finding,
    folder_finding,
    serial_findings,
    sqlite_finding,
    text_finding,
)
from campaigns.commands.doctor_checks.finding import Checkup
from campaigns.commands.doctor_checks.licences import needed_licences
from campaigns.commands.doctor_checks.name_clashes import room_findings
from campaigns.commands.doctor_checks.packages import (
    optional_findings,
    python_finding,
    requirement_findings,
)
from campaigns.commands.doctor_checks.press_line import press_finding
from campaigns.commands.terminal.output import console, show_json

_SIGNS = {"good": "[green]ok[/green]", "note": "[yellow]--[/yellow]", "fault": "[red]!![/red]"}


def doctor(
    press: Path | None = typer.Argument(None, help="A press map; its address is tested too."),
    licences: bool = typer.Option(
        False,
        "--licences",
        help="Instead: list the packages that Copress uses, with their licences.",
    ),
    json: bool = JSON,
) -> None:
    """Check whether this installation is sound, and say what to do where it is not.

    Python and package versions, other packages of the same names, optional parts, serial ports,
    this folder. With a press map: does anything listen there? Nothing is written to a press.
    Exit code 1 when something is wrong.

    Example: copress doctor my-press.toml
    """
    if licences:
        _show_licences(json=json)
        raise typer.Exit
    findings = _all_findings(press)
    wrong = [found for found in findings if found.state == "fault"]
    if json:
        show_json({"sound": not wrong, "findings": [vars(found) for found in findings]})
    else:
        _show(findings, len(wrong))
    raise typer.Exit(1 if wrong else 0)


def _show_licences(*, json: bool) -> None:

    found = needed_licences()
    if json:
        show_json([vars(one) for one in found])
        return
    width = max(len(one.name) for one in found)
    for one in found:
        line = f"{one.name:<{width}}  {one.version:<10}  {one.licence}"
        console().print(line, markup=False)


def _all_findings(press: Path | None) -> list[Checkup]:

    found = [python_finding(), *room_findings(), *requirement_findings(), sqlite_finding()]
    found.append(clock_finding())
    found += [folder_finding(Path.cwd()), text_finding(), *serial_findings()]
    if press is not None:
        found.append(press_finding(press))
    return found + optional_findings()


def _show(findings: list[Checkup], wrong: int) -> None:

    screen = console()
    screen.print(f"copress {version('copress')}")
    width = max(len(found.part) for found in findings)
    for found in findings:
        said = escape(found.said)
        screen.print(f"{_SIGNS[found.state]}  {escape(found.part):<{width}}  {said}")
        if found.advice:
            screen.print(f"    {'':<{width}}  -> {escape(found.advice)}", style="dim")
    verdict = "Sound." if not wrong else f"{wrong} thing{'s'[: wrong > 1]} to fix, marked !!"
    screen.print(verdict, style="bold")
