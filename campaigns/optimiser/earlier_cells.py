"""Tables of earlier campaigns, or of another powder, as cells that a new campaign learns with."""

from __future__ import annotations

from dataclasses import dataclass, replace

from campaigns.config.campaign_schema import Settings
from campaigns.errors import WrongInputError
from campaigns.files.tables.cell_table import CellTable, Reading, read_table
from campaigns.files.tables.mapping import load_mapping
from campaigns.files.tables.past_cells import PastCell, rungs_together
from campaigns.files.tables.question import TableQuestionError
from doe.space import Space
from doe.trials import FAILURE_MODES, Observation

_MOST_CHOICES = 2
"""Two values of a knob have no order between them that could mislead."""


@dataclass(frozen=True)
class EarlierTable:
    """Cells of an earlier table.

    Attributes:
        cells: in the knobs of the campaign.
        looked_at: whether somebody noted what became of each; where nobody did, the cell says
            nothing of integrity.
    """

    cells: tuple[Observation, ...]
    looked_at: tuple[bool, ...]


def earlier_cells(settings: Settings, space: Space) -> EarlierTable:
    """The cells of `[transfer] tables`, in the campaign's own knobs.

    A table that does not name a knob may still be used where the campaign file says at which value
    that knob stood: `[transfer.held]`. `[transfer] mapping` says how the tables are read.

    Raises:
        WrongInputError: a table cannot be read, leaves open what became of a cell, holds no
            resistance, or lacks a knob; or a knob has more choices than earlier cells can be
            compared by.
    """
    _refuse_many_choices(settings)
    cells: list[Observation] = []
    looked_at: list[bool] = []
    mapping = settings.transfer.mapping
    how = load_mapping(settings.next_to(mapping)) if mapping else Reading()
    reading = replace(how, knobs=settings.knobs)
    for name in settings.transfer.tables:
        table = _read(settings, name, reading)
        measured = [cell for cell in table.cells if "asr_ohm_cm2" in cell.results]
        if table.result != "asr_ohm_cm2" and not measured:
            raise WrongInputError(
                f"{settings.path.name}: [transfer] {name} is about {table.result}; only cells with "
                "an asr_ohm_cm2 teach a campaign."
            )
        known = {*table.knobs, *settings.transfer.held}
        if missing := [knob for knob in space.names if knob not in known]:
            raise WrongInputError(
                f"{settings.path.name}: [transfer] {name} has no column {missing[0]}. Say at which "
                f"value it stood: [transfer.held] {missing[0]} = ..."
            )
        rows = rungs_together(table.cells)
        cells += [_observation(cell, settings, space, name) for cell in rows]
        looked_at += [cell.looked_at for cell in rows]
    return EarlierTable(tuple(cells), tuple(looked_at))


def _read(settings: Settings, name: str, reading: Reading) -> CellTable:
    """A table of which every word is understood: its best cell is what is pressed first.

    Raises:
        WrongInputError: what became of a cell is left open, or the table cannot be read.
    """
    where = f"{settings.path.name}: [transfer] {name}"
    try:
        table = read_table(settings.next_to(name), reading=reading)
    except TableQuestionError as asked:
        raise WrongInputError(
            f"{where}: {asked} Answer in the file of [transfer] mapping = ...: [columns] and "
            "[words] there say the same; copress explore --save-mapping writes one."
        ) from asked
    if table.doubted:
        open_rows = "; ".join(f"row {cell.row}, {cell.deciding}" for cell in table.doubted[:3])
        raise WrongInputError(
            f"{where}: what became of {len(table.doubted)} "
            f"{'cell' if len(table.doubted) == 1 else 'cells'} is left open ({open_rows}). Say it "
            "in the table, or what the words mean in the file of [transfer] mapping = ...: "
            '[words] "WORD" = "cracked" (or intact, shorted ..., nothing); or [columns] "TITLE" = '
            '"text" where nothing there is about the cells.'
        )
    return table


def _refuse_many_choices(settings: Settings) -> None:
    """Earlier cells are compared coordinate by coordinate, in which three choices have an order."""
    for name, choices in settings.choices.items():
        if len(choices) > _MOST_CHOICES:
            raise WrongInputError(
                f"{settings.path.name}: [transfer] cannot be used with the {len(choices)} choices "
                f"of [space.{name}]; {_MOST_CHOICES} at most. Leave [transfer] out, or make one "
                "campaign for each choice."
            )


def _observation(cell: PastCell, settings: Settings, space: Space, table: str) -> Observation:
    stood = {**settings.transfer.held, **cell.achieved}
    return Observation(
        point={name: stood[name] for name in space.names},
        damage=cell.damage or 0,
        shorted=bool(cell.shorted),
        asr_ohm_cm2=cell.results.get("asr_ohm_cm2"),
        asr_std_ohm_cm2=cell.results.get("asr_std_ohm_cm2"),
        retention=cell.results.get("retention"),
        lot=cell.lot,
        failure=tuple(mode for mode in FAILURE_MODES if mode in cell.failure),
        cell=None if cell.cell is None else f"{table}, {cell.cell}",
        rung=cell.rung,
    )
