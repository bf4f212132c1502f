"""Tables of earlier campaigns, or of another powder, as cells that a new campaign learns with."""

from __future__ import annotations

from campaigns.config.schema import Settings
from campaigns.errors import WrongInputError
from campaigns.files.tables.cell_table import read_table
from campaigns.files.tables.past_cells import PastCell
from doe.space import Space
from doe.trials import Observation


def earlier_cells(settings: Settings, space: Space) -> list[Observation]:
    """The cells of `[transfer] tables`, in the campaign's own knobs.

    A table that does not name a knob may still be used where the campaign file says at which value
    that knob stood: `[transfer.held]`.

    Raises:
        WrongInputError: a table cannot be read, holds no resistance, or lacks a knob.
    """
    cells: list[Observation] = []
    for name in settings.transfer.tables:
        table = read_table(settings.beside(name))
        if table.result != "asr_ohm_cm2":
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
        cells += [_observation(cell, settings, space) for cell in table.cells]
    return cells


def _observation(cell: PastCell, settings: Settings, space: Space) -> Observation:
    stood = {**settings.transfer.held, **cell.achieved}
    return Observation(
        point={name: stood[name] for name in space.names},
        damage=cell.damage or 0,
        shorted=bool(cell.shorted),
        asr_ohm_cm2=cell.results.get("asr_ohm_cm2"),
        asr_std_ohm_cm2=cell.results.get("asr_std_ohm_cm2"),
        retention=cell.results.get("retention"),
        lot=cell.lot,
    )
