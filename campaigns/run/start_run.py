"""One call that runs a campaign: what `copress run`, `copress demo` and a notebook use."""

from __future__ import annotations

from contextlib import nullcontext

from campaigns.config.load import load_settings, versions
from campaigns.config.schema import Settings
from campaigns.decisions.approval_policy import Person, approver, refuse_to_press
from campaigns.decisions.finished import Stop
from campaigns.errors import PersonNeededError, WrongInputError
from campaigns.optimiser.from_settings import strategy_of
from campaigns.records.messages import interrupted_sentence
from campaigns.records.trials import LOOSE, TrialRecord, read_trials, used_spectra
from campaigns.run import events
from campaigns.run.limits_watch import LimitsWatch
from campaigns.run.live_status import Broadcast, live_file
from campaigns.run.loop import Campaign
from campaigns.run.notify.sender import telling
from campaigns.run.rig import open_rig
from campaigns.run.stay_awake import stay_awake
from campaigns.run.stopping.remote_requests import RequestListener, last_request
from campaigns.run.stopping.stop_signals import PatientClock, StopRequest
from campaigns.store.open import open_campaign
from campaigns.store.run_lock import hold
from campaigns.trial.in_force import InForce
from campaigns.trial.limits import limits_of, refuse_outside
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
        on_event: Told of everything that happens; see `campaigns.run.events`.
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
    strategy = strategy_of(settings)
    refuse_outside(settings, limits_of(settings))
    refuse_to_press(settings)
    clock = clock or (SimulatedClock() if settings.simulated else SystemClock())
    request = request or StopRequest()
    since = _last_request(settings)
    awake = nullcontext() if settings.simulated else stay_awake("a press is supervised")
    with hold(settings.place, settings.campaign.name), awake:
        loose, used = _left_over(settings)
        try:
            rig_waits = open_rig(
                settings,
                clock=clock,
                waiting=PatientClock(clock, request),
                used=used,
                person=person,
                poll_s=poll_s,
            )
            with (
                rig_waits as rig,
                open_campaign(settings) as store,
                telling(store, settings, on_event) as hear,
                request.on_signals(),
            ):
                store.keep_file(settings.path.read_text(encoding="utf-8-sig"), versions())
                approved_by = approver(settings, store, person)
                tell = Broadcast(live_file(settings.path), hear)
                campaign = Campaign(
                    settings, store, strategy, rig.press, rig.bench, approved_by, tell, request
                )
                campaign.limits = LimitsWatch(
                    lambda: InForce.of(load_settings(settings.path)), InForce.of(settings)
                )
                campaign.wanted = trials
                campaign.listener = RequestListener(store, settings, request, since=since)
                return campaign.run()
        except (WrongInputError, UnsafeProtocolError) as error:
            if not loose:
                raise
            told = " ".join(
                interrupted_sentence(trial.number, settings.path.name) for trial in loose
            )
            raise PersonNeededError(f"{told} {error}") from error


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
