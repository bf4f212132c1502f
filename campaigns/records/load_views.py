"""Loads the read model of a campaign from its store. Takes no lock and writes nothing."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Table, select

from campaigns.config.campaign_schema import Settings
from campaigns.config.software_versions import versions
from campaigns.records.checks.avoided_trials import left_open_said, settings_to_avoid
from campaigns.records.history import observations
from campaigns.records.load_trials import TrialRecord, read_trials
from campaigns.records.predictions import read_bets
from campaigns.records.readings.photos import photos_by_trial
from campaigns.records.rows.made import NOT_KNOWN, Made, read_made
from campaigns.records.rows.trial_rows import inspection_of, of_the_cell, of_trials
from campaigns.records.views import CampaignView, EventView, PhotoView, TrialView
from campaigns.store import schema
from campaigns.store.array_codec import spectrum_of, trace_of
from campaigns.store.campaign_store import Store
from campaigns.store.journal import seen_state
from campaigns.store.json_codec import decoded, no_garbage_search, record_of
from campaigns.store.leases import leased_of
from campaigns.store.open_store import open_campaign
from campaigns.store.run_lock import is_held
from campaigns.trial.cell_labels import in_labels, sample_label
from doe.knobs.knob_values import Value
from doe.trials import Observation
from hardware.press.interface import StepRecord
from hardware.recorded_trace import PressTrace

if TYPE_CHECKING:  # the shapes only: who does not ask for advice loads no model
    from doe.posterior.variance_components import VarianceComponents
    from doe.recommendation.best_protocol import Recommendation
    from doe.recommendation.pareto_front import ParetoFront
    from doe.recommendation.robustness import Fragility
    from hardware.eis.result import Resistance
    from surrogate.compare_means import MeanTested

_OF_TRACES = ("trace", "trace_sha256", "simulated", "at_utc")
_OF_SWEEPS = ("refused", "sweep", "fit", "area_cm2", "at_utc")
"""Columns that stand behind a large one: to reach them, the database has to read through it."""

Latest = Mapping[int, Any]
"""The last row of a table for each trial."""


def load_view(
    settings: Settings, *, advise: bool = True, curves: bool = True, details: bool = True
) -> CampaignView:
    """Everything that the store knows of the campaign.

    Args:
        settings: The campaign file.
        advise: Ask the strategy for its recommendation too, which fits the models.
        curves: Load press traces and spectra too, and the journals of closed trials.
        details: Load what press, inspector and analyser noted of closed trials; without them a
            long campaign is read sooner.

    Raises:
        StoreError: there is no such campaign yet, or the store cannot be read.
    """
    with open_campaign(settings, create=False) as store:
        records = read_trials(store)
        running = is_held(settings.place, settings.campaign.name)
        trials = _views(store, records, running=running, curves=curves, details=details)
        begun_utc = begun(store)
    history = tuple(observations(records))
    advised = _advice(settings, history, records) if advise else _Advised("not asked for")
    return CampaignView(
        settings=settings,
        trials=trials,
        history=history,
        advice=advised.advice,
        no_advice=advised.why_not,
        simulated=settings.simulated or any(trial.simulated for trial in trials),
        versions=versions(),
        begun_utc=begun_utc,
        store=str(settings.place),
        fragility=advised.fragility,
        front=advised.front,
        means=advised.means,
        noises=advised.noises,
    )


def load_trial(settings: Settings, number: int) -> TrialView:
    """One trial with its curves and its journal; nothing is read of the others.

    Raises:
        KeyError: there is none of that number.
        StoreError: there is no such campaign yet, or the store cannot be read.
    """
    with open_campaign(settings, create=False) as store:
        found = load_trials(store, settings, [number], curves=True)
        if not found:
            raise KeyError(number)
        return found[0]


def load_trials(
    store: Store,
    settings: Settings,
    numbers: Collection[int] | None,
    *,
    curves: bool = False,
    details: bool = True,
) -> tuple[TrialView, ...]:
    """Trials, few of many or all, by number; what is read of each as in `load_view`.

    Raises:
        StoreError: the store cannot be read.
    """
    records = read_trials(store, numbers)
    running = is_held(settings.place, settings.campaign.name)
    few = numbers is not None
    return _views(store, records, running=running, curves=curves, details=details, few=few)


@dataclass(frozen=True)
class _Advised:
    """What the strategy says, or why it says nothing."""

    why_not: str
    advice: Recommendation | None = None
    fragility: Fragility | None = None
    front: ParetoFront | None = None
    means: tuple[MeanTested, ...] = ()
    noises: VarianceComponents | None = None


def _advice(
    settings: Settings, history: Sequence[Observation], records: Sequence[TrialRecord]
) -> _Advised:
    from campaigns.optimiser.avoided_settings import away_from
    from campaigns.optimiser.mean_functions import (
        judge_means,  # the models: who only looks does not load them
    )
    from campaigns.optimiser.strategy_from_settings import known_before, strategy_of
    from doe.recommendation.best_protocol import TooFewCellsError

    strategy = away_from(strategy_of(settings), settings_to_avoid(records))
    try:
        advice = strategy.recommend(history)
    except TooFewCellsError as error:
        return _Advised(str(error))
    labels = {record.number: record.label for record in records}
    cautions = [
        in_labels(said, lambda n: labels.get(n, sample_label(n))) for said in advice.cautions
    ]
    advice = replace(advice, cautions=tuple(cautions))
    if said := left_open_said(records):
        said = said.replace("CAMPAIGN.toml", settings.typed_name)
        advice = replace(advice, cautions=(said, *advice.cautions))
    return _Advised(
        "",
        advice,
        strategy.fragility(history),
        strategy.front(history),
        judge_means(strategy.space, known_before(settings), settings.fixed, history),
        strategy.noises(history),
    )


@no_garbage_search()
def _views(
    store: Store,
    records: Sequence[TrialRecord],
    *,
    running: bool,
    curves: bool,
    details: bool = True,
    few: bool = False,
) -> tuple[TrialView, ...]:
    open_ones = [record.id for record in records if record.state != "closed"]
    every = [record.id for record in records] if few else None
    only = every if details else open_ones
    photos, bets = photos_by_trial(store), read_bets(store)
    with store.connect() as connection:
        presses = _latest(connection, schema.press_record, () if curves else _OF_TRACES, only)
        found = _Found(
            curves,
            presses,
            spectra=_latest(connection, schema.spectrum, () if curves else _OF_SWEEPS, only),
            inspections=_latest(connection, schema.inspection, (), every),
            steps=_column(presses, "steps"),
            flags=_column(presses, "flags"),
            stacks=_stacks(connection, only) if details else {},
            events=_events(connection, only if curves else open_ones),
            photos=photos,
            bets=bets,
            leased=leased_of(store, (record.state for record in records)),
            made=read_made(connection, every),
        )
    return tuple(_view(record, found, running=running) for record in records)


@dataclass(frozen=True)
class _Found:
    """What the store has in addition to the trials themselves, by row of the trial."""

    curves: bool
    presses: Latest
    spectra: Latest
    inspections: Latest
    steps: Mapping[int, Any]
    flags: Mapping[int, Any]
    stacks: Mapping[int, float | None]
    events: Mapping[int, list[EventView]]
    photos: Mapping[int, tuple[PhotoView, ...]]
    bets: Mapping[int, Mapping[str, float]]
    leased: frozenset[int]
    made: Mapping[int, Made]


def _view(record: TrialRecord, found: _Found, *, running: bool) -> TrialView:
    key = record.id
    press, spectrum = found.presses.get(key), found.spectra.get(key)
    trace = press.trace if press and found.curves else None
    sweep, fit = (spectrum.sweep, spectrum.fit) if spectrum and found.curves else (None, None)
    return TrialView(
        number=record.number,
        sample_label=record.label,
        state=seen_state(record.state, worked_on=running or key in found.leased),
        outcome=record.outcome,
        planned=record.planned,
        proposed=record.proposed,
        protocol=record.protocol,
        achieved=_achieved(record),
        expected=record.expected,
        why=record.why,
        observation=record.observation,
        steps=tuple(record_of(StepRecord, step) for step in found.steps.get(key, ())),
        flags=tuple(found.flags.get(key, ())),
        trace=_recorded(trace),
        spectrum=spectrum_of(sweep) if sweep else None,
        resistance=_resistance(fit) if fit else None,
        spectrum_file=spectrum.file_name if spectrum else None,
        stack_measured_mpa=found.stacks.get(key),
        inspection=inspection_of(record.label, found.inspections.get(key)),
        events=tuple(found.events.get(key, ())),
        simulated=record.simulated,
        photos=found.photos.get(key, ()),
        bets=found.bets.get(key, {}),
        made=_made(record, found.made.get(key, NOT_KNOWN)),
        left_out=record.left_out,
        readings=record.readings,
        rungs=record.rungs,
        climbed=record.climbed,
    )


def _made(record: TrialRecord, made: Made) -> Made:
    seen = record.observation
    return made if seen is None or seen.lot is None else replace(made, lot=seen.lot)


def _resistance(fit: str) -> Resistance:
    from hardware.eis.result import Resistance

    return record_of(Resistance, json.loads(fit))


def _recorded(blob: bytes | None) -> PressTrace | None:
    """The trace, unless nothing was recorded: a press by hand has none."""
    trace = trace_of(blob) if blob else None
    return trace if trace is not None and trace.time_s.size else None


def _achieved(record: TrialRecord) -> Mapping[str, Value] | None:
    """As the press saw it; of a cell pressed by hand, as a person says."""
    if record.achieved is not None:
        return {name: record.achieved[name] for name in record.planned}
    return None if record.observation is None else record.observation.point


def _latest(
    connection: Connection, table: Table, without: Sequence[str], only: Sequence[int] | None
) -> Latest:
    """Last row of each trial (or `only` of these), without the columns named and the raw file."""
    columns = [column for column in table.c if column.name not in ("raw", *without)]
    own = select(*columns).where(*of_the_cell(table))
    rows = connection.execute(of_trials(own, table, only)).all()
    return {row.trial_id: row for row in rows}


def _column(rows: Latest, name: str) -> dict[int, Any]:
    """A column of JSON, decoded in one go."""
    return dict(zip(rows, decoded(getattr(row, name) for row in rows.values()), strict=True))


def _events(connection: Connection, only: Sequence[int] | None) -> dict[int, list[EventView]]:
    """Journals by row of the trial; of all trials, or `only` of these."""
    table = schema.journal
    events: dict[int, list[EventView]] = {}
    for row in connection.execute(of_trials(select(table), table, only)):
        line = EventView(row.at_utc, row.kind, json.loads(row.detail))
        events.setdefault(row.trial_id, []).append(line)
    return events


def _stacks(connection: Connection, only: Sequence[int] | None) -> dict[int, float | None]:
    """Stack pressure under the last spectrum of each trial, MPa, by row of the trial."""
    table = schema.journal
    query = select(table.c.trial_id, table.c.detail).where(table.c.kind == "measured")
    lines = connection.execute(of_trials(query, table, only)).all()
    details = decoded(detail for _, detail in lines)
    return {key: values.get("stack_mpa") for (key, _), values in zip(lines, details, strict=True)}


def begun(store: Store) -> str:
    """When the first trial was planned, ISO 8601, UTC; empty before."""
    table = schema.trial
    of_campaign = table.c.campaign_id == store.campaign_id
    with store.connect() as connection:
        query = select(table.c.at_utc).where(of_campaign).order_by(table.c.id).limit(1)
        first = connection.scalar(query)
    return first or ""
