"""A table of past cells into a campaign: each row a closed trial that says where it is from.

They teach the strategy like its own cells and count for no budget: nobody pressed them here. The
same table twice changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isclose
from pathlib import Path

from campaigns.config.load import versions
from campaigns.config.schema import Settings
from campaigns.errors import WrongInputError
from campaigns.files.tables.cell_table import CellTable, read_table
from campaigns.files.tables.past_cells import PastCell
from campaigns.records.trials import IMPORTED, read_trials
from campaigns.store.author import who
from campaigns.store.campaign_store import Store
from campaigns.store.json_codec import to_json
from campaigns.store.open import open_campaign
from campaigns.store.run_lock import hold
from campaigns.trial.outcome import Cell, Judgement, judge, judge_by_value, partly
from campaigns.trial.proposal import Proposal
from campaigns.trial.protocol import varied
from hardware.inspection import Inspection

_TOLD = 12
_TRUE = ("1", "true", "yes")


@dataclass(frozen=True)
class Imported:
    """What became of a table.

    Attributes:
        trials: Numbers of the trials that were made, by row of the table.
        known: Rows that had been imported before.
        aside: Row and reason of each row that cannot be used.
        notes: What was guessed or converted.
    """

    trials: Mapping[int, int]
    known: tuple[int, ...]
    aside: Mapping[int, str]
    notes: tuple[str, ...]


def import_table(settings: Settings, path: Path) -> Imported:
    """Write every usable row down as a closed trial, or none if any is not of this campaign.

    Raises:
        WrongInputError: the table cannot be read, or rows contradict the campaign file; all of
            them in one message; nothing is imported then.
    """
    table = read_table(path)
    if table.result != "asr_ohm_cm2":
        raise WrongInputError(
            f"{path.name} is about {table.result}; only cells with an asr_ohm_cm2 teach a campaign"
        )
    if wrong := [f"row {c.row}: {why}" for c in table.cells for why in _amiss(settings, c)]:
        raise WrongInputError(
            f"{path.name}: nothing was imported. {'; '.join(wrong[:_TOLD])}."
            + f" And {len(wrong) - _TOLD} more." * (len(wrong) > _TOLD)
        )
    with hold(settings.place, settings.campaign.name), open_campaign(settings) as store:
        store.keep_file(settings.path.read_text(encoding="utf-8-sig"), versions())
        before = {str(trial.expected.get(IMPORTED)) for trial in read_trials(store)}
        fresh = [cell for cell in table.cells if _identity(cell) not in before]
        trials = {cell.row: _record(store, settings, cell, table) for cell in fresh}
    known = tuple(cell.row for cell in table.cells if cell.row not in trials)
    return Imported(trials, known, table.set_aside, table.notes)


def _amiss(settings: Settings, cell: PastCell) -> list[str]:
    """What keeps a cell out of this campaign."""
    said = [f"{name} is missing" for name in settings.space if name not in cell.achieved]
    said += [
        f"{name} was {cell.achieved[name]:g}, but {settings.path.name} fixes it at {value:g}"
        for name, value in settings.fixed.items()
        if name in cell.achieved and not isclose(cell.achieved[name], value, rel_tol=1e-6)
    ]
    if cell.damage is None and cell.shorted is None:
        said.append("damage is blank: a resistance means nothing before somebody looked at the "
                    "cell; 0 intact ... 3 in pieces")  # fmt: skip
    if cell.results.get("asr_ohm_cm2", 1.0) <= 0.0:
        said.append("asr_ohm_cm2 must be above 0")
    return said


def _record(store: Store, settings: Settings, cell: PastCell, table: CellTable) -> int:
    name, sha256 = table.path.name, hashlib.sha256(table.path.read_bytes()).hexdigest()
    point = varied(settings, {**settings.fixed, **cell.achieved})
    protocol = {**settings.fixed, **point}
    why = f"A past cell: {name}, row {cell.row}."
    simulated = settings.simulated or cell.texts.get("simulated", "").lower() in _TRUE
    proposal = Proposal(point, protocol, {IMPORTED: _identity(cell)}, why)
    number = store.plan(proposal, simulated=simulated)
    store.decide(number, who(), "imported", f"{name}, row {cell.row}, sha256 of the file {sha256}")
    seen = Inspection(f"row {cell.row}", cell.damage or 0, bool(cell.shorted), "")
    store.keep_inspection(number, seen)
    store.close_trial(number, _judged(cell, number, point, seen))
    return number


def _judged(cell: PastCell, number: int, point: Mapping[str, float], seen: Inspection) -> Judgement:
    pressed = Cell(number, point, point, cell.lot)
    asr = cell.results.get("asr_ohm_cm2")
    if asr is None and seen.damage == 0 and not seen.shorted:
        judgement = partly(pressed, "the table has no resistance of it")
    elif asr is None:
        judgement = judge(pressed, seen, None)
    else:
        std = cell.results.get("asr_std_ohm_cm2")
        judgement = judge_by_value(pressed, seen, asr, std)
    retention = cell.results.get("retention")
    if judgement.observation is None or retention is None:
        return judgement
    return replace(judgement, observation=replace(judgement.observation, retention=retention))


def _identity(cell: PastCell) -> str:
    """The same row of the same table, whatever the file is called."""
    said: Sequence[object] = (
        cell.row, dict(cell.achieved), dict(cell.results), cell.damage, cell.shorted, cell.lot,
    )  # fmt: skip
    return hashlib.sha256(to_json(said).encode()).hexdigest()[:16]
