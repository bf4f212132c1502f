"""What a person at a hand press asks for, in the models' process: proposals, sheets, past cells."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from campaigns.trial.cell_labels import sample_label
from campaigns.web.background.table_tasks import Answers, read_dropped

if TYPE_CHECKING:
    from campaigns.run.by_hand.sheet_record import SheetLine


def plan_cells(path: Path, count: int, person: str) -> tuple[list[int], list[str]]:
    """Plan until `count` cells are open.

    Args:
        path: The campaign file.
        count: How many trials shall be open.
        person: Who asks.

    Returns:
        The numbers of the open trials, and what the person should know of them.

    Raises:
        WrongInputError, MapError: as `copress propose`.
        CampaignBusyError: it is running.
    """
    from campaigns.config.load_campaign import load_settings
    from campaigns.run.by_hand.plan_trials import plan_trials

    planned = plan_trials(load_settings(path), count, person=person)
    return planned.numbers, planned.said


def record_filled_sheet(
    path: Path, name: str, content: bytes, person: str, sure: bool
) -> tuple[list[str], list[str]]:
    """Write down the results of a run sheet that was filled in, all of them or none.

    Args:
        path: The campaign file; files of spectra that the sheet names are looked for next to it.
        name: Of the sheet's file.
        content: Of the sheet's file.
        person: Who asks.
        sure: Odd values are right.

    Returns:
        What became of each cell, and what is wrong with the sheet; one of them is empty.
    """
    from campaigns.config.load_campaign import load_settings
    from campaigns.errors import WrongInputError
    from campaigns.run.by_hand.sheet_record import WrongSheetError, record_sheet

    with TemporaryDirectory(prefix="copress-") as folder:
        file = Path(folder) / (Path(name).name or "sheet.csv")
        file.write_bytes(content)
        try:
            lines = record_sheet(
                load_settings(path), file, sure=sure, person=person, spectra=path.parent
            )
        except WrongSheetError as error:
            return [], [_page_words(one) for one in error.wrong]
        except WrongInputError as error:
            return [], [str(error)]
    return [_in_words(line) for line in lines], []


def _in_words(line: SheetLine) -> str:
    """What became of one row: `cell-0003: whole, 212.5 ohm cm2`."""
    fate = "" if line.fate == "recorded" else line.fate
    return f"{line.label}: {', '.join(filter(None, (fate, line.sentence)))}"


def record_rungs(
    path: Path, number: int, content: bytes, person: str, sure: bool
) -> tuple[str, list[str]]:
    """Write down several rungs of one cell, all or none, and decide whether it is pressed on.

    Args:
        path: The campaign file.
        number: The trial.
        content: Its run sheet, filled in.
        person: Who asks.
        sure: Odd values are right.

    Returns:
        What comes next at the press, and what is wrong.
    """
    _, wrong = record_filled_sheet(
        path, f"the form of {sample_label(number)}", content, person, sure
    )
    return ("", wrong) if wrong else (next_rung_in_words(path, number), [])


def next_rung_in_words(path: Path, number: int) -> str:
    """What follows at the press after a rung; empty for a cell that is not between two."""
    from campaigns.config.load_campaign import load_settings
    from campaigns.decisions.series_end import decide_next
    from campaigns.optimiser.strategy_from_settings import strategy_of
    from campaigns.records.load_trials import read_trial
    from campaigns.store.open_store import open_campaign

    settings = load_settings(path)
    with open_campaign(settings, create=False) as store:
        trial = read_trial(store, number)
        found = (
            None if trial is None else decide_next(strategy_of(settings), settings, store, trial)
        )
    if found is None:
        return ""
    if found.why_not:
        return f"Do not press it on: {found.why_not}. The cell ends here."
    return f"Press it on: rung {found.number} of {found.count} comes next."


def end_by_hand(path: Path, number: int, why: str, person: str) -> str:
    """End a pressure series where a person says so; what became of the cell.

    Raises:
        WrongInputError: the cell is not between two rungs.
        CampaignBusyError: the campaign is running.
    """
    from campaigns.config.load_campaign import load_settings
    from campaigns.decisions.series_end import end_series
    from campaigns.store.open_store import open_campaign
    from campaigns.store.run_lock import hold

    settings = load_settings(path)
    held = hold(settings.place, settings.campaign.name)
    with held, open_campaign(settings, create=False) as store:
        return end_series(store, number, why, person).sentence


_OF_THE_TERMINAL = (
    (r"\(if it is right: --yes\)", "(if it is right, tick the box below)"),
    (
        r"to replace it: copress record .* --trial (\d+) --correct",
        r"to replace it: the page of cell \1",
    ),
)


def _page_words(sentence: str) -> str:
    """What `copress record --sheet` says, for somebody at the page."""
    for said, here in _OF_THE_TERMINAL:
        sentence = re.sub(said, here, sentence)
    return sentence


def import_cells(
    path: Path, name: str, content: bytes, answers: Answers, person: str
) -> tuple[int, int, list[str]]:
    """Write the cells of a dropped table down as past cells of a campaign.

    Args:
        path: The campaign file.
        name: Of the table's file.
        content: Of the table's file.
        answers: What the person said of the table.
        person: Who asks.

    Returns:
        How many were written, how many were known, and what is to be known of the rest.

    Raises:
        WrongInputError: the table contradicts the campaign; nothing was imported.
        CampaignBusyError: the campaign is running.
    """
    from campaigns.config.load_campaign import load_settings
    from campaigns.records.exchange.table_import import record_table

    settings = load_settings(path)
    with read_dropped(name, content, answers, settings.knobs) as table:
        done = record_table(load_settings(path), table, person=person)
    aside = [f"Row {row} was set aside: {why}" for row, why in done.aside.items()]
    return len(done.trials), len(done.known), [*aside, *done.notes]
