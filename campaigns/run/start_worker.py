"""Opens what a worker needs: the campaign from its store, its own press, its own bench."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from campaigns.config.campaign_schema import Settings
from campaigns.config.load_campaign import load_settings
from campaigns.config.store_location import Place
from campaigns.decisions.approval_policy import Person
from campaigns.decisions.finished import Stop
from campaigns.errors import StoreAwayError, StoreError, WrongInputError
from campaigns.records.load_trials import read_trials, used_spectra
from campaigns.run import events
from campaigns.run.assembly import RunOptions, RunPlan, run_to_its_end, strategy_to_press_by
from campaigns.run.live_status import live_file, worker_file
from campaigns.run.stopping.remote_requests import last_request
from campaigns.run.stopping.stop_signals import StopRequest
from campaigns.run.trials.shared import SharedTrials
from campaigns.store import schema
from campaigns.store.connection import PATIENCE_S, open_engine, patiently, transaction
from campaigns.store.open_store import open_campaign
from campaigns.trial.in_force import InForce
from campaigns.trial.press_limits import limits_of
from hardware.clock import Clock, SystemClock
from hardware.press.options import DEFAULT_POLL_S


@dataclass(frozen=True)
class Station:
    """Where a worker stands.

    Attributes:
        press: Register map of its press.
        store: The shared memory.
        campaign: Its name there; empty when there is only one.
        folder: What this worker writes and where its analyser drops files.
        name: Of the worker; the press file's name by default. Two workers never share one.
        die: The mounted die; None for the campaign's.
    """

    press: Path
    store: str
    folder: Path
    campaign: str = ""
    name: str = ""
    die: str | None = None


def campaign_settings(station: Station, *, patience_s: float = 0.0) -> Settings:
    """The campaign as its store has it, on this worker's press.

    Args:
        station: Where the worker stands.
        patience_s: So long the server may be away, s; at the start not at all.

    Raises:
        StoreAwayError: the server cannot be reached.
        StoreError: no store, or no such campaign in it.
        WrongInputError: several campaigns, and none was named; or the file cannot be used here.
    """
    place = Place.of(station.store)
    text = _read_patiently(place, station.campaign, patience_s)
    station.folder.mkdir(parents=True, exist_ok=True)
    file = station.folder / "campaign.toml"
    file.write_text(text, encoding="utf-8")
    settings = load_settings(file)
    campaign = settings.campaign.model_copy(
        update={"store": place.url if place.shared else str(place.path)}
    )
    press = settings.press.model_copy(
        update={"map": str(station.press.absolute()), "die": station.die or settings.press.die}
    )
    return settings.model_copy(update={"campaign": campaign, "press": press})


def run_worker(
    station: Station,
    *,
    on_event: events.OnEvent = lambda event: None,
    clock: Clock | None = None,
    trials: int | None = None,
    person: Person | None = None,
    request: StopRequest | None = None,
    poll_s: float = DEFAULT_POLL_S,
    idle_s: float = 1.0,
) -> Stop:
    """Press cells of a shared campaign on one press until there is a reason to stop.

    Raises:
        As `campaigns.run.start_run.run_campaign`.
    """
    settings = campaign_settings(station)
    name = station.name or station.press.stem
    options = RunOptions(
        on_event, clock or SystemClock(), trials, person, request or StopRequest(), poll_s
    )
    strategy = strategy_to_press_by(settings)
    with open_campaign(settings, create=False, person=f"worker {name}") as store:
        plan = RunPlan(
            settings,
            strategy,
            store=lambda: nullcontext(store),
            source=lambda parts: SharedTrials(parts, name, idle_s),
            limits_now=lambda: InForce.of(campaign_settings(station, patience_s=PATIENCE_S)),
            used=used_spectra(store, read_trials(store)),
            since=last_request(store),
            live=_live_file(settings, name),
            worker=name,
            made_by={"worker": name, "die": limits_of(settings).die.name},
        )
        return run_to_its_end(plan, options)


def _live_file(settings: Settings, worker: str) -> Path:
    """Next to the shared store; on a server each worker writes next to its own file."""
    store = settings.place.path
    if store is None:
        return live_file(settings.path)
    return worker_file(store, settings.campaign.name, worker)


def _read_patiently(place: Place, campaign: str, patience_s: float) -> str:
    away: StoreAwayError | None = None
    for _ in patiently(place, patience_s):
        try:
            return _last_file(place, campaign)
        except StoreAwayError as error:
            away = error
    raise away or StoreAwayError(f"{place}: nothing was tried")


def _last_file(place: Place, campaign: str) -> str:
    if not place.begun():
        raise StoreError(f"{place}: there is no store. Begin the campaign: copress propose FILE")
    engine = open_engine(place)
    table, named = schema.campaign_file, schema.campaign
    try:
        with transaction(engine, place, writes=False) as connection:
            names = connection.scalars(select(named.c.name).order_by(named.c.id)).all()
            if not campaign and len(names) != 1:
                raise WrongInputError(
                    f"{place} holds {len(names)} campaigns ({', '.join(names)}): name one with "
                    "--campaign"
                )
            query = (
                select(table.c.text)
                .join(named, named.c.id == table.c.campaign_id)
                .where(named.c.name == (campaign or names[0]))
                .order_by(table.c.id.desc())
                .limit(1)
            )
            text = connection.scalar(query)
    finally:
        engine.dispose()
    if text is None:
        raise StoreError(f'{place}: no campaign "{campaign}" was begun here: copress propose FILE')
    return str(text)
