"""Results on a run sheet into the campaign's memory; the same sheet twice changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isclose
from pathlib import Path
from typing import Literal

from campaigns.config.campaign_schema import Settings
from campaigns.config.software_versions import versions
from campaigns.errors import WrongInputError
from campaigns.records.checks.contradictions import ContradictedError
from campaigns.records.checks.unlikely_values import Background, DoubtfulError, remark_on
from campaigns.records.load_trials import IDENTITY, TrialRecord, read_trials, unwritten
from campaigns.records.readings.rungs import at_rung, with_result
from campaigns.records.record_cell import (
    Prepared,
    Saying,
    as_planned,
    prepare,
    write,
)
from campaigns.records.results import changes_of, in_column_words, read_known
from campaigns.run.by_hand.sheet_read import ReturnedRow, read_sheet
from campaigns.run.by_hand.sheet_write import proposal_identity
from campaigns.store.audit_chain import Writer, who
from campaigns.store.campaign_store import Store
from campaigns.store.journal import state_line
from campaigns.store.open_store import open_campaign
from campaigns.store.run_lock import hold
from campaigns.trial.cell_result import CellResult
from campaigns.trial.measurement import Measurement, measure_file
from campaigns.trial.press_limits import analysis_of
from campaigns.trial.proposal import Proposal
from campaigns.trial.recipe import varied
from doe.knobs.knob_values import Value
from hardware.errors import SpectrumRefusedError

RowFate = Literal["recorded", "added to", "was recorded already", "not filled in yet"]

_NAMED = 12
"""Rows that are named in one message; a hundred would hide the first."""


class WrongSheetError(WrongInputError):
    """Rows of a sheet that cannot be recorded; nothing was.

    Attributes:
        wrong: A sentence for each thing, without a full stop.
    """

    def __init__(self, name: str, wrong: Sequence[str]) -> None:
        self.wrong = tuple(wrong)
        super().__init__(
            f"{name}: nothing was recorded. {'; '.join(wrong[:_NAMED])}."
            + f" And {len(wrong) - _NAMED} more." * (len(wrong) > _NAMED)
        )


@dataclass(frozen=True)
class SheetLine:
    """What became of one row.

    Attributes:
        row: its number in the file.
        cell_id: identity of the cell.
        label: what is written on the cell.
        trial: number of its trial; None where none was made.
        fate: what was done.
        sentence: what the cell showed.
    """

    row: int
    cell_id: str
    label: str
    trial: int | None
    fate: RowFate
    sentence: str = ""


def record_sheet(
    settings: Settings,
    path: Path,
    *,
    sure: bool = False,
    person: str | None = None,
    spectra: Path | None = None,
) -> list[SheetLine]:
    """Write down every filled row of a run sheet in one transaction, or none of them.

    Cells of a design get their trials here: what they showed opens the campaign.

    Args:
        settings: The campaign.
        path: The sheet.
        sure: Odd values are right; nothing is asked back.
        person: Who; the one at this terminal by default.
        spectra: Folder of the spectra that the sheet names; that of the sheet if None.

    Raises:
        WrongSheetError: rows that cannot be understood, contradict what is recorded or are odd,
            all of them in one message; nothing is recorded then.
        WrongInputError: it is not a run sheet of this campaign.
    """
    rows, wrong, named = read_sheet(path, settings, spectra)
    if named and named != settings.campaign.name:
        raise WrongInputError(
            f"{path.name} is a sheet of the campaign {named}; {settings.path.name} is "
            f"{settings.campaign.name}. Nothing was recorded."
        )
    with hold(settings.place, settings.campaign.name, brief=True), open_campaign(settings) as store:
        sheet = _Sheet(store, settings, path, person or who(), sure=sure)
        sheet.check(rows, wrong)
        store.keep_file(settings.path.read_text(encoding="utf-8-sig"), versions())
        store.write(sheet.write_all, why=f"run sheet {path.name}", person=sheet.person)
        return [sheet.lines[row.row] for row in rows]


class _Sheet:
    """One sheet on its way into the store."""

    def __init__(
        self, store: Store, settings: Settings, path: Path, person: str, *, sure: bool
    ) -> None:
        self.store = store
        self.settings = settings
        self.path = path
        self.person = person
        self.sure = sure
        trials = read_trials(store)
        self.known = _by_identity(settings, trials)
        self.background = Background.of(store, settings, trials)
        self.lines: dict[int, SheetLine] = {}
        self.ready: list[tuple[ReturnedRow, Prepared]] = []

    def check(self, rows: Sequence[ReturnedRow], wrong: Sequence[str]) -> None:
        """Look at every row, and prepare those that bring something.

        Raises:
            WrongInputError: with what is wrong in each.
        """
        wrong = list(wrong)
        for row in rows:
            wrong += [f"row {row.row} ({self._label(row)}): {why}" for why in self._looked_at(row)]
            self.background = self.background.with_lot(row.result.lot)
        if wrong:
            raise WrongSheetError(self.path.name, wrong)

    def write_all(self, writer: Writer) -> None:
        """Write what was prepared, inside one transaction."""
        for row, prepared in self.ready:
            if prepared.trial.written:
                bound = self._after_its_rungs(writer, prepared)
            else:
                bound = as_planned(writer, self.store, prepared, simulated=self.settings.simulated)
            write(writer, self.store, bound)
            fate: RowFate = "added to" if bound.trial.state == "closed" else "recorded"
            said = (bound.judgement.sentence, bound.left_out, remark_on(bound.after))
            sentence = "; ".join(filter(None, said))
            self._say(row, bound.trial.number, fate, sentence)

    def _say(self, row: ReturnedRow, number: int | None, fate: RowFate, said: str = "") -> None:
        """Keep what became of a row."""
        line = SheetLine(row.row, row.cell_id, self._label(row), number, fate, said)
        self.lines[row.row] = line

    def _label(self, row: ReturnedRow) -> str:
        """What is written on the cell; one of a design carries what its sheet says."""
        trial = self.known.get(row.cell_id)
        return row.cell_id if trial is None else trial.label

    def _after_its_rungs(self, writer: Writer, prepared: Prepared) -> Prepared:
        """With the state that the rungs on this sheet have left, where they are of one cell."""
        earlier = [one.trial.id for _, one in self.ready].index(prepared.trial.id)
        if self.ready[earlier][1] is prepared:
            return prepared
        return replace(prepared, line=state_line(writer.connection, prepared.trial.id)[0])

    def _looked_at(self, row: ReturnedRow) -> list[str]:
        """What keeps a row from being recorded; empty for one that is not filled in."""
        trial = self.known.get(row.cell_id)
        if trial is not None and row.filled:
            try:
                trial = at_rung(trial, row.result.rung)
            except WrongInputError as error:
                return [in_column_words(str(error)).rstrip(".")]
        closed = trial is not None and trial.state == "closed"
        if not row.filled and not (closed and row.result.named):
            number = trial.number if trial else None
            self._say(row, number, "not filled in yet", _waits_for_result(row.result))
            return []
        if trial is None:
            wrong = _plan_wrong(self.settings, row)
            return wrong or self._prepared(row, self._of_design(row))
        wrong = _planned_otherwise(row, trial)
        if trial.state == "closed":
            known = read_known(self.store, trial).result
            if not wrong and not changes_of(known, known.with_(row.result).completed()):
                self._say(row, trial.number, "was recorded already", trial.sentence)
                return []
        return wrong + self._prepared(row, trial)

    def _of_design(self, row: ReturnedRow) -> TrialRecord:
        point = varied(self.settings, row.planned)
        why = f"Cell {row.cell_id} of the run sheet {self.path.name}."
        return unwritten(Proposal(point, row.planned, {IDENTITY: row.cell_id}, why))

    def _prepared(self, row: ReturnedRow, trial: TrialRecord) -> list[str]:
        """Keep the row for writing; what keeps it from that, in words."""
        try:
            saying = self._saying(row, trial)
            prepared = prepare(self.store, self.settings, trial, saying, self.background)
        except DoubtfulError as error:
            return [f"{doubt.sentence} (if it is right: --yes)" for doubt in error.doubts]
        except ContradictedError as error:
            return [
                f"trial {trial.number} has another result already ({error.contradiction}); to "
                f"replace it: copress record {self.settings.typed_name} --trial "
                f"{trial.number} "
                "--correct"
            ]
        except (WrongInputError, SpectrumRefusedError) as error:
            return [in_column_words(str(error)).rstrip(".")]
        self.ready.append((row, prepared))
        seen, measurement = prepared.judgement.observation, saying.measurement
        self.background = self.background.with_cell(
            trial,
            None if seen is None else seen.asr_ohm_cm2,
            None if measurement is None else measurement.raw,
        )
        if trial.rung is not None:
            self.known[row.cell_id] = with_result(trial, prepared.judgement)
        return []

    def _saying(self, row: ReturnedRow, trial: TrialRecord) -> Saying:
        said = row.result
        resistance = (said.asr_ohm_cm2, said.spectrum, said.retention)
        if trial.state != "closed" and said.intact and all(one is None for one in resistance):
            said = replace(said, unmeasured="no spectrum")
        why = f"run sheet {self.path.name}, row {row.row}"
        measurement = None if said.spectrum is None else self._measured(said.spectrum)
        return Saying(said, self.person, "sheet", why, sure=self.sure, measurement=measurement)

    def _measured(self, spectrum: Path) -> Measurement:
        measurement = measure_file(spectrum, analysis_of(self.settings))
        if measurement.spectrum is None:
            raise SpectrumRefusedError(measurement.refused)
        return measurement


def _waits_for_result(said: CellResult) -> str:
    """What a row says of a cell without saying what became of it; "" where it says nothing."""
    named = ", ".join(said.named)
    return f"{named} not kept until damage or a resistance stands next to it" if named else ""


def _by_identity(settings: Settings, trials: Sequence[TrialRecord]) -> dict[str, TrialRecord]:
    """Trials by the identity of their cell: a design's own, or that of the proposal."""
    numbered = {trial.number: trial for trial in trials}
    found = {str(t.expected[IDENTITY]): t for t in trials if IDENTITY in t.expected}
    for number, trial in numbered.items():
        found.setdefault(proposal_identity(settings.campaign.name, number), trial)
    return found


def _planned_otherwise(row: ReturnedRow, trial: TrialRecord) -> list[str]:
    """Where the sheet says that another value was planned than is written down."""
    return [
        f"planned_{name} is {_shown(value)}, but {_shown(trial.protocol[name])} was planned; a "
        f"cell pressed otherwise goes into the column {name}"
        for name, value in row.planned.items()
        if name in trial.protocol and not _same(trial.protocol[name], value)
    ]


def _plan_wrong(settings: Settings, row: ReturnedRow) -> list[str]:
    """A design's cell brings its own plan; it must be one of this campaign."""
    missing = sorted(settings.value_names - row.planned.keys())
    if missing:
        return [f"unknown here, and planned_{missing[0]} is not on the sheet"]
    return [
        f"planned_{name} is {_shown(row.planned[name])}, but {settings.path.name} fixes it at "
        f"{value:g}"
        for name, value in settings.fixed.items()
        if not _same(row.planned[name], value)
    ]


def _shown(value: Value) -> str:
    return value if isinstance(value, str) else f"{value:g}"


def _same(a: Value, b: Value) -> bool:
    """Equal; a spreadsheet may have rounded the last digits."""
    if isinstance(a, str) or isinstance(b, str):
        return a == b
    return isclose(a, b, rel_tol=1e-6, abs_tol=1e-9)
