"""One call that runs a campaign: what `copress run`, `copress demo` and a notebook use."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from campaigns.config.campaign_schema import Settings
from campaigns.config.load_campaign import load_settings
from campaigns.config.software_versions import versions
from campaigns.decisions.approval_policy import Person
from campaigns.decisions.finished import Stop
from campaigns.errors import PersonNeededError, WrongInputError
from campaigns.records.load_trials import LOOSE, TrialRecord, read_trials, used_spectra
from campaigns.records.messages import interrupted_sentence, rung_begun
from campaigns.run import events
from campaigns.run.assembly import RunOptions, RunPlan, run_to_its_end, strategy_to_press_by
from campaigns.run.live_status import live_file
from campaigns.run.stopping.remote_requests import last_request
from campaigns.run.stopping.stop_signals import StopRequest
from campaigns.run.trials.own import OwnTrials
from campaigns.store.campaign_store import Store
from campaigns.store.open_store import open_campaign
from campaigns.store.run_lock import hold
from campaigns.trial.in_force import InForce
from hardware.clock import Clock, SimulatedClock, SystemClock
from hardware.errors import UnsafeProtocolError
from hardware.press.options import DEFAULT_POLL_S


def run_campaign(
    settings: Settings,
    *,
    on_event: events.OnEvent = lambda event: None,
    clock: Clock | None = None,
    trials: int | None = None,
    person: Person | None = None,
    request: StopRequest | None = None,
    poll_s: float = DEFAULT_POLL_S,
) -> Stop:
    """Run a campaign until there is a reason to stop; resumes by itself.

    Args:
        settings: The campaign file.
        on_event: Called with everything that happens; see `campaigns.run.events`.
        clock: What press and waiting are timed by. By default the real one; with the simulated
            press one that jumps, so that nobody waits for simulated seconds.
        trials: Stop after so many trials of this run.
        person: Whom to ask at the terminal; None when nobody is there.
        request: How a person stops it; Ctrl-C and SIGTERM do in any case.
        poll_s: Time between two looks at the press.

    Raises:
        WrongInputError, MapError: the file makes no sense; nothing was sent to the press.
        UnsafeProtocolError: press and map do not fit; nothing that moves was sent.
        CampaignBusyError: another process runs it.
        PersonNeededError: a trial was interrupted and the press cannot be asked.
    """
    clock = clock or (SimulatedClock() if settings.simulated else SystemClock())
    options = RunOptions(on_event, clock, trials, person, request or StopRequest(), poll_s)
    strategy = strategy_to_press_by(settings)
    since = _last_request(settings)
    with hold(settings.place, settings.campaign.name):
        loose, used = _left_over(settings)
        plan = RunPlan(
            settings,
            strategy,
            store=lambda: _begun(settings),
            source=OwnTrials,
            limits_now=lambda: InForce.of(load_settings(settings.path)),
            used=used,
            since=since,
            live=live_file(settings.path),
        )
        try:
            return run_to_its_end(plan, options)
        except (WrongInputError, UnsafeProtocolError) as error:
            if not loose:
                raise
            file = settings.path.name
            sentences = [interrupted_sentence(t.number, file, rung_begun(t)) for t in loose]
            raise PersonNeededError(f"{' '.join(sentences)} {error}") from error


@contextmanager
def _begun(settings: Settings) -> Iterator[Store]:
    """The campaign's memory, with the campaign file as it is now."""
    with open_campaign(settings) as store:
        store.keep_file(settings.path.read_text(encoding="utf-8-sig"), versions())
        yield store


def _last_request(settings: Settings) -> int:
    if not settings.place.begun():
        return 0
    with open_campaign(settings) as store:
        return last_request(store)


def _left_over(settings: Settings) -> tuple[list[TrialRecord], dict[str, str]]:
    """Trials without an end, and whose the spectra are that earlier trials have taken."""
    if not settings.place.begun():
        return [], {}
    with open_campaign(settings) as store:
        trials = read_trials(store)
        return [trial for trial in trials if trial.state in LOOSE], used_spectra(store, trials)
