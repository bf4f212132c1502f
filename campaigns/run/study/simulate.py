"""One simulated campaign from its first cell to its advice: a pure function of what is asked."""

from __future__ import annotations

import gc
import hashlib
import os
import socket
import time
import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from campaigns.config.software_versions import versions
from campaigns.run.study.problems import Problem
from campaigns.run.study.simulated_lab import VirtualLaboratory
from campaigns.run.study.strategies import Contender, contender
from campaigns.run.study.study_schema import StudyStrategyTable
from campaigns.store.json_codec import to_json
from campaigns.trial.recipe import press_protocol, protocol_values
from doe.knobs.knob_values import Value
from doe.posterior.blas_threads import on_one_thread
from doe.recommendation.recommendation import Advice, TooFewCellsError
from doe.trials import Observation


@dataclass(frozen=True)
class Task:
    """One campaign to simulate.

    Attributes:
        problem: What is pressed.
        strategy: Name of the strategy, for the tables.
        table: What that strategy is.
        seed: Of powder, press and strategy; strategies with the same seed press the same powder.
        stops: As the campaign would: by certificate or broken budget, not only by its budget.
    """

    problem: Problem
    strategy: str
    table: StudyStrategyTable
    seed: int
    stops: bool
    recipe: str
    """Of all but the seed; equal for equal campaigns under equal versions."""

    @property
    def key(self) -> str:
        """Equal for equal tasks: what is finished is not done again."""
        return f"{self.recipe}-{self.seed}"


def tasks_for(
    problem: Problem,
    strategy: str,
    table: StudyStrategyTable,
    seeds: Iterable[int],
    *,
    stops: bool = False,
) -> tuple[Task, ...]:
    """The tasks of one strategy on one problem, one a seed."""
    settings = problem.settings
    real = {"path", "press", "campaign", "impedance", "inspection"}  # asked of a real laboratory
    asked = settings.model_dump(mode="json", exclude=real)
    hidden = {"name", "store", "autonomy", "seed"}
    campaign = settings.campaign.model_dump(mode="json", exclude=hidden)
    parts = [
        *(asked, campaign, problem.preset, problem.twin.model_dump(), problem.die),
        *(table.model_dump(), stops, versions()),
    ]
    recipe = hashlib.sha256(to_json(parts).encode()).hexdigest()[:20]
    return tuple(Task(problem, strategy, table, seed, stops, recipe) for seed in seeds)


@dataclass(frozen=True)
class StudyCell:
    """One simulated cell; `loss` and `p_intact` are true, without noise."""

    cell: int
    point: Mapping[str, Value]
    damage: int
    shorted: bool
    asr_ohm_cm2: float | None
    retention: float | None
    loss: float
    p_intact: float
    there: bool
    press_s: float


@dataclass(frozen=True)
class AdviceRow:
    """What the campaign advises in the end, and what is true of it."""

    point: Mapping[str, Value]
    said_asr_ohm_cm2: float
    said_low_ohm_cm2: float
    said_high_ohm_cm2: float
    said_p_intact: float
    asr_ohm_cm2: float
    p_intact: float
    retention: float
    loss_over_best: float
    there: bool
    signed: bool


@dataclass(frozen=True)
class StudyRun:
    """A finished run, or the reason why it failed.

    Attributes:
        key: Of its task.
        cells: In the order of pressing.
        advice: None where nothing could be advised, or the run failed.
        stopped: `trials`, `broken budget`, `certificate` or `design`.
        failed: One sentence; empty for a run that ended well.
        trace: Where it failed, for whoever mends it.
        worker: Host and process that did it.
        cpu_s: What it took; in no table that is compared.
    """

    key: str
    cells: tuple[StudyCell, ...] = ()
    advice: AdviceRow | None = None
    stopped: str = ""
    failed: str = ""
    trace: str = ""
    worker: str = ""
    cpu_s: float = 0.0


def simulate(task: Task) -> StudyRun:
    """Run one campaign; whatever goes wrong in it is its result, so that no other run is lost.

    BLAS keeps to one thread: small matrices are faster so, and every machine adds alike.
    """
    _keep_what_is_loaded()
    began = time.process_time()
    with _collected_at_the_end():
        try:
            done = _campaign(task)
        except Exception as error:  # noqa: BLE001 -- a study of thousands reports a failing run
            sentence = f"{type(error).__name__}: {error}"
            done = StudyRun(task.key, failed=sentence, trace=traceback.format_exc())
    worker = f"{socket.gethostname()}:{os.getpid()}"
    return replace(done, worker=worker, cpu_s=time.process_time() - began)


@contextmanager
def _collected_at_the_end() -> Iterator[None]:
    """Collect garbage once, after the run, not on the way, which takes a twentieth of the run.

    Models of one history name each other: nothing but the collector finds them. Left to itself it
    also lets 4 MB a run wait for dozens of runs.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.collect()
        if was_on:
            gc.enable()


@cache
def _keep_what_is_loaded() -> None:
    """Tell the garbage collector once that modules stay: a twentieth of each run went into them."""
    gc.collect()
    gc.freeze()


@on_one_thread
def _campaign(task: Task) -> StudyRun:
    laboratory = VirtualLaboratory(task.problem, task.seed)
    asked = contender(task.table, laboratory)
    history: list[Observation] = []
    planned: list[Mapping[str, Value]] = []
    stopped = ""
    while not stopped:
        if (point := asked.propose(history)) is None:
            stopped = "design"
            break
        planned.append(point)
        history.append(laboratory.press(point, len(history) + 1))
        stopped = _stop(task, asked, history)
    advice = _advice(asked, history)
    return StudyRun(
        task.key,
        _cells(laboratory, planned, history),
        None if advice is None else _stated(laboratory, advice),
        stopped,
    )


def _stop(task: Task, asked: Contender, history: Sequence[Observation]) -> str:
    """Why the campaign ends now, or nothing."""
    campaign = task.problem.settings.campaign
    if len(history) >= campaign.budget:
        return "trials"
    broken = sum(not cell.intact for cell in history)
    if not task.stops:
        return ""
    if campaign.broken_budget is not None and broken >= campaign.broken_budget:
        return "broken budget"
    return "" if asked.strategy.signed(history) is None else "certificate"


def _advice(asked: Contender, history: Sequence[Observation]) -> Advice | None:
    try:
        return asked.strategy.advice(history)
    except TooFewCellsError:
        return None


def _cells(
    laboratory: VirtualLaboratory,
    planned: Sequence[Mapping[str, Value]],
    history: Sequence[Observation],
) -> tuple[StudyCell, ...]:
    if not planned:
        return ()
    settings = laboratory.problem.settings
    losses, there = laboratory.truth(laboratory.candidates.space.rows(planned))
    return tuple(
        StudyCell(
            cell=k + 1,
            point=dict(point),
            damage=cell.damage,
            shorted=cell.shorted,
            asr_ohm_cm2=cell.asr_ohm_cm2,
            retention=cell.retention,
            loss=float(losses[k]),
            p_intact=float(there.risks.intact[k]),
            there=laboratory.is_there(float(losses[k]), float(there.risks.intact[k])),
            press_s=press_protocol(protocol_values(settings, point)).duration_s,
        )
        for k, (point, cell) in enumerate(zip(planned, history, strict=True))
    )


def _stated(laboratory: VirtualLaboratory, advice: Advice) -> AdviceRow:
    losses, there = laboratory.truth(laboratory.candidates.space.rows([advice.point]))
    loss, p_intact = float(losses[0]), float(there.risks.intact[0])
    return AdviceRow(
        point=dict(advice.point),
        said_asr_ohm_cm2=advice.asr_ohm_cm2.median,
        said_low_ohm_cm2=advice.asr_ohm_cm2.low,
        said_high_ohm_cm2=advice.asr_ohm_cm2.high,
        said_p_intact=advice.p_intact,
        asr_ohm_cm2=float(np.asarray(there.asr_ohm_cm2)[0]),
        p_intact=p_intact,
        retention=float(np.asarray(there.retention)[0]),
        loss_over_best=loss / laboratory.best.loss,
        there=laboratory.is_there(loss, p_intact),
        signed=advice.signed,
    )
