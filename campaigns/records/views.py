"""A campaign as a reader sees it: frozen records, loaded once from the store, never written back.

The report, the figures and the commands that only look (`status`, `recommend`, `why`, `export`)
read this and nothing else. `campaigns.records.load_views.load_view(settings)` makes one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import TYPE_CHECKING

from campaigns.records.rows.climbed import Climbed
from campaigns.records.rows.made import NOT_KNOWN, Made
from campaigns.trial.cell_labels import in_labels, sample_label
from doe.knobs.knob_values import Value

if TYPE_CHECKING:  # the shapes only: a reader of a campaign drives no press and fits no spectrum
    from campaigns.config.campaign_schema import Settings
    from doe.posterior.variance_components import VarianceComponents
    from doe.recommendation.best_protocol import Recommendation
    from doe.recommendation.pareto_front import ParetoFront
    from doe.recommendation.robustness import Fragility
    from doe.trials import Observation
    from hardware.eis.result import Resistance
    from hardware.eis.spectrum import Spectrum
    from hardware.inspection import Inspection
    from hardware.press.interface import StepRecord
    from hardware.recorded_trace import PressTrace
    from surrogate.compare_means import MeanTested


@dataclass(frozen=True)
class EventView:
    """One line of a trial's journal.

    Attributes:
        at_utc: When it was written, ISO 8601, UTC.
        kind: What happened: `planned`, `approved`, `started`, `press.intent`, `press.released`,
            `pressed`, `measured` ...
        detail: What belongs to it, JSON-ready.
    """

    at_utc: str
    kind: str
    detail: Mapping[str, object]


@dataclass(frozen=True)
class PhotoView:
    """A photo of a cell; `campaigns.records.readings.photos.read_photo` has its bytes.

    Attributes:
        number: Counts from 1 in its store.
        file_name: As it was brought.
        sha256: Of its bytes.
        at_utc: When it was kept, ISO 8601, UTC.
    """

    number: int
    file_name: str
    sha256: str
    at_utc: str


@dataclass(frozen=True, eq=False)
class TrialView:
    """One cell: what was wanted, what was sent, what the press did, what was seen.

    Attributes:
        number: Counts from 1 in its campaign; also the press's `sample`.
        sample_label: `cell-0001`: the name of its files.
        state: `planned`, `approved`, `started`, `interrupted` (a person must decide), `pressed`
            (waits for its measurement), `closed`.
        outcome: Of a closed trial: `observed` (intact, measured), `recipe failed` (cracked,
            shorted), `measurement failed` (integrity known, resistance not), `rig failed` or
            `rejected` (teaches nothing); else None.
        planned: The varied knobs as they are to be pressed, named with their units.
        proposed: The same as the strategy had proposed them; differs where a person edited.
        protocol: Every value of the protocol as commanded, varied and fixed.
        achieved: The varied knobs as the press trace shows them; None before the pressing.
        expected: What the model expected when it proposed (`asr_ohm_cm2` {median, low, high},
            `p_intact`, ...); empty while there is no model.
        why: One sentence: why this point.
        observation: What the strategy learns of this trial; None while there is nothing to learn.
        steps: What the press did, step by step.
        flags: What the press found odd (`hold not held` ...).
        trace: Press trace, or None.
        spectrum: The spectrum the resistance was taken from, or None.
        resistance: Its fit, or None.
        spectrum_file: Name of the instrument file.
        stack_measured_mpa: What the fixture's own load cell showed during that spectrum; None where
            nobody measures it.
        inspection: Damage and short, or None.
        events: The journal, in order.
        simulated: The press, the cell or the spectrum was simulated.
        photos: Of the cell, in the order in which they were brought.
        bets: What people expected of it before it was measured, last word of each; ohm cm2.
        made: Lot, operator and day.
        left_out: Why its cell cannot enter the models; empty where it can.
        readings: Resistance and uncertainty of each further reading of the cell, ohm cm2.
        rungs: Points at which the cell is measured in a pressure series; () for a single one.
        climbed: The rungs that have a result.
    """

    number: int
    sample_label: str
    state: str
    outcome: str | None
    planned: Mapping[str, Value]
    proposed: Mapping[str, Value]
    protocol: Mapping[str, Value]
    achieved: Mapping[str, Value] | None
    expected: Mapping[str, object]
    why: str
    observation: Observation | None
    steps: tuple[StepRecord, ...]
    flags: tuple[str, ...]
    trace: PressTrace | None
    spectrum: Spectrum | None
    resistance: Resistance | None
    spectrum_file: str | None
    stack_measured_mpa: float | None
    inspection: Inspection | None
    events: tuple[EventView, ...]
    simulated: bool
    photos: tuple[PhotoView, ...] = ()
    bets: Mapping[str, float] = field(default_factory=dict)
    made: Made = NOT_KNOWN
    left_out: str = ""
    readings: tuple[tuple[float, float | None], ...] = ()
    rungs: tuple[Mapping[str, Value], ...] = ()
    climbed: tuple[Climbed, ...] = ()

    @property
    def next_rung(self) -> int | None:
        """The rung of a series that comes next; None after the last, and without a series."""
        upcoming = 1 + max((seen.number for seen in self.climbed), default=0)
        open_still = self.rungs and self.state != "closed"
        return upcoming if open_still and upcoming <= len(self.rungs) else None

    @property
    def still_counting(self) -> tuple[int, ...]:
        """Rungs that were seen before the one at which the trial became void."""
        return tuple(seen.number for seen in self.climbed if seen.observation is not None)

    @property
    def pressed_with_trace(self) -> bool:
        """The press itself recorded what it did; a person at a hand press types it."""
        return any(isfinite(step.hold_std_mpa) for step in self.steps)

    @property
    def note(self) -> str:
        """What a person noted of the cell."""
        return "" if self.inspection is None else self.inspection.note

    @property
    def failure(self) -> tuple[str, ...]:
        """How it failed, as a person said."""
        if self.observation is not None and self.observation.failure:
            return self.observation.failure
        return () if self.inspection is None else self.inspection.failure

    @property
    def past(self) -> bool:
        """Its cell was not pressed by this campaign: a row of a table of past cells."""
        return "imported" in self.expected

    @property
    def asr_ohm_cm2(self) -> float | None:
        """Resistance that entered the history, ohm cm2: None for a cell that is not whole."""
        return None if self.observation is None else self.observation.asr_ohm_cm2

    @property
    def asr_std_ohm_cm2(self) -> float | None:
        """Its standard uncertainty, ohm cm2."""
        return None if self.observation is None else self.observation.asr_std_ohm_cm2


@dataclass(frozen=True, eq=False)
class CampaignView:
    """A whole campaign, read once.

    Attributes:
        settings: The campaign file, checked.
        trials: By number.
        history: What the strategy has learned from, in order of the trials.
        advice: The recommendation, or None while there are too few cells.
        no_advice: Why there is none, in one sentence; empty when there is one.
        simulated: Any part of it was simulated: every page must say so.
        versions: Of Copress and of what the numbers rest on.
        begun_utc: When the campaign was begun, ISO 8601, UTC; empty before its first trial.
        store: Where it is kept.
        fragility: Which single cells the advice hangs on; None where there is no advice.
        front: What can be had at once, where the goal is several ones.
        noises: Scatter of a cell measured again, of another cell, of another lot.
        means: Each law of pressing against none, on cells that were left out.
    """

    settings: Settings
    trials: tuple[TrialView, ...]
    history: tuple[Observation, ...]
    advice: Recommendation | None
    no_advice: str
    simulated: bool
    versions: Mapping[str, str]
    begun_utc: str
    store: str
    fragility: Fragility | None = None
    front: ParetoFront | None = None
    means: tuple[MeanTested, ...] = ()
    noises: VarianceComponents | None = None

    @property
    def cells(self) -> tuple[Observation, ...]:
        """One observation a cell: a cell that was read twice is one cell."""
        seen: dict[object, Observation] = {}
        for row, cell in enumerate(self.history):
            key = ("row", row) if cell.trial is None else cell.trial
            if key not in seen or cell.rung is not None:  # of a series the last rung stands for it
                seen[key] = cell
        return tuple(seen.values())

    def trial(self, number: int) -> TrialView:
        """Trial `number`.

        Raises:
            KeyError: There is none of that number.
        """
        for trial in self.trials:
            if trial.number == number:
                return trial
        raise KeyError(number)

    def label_of(self, number: int) -> str:
        """What is written on the cell of a trial, also of one that is not planned yet."""
        labels = (trial.sample_label for trial in self.trials if trial.number == number)
        return next(labels, sample_label(number))

    def in_labels(self, sentence: str) -> str:
        """A sentence of the models with the labels of the cells in place of numbers."""
        return in_labels(sentence, self.label_of)

    def best_measured(self) -> TrialView | None:
        """The whole cell with the lowest measured resistance: the lowest, not the recommended."""
        whole = [trial for trial in self.trials if trial.asr_ohm_cm2 is not None]
        return min(whole, key=lambda trial: trial.asr_ohm_cm2 or 0.0, default=None)
