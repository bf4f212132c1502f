"""Names in the campaign file -> the objects that do the work: press, bench, laboratory.

The only place where a campaign meets makes. Files are checked and the second fence is asked before
a line is opened.
"""

from __future__ import annotations

import getpass
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from campaigns.config.campaign_schema import Settings
from campaigns.decisions.approval_policy import Person
from campaigns.errors import WrongInputError
from campaigns.run.bench.bench_from_settings import open_bench, refuse_missing_folder, somebody
from campaigns.run.bench.driven_analyser import (
    analyser_to_simulate,
    driven_source,
    refuse_simulated,
)
from campaigns.run.bench.lab_bench import Bench
from campaigns.trial.cell_labels import rung_number, trial_number
from campaigns.trial.press_limits import PressLimits, limits_of, press_map_of, refuse_outside
from hardware.clock import Clock, SimulatedClock
from hardware.errors import PressSilentError, UnsafeProtocolError
from hardware.press.adapters.manual import ManualPress
from hardware.press.commissioning.commissioning_record import why_not_unattended
from hardware.press.commissioning.mounted_die import MountedDie, confirm, mounted, question
from hardware.press.interface import Press
from hardware.press.open import open_press
from hardware.press.options import DEFAULT_POLL_S, PowderFill, PressSettings
from hardware.press.register_map.model import PressMap
from hardware.twin.laboratory import Laboratory, Setup
from hardware.units import disc_area_cm2

_PATIENT_S = 10.0  # chosen: a busy computer may stop the simulated PLC for seconds
_LOOKS_PER_BEAT = 2  # so that a beat that was missed once comes in time (deadman of 2 s)
_APART_S = 24 * 3600.0  # chosen: a day for each cell, so that no two cells' times overlap
_RUNGS_APART_S = 3600.0  # chosen: within its cell's day, an hour for each rung


@dataclass(frozen=True)
class Rig:
    """What a campaign runs on."""

    press: Press
    bench: Bench
    limits: PressLimits


@contextmanager
def open_rig(
    settings: Settings,
    *,
    clock: Clock,
    waiting: Clock,
    used: Mapping[str, str],
    person: Person | None = None,
    poll_s: float = DEFAULT_POLL_S,
) -> Iterator[Rig]:
    """The press, connected, and the bench next to it; closed again at the end.

    Args:
        settings: The campaign file.
        clock: What the press is timed by.
        waiting: What waiting for files is timed by; may end early by a stop request.
        used: SHA-256 of the spectra that closed trials have taken, and whose they were.
        person: Whom to ask; None when nobody is there.
        poll_s: Time between two looks at a press that can be looked at.

    Raises:
        WrongInputError, MapError: the file asks for what press or die cannot bear, or names what
            is not there; nothing was sent to the press.
        UnsafeProtocolError: press and map do not fit; nothing that moves was sent.
    """
    limits = limits_of(settings)
    refuse_outside(settings, limits)
    refuse_missing_folder(settings)
    _refuse_under_load(settings)
    with ExitStack() as stack:
        laboratory = None
        if settings.simulated:
            laboratory = stack.enter_context(laboratory_of(settings, limits, clock))
        driven = driven_source(
            settings,
            limits,
            waiting=waiting,
            resource=laboratory.analyser_resource if laboratory is not None else None,
            tell=person.tell if person is not None else lambda sentence: None,
        )
        jumps = settings.simulated and isinstance(clock, SimulatedClock)
        bench = open_bench(
            settings,
            limits,
            waiting,
            used,
            person,
            driven=driven,
            ready=partial(_on_its_day, clock) if jumps else lambda label: None,
        )
        die_seen = _die_seen(settings, limits, person)
        press = _press(settings, limits, clock, person, laboratory, poll_s, die_seen)
        try:
            press.connect()
        except PressSilentError as error:
            raise WrongInputError(
                f'{settings.path.name}: [press] map = "{settings.press.map}": {error}'
            ) from error
        stack.callback(press.close)
        if driven is not None:
            refuse_simulated(settings, driven.analyser, press_simulated=press.simulated)
        _refuse_unattended(settings, press, person, die_seen)
        yield Rig(press, bench, limits)


def _refuse_under_load(settings: Settings) -> None:
    """No press that Copress drives or guides holds a pressure while the cell is measured.

    The fixture does: where only the stack pressure rises, nothing is released between rungs anyway.

    Raises:
        WrongInputError: the file asks for that.
    """
    series = settings.series
    if series is None or series.release_between:
        return
    if "copress_mpa" in series.knobs:
        raise WrongInputError(
            f"{settings.path.name}: [series] release_between = false: copress run releases the "
            "press before each spectrum. Nothing was pressed. Write true; or raise only the stack "
            'pressure of the fixture, knob = "stack_mpa"; or press by hand: copress propose, '
            "copress record."
        )


def _press(
    settings: Settings,
    limits: PressLimits,
    clock: Clock,
    person: Person | None,
    laboratory: Laboratory | None,
    poll_s: float,
    die_seen: MountedDie | None,
) -> Press:
    if settings.by_hand:
        ask, tell = somebody(settings, person)
        ram_mm = settings.press.ram_mm
        ram_cm2 = None if ram_mm is None else disc_area_cm2(ram_mm)
        return ManualPress(limits.die, limits.envelope, ask=ask, tell=tell, ram_area_cm2=ram_cm2)
    press_map = press_map_of(settings)
    if laboratory is not None:
        press_map = _served_by(press_map, laboratory, poll_s)
    guide = person.tell if person is not None else None
    powder = PowderFill(**settings.pellet.model_dump()) if settings.pellet is not None else None
    behaviour = PressSettings(
        poll_s=poll_s,
        simulated=settings.simulated,
        die_serial=die_seen.serial if die_seen is not None else None,
        tell=guide,
        powder=powder,
    )
    return open_press(press_map, limits.die, clock=clock, settings=behaviour)


def _die_seen(settings: Settings, limits: PressLimits, person: Person | None) -> MountedDie | None:
    """The die that a person has seen in the press, asking them if they are here."""
    if settings.by_hand or settings.simulated:
        return None
    file = settings.next_to(settings.press.map)
    seen = mounted(file, limits.die)
    if seen is not None or person is None:
        return seen
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return confirm(file, limits.die, person.ask(question(limits.die)), getpass.getuser(), now)


def _refuse_unattended(
    settings: Settings, press: Press, person: Person | None, die_seen: MountedDie | None
) -> None:
    """A machine that nobody has commissioned never runs without a person at the terminal."""
    if person is not None or settings.by_hand or press.simulated:
        return
    file = Path(settings.next_to(settings.press.map))
    press_map = press_map_of(settings)
    reasons = why_not_unattended(press_map, file)
    if die_seen is None:
        noun = press_map.die(settings.press.die).noun
        reasons.append(f"nobody has confirmed the mounted {noun}: copress press mount {file.name}")
    if reasons:
        raise UnsafeProtocolError(
            f"nobody is at the terminal, and this press may not run unattended: "
            f"{'; '.join(reasons)}. The press was not started. Run it in a terminal with somebody "
            "in the room, or take it into service first (docs/commissioning.md)."
        )


def laboratory_of(settings: Settings, limits: PressLimits, clock: Clock) -> Laboratory:
    """The simulated laboratory that the file asks for.

    Raises:
        WrongInputError: an unknown preset or instrument.
    """
    press = settings.press
    analyser = analyser_to_simulate(settings)
    try:
        laboratory = Laboratory(
            seed=settings.campaign.seed if press.seed is None else press.seed,
            preset=press.preset or "sodium",
            folder=settings.folder,
            clock=clock,
            instrument=press.instrument or "eclab",
            setup=Setup(die=limits.die, analyser=analyser, series=settings.series is not None),
        )
    except ValueError as error:
        raise WrongInputError(f"{settings.path.name}: [press]: {error}") from error
    laboratory.bench.driven = settings.analyser is not None
    return laboratory


def _served_by(press_map: PressMap, laboratory: Laboratory, poll_s: float) -> PressMap:
    """The same map, on the line of the simulated laboratory; a slow look beats more slowly too.

    Its answers are waited for as long as a busy computer may take: no line can be lost here.
    """
    transport = replace(
        press_map.transport, host=laboratory.host, port=laboratory.port, timeout_s=_PATIENT_S
    )
    period_s = max(press_map.heartbeat.period_s, _LOOKS_PER_BEAT * poll_s)
    beat = press_map.heartbeat.model_copy(update={"period_s": period_s})
    return replace(press_map, transport=transport, heartbeat=beat)


def _on_its_day(clock: Clock, label: str) -> None:
    """Let simulated time pass until the day of this cell, so that its sensors' noise is its own.

    A campaign that was stopped and goes on then reads exactly what it would have read.
    """
    begins_s = _APART_S * trial_number(label) + _RUNGS_APART_S * (rung_number(label) or 0)
    clock.sleep(begins_s - clock.now_s())
