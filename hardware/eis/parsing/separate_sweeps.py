"""Which points of a file belong to one sweep.

Loops of a sequence, or a technique run twice, are distinguished by a loop number if there is one,
else by the frequency starting over. They are never joined.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from hardware.eis.parsing.column_names import ColumnQuantity
from hardware.eis.parsing.points import Bools, Damage, Points
from hardware.eis.spectrum import Floats, Indices
from hardware.errors import SpectrumRefusedError

FEWEST_POINTS = 5
"""Fewer points in a row are a repeat measurement or a remnant, not a sweep."""
MOST_DAMAGED = 0.1  # chosen: one row in ten that cannot be read is no spectrum any more
SAME_FREQUENCY = 1e-3  # ln of the ratio; chosen: as exact as files print frequencies


FARTHEST_POINTS = 2.3  # ln of the ratio, a decade; chosen: points of a sweep lie closer
LEVELS_APART_K = 2.0  # chosen: steadier is any chamber, farther apart any series
SAME_IMPEDANCE = 0.02  # ln of the ratio; of points measured twice, see `DRIFT_LIMIT` of the checks
_MIXED = "the rows of several sweeps are mixed: export one sweep a file, or with its loop number"


def separate_sweeps(measured: Points) -> list[Points]:
    """The points of each sweep, in the order of the file.

    Raises:
        SpectrumRefusedError: too many rows are damaged, too few are left, or sweeps are mixed.
    """
    refuse_too_much_damage(measured)
    groups = [
        run for loop in _loops(measured) for level in _temperatures(loop) for run in _runs(level)
    ]
    groups = [group for group in groups if np.unique(group.frequency_hz).size >= FEWEST_POINTS]
    if not groups:
        raise SpectrumRefusedError(
            f"{len(measured)} points are not a sweep: {_first_damage(measured)}"
        )
    placed = np.isin(measured.line, np.concatenate([group.line for group in groups]))
    checked = measured.without(~placed, "its frequency or loop number fits into no sweep")
    refuse_too_much_damage(checked)
    return _with_their_damage(groups, checked.damage)


def _with_their_damage(groups: list[Points], damage: tuple[Damage, ...]) -> list[Points]:
    """Each sweep with the damaged rows that lie in it, or nearest to it."""
    first = np.array([group.line.min() for group in groups])
    last = np.array([group.line.max() for group in groups])
    owner = [
        int(np.argmin(np.maximum(first - each.line, 0) + np.maximum(each.line - last, 0)))
        for each in damage
    ]
    return [
        replace(group, damage=tuple(d for d, at in zip(damage, owner, strict=True) if at == place))
        for place, group in enumerate(groups)
    ]


def refuse_too_much_damage(measured: Points) -> None:
    """Raise when more rows had to be left out than a stray flaw explains."""
    rows = len(measured) + len(measured.damage)
    if len(measured.damage) > max(2.0, MOST_DAMAGED * rows):
        raise SpectrumRefusedError(
            f"{len(measured.damage)} of {rows} rows cannot be used; {_first_damage(measured)}"
        )


def _first_damage(measured: Points) -> str:
    return measured.damage[0].sentence if measured.damage else "the file holds no more"


def _loops(measured: Points) -> list[Points]:
    """The points of each loop number; a number that only a row or two bear is damage."""
    numbers = measured.next_to.get(ColumnQuantity.LOOP)
    if numbers is None or not len(measured):
        return [measured]
    order = np.argsort(numbers, kind="stable")
    starts = np.flatnonzero(np.diff(numbers[order]) != 0.0) + 1
    loops = sorted(np.split(order, starts), key=lambda rows: int(rows[0]))
    whole = [rows for rows in loops if rows.size >= FEWEST_POINTS]
    if not whole:
        return [measured]
    return [measured.only(np.sort(rows)) for rows in whole]


def _temperatures(loop: Points) -> list[Points]:
    """Sweeps at several temperatures whose rows take turns: every frequency at each of them.

    Raises:
        SpectrumRefusedError: the rows take turns and no column says what differs.
    """
    taking_turns = _rows_in_turn(loop.frequency_hz)
    if not taking_turns:
        return [loop]
    degc = loop.next_to.get(ColumnQuantity.TEMPERATURE)
    if degc is not None and np.isfinite(degc).all():
        steps = np.sort(degc)[np.flatnonzero(np.diff(np.sort(degc)) > LEVELS_APART_K)]
        level = np.searchsorted(steps, degc)
        if np.unique(level).size == taking_turns:
            return [loop.only(level == each) for each in range(taking_turns)]
    size = np.abs(loop.impedance_ohm)
    same = np.abs(np.diff(np.log(loop.frequency_hz))) < SAME_FREQUENCY
    if float(np.median(np.abs(np.diff(np.log(size)))[same])) > SAME_IMPEDANCE:
        raise SpectrumRefusedError(_MIXED)
    return [loop]


def _rows_in_turn(frequency_hz: Floats) -> int:
    """How many rows in a row every frequency has; 0 for one, or where it differs."""
    if frequency_hz.size < 2 * FEWEST_POINTS:
        return 0
    starts = np.flatnonzero(np.abs(np.diff(np.log(frequency_hz))) >= SAME_FREQUENCY) + 1
    counts = np.diff(np.concatenate([[0], starts, [frequency_hz.size]]))
    count = int(np.median(counts))
    return count if count > 1 and float(np.mean(counts == count)) > 1.0 - MOST_DAMAGED else 0


def _runs(loop: Points) -> list[Points]:
    """Take apart where the frequency starts over; short runs are repeat points of their sweep."""
    ordered = _repeats_last(_without_stray_frequencies(loop))
    runs = _monotone_runs(ordered.frequency_hz)
    long = [run for run in runs if run.size >= FEWEST_POINTS]
    if sum(run.size for run in long) >= 0.8 * len(ordered):
        return [ordered.only(run) for run in _with_repeats(runs)]
    if _all_different(ordered.frequency_hz):
        return [loop]  # one sweep whose rows are in another order
    raise SpectrumRefusedError(_MIXED)


def _monotone_runs(frequency_hz: Floats) -> list[Indices]:
    """Indices of the pieces over which the frequency goes one way.

    Down and up again, with the lowest frequency twice: each sweep has its own. After a jump back to
    where it began, both points at the end are of the sweep that ends there.
    """
    if frequency_hz.size < 2:
        return [np.arange(frequency_hz.size)]
    starts, way = [0], 0.0
    steps = [_way(before, after) for before, after in pairwise(frequency_hz.tolist())]
    for at, step in enumerate(steps, start=1):
        if step and way and step != way:
            jumped = abs(math.log(frequency_hz[at] / frequency_hz[at - 1])) > FARTHEST_POINTS
            turned_on_the_spot = at - 2 >= starts[-1] and steps[at - 2] == 0.0 and not jumped
            starts.append(at - 1 if turned_on_the_spot else at)
            way = step if turned_on_the_spot else 0.0
        elif step:
            way = step
    return [np.arange(a, b) for a, b in pairwise([*starts, frequency_hz.size])]


def _way(before: float, after: float) -> float:
    """+1 upwards, -1 downwards, 0 when the frequency stays."""
    return 0.0 if math.isclose(before, after, rel_tol=1e-9) else math.copysign(1.0, after - before)


def _with_repeats(runs: Sequence[Indices]) -> list[Indices]:
    """Join each short run to the sweep before it, or at the very start to the one after it."""
    joined: list[Indices] = []
    waiting = np.arange(0)
    for run in runs:
        if run.size >= FEWEST_POINTS:
            joined.append(np.concatenate([waiting, run]))
            waiting = np.arange(0)
        elif joined:
            joined[-1] = np.concatenate([joined[-1], run])
        else:
            waiting = np.concatenate([waiting, run])
    return joined


def _all_different(frequency_hz: Floats) -> bool:
    return not _occurs_twice(frequency_hz).any()


def _without_stray_frequencies(loop: Points) -> Points:
    """Leave out single frequencies that stand where they cannot have been measured.

    In 1000, 794, 63, 501 Hz the 63 was 630: its neighbours go on as if it were not there. A
    frequency that occurs twice is a repeat point and stays.
    """
    frequency_hz = loop.frequency_hz
    if frequency_hz.size < FEWEST_POINTS:
        return loop
    stray = _off_the_way(np.log(frequency_hz)) & ~_occurs_twice(frequency_hz)
    if not 0 < stray.sum() <= max(2.0, MOST_DAMAGED * len(loop)):
        return loop
    return loop.only(~stray)


def _repeats_last(loop: Points) -> Points:
    """A single sweep with the points that it measured again in between behind the others.

    In 1000, 794, 1000, 631 Hz the sweep went back for a check, and then on.
    """
    frequency_hz = loop.frequency_hz
    if frequency_hz.size < FEWEST_POINTS:
        return loop
    again = _off_the_way(np.log(frequency_hz)) & _occurs_twice(frequency_hz)
    rest = frequency_hz[~again]
    if not 0 < again.sum() <= max(2.0, MOST_DAMAGED * len(loop)) or len(_monotone_runs(rest)) > 1:
        return loop
    return loop.only(np.concatenate([np.flatnonzero(~again), np.flatnonzero(again)]))


def _off_the_way(log_f: Floats) -> Bools:
    steps = np.sign(np.diff(log_f))
    way = np.sign(np.median(steps))
    off = np.zeros(log_f.shape, dtype=np.bool_)
    across = np.sign(log_f[2:] - log_f[:-2])
    off[1:-1] = (steps[:-1] * steps[1:] < 0) & (across == way) & (across != 0.0)
    off[0] = steps[0] == -way and steps[1] == way
    off[-1] = steps[-1] == -way and steps[-2] == way
    return off


def _occurs_twice(frequency_hz: Floats) -> Bools:
    order = np.argsort(frequency_hz)
    near = np.diff(np.log(frequency_hz[order])) < SAME_FREQUENCY
    twice = np.zeros(frequency_hz.shape, dtype=np.bool_)
    twice[order] = np.concatenate([near, [False]]) | np.concatenate([[False], near])
    return twice
