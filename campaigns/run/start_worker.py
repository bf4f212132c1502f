"""Opens what a worker needs: the campaign from its store, its own press, its own bench."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from campaigns.config.load import load_settings
from campaigns.config.schema import Settings
from campaigns.config.store_location import Place
from campaigns.decisions.approval_policy import Person, approver, refuse_to_press
from campaigns.decisions.finished import Stop
from campaigns.errors import StoreAwayError, StoreError, WrongInputError
from campaigns.optimiser.from_settings import strategy_of
from campaigns.records.trials import read_trials, used_spectra
from campaigns.run import events
from campaigns.run.limits_watch import LimitsWatch
from campaigns.run.live_status import Broadcast, live_file, worker_file
from campaigns.run.notify.sender import telling
from campaigns.run.rig import open_rig
from campaigns.run.stopping.remote_requests import RequestListener, last_request
from campaigns.run.stopping.stop_signals import PatientClock, StopRequest
from campaigns.run.worker import Worker
from campaigns.store import schema
from campaigns.store.connection import PATIENCE_S, open_engine, patiently, transaction
from campaigns.store.open import open_campaign
from campaigns.trial.in_force import InForce
from campaigns.trial.limits import limits_of, refuse_outside
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
    limits = limits_of(settings)
    refuse_outside(settings, limits)
    refuse_to_press(settings)
    clock, request = clock or SystemClock(), request or StopRequest()
    made_by: Mapping[str, object] = {"worker": name, "die": limits.die.name}
    with open_campaign(settings, create=False, person=f"worker {name}") as store:
        since = last_request(store)
        used = used_spectra(store, read_trials(store))
        waiting = PatientClock(clock, request)
        with (
            open_rig(
                settings, clock=clock, waiting=waiting, used=used, person=person, poll_s=poll_s
            ) as rig,
            telling(store, settings, on_event, name) as tell,
            request.on_signals(),
        ):
            place = settings.place.path  # on a server each worker tells beside its own file
            told = worker_file(place, settings.campaign.name, name) if place else None
            worker = Worker(
                settings,
                store,
                strategy_of(settings),
                rig.press,
                rig.bench,
                approver(settings, store, person),
                Broadcast(told or live_file(settings.path), tell),
                request,
                wanted=trials,
                listener=RequestListener(store, settings, request, since=since),
                made_by=made_by,
                name=name,
                idle_s=idle_s,
                limits=LimitsWatch(
                    lambda: InForce.of(campaign_settings(station, patience_s=PATIENCE_S)),
                    InForce.of(settings),
                ),
            )
            return worker.run()


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
