"""What a person at a hand press asks for, done in the models' process: proposals, past cells."""

from __future__ import annotations

from pathlib import Path

from campaigns.web.background.table_tasks import Answers, read_dropped


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
    from campaigns.by_hand.plan_trials import plan_trials
    from campaigns.config.load import load_settings

    planned = plan_trials(load_settings(path), count, person=person)
    return planned.numbers, planned.said


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
    from campaigns.config.load import load_settings
    from campaigns.exchange.table_import import record_table

    settings = load_settings(path)
    with read_dropped(name, content, answers, settings.knobs) as table:
        done = record_table(load_settings(path), table, person=person)
    aside = [f"Row {row} was set aside: {why}" for row, why in done.aside.items()]
    return len(done.trials), len(done.known), [*aside, *done.notes]
