"""How `copress eis` looks in a terminal: one file in full, several as a table."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from campaigns.commands.terminal.output import console, plain_table, say_simulated
from hardware.eis.batch import FileResult, SweepResult, remarks
from hardware.eis.fit.contributions import Contribution
from hardware.eis.result import Resistance

_NOT_GOOD = {
    "remeasure": ": not to be used",
    "short": ": not the resistance of a cell",
    "open": ": not the resistance of a cell",
}
_STYLE = {"good": "bold green", "remeasure": "bold yellow", "short": "bold red", "open": "bold red"}


def show(results: Sequence[FileResult], *, alone: bool) -> None:
    """Print results on stdout; `alone` is one file that was named."""
    screen = console()
    if any(s.spectrum.metadata.get("simulated") for result in results for s in result.sweeps):
        say_simulated(screen, True)
    if not alone:
        screen.print(_table(results))
        for sentence in _said_of_files(results):
            screen.print(f"- {sentence}")
        return
    for sweep in results[0].sweeps:
        _print_sweep(screen, sweep)


def show_one_by_one(screen: Console, result: FileResult) -> None:
    """One line for each sweep of a file, as it is read from a folder that is being filled."""
    for sweep in result.sweeps:
        fit = sweep.resistance
        screen.print(
            f"{sweep.spectrum.name}: [{_STYLE[fit.verdict]}]{fit.verdict}[/]"
            f" {with_std(fit.asr_ohm_cm2, fit.asr_std_ohm_cm2)} ohm cm2"
            f"  {'; '.join((_why(fit), *remarks(sweep.spectrum)))}"
        )
    if result.refused:
        why = result.refused.removeprefix(f"{result.path}: ")
        screen.print(f"{result.path.name}: [dim]refused[/] {why}")


def _print_sweep(screen: Console, sweep: SweepResult) -> None:
    fit, spectrum = sweep.resistance, sweep.spectrum
    screen.print(f"{spectrum.name}  ({spectrum.instrument}, {len(spectrum)} points)", style="bold")
    screen.print(fit.verdict, style=_STYLE[fit.verdict], end="  ")
    if math.isfinite(fit.asr_ohm_cm2):
        screen.print(
            f"{with_std(fit.asr_ohm_cm2, fit.asr_std_ohm_cm2)} ohm cm2"
            f"  (R {with_std(fit.resistance_ohm, fit.resistance_std_ohm)} ohm, {fit.cell} cell)"
            f"{_NOT_GOOD.get(fit.verdict, '')}"
        )
    if fit.conductivity_ms_cm is not None:
        sigma = with_std(fit.conductivity_ms_cm, fit.conductivity_std_ms_cm or 0.0)
        screen.print(f"conductivity {sigma} mS/cm")
    if fit.contributions:
        screen.print(_parts(fit.contributions))
    for sentence in (*fit.reasons, *remarks(spectrum)):
        screen.print(f"- {sentence}")


def _parts(contributions: Sequence[Contribution]) -> Table:
    table = plain_table("part", "ohm", "around Hz", "farad", "usually", "trust")
    for part in contributions:
        table.add_row(
            part.name,
            with_std(part.resistance_ohm, part.resistance_std_ohm),
            f"{part.frequency_hz:.2g}" if part.frequency_hz else "",
            f"{part.capacitance_f:.1e}" if part.capacitance_f else "",
            part.assignment,
            part.trust,
        )
    return table


def _table(results: Sequence[FileResult]) -> Table:
    table = plain_table("sweep", "ohm cm2", "ohm", "cell", "verdict", "why")
    table.columns[-1].no_wrap = False
    for result in results:
        for sweep in result.sweeps:
            fit = sweep.resistance
            table.add_row(
                sweep.spectrum.name,
                with_std(fit.asr_ohm_cm2, fit.asr_std_ohm_cm2),
                with_std(fit.resistance_ohm, fit.resistance_std_ohm),
                fit.cell,
                f"[{_STYLE[fit.verdict]}]{fit.verdict}[/]",
                _why(fit),
            )
        if result.refused:
            why = result.refused.removeprefix(f"{result.path}: ")
            table.add_row(result.path.name, "", "", "", "[dim]refused[/]", why)
    return table


def _said_of_files(results: Sequence[FileResult]) -> list[str]:
    """What readers assumed or left out, once for all sweeps that it is said of."""
    said: dict[str, list[str]] = {}
    for result in results:
        for sweep in result.sweeps:
            for sentence in remarks(sweep.spectrum):
                said.setdefault(sentence, []).append(sweep.spectrum.name)
    listed = list(said.items())
    more = [f"and {len(listed) - _MOST_REMARKS} more remarks: see --json or --csv"]
    return [
        f"{names[0]}{f' and {len(names) - 1} more' if names[1:] else ''}: {sentence}"
        for sentence, names in listed[:_MOST_REMARKS]
    ] + more * (len(listed) > _MOST_REMARKS)


_MOST_REMARKS = 12  # chosen: half a screen


def _why(fit: Resistance) -> str:
    """The reason that decides; of a good one the first that is not about the kind of cell."""
    assumed = "kind of cell not given; "
    others = [reason for reason in fit.reasons if not reason.startswith(assumed)]
    if fit.verdict != "good" or not others:
        return next(iter(fit.reasons), "").removeprefix(assumed)
    return others[0]


def with_std(value: float, std: float) -> str:
    """`1437 +- 8`: as many digits as the uncertainty supports; empty when there is no value."""
    if not math.isfinite(value):
        return ""
    if not (math.isfinite(std) and std > 0.0):
        return f"{value:.4g}"
    decimals = max(0, -math.floor(math.log10(std)))
    return f"{value:.{decimals}f} +- {std:.{decimals}f}"
