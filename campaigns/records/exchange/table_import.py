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

from campaigns.config.campaign_schema import Settings
from campaigns.config.software_versions import versions
from campaigns.errors import WrongInputError
from campaigns.files.tables.cell_table import CellTable, Reading, read_table
from campaigns.files.tables.past_cells import PastCell
from campaigns.records.checks.avoided_trials import LEFT_OPEN
from campaigns.records.checks.unlikely_values import Background
from campaigns.records.exchange.continued_cells import (
    CELL_NAMED,
    Continued,
    continued,
    name_of,
    own_labels,
)
from campaigns.records.load_trials import IMPORTED, LABELLED, TrialRecord, read_trials, unwritten
from campaigns.records.readings.rungs import at_rung, with_result
from campaigns.records.record_cell import (
    Prepared,
    Saying,
    as_planned,
    of_trial,
    prepare,
    write,
)
from campaigns.store.audit_chain import Writer, who
from campaigns.store.campaign_store import Store
from campaigns.store.json_codec import to_json
from campaigns.store.open_store import open_campaign
from campaigns.store.run_lock import hold
from campaigns.trial.cell_result import CellResult
from campaigns.trial.proposal import Proposal
from campaigns.trial.recipe import varied
from doe.knobs.knob_values import Value, numbers_of
from doe.trials import FAILURE_MODES

_STATED = 12  # chosen: one screen of complaints
_TRUE = ("1", "true", "yes")
THICKNESS_WANTED = (
    "; a conductivity becomes one with the thickness of each pellet: add a column thickness (um)"
)
_NOT_COUNTED = (
    "The cells are kept and teach the campaign nothing before somebody says of each what became "
    "of it: copress record CAMPAIGN.toml --trial N --asr-ohm-cm2 X --damage 0."
)


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


def import_table(settings: Settings, path: Path, reading: Reading | None = None) -> Imported:
    """Write every usable row down as a closed trial, or none if any is not of this campaign.

    Args:
        settings: of the campaign that learns.
        path: the table.
        reading: how the table is read, where a person has said it.

    Raises:
        WrongInputError: the table cannot be read, or rows contradict the campaign file; all of
            them in one message; nothing is imported then.
    """
    how = replace(reading or Reading(), knobs=settings.knobs)
    return record_table(settings, read_table(path, reading=how))


def record_table(settings: Settings, table: CellTable, person: str | None = None) -> Imported:
    """Write every usable row of a table down, see `import_table`.

    Args:
        settings: of the campaign that learns.
        table: as it was read.
        person: who; the one at this terminal by default.
    """
    person = person or who()
    _refuse_unusable(settings, table)
    with (
        hold(settings.place, settings.campaign.name, brief=True),
        open_campaign(settings, person=person) as store,
    ):
        store.keep_file(settings.path.read_text(encoding="utf-8-sig"), versions())
        before = read_trials(store)
        past = {str(trial.expected.get(IMPORTED)) for trial in before}
        cells = [*_by_cell(table.cells), *([cell] for cell in _kept_open(table))]
        fresh = [rows for rows in cells if _identity(rows) not in past]
        answers, fresh = _answered(before, fresh)
        background = Background.of(store, settings, before)
        new = [rows for rows in fresh if continued(settings, before, rows) is None]
        ready = [
            _prepared(store, settings, rows, table, background, person, label)
            for rows, label in zip(new, own_labels(before, new), strict=True)
        ]
        further = [
            _prepared_further(store, settings, (rows, cell), table, background, person)
            for rows in fresh
            if (cell := continued(settings, before, rows)) is not None
        ]
        answered = [
            (row, prepare(store, settings, trial, _answering(table, row, person), background))
            for trial, row in answers
        ]

        def write_all(writer: Writer) -> list[tuple[PastCell, Prepared]]:
            found = [pair for pairs in ready for pair in _written(writer, store, pairs)]
            for cell, more in further:
                found += _written_further(writer, store, cell, more)
            for row, prepared in answered:
                write(writer, store, prepared)
                found.append((row, prepared))
            return found

        pairs = store.write(write_all, why=f"table {table.path.name}")
    return _imported(settings, table, pairs)


def _refuse_unusable(settings: Settings, table: CellTable) -> None:
    """Refuse a table that a campaign cannot learn from, or whose cells contradict the campaign."""
    name = table.path.name
    if not any("asr_ohm_cm2" in c.results for c in table.cells) and table.result != "asr_ohm_cm2":
        raise WrongInputError(
            f"{name} is about {table.result}; a campaign learns only from cells with an asr_ohm_cm2"
            f"{THICKNESS_WANTED if table.result == 'sigma_ms_cm' else ''}"
        )
    if absent := _absent_everywhere(settings, table.cells):
        raise WrongInputError(
            f"{name}: nothing was imported. No column gives {' and '.join(absent)}, which "
            f"{settings.path.name} varies. Add a column with the value of each cell; if it was the "
            f"same for all and stays so, fix it in {settings.path.name}: [fixed] {absent[0]} = ..."
        )
    if wrong := [f"row {c.row}: {why}" for c in table.cells for why in _wrong(settings, c)]:
        raise WrongInputError(
            f"{name}: nothing was imported. {'; '.join(wrong[:_STATED])}."
            + f" And {len(wrong) - _STATED} more." * (len(wrong) > _STATED)
        )


def _kept_open(table: CellTable) -> list[PastCell]:
    """Cells with a resistance of which nobody said what became of them."""
    return [cell for cell in table.doubted if "asr_ohm_cm2" in cell.results]


def _imported(
    settings: Settings, table: CellTable, pairs: Sequence[tuple[PastCell, Prepared]]
) -> Imported:
    """What is said of a table whose cells were written down as these trials."""
    trials = {cell.number: one.trial.number for cell, one in pairs}
    every = (*table.cells, *_kept_open(table))
    known = tuple(cell.number for cell in every if cell.number not in trials)
    aside = {row: why for row, why in table.set_aside.items() if row not in {c.row for c in every}}
    unseen = () if table.looked_at else (table.unseen, _NOT_COUNTED)
    out = tuple(f"row {cell.row}: {one.left_out}" for cell, one in pairs if one.left_out)
    doubted = {cell.row for cell in table.doubted}
    left = tuple(
        f"Row {cell.row} is kept as trial {trials[cell.number]} ({cell.deciding}): it teaches "
        "nothing and nothing is recommended within a step of its settings before somebody says "
        f"what became of it: copress record {settings.typed_name} --trial "
        f"{trials[cell.number]} "
        "--damage 0 (1 to 3 for damage, --shorted for a short)."
        for cell, _ in pairs
        if cell.row in doubted
    )
    return Imported(trials, known, aside, (*table.notes, *unseen, *out, *left))


def _answered(
    before: Sequence[TrialRecord], fresh: Sequence[list[PastCell]]
) -> tuple[list[tuple[TrialRecord, PastCell]], list[list[PastCell]]]:
    """Rows that say now what was left open when they came before, with their trials; and the rest.

    What a person has said of such a trial meanwhile stands: its row is passed over.
    """
    opened = {str(t.expected.get(IMPORTED)): t for t in before if LEFT_OPEN in t.expected}
    found, rest = [], []
    for rows in fresh:
        as_open = replace(rows[0], damage=None, shorted=None)
        trial = opened.get(_identity([as_open])) if len(rows) == 1 else None
        if trial is None:
            rest.append(rows)
        elif trial.observation is None:
            found.append((trial, rows[0]))
    return found, rest


def _answering(table: CellTable, row: PastCell, person: str) -> Saying:
    """What a row says now; the words that left it open stay as its note."""
    saying = _saying(table, row, person)
    return replace(saying, result=replace(saying.result, note=None))


def _absent_everywhere(settings: Settings, cells: Sequence[PastCell]) -> list[str]:
    """Knobs of the campaign that no cell of the table has."""
    return [name for name in settings.space if not any(name in c.achieved for c in cells)]


def _wrong(settings: Settings, cell: PastCell) -> list[str]:
    """What keeps a cell out of this campaign."""
    achieved = numbers_of(cell.achieved)
    said = [f"{name} is missing" for name in settings.space if name not in cell.achieved]
    said += [
        f"{name} was {achieved[name]:g}, but {settings.path.name} fixes it at {value:g}"
        for name, value in settings.fixed.items()
        if name in achieved and not isclose(achieved[name], value, rel_tol=1e-6)
    ]
    if cell.results.get("asr_ohm_cm2", 1.0) <= 0.0:
        said.append("asr_ohm_cm2 must be above 0")
    return said


def _by_cell(cells: Sequence[PastCell]) -> list[list[PastCell]]:
    """The rows of each cell: one, or the rungs of its pressure series in their order."""
    found: dict[object, list[PastCell]] = {}
    for place, cell in enumerate(cells):
        key = ("row", place) if cell.rung is None else ("cell", cell.cell)
        found.setdefault(key, []).append(cell)
    return [sorted(rows, key=lambda cell: cell.rung or 0) for rows in found.values()]


def _prepared(
    store: Store,
    settings: Settings,
    rows: Sequence[PastCell],
    table: CellTable,
    background: Background,
    person: str,
    label: str,
) -> list[tuple[PastCell, Prepared]]:
    """One cell, each of its rows checked and judged; its trial is planned when it is written."""
    points = _points(settings, rows)
    where = f"row {', '.join(str(cell.row) for cell in rows)}"
    named = {CELL_NAMED: name} if (name := name_of(rows[0])) else {}
    if label:
        named[LABELLED] = label
    if rows[0].number in {cell.number for cell in table.doubted}:
        named[LEFT_OPEN] = rows[0].deciding
    proposal = Proposal(
        points[-1],
        {**settings.fixed, **points[-1]},
        {IMPORTED: _identity(rows), **named},
        f"A past cell: {table.path.name}, {where}.",
        rungs=() if rows[0].rung is None else tuple(points),
    )
    marked_simulated = [cell.texts.get("simulated", "").lower() in _TRUE for cell in rows]
    trial = unwritten(proposal, simulated=settings.simulated or any(marked_simulated))
    found = []
    for number, cell in enumerate(rows, 1):
        saying = _saying(table, cell, person)
        there = at_rung(trial, number if trial.rungs else None)
        found.append((cell, prepare(store, settings, there, saying, background)))
        trial = with_result(there, found[-1][1].judgement)
    return found


def _prepared_further(
    store: Store,
    settings: Settings,
    cell: tuple[Sequence[PastCell], Continued],
    table: CellTable,
    background: Background,
    person: str,
) -> tuple[Continued, list[tuple[PastCell, Prepared]]]:
    """The rows of a cell that is known already, from the first one that is not."""
    rows, known = cell
    trial = known.with_rungs(_points(settings, rows))
    found, whole = [], replace(known, trial=trial)
    for number, row in enumerate(rows[known.known :], known.known + 1):
        there = at_rung(trial, number)
        saying = _saying(table, row, person)
        found.append((row, prepare(store, settings, there, saying, background)))
        trial = with_result(there, found[-1][1].judgement)
    return whole, found


def _points(settings: Settings, rows: Sequence[PastCell]) -> list[dict[str, Value]]:
    return [varied(settings, {**settings.fixed, **cell.achieved}) for cell in rows]


def _saying(table: CellTable, cell: PastCell, person: str) -> Saying:
    sha256 = hashlib.sha256(table.path.read_bytes()).hexdigest()
    return Saying(
        result=result_of(cell),
        person=person,
        way="table",
        why=f"{table.path.name}, row {cell.row}, sha256 of the file {sha256}",
        sure=True,  # what is odd in a table was asked when it was read
    )


def result_of(cell: PastCell) -> CellResult:
    """What a row says of its cell."""
    asr = cell.results.get("asr_ohm_cm2")
    retention = cell.results.get("retention")
    intact = cell.looked_at and not cell.damage and not cell.shorted
    return CellResult(
        damage=cell.damage or 0 if cell.looked_at else None,
        shorted=cell.shorted or None,
        failure=tuple(mode for mode in FAILURE_MODES if mode in cell.failure) or None,
        asr_ohm_cm2=asr,
        asr_std_ohm_cm2=None if asr is None else cell.results.get("asr_std_ohm_cm2"),
        retention=retention,
        lot=cell.lot,
        operator=cell.texts.get("operator") or None,
        note=cell.deciding or cell.texts.get("note") or None,
        skipped="the table has no resistance of it" if intact and asr is None else None,
    )


def _written(
    writer: Writer, store: Store, rungs: Sequence[tuple[PastCell, Prepared]]
) -> list[tuple[PastCell, Prepared]]:
    cell, prepared = rungs[0]
    first = as_planned(writer, store, prepared, simulated=prepared.trial.simulated)
    write(writer, store, first)
    return [(cell, first), *_rungs_written(writer, store, first.trial.number, rungs[1:])]


def _written_further(
    writer: Writer, store: Store, known: Continued, rungs: Sequence[tuple[PastCell, Prepared]]
) -> list[tuple[PastCell, Prepared]]:
    if rungs:
        saying = rungs[0][1].saying
        known.written(writer, store, saying.person, saying.why)
    return _rungs_written(writer, store, known.trial.number, rungs)


def _rungs_written(
    writer: Writer, store: Store, number: int, rungs: Sequence[tuple[PastCell, Prepared]]
) -> list[tuple[PastCell, Prepared]]:
    kept = []
    for cell, later in rungs:
        kept.append((cell, of_trial(writer, store, later, number)))
        write(writer, store, kept[-1][1])
    return kept


def _identity(rows: Sequence[PastCell]) -> str:
    """The same rows of the same table, whatever the file is called."""
    marks = [_mark(cell) for cell in rows]
    return marks[0] if len(rows) == 1 else hashlib.sha256("".join(marks).encode()).hexdigest()[:16]


def _mark(cell: PastCell) -> str:
    said: Sequence[object] = (
        cell.row, dict(cell.achieved), dict(cell.results), cell.damage, cell.shorted, cell.lot,
        *([cell.part] if cell.part else []),
    )  # fmt: skip
    return hashlib.sha256(to_json(said).encode()).hexdigest()[:16]
