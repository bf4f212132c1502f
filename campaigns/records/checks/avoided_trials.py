"""Imported cells that keep proposals and recommendations away from their settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from campaigns.records.load_trials import TrialRecord
from doe.knobs.knob_values import Value

LEFT_OPEN = "left_open"
"""What is kept with an imported cell whose remark nobody understood: column and word."""


def left_open(trials: Sequence[TrialRecord]) -> list[TrialRecord]:
    """Imported cells of which it is still not known what became: their remark is in doubt."""
    return [one for one in trials if LEFT_OPEN in one.expected and one.observation is None]


def settings_to_avoid(trials: Sequence[TrialRecord]) -> list[Mapping[str, Value]]:
    """Points of imported cells that broke or may have broken, where no other cell stayed intact.

    Cells that the campaign pressed itself are for its models to weigh: their settings were chosen.
    """
    seen = [rung.observation for one in trials for rung in one.climbed]
    seen += [one.observation for one in trials if not one.climbed]
    held = [dict(cell.point) for cell in seen if cell is not None and cell.intact]
    of_past = [rung.observation for one in trials if one.past for rung in one.climbed]
    of_past += [one.observation for one in trials if one.past and not one.climbed]
    broken = [dict(cell.point) for cell in of_past if cell is not None and not cell.intact]
    points: list[Mapping[str, Value]] = [point for point in broken if point not in held]
    return points + [one.planned for one in left_open(trials)]


def left_open_said(trials: Sequence[TrialRecord]) -> str:
    """What must stand at the head of a recommendation; "" where nothing is left open."""
    cells = left_open(trials)
    if not cells:
        return ""
    one = len(cells) == 1
    numbers = ", ".join(cell.label for cell in cells)
    words = ", ".join(dict.fromkeys(f"{cell.expected[LEFT_OPEN]!r}" for cell in cells[:3]))
    return (
        f"What became of the imported {numbers} is not known ({words}): "
        f"nothing is recommended within a step of {'its' if one else 'their'} settings. If "
        f"{'it' if one else 'they'} broke, a protocol near {'it' if one else 'them'} may break "
        f"too. Say it: copress record CAMPAIGN.toml --trial {cells[0].number} --damage 0 (1 to 3 "
        "for damage, --shorted for a short)."
    )
