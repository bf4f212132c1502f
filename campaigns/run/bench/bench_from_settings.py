"""The bench of a campaign from its file: who looks at a cell, and where its spectrum comes from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from campaigns.config.campaign_schema import Settings
from campaigns.decisions.approval_policy import Person
from campaigns.errors import WrongInputError
from campaigns.run.bench.driven_analyser import analysis_on, refuse_unready
from campaigns.run.bench.lab_bench import LabBench, NotInspectedError
from campaigns.trial.cell_labels import rung_number, trial_number
from campaigns.trial.press_limits import PressLimits
from hardware.clock import Clock
from hardware.eis.sources.by_hand import ByHandSource
from hardware.eis.sources.driven.repeated import DrivenSource
from hardware.eis.sources.watched_folder import FolderSource
from hardware.inspection import Inspection, ask_inspection, read_inspection

_LOOK_EVERY_S = 1.0  # chosen: nobody waits longer for a file than for a cell


def open_bench(
    settings: Settings,
    limits: PressLimits,
    waiting: Clock,
    used: Mapping[str, str],
    person: Person | None,
    *,
    driven: DrivenSource | None,
    ready: Callable[[str], None],
) -> LabBench:
    """What looks at the cells of a campaign and measures them.

    Args:
        settings: The campaign file.
        limits: Of press and die; the die's face is the area where the file names none.
        waiting: What waiting for files is timed by.
        used: SHA-256 of the spectra that closed trials have taken, and whose they were.
        person: Whom to ask; None when nobody is there.
        driven: The analyser that the campaign starts; None where files come or are brought.
        ready: Called with the label of each cell that is about to be pressed.

    Raises:
        WrongInputError: a person is needed and nobody is there.
    """
    bench = LabBench(
        look=_inspector(settings, waiting, person),
        await_file=_file_source(settings, waiting, used, person),
        folder=settings.folder if settings.impedance.source == "folder" else None,
        analysis=analysis_on(settings, limits),
        ocv_v=_voltage_source(settings, person),
        ready=ready,
    )
    if driven is None:
        return bench

    def ready_to_measure(label: str) -> None:
        ready(label)
        refuse_unready(settings, driven.analyser)

    return replace(bench, await_file=driven.await_spectrum, ready=ready_to_measure)


def refuse_missing_folder(settings: Settings) -> None:
    """Where files are waited for, there must be a place where they can come.

    Raises:
        WrongInputError: there is no such folder.
    """
    waits = settings.impedance.source == "folder" and settings.analyser is None
    if waits and not settings.simulated and not settings.folder.is_dir():
        raise WrongInputError(
            f'{settings.path.name}: [impedance] folder = "{settings.folder}": there is no such '
            "folder. Make it, or name the one where the analyser drops its files."
        )


def _file_source(
    settings: Settings, waiting: Clock, used: Mapping[str, str], person: Person | None
) -> Callable[[str], Path]:
    if settings.impedance.source == "by_hand":
        by_hand = ByHandSource(*somebody(settings, person))
        return by_hand.await_spectrum
    folder = FolderSource(
        settings.folder,
        clock=waiting,
        needs_ocv=settings.impedance.least_ocv_v is not None,
        used=used,
    )
    return lambda label: folder.await_spectrum(label, settings.impedance.wait_s)


def _voltage_source(settings: Settings, person: Person | None) -> Callable[[str], float | None]:
    """A person is asked for the voltage, where the campaign wants one and no file brings it."""
    asked = settings.impedance.source == "by_hand" or settings.analyser is not None
    if not asked or settings.impedance.least_ocv_v is None:
        return lambda label: None
    return ByHandSource(*somebody(settings, person)).ask_ocv_v


def _inspector(
    settings: Settings, waiting: Clock, person: Person | None
) -> Callable[[str], Inspection]:
    if settings.inspection.source == "by_hand":
        ask, _ = somebody(settings, person)
        return lambda label: ask_inspection(label, ask)
    return lambda label: _await_inspection(settings, waiting, label)


def _await_inspection(settings: Settings, waiting: Clock, label: str) -> Inspection:
    """Wait for the side file of a cell as long as for its spectrum."""
    until_s = waiting.now_s() + settings.impedance.wait_s
    while True:
        try:
            found = read_inspection(settings.folder, label)
        except ValueError as error:
            raise NotInspectedError(str(error)) from error
        if found is not None:
            return found
        if waiting.now_s() >= until_s:
            rung = rung_number(label)
            which = f"--trial {trial_number(label)}" + ("" if rung is None else f" --rung {rung}")
            raise NotInspectedError(
                f"{label} is pressed, but nobody has said whether it is intact: there is no "
                f"{label}.inspection.json in {settings.folder}. Look at the cell, then: copress "
                f"record {settings.typed_name} {which} --damage 0 --spectrum FILE"
            )
        waiting.sleep(_LOOK_EVERY_S)


def somebody(
    settings: Settings, person: Person | None
) -> tuple[Callable[[str], str], Callable[[str], None]]:
    """How a person is asked and spoken to.

    Raises:
        WrongInputError: nobody is there.
    """
    if person is None:
        raise WrongInputError(
            f"{settings.path.name} asks a person at the terminal, and there is none (input is not "
            "a terminal). Press by hand with: copress propose, copress record."
        )
    return person.ask, person.tell
