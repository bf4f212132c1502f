"""`[analyser]` of a campaign: started by Copress, and checked before a cell is pressed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from campaigns.config.campaign_schema import Settings
from campaigns.errors import WrongInputError
from campaigns.trial.measurement import Analysis, measure_file
from campaigns.trial.press_limits import PressLimits, analysis_of
from hardware.clock import Clock
from hardware.eis.analyser_file import load_analyser, simulated_instrument
from hardware.eis.sources.driven.analyser_interface import Analyser
from hardware.eis.sources.driven.repeated import DrivenSource
from hardware.errors import AnalyserError


def analyser_to_simulate(settings: Settings) -> str | None:
    """The instrument that the simulated laboratory serves; None where it writes files.

    Raises:
        WrongInputError: the analyser's file cannot be read.
    """
    if settings.analyser is None:
        return None
    try:
        return simulated_instrument(settings.next_to(settings.analyser.file))
    except AnalyserError as error:
        raise _wrong(settings, error) from error


def analysis_on(settings: Settings, limits: PressLimits) -> Analysis:
    """How spectra are analysed: related to the electrode, or failing that to the die's face."""
    area_cm2 = settings.impedance.area_cm2 or limits.die.area_cm2
    return replace(analysis_of(settings), area_cm2=area_cm2)


def driven_source(
    settings: Settings,
    limits: PressLimits,
    *,
    waiting: Clock,
    resource: str | None,
    tell: Callable[[str], None],
) -> DrivenSource | None:
    """The campaign's analyser, asked who it is and what it can do; None where it has none.

    Args:
        settings: The campaign file.
        limits: Of press and die; a sweep whose resistance cannot be used is repeated.
        waiting: What waiting is timed by.
        resource: VISA name of the simulated laboratory's analyser.
        tell: Shows why a sweep is repeated.

    Raises:
        WrongInputError: it is silent, another one, or set otherwise than its file asks for.
    """
    if settings.analyser is None:
        return None
    try:
        path = settings.next_to(settings.analyser.file)
        analyser, tries = load_analyser(path, clock=waiting, resource=resource)
    except AnalyserError as error:
        raise _wrong(settings, error) from error

    analysis = analysis_on(settings, limits)

    def doubt(file: Path) -> str:
        return measure_file(file, analysis).refused

    source = DrivenSource(
        analyser, settings.folder, tries=tries, judge=doubt, tell=tell, clock=waiting
    )
    refuse_unready(settings, analyser)
    return source


def refuse_unready(settings: Settings, analyser: Analyser) -> None:
    """Refuse to press a cell that could not be measured.

    Raises:
        WrongInputError: the analyser is silent, another one, or set otherwise than its file asks.
    """
    try:
        faults = [found.sentence for found in analyser.check() if found.mark == "fault"]
    except AnalyserError as error:
        raise _wrong(settings, error) from error
    if faults:
        raise _wrong(settings, "; ".join(faults))


def refuse_simulated(settings: Settings, analyser: Analyser, *, press_simulated: bool) -> None:
    """Refuse to take simulated spectra for those of real cells.

    Raises:
        WrongInputError: the analyser says that it is simulated, the press does not.
    """
    if analyser.simulated and not press_simulated:
        raise _wrong(settings, f"{analyser.name} is a simulated one, and the press is real")


def _wrong(settings: Settings, why: object) -> WrongInputError:
    file = settings.analyser.file if settings.analyser is not None else ""
    return WrongInputError(
        f"{settings.path.name}: [analyser] {why}. Nothing was pressed. Look at the analyser, then: "
        f"copress analyser check {file}"
    )
