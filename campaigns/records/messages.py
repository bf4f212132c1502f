"""What a person is told of a cell that was begun and has no end; in one place, light to import."""

from __future__ import annotations

from campaigns.records.trials import sample_label


def interrupted_sentence(trial: int, file_name: str) -> str:
    """What the person is asked to decide about a trial that was begun and has no end."""
    command = f"copress record {file_name} --trial {trial}"
    return (
        f"Trial {trial} ({sample_label(trial)}) was begun and has no end; it will not be pressed "
        "again. Look at press and cell, then decide: the cell is worthless: "
        f'{command} --void --reason "..."; it was pressed and measured: '
        f"{command} --spectrum FILE --damage 0."
    )
