"""Puts the parts of a run together; `copress run`, `copress demo` and `copress worker` alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from campaigns.config.campaign_schema import Settings
from campaigns.decisions.approval_policy import Person, approver, refuse_to_press
from campaigns.decisions.finished import Stop
from campaigns.optimiser.avoided_settings import away_from
from campaigns.optimiser.strategy_from_settings import strategy_of
from campaigns.records.checks.avoided_trials import settings_to_avoid
from campaigns.records.load_trials import read_trials
from campaigns.run import events
from campaigns.run.bench.rig import open_rig
from campaigns.run.live_status import Broadcast
from campaigns.run.loop import Loop
from campaigns.run.notify.sender import telling
from campaigns.run.parts import RunParts
from campaigns.run.stay_awake import stay_awake
from campaigns.run.stopping.limits_watch import LimitsWatch
from campaigns.run.stopping.remote_requests import RequestListener
from campaigns.run.stopping.stop_signals import PatientClock, StopRequest
from campaigns.run.trials.one_cell import OneCell
from campaigns.run.trials.source import TrialSource
from campaigns.store.campaign_store import Store
from campaigns.trial.in_force import InForce
from campaigns.trial.press_limits import limits_of, refuse_outside
from doe.strategy import Strategy
from hardware.clock import Clock, SystemClock
from hardware.press.options import DEFAULT_POLL_S


@dataclass(frozen=True)
class RunOptions:
    """How a run is watched, timed and stopped; whatever it presses.

    Attributes:
        on_event: Called with everything that happens; see `campaigns.run.events`.
        clock: What press and waiting are timed by.
        trials: Stop after so many trials of this run; None for no such limit.
        person: Whom to ask at the terminal; None when nobody is there.
        request: How a person stops it; Ctrl-C and SIGTERM do in any case.
        poll_s: Time between two looks at the press.
    """

    on_event: events.OnEvent = lambda event: None
    clock: Clock = field(default_factory=SystemClock)
    trials: int | None = None
    person: Person | None = None
    request: StopRequest = field(default_factory=StopRequest)
    poll_s: float = DEFAULT_POLL_S


@dataclass(frozen=True)
class RunPlan:
    """What makes one run differ from another.

    Attributes:
        settings: The campaign file.
        strategy: Proposes the cells, `strategy_to_press_by`.
        store: Opens the campaign's memory, once the press is connected.
        source: Where its trials come from.
        limits_now: Reads campaign and press file again.
        used: SHA-256 of the spectra that closed trials have taken, and whose they were.
        since: The last request of before this run; what came later is heard.
        live: The file in which others see what the press does.
        worker: Its name, where it is one of several.
        made_by: Die, press, worker: kept with each cell that is begun.
    """

    settings: Settings
    strategy: Strategy
    store: Callable[[], AbstractContextManager[Store]]
    source: Callable[[RunParts], TrialSource]
    limits_now: Callable[[], InForce]
    used: Mapping[str, str]
    since: int
    live: Path
    worker: str = ""
    made_by: Mapping[str, object] = field(default_factory=dict)


def strategy_to_press_by(settings: Settings) -> Strategy:
    """The strategy of a campaign that this press may press, before anything is opened.

    Raises:
        WrongInputError, MapError: the file makes no sense, asks for more than press and die bear,
            or never presses by itself.
    """
    strategy = strategy_of(settings)
    refuse_outside(settings, limits_of(settings))
    refuse_to_press(settings)
    return strategy


def run_to_its_end(plan: RunPlan, options: RunOptions) -> Stop:
    """Connect the press, open the store, and press cells until there is a reason to stop."""
    awake = nullcontext() if plan.settings.simulated else stay_awake("a press is supervised")
    with awake, _assembled(plan, options) as loop:
        return loop.run()


@contextmanager
def _assembled(plan: RunPlan, options: RunOptions) -> Iterator[Loop]:
    """The loop with all its parts; signals are heard for as long as the block runs."""
    settings, stop = plan.settings, options.request
    with (
        open_rig(
            settings,
            clock=options.clock,
            waiting=PatientClock(options.clock, stop),
            used=plan.used,
            person=options.person,
            poll_s=options.poll_s,
        ) as rig,
        plan.store() as store,
        telling(store, settings, options.on_event, plan.worker) as hear,
        stop.on_signals(),
    ):
        listener = RequestListener(store, settings, since=plan.since)
        stop.listen_to(listener.new)
        strategy = away_from(plan.strategy, settings_to_avoid(read_trials(store)))
        parts = RunParts(
            settings,
            store,
            strategy,
            rig.press,
            rig.bench,
            Broadcast(plan.live, hear),
            stop,
            LimitsWatch(plan.limits_now, InForce.of(settings)),
            plan.made_by,
        )
        yield Loop(
            parts,
            plan.source(parts),
            OneCell(parts),
            approver(settings, store, strategy, options.person),
            listener.standing_abort,
            options.trials,
        )
